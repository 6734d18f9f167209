// Filters of the search page: one list a facet, with counts, kept in the address, and the years as a histogram. What they
// show is asked for only while they are open.

import { element } from "./search.js";

const FACETS = ["year", "region", "issuer", "level", "topic", "kind"];
// Years that there is room for.
const MOST_YEARS = 120;
// Years as crates/finder/src/query/filter.rs reads them; a condition with others the engine passes over.
const YEARS = /^((?=.*\d)(\d{4})?([.。~〜至到\p{Pd}]+(\d{4})?)?|未[注註]明|unknown|none)$/iu;

export class Filters {
  /** `changed` is called when the reader chooses, `opened` when there is something to show. */
  constructor(words, changed, opened) {
    Object.assign(this, { words, changed });
    this.chosen = {};
    this.sort = "relevance";
    this.lists = Object.fromEntries(FACETS.map((facet) => [facet, this.#list(facet)]));
    this.order = this.#order();
    this.clear = element("button", { type: "button", class: "clear", hidden: "" }, words.search.clear);
    this.clear.addEventListener("click", () => this.#reset());
    this.summary = element("summary", {}, words.search.filters);
    const choices = element("div", { class: "choices" }, ...FACETS.map((facet) => this.lists[facet].label), this.order);
    this.years = element("ol", { class: "histogram", "aria-label": words.way.year });
    this.root = element("details", { class: "filters", hidden: "" }, this.summary, this.years, choices, this.clear);
    this.root.addEventListener("toggle", () => this.isOpen && opened());
  }

  get isChosen() {
    return FACETS.some((facet) => this.chosen[facet]);
  }

  get isOpen() {
    return this.root.open;
  }

  #list(facet) {
    const select = element("select", { name: facet });
    select.addEventListener("change", () => this.#choose(facet, select.value));
    return { select, label: element("label", {}, this.words.way[facet], select) };
  }

  #order() {
    const { sort, relevance, newest } = this.words.search;
    const select = element("select", { name: "sort" });
    select.append(element("option", { value: "relevance" }, relevance), element("option", { value: "date" }, newest));
    select.addEventListener("change", () => {
      this.sort = select.value;
      this.changed();
    });
    this.by = select;
    return element("label", {}, sort, select);
  }

  #choose(facet, value) {
    if (value) this.chosen[facet] = value;
    else delete this.chosen[facet];
    this.changed();
  }

  #reset() {
    this.chosen = {};
    this.changed();
  }

  /** Takes the choice from an address. */
  read(params) {
    this.chosen = Object.fromEntries(FACETS.filter((facet) => params.get(facet)).map((facet) => [facet, params.get(facet)]));
    this.sort = params.get("sort") === "date" ? "date" : "relevance";
    this.by.value = this.sort;
  }

  /** Throws what an address asks for that cannot be; it is shown, so that it can be cleared. */
  check() {
    const { year } = this.chosen;
    if (!year || YEARS.test(year.normalize("NFKC").replaceAll(/[年度学學 ]/g, ""))) return;
    this.draw();
    throw new Error(`${this.words.way.year} ${year}`);
  }

  /** Puts the choice into an address. */
  write(params) {
    for (const facet of FACETS) {
      if (this.chosen[facet]) params.set(facet, this.chosen[facet]);
      else params.delete(facet);
    }
    if (this.sort === "date") params.set("sort", "date");
    else params.delete("sort");
  }

  /** Shows what there is to choose from: `{facet: [[value, count], ...]}`; while they are closed, only what is chosen. */
  draw(facets = {}) {
    this.#drawYears(facets.year ?? []);
    for (const facet of FACETS) {
      const counts = (facets[facet] ?? []).filter(([value]) => value !== "" && value !== null);
      const chosen = this.chosen[facet];
      if (chosen && !counts.some(([value]) => String(value) === chosen)) counts.unshift([chosen, ""]);
      const options = counts.map(([value, count]) => this.#option(facet, String(value), count));
      const { select, label } = this.lists[facet];
      select.replaceChildren(element("option", { value: "" }, this.words.search.all), ...options);
      select.value = chosen ?? "";
      label.hidden = !counts.length;
      label.classList.toggle("chosen", Boolean(chosen));
    }
    this.summary.textContent = [this.words.search.filters, ...this.#chosenNames()].join(" · ");
    this.clear.hidden = !this.isChosen;
    this.root.hidden = false;
  }

  /** A bar for every year from the first to the last; pressing one asks for that year, or for all again. */
  #drawYears(counts) {
    const known = new Map(counts.filter(([value]) => value).map(([value, count]) => [Number(value), count]));
    const most = Math.max(...known.values());
    const [first, last] = [Math.min(...known.keys()), Math.max(...known.keys())];
    const bars = [];
    for (let year = first; year <= last && bars.length < MOST_YEARS; year++) {
      const count = known.get(year) ?? 0;
      const isChosen = this.chosen.year === String(year);
      const name = `${year}${this.words.fact.year} (${count})`;
      const bar = element("button", { type: "button", title: name, "aria-label": name, "aria-pressed": String(isChosen) });
      bar.style.setProperty("--share", String(count / most));
      bar.disabled = !count;
      bar.addEventListener("click", () => this.#choose("year", isChosen ? "" : String(year)));
      const isEnd = year === first || year === last;
      bars.push(element("li", {}, bar, isEnd && element("span", { "aria-hidden": "true" }, String(year))));
    }
    this.years.replaceChildren(...bars);
    this.years.hidden = bars.length < 2;
  }

  #option(facet, value, count) {
    const name = this.#name(facet, value);
    return element("option", { value, lang: facet === "kind" ? undefined : "zh" }, count === "" ? name : `${name} (${count})`);
  }

  #name(facet, value) {
    return facet === "kind" ? (this.words.kind[value] ?? value) : value.replaceAll("/", " ");
  }

  /** What is chosen stays in sight when the lists are folded away. */
  #chosenNames() {
    return FACETS.filter((facet) => this.chosen[facet]).map((facet) => this.#name(facet, this.chosen[facet]));
  }
}
