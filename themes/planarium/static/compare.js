// Any two plans side by side, section by section; wording they share is greyed. The build makes the same for plans that
// are alike (src/pipeline/pages/compare.rs); a browser test holds the two together.

import { Finder, Unreachable, element } from "./search.js";

// Characters in a row that count as shared wording: shorter runs are everyday phrases.
const SHARED = 8;
const OFFERED = 8;
// Digits, and what stands within figures and behind them.
const FIGURE = /[0-9０-９.．,%％]/;

/** Fills the comparison page. */
export async function compare(root, base) {
  const strings = await (await fetch(new URL(`i18n/${document.documentElement.lang}.json`, base))).json();
  const params = new URL(location.href).searchParams;
  const loading = ["a", "b"].map((side) => load(params.get(side), base).catch(() => ({ failed: true })));
  const sides = await Promise.all(loading);
  root.append(element("div", { class: "sides" }, ...sides.map((side, at) => head(side, at ? "b" : "a", params, base, strings))));
  if (sides.every(({ plan }) => plan)) root.append(table(sides.map(({ plan }) => plan), strings));
}

/** The plan that an address names: `{plan}`, or that it is `unknown` or could not be fetched (`failed`). */
async function load(id, base) {
  if (!id) return {};
  if (!/^[\w-]+$/.test(id)) return { unknown: true };
  const response = await fetch(new URL(`plans/${id}/plan.json`, base));
  if (response.ok) return { plan: await response.json() };
  return response.status === 404 ? { unknown: true } : { failed: true };
}

/** The plan of a side, and a box to choose another. */
function head({ plan, unknown, failed }, side, params, base, strings) {
  const input = element("input", { type: "search", id: `choose-${side}`, autocomplete: "off" });
  const offers = element("ul", { class: "offers" });
  const status = element("p", { role: "status" }, (failed && strings.search.failed) || (unknown && strings.compare.unknown));
  const finder = new Finder(base);
  let turn = 0;
  const show = (hits, said = "") => {
    offers.replaceChildren(...hits.map((hit) => offer(hit, side, params)));
    status.textContent = said;
  };
  const ask = async () => {
    const query = input.value.trim();
    const mine = ++turn;
    if (!query) return show([]);
    try {
      const { hits } = (await finder.ask({ query, limit: OFFERED, offset: 0, filters: {}, sort: "relevance" })).done;
      if (mine === turn) show(hits, hits.length ? "" : strings.search.none);
    } catch (error) {
      if (mine === turn) show([], error instanceof Unreachable ? strings.search.failed : strings.search.error + error.message);
    }
  };
  // A composition ends with an event of its own; the last input within it still counts as composing.
  input.addEventListener("input", (event) => event.isComposing || ask());
  input.addEventListener("compositionend", ask);
  const title = plan && element("h2", { lang: plan.language }, element("a", { href: new URL(`plans/${plan.id}/`, base).href }, plan.title));
  const choose = element("label", { for: input.id }, plan ? strings.compare.choose : strings.compare.choose_first);
  return element("section", {}, title, choose, input, status, offers);
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

/** Whoever compares figures must see the whole of one that differs: half of it is not shared wording. */
function keepFiguresWhole(scalars, shared) {
  for (let from = 0, to = 0; from < scalars.length; from = to) {
    const isFigure = FIGURE.test(scalars[from]);
    while (to < scalars.length && FIGURE.test(scalars[to]) === isFigure) to++;
    if (isFigure && shared.subarray(from, to).includes(0)) shared.fill(0, from, to);
  }
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
  keepFiguresWhole(scalars, shared);
  const pieces = [];
  for (let from = 0, to = 0; from < scalars.length; from = to) {
    while (to < scalars.length && shared[to] === shared[from]) to++;
    const piece = scalars.slice(from, to).join("");
    pieces.push(shared[from] ? element("span", { class: "shared" }, piece) : piece);
  }
  return pieces;
}
