// Draws hits. Text comes in as text: nothing here makes HTML of strings.

/** An element with attributes and children, nodes or texts; what is none of both is left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

/** A snippet with its marks; they count Unicode scalars. */
function marked(snippet, marks = []) {
  const scalars = [...snippet];
  const pieces = [];
  let at = 0;
  for (const [start, end] of marks) {
    pieces.push(scalars.slice(at, start).join(""), element("mark", {}, scalars.slice(start, end).join("")));
    at = end;
  }
  return [...pieces, scalars.slice(at).join("")];
}

/** The words that were found in a hit, as its own text writes them. */
function found(hit) {
  const words = new Set();
  for (const { snippet, marks } of hit.sections ?? []) {
    const scalars = [...(snippet ?? "")];
    for (const [start, end] of marks ?? []) words.add(scalars.slice(start, end).join(""));
  }
  return [...words].slice(0, 12);
}

function years(period) {
  if (!period) return "";
  if (typeof period !== "object") return String(period);
  const { from, to } = period.value ?? period;
  if (!from && !to) return "";
  return from && to && from !== to ? `${from}—${to}` : String(from ?? to);
}

/** Whether two texts have the same words; a heading and its line may differ in the marks between them. */
function alike(one, other) {
  const bare = (text) => text.replace(/[\p{P}\p{S}\s]/gu, "");
  return bare(one) === bare(other);
}

/** A section of a hit: its heading, and what was found in it; what only repeats a title is marked there instead. */
function part(section, address) {
  const { title, snippet, marks } = section;
  const repeats = title && snippet && alike(title, snippet);
  const words = repeats ? marked(snippet, marks) : [title];
  return element(
    "li",
    {},
    title && element("a", { href: address }, ...words),
    snippet && !repeats && element("p", { class: "snippet" }, ...marked(snippet, marks)),
  );
}

/** One hit as a list item; what comes from documents is marked as Chinese, whatever the interface speaks.
 * `link` makes an address from the hit's own; `words` are the interface's. */
export function item(hit, base, words) {
  const query = found(hit).map((word) => `hl=${encodeURIComponent(word)}`).join("&");
  const link = (anchor) => new URL(hit.url + (query && `?${query}`) + (anchor ? `#${anchor}` : ""), base).href;
  const period = years(hit.period);
  const ours = [period && period + words.fact.year, hit.kind && (words.kind[hit.kind] ?? hit.kind)];
  const theirs = [hit.issuer, hit.region?.replaceAll("/", " ")];
  const facts = [
    ...ours.filter(Boolean).map((fact) => element("span", {}, fact)),
    ...theirs.filter(Boolean).map((fact) => element("span", { lang: "zh" }, fact)),
  ];
  const sections = hit.sections ?? [];
  const opening = sections.find((section) => !section.title && section.snippet && alike(section.snippet, hit.title));
  const title = opening ? marked(opening.snippet, opening.marks) : [hit.title];
  const parts = sections.filter((section) => section !== opening).map((section) => part(section, link(section.anchor)));
  return element(
    "li",
    { "data-plan-id": hit.id },
    element("h2", {}, element("a", { href: link(), class: "title", lang: "zh" }, ...title)),
    element("p", { class: "facts" }, ...facts),
    parts.length ? element("ul", { lang: "zh" }, ...parts) : undefined,
  );
}
