// The search box: results as you type, by keyboard alone if you like, with the query in the address.

import { Finder, Unreachable } from "./finder.js";
import { element, item } from "./results.js";

export { Finder, element };

// Long enough for the next key of a quick typist, short enough to feel at once.
const PAUSE = 120;
const PAGE = 10;
// A total up to which plans that may be hits are all read, after the first ones are drawn, to make it exact.
const COUNTED = 30;

// Long enough that nothing is proposed for a word that is still being typed.
const SETTLED = 400;

let finder;
/** Proposes other queries: the engine with all that it needs for it, fetched when a query first finds nothing. */
let proposer;
let strings;

/**
 * Makes a form search. On the search page results fill the page; elsewhere they hang below the box. `begun`: answers under
 * way, to requests for the words of the interface, the `code` and the `entry` of the finder.
 */
export async function attach(form, base, begun) {
  finder ??= new Finder(base, begun);
  strings ??= begun.words.then((response) => response.json());
  const page = form.closest("main") && document.getElementById("search-page");
  const { Filters } = page ? await import("./filters.js") : {};
  new Box(form, base, await strings, page, Filters);
}

class Box {
  #timer;
  /** Number of the latest question: answers to earlier ones are dropped. */
  #turn = 0;
  #shown = 0;

  constructor(form, base, words, page, Filters) {
    Object.assign(this, { form, base, words, page, input: form.q });
    this.status = element("p", { class: "status", role: "status", "aria-live": "polite" });
    this.list = element("ol", { class: "results" });
    this.more = element("button", { type: "button", class: "more", hidden: "" }, words.search.more);
    this.panel = element("section", { class: this.page ? "found" : "found hanging", "aria-label": words.search.results });
    this.panel.append(this.status, this.list, this.more);
    (this.page || form).append(this.panel);
    if (this.page) this.#offer(Filters);
    this.#listen();
    if (this.input.value.trim() && !("composing" in form.dataset)) this.#search();
  }

  #offer(Filters) {
    this.filters = new Filters(this.words, () => this.#settle(), () => this.#search(0, false));
    this.filters.read(new URL(location.href).searchParams);
    this.panel.prepend(this.filters.root);
  }

