// Which plans really hold a query: a plain scan, which knows nothing of either search.

import { plans } from "./archive.mjs";

/** A text as it is compared: compatibility forms and case made one; no space beside Han characters. */
function plain(text) {
  return text.normalize("NFKC").toLowerCase().replace(/(?<=\p{sc=Han})\s+|\s+(?=\p{sc=Han})/gu, "");
}

/** For each query, the ids of the plans that hold all its words, each in one paragraph or in the title. */
export async function truth(root, queries) {
  const words = queries.map((query) => query.split(" ").map(plain));
  const held = queries.map(() => new Set());
  for await (const { id, title, paragraphs } of plans(root)) {
    // U+FFFF is in no text: nothing is found across two paragraphs.
    const text = [title, ...paragraphs].map(plain).join("\uffff");
    words.forEach((all, at) => all.every((word) => text.includes(word)) && held[at].add(id));
  }
  return held;
}
