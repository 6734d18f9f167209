// Marks words on the page that a search result led to.

const BLOCKS = ".plan h1, .text p, .text li, .text td, .text th, .text .heading > :first-child, .text pre";
const MOST = 500;

/** Marks every occurrence of these words, and goes to the section asked for, or else to the first mark. */
export function mark(words, anchor) {
  const wanted = words.filter(Boolean).slice(0, 16);
  let left = MOST;
  for (const block of document.querySelectorAll(BLOCKS)) {
    if (left <= 0) break;
    if (!block.querySelector(":is(p, li)")) left -= markBlock(block, wanted);
  }
  const target = (anchor && document.getElementById(anchor)) || document.querySelector("mark");
  target?.scrollIntoView({ block: anchor ? "start" : "center" });
}

/** Marks one block, across the elements in it; says how many marks were made. */
function markBlock(block, words) {
  const text = block.textContent;
  const hits = spans(text, words);
  for (const [start, end] of hits.toReversed()) wrap(block, start, end);
  return hits.length;
}

/** Where the words stand in a text: sorted, overlaps joined. */
function spans(text, words) {
  const found = [];
  for (const word of words) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) found.push([at, at + word.length]);
  }
  found.sort((a, b) => a[0] - b[0]);
  const joined = [];
  for (const [start, end] of found) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

/** Puts marks around a stretch of a block's text, one in each text node it touches. */
function wrap(block, start, end) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const parts = [];
  let at = 0;
  for (let node = walker.nextNode(); node && at < end; node = walker.nextNode()) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, node.length);
    if (from < to) parts.push([node, from, to]);
    at += node.length;
  }
  for (const [node, from, to] of parts) {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    range.surroundContents(document.createElement("mark"));
  }
}