  #listen() {
    this.input.addEventListener("input", (event) => event.isComposing || this.#soon());
    this.input.addEventListener("compositionend", () => this.#soon());
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.form.addEventListener("keydown", (event) => this.#key(event));
    this.panel.addEventListener("keydown", (event) => this.page && this.#key(event));
    this.more.addEventListener("click", () => this.#search(this.#shown));
    if (this.page) addEventListener("popstate", () => this.#restore());
    else document.addEventListener("focusin", (event) => this.form.contains(event.target) || this.#close());
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), PAUSE);
  }

  #submit(event) {
    if (!this.page) return;
    event.preventDefault();
    this.#settle();
  }

  /** A choice or a finished query: a step that Back goes back over. */
  #settle() {
    clearTimeout(this.#timer);
    this.#remember("pushState");
    this.#search();
  }

  #restore() {
    const params = new URL(location.href).searchParams;
    this.input.value = params.get("q") ?? "";
    this.filters.read(params);
    this.#search(0, false);
  }

  #remember(how) {
    if (!this.page) return;
    const url = new URL(location.href);
    const query = this.input.value.trim();
    if (query) url.searchParams.set("q", query);
    else url.searchParams.delete("q");
    this.filters.write(url.searchParams);
    if (url.href !== location.href) history[how](null, "", url);
  }

  async #search(offset = 0, remember = true) {
    const turn = ++this.#turn;
    const query = this.input.value.trim();
    if (remember) this.#remember("replaceState");
    if (!query) return this.#clear();
    const late = setTimeout(() => turn === this.#turn && this.#say(this.words.search.searching), 400);
    try {
      let drawn = 0;
      const draw = (answer, isWhole = false) => {
        if (turn !== this.#turn) return;
        this.#draw(answer, offset, drawn, isWhole);
        drawn = answer.done?.hits.length;
      };
      const answer = await finder.ask(this.#request(query, offset), draw);
      draw(answer, true);
      if (answer.done?.total === 0) this.#propose(turn, query);
      if (answer.done?.exact === false && answer.done.total <= COUNTED) await this.#count(turn, query);
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    } finally {
      clearTimeout(late);
    }
  }

  /** Makes a total exact that was not, once the hits are there. */
  async #count(turn, query) {
    const { done } = await finder.ask({ ...this.#request(query, 0), exact: true });
    if (turn === this.#turn && done?.total) this.#say(this.words.search.count.replace("{n}", done.total));
  }

  /** Says what has hits, where a query has none. */
  async #propose(turn, query) {
    await new Promise((resolve) => setTimeout(resolve, SETTLED));
    if (turn !== this.#turn) return;
    proposer ??= new Finder(this.base, {}, "suggest.wasm");
    try {
      const { done } = await proposer.ask({ ...this.#request(query, 0), suggest: true });
      if (turn === this.#turn && done?.suggestion) this.#offerInstead(done);
    } catch {
      // Without a proposal the answer stands: there are no hits.
    }
  }

  #request(query, offset) {
    const { chosen = {}, sort = "relevance" } = this.filters ?? {};
    return { query, limit: PAGE, offset, filters: chosen, sort, facets: this.filters?.isOpen };
  }

  /** Draws the hits of an answer that follow those `drawn` already, and that follow `offset` hits of earlier pages. */
  #draw(answer, offset, drawn, isWhole) {
    if (answer.error) return this.#fail(new Error(answer.error));
    const { hits, total, exact } = answer.done;
    const items = hits.slice(drawn).map((hit) => item(hit, this.base, this.words));
    if (offset + drawn) this.list.append(...items);
    else this.list.replaceChildren(...items);
    if (offset && !drawn) items[0]?.querySelector("a").focus();
    this.#shown = offset + hits.length;
    this.list.ariaBusy = String(!isWhole);
    this.more.hidden = !isWhole || this.#shown >= total;
    this.panel.classList.add("open");
    const say = exact === false ? this.words.search.about : this.words.search.count;
    this.#say(total ? say.replace("{n}", total) : this.words.search.none);
    this.filters?.draw(answer.done.facets);
  }

  #offerInstead({ suggestion, reason }) {
    const take = element("button", { type: "button", class: "suggestion" }, suggestion);
    take.addEventListener("click", () => {
      this.input.value = suggestion;
      this.input.focus();
      this.#search();
    });
    this.status.append(" ", this.words.search[`by_${reason}`], take);
  }

  #fail(error) {
    this.list.replaceChildren();
    this.more.hidden = true;
    this.panel.classList.add("open");
    const known = error instanceof Unreachable || error instanceof WebAssembly.CompileError;
    this.#say(known ? this.words.search.failed : this.words.search.error + error.message);
  }

  #say(text) {
    this.status.textContent = text;
  }

  #clear() {
    this.list.replaceChildren();
    this.more.hidden = true;
    this.#say("");
    this.panel.classList.remove("open");
  }

  #close() {
    this.panel.classList.remove("open");
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") return this.#escape(event);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#move(event, step);
  }

  /** Leaves the results for the box, then empties the box. */
  #escape(event) {
    event.preventDefault();
    if (document.activeElement !== this.input) return this.input.focus();
    if (!this.page && this.panel.classList.contains("open")) return this.#close();
    this.input.value = "";
    this.#search();
  }

  /** Moves the focus along box and titles. */
  #move(event, step) {
    const stops = [this.input, ...this.list.querySelectorAll("a.title")];
    const at = stops.indexOf(document.activeElement.closest("li")?.querySelector("a.title") ?? document.activeElement);
    const next = stops[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
