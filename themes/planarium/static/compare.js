// Any two plans side by side, section by section; wording they share is greyed. The build makes the same for plans that
// are alike (src/pipeline/pages/compare.rs); a browser test holds the two together.

import { Finder, element } from "./search.js";

// Characters in a row that count as shared wording: shorter runs are everyday phrases.
const SHARED = 8;
const OFFERED = 8;

/** Fills the comparison page. */
export async function compare(root, base) {
  const strings = await (await fetch(new URL(`i18n/${document.documentElement.lang}.json`, base))).json();
  const params = new URL(location.href).searchParams;
  const sides = await Promise.all(["a", "b"].map((side) => load(params.get(side), base)));
  root.append(element("div", { class: "sides" }, ...sides.map((plan, at) => head(plan, at ? "b" : "a", params, base, strings))));
  if (sides.every(Boolean)) root.append(table(sides, strings));
}

async function load(id, base) {
  if (!/^[\w-]+$/.test(id ?? "")) return null;
  const response = await fetch(new URL(`plans/${id}/plan.json`, base));
  return response.ok ? response.json() : null;
}

/** The plan of a side, and a box to choose another. */
function head(plan, side, params, base, strings) {
  const input = element("input", { type: "search", id: `choose-${side}`, autocomplete: "off" });
  const offers = element("ul", { class: "offers" });
  const finder = new Finder(base);
  let turn = 0;
  input.addEventListener("input", async (event) => {
    const query = input.value.trim();
    const mine = ++turn;
    if (event.isComposing || !query) return offers.replaceChildren();
    const answer = await finder.ask({ query, limit: OFFERED, offset: 0, filters: {}, sort: "relevance" });
    if (mine === turn) offers.replaceChildren(...(answer.done?.hits ?? []).map((hit) => offer(hit, side, params)));
  });
  const title = plan && element("h2", { lang: plan.language }, element("a", { href: new URL(`plans/${plan.id}/`, base).href }, plan.title));
  const choose = element("label", { for: input.id }, strings.compare.choose);
  return element("section", {}, title, choose, input, offers);
}

function offer(hit, side, params) {
  const url = new URL(location.href);
  url.search = new URLSearchParams([...params].filter(([name]) => name !== side).concat([[side, hit.id]]));
  return element("li", {}, element("a", { href: url.href }, hit.title));
}

/** Sections of a plan: title and lines, the heading's own among them. */
function sections(plan) {
  const starts = plan.outline.map((section) => ({ title: section.title, line: section.line, text: [] }));
  const found = [{ title: "", line: 0, text: [] }, ...starts];
  for (const { line, text } of plan.text) {
    found.findLast((section) => section.line <= line).text.push(text);
  }
  // Several headings can stand in one line: its text goes with the last of them.
  return found.filter((section) => section.text.length);
}

/** Pairs of sections: those of one title stand beside each other, the others alone, all in the order of their plans. */
function pairs(left, right) {
  const made = [];
  let next = 0;
  for (const section of left) {
    const at = right.findIndex((other, index) => index >= next && other.title === section.title);
    if (at < 0) {
      made.push([section, null]);
      continue;
    }
    made.push(...right.slice(next, at).map((other) => [null, other]), [section, right[at]]);
    next = at + 1;
  }
  return [...made, ...right.slice(next).map((other) => [null, other])];
}

function table([a, b], strings) {
  const shingles = [a, b].map((plan) => shinglesOf(plan.text.map(({ text }) => text)));
  const rows = pairs(sections(a), sections(b)).map(([left, right]) =>
    element("tr", {}, cell(left, a, shingles[1], strings), cell(right, b, shingles[0], strings)),
  );
  const heads = [a, b].map((plan) => element("th", { scope: "col", lang: plan.language }, plan.title));
  return element("table", { class: "compared" }, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
}

function cell(section, plan, others, strings) {
  if (!section) return element("td", { class: "nothing" }, strings.compare.nothing);
  const paragraphs = section.text.map((text) => element("p", {}, ...greyed(text, others)));
  return element("td", { lang: plan.language }, ...paragraphs);
}

/** All runs of characters in these lines. Characters are Unicode scalars, as in the pages that the build makes. */
function shinglesOf(lines) {
  const all = new Set();
  for (const line of lines) for (const run of runs([...line])) all.add(run);
  return all;
}

function* runs(scalars) {
  for (let at = 0; at + SHARED <= scalars.length; at++) yield scalars.slice(at, at + SHARED).join("");
}

/** A text in pieces, those that the other plan has too as greyed spans. */
function greyed(text, others) {
  const scalars = [...text];
  const shared = new Uint8Array(scalars.length);
  let at = 0;
  for (const run of runs(scalars)) {
    if (others.has(run)) shared.fill(1, at, at + SHARED);
    at++;
  }
  const pieces = [];
  for (let from = 0, to = 0; from < scalars.length; from = to) {
    while (to < scalars.length && shared[to] === shared[from]) to++;
    const piece = scalars.slice(from, to).join("");
    pieces.push(shared[from] ? element("span", { class: "shared" }, piece) : piece);
  }
  return pieces;
}
