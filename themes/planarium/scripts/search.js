// The search box: results as you type, by keyboard alone if you like, with the query in the address.

import { Finder, Unreachable } from "./finder.js";
import { element, item } from "./results.js";

export { Finder, Unreachable, element };

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
  strings ??= await (await begun.words).json();
  const page = form.closest("main") && document.getElementById("search-page");
  const { Filters } = page ? await import("./filters.js") : {};
  new Box(form, base, strings, page, Filters);
}

class Box {
  #timer;
  /** Number of the latest question: answers to earlier ones are dropped. */
  #turn = 0;
  /** The latest question, and how many of its hits are shown. */
  #asked;
  #shown = 0;

  constructor(form, base, words, page, Filters) {
    Object.assign(this, { form, base, words, page, input: form.q, title: document.title });
    this.status = element("p", { class: "status", role: "status", "aria-live": "polite" });
    this.list = element("ol", { class: "results" });
    this.more = element("button", { type: "button", class: "more", hidden: "" }, words.search.more);
    this.panel = element("section", { class: this.page ? "found" : "found hanging", "aria-label": words.search.results });
    this.failure = element("p", { role: "status" });
    this.panel.append(this.status, this.list, this.failure, this.more);
    (this.page || form).append(this.panel);
    if (this.page) this.#offer(Filters);
    this.#listen();
    if (!("composing" in form.dataset)) this.#search({ limit: history.state?.shown });
  }

  #offer(Filters) {
    this.filters = new Filters(this.words, () => this.#settle(), () => this.#search({ remember: false }));
    this.filters.read(new URL(location.href).searchParams);
    this.panel.prepend(this.filters.root);
  }

  #listen() {
    this.input.addEventListener("input", (event) => event.isComposing || this.#soon());
    this.input.addEventListener("compositionstart", () => clearTimeout(this.#timer));
    this.input.addEventListener("compositionend", () => this.#soon());
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.form.addEventListener("keydown", (event) => this.#key(event));
    this.panel.addEventListener("keydown", (event) => this.page && this.#key(event));
    this.more.addEventListener("click", () => this.#search({ more: true }));
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
    const { shown, height = 0 } = history.state ?? {};
    // The browser scrolls to where the reader was: that place must be there before the hits are.
    this.page.style.minHeight = `${height}px`;
    this.#search({ limit: shown, remember: false });
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

  /** Asks for the first hits, or for those after the ones that are shown: a page of them, or `limit` where that is more. */
  #search({ more, limit = PAGE, remember = true } = {}) {
    const turn = ++this.#turn;
    const query = this.input.value.trim();
    if (remember) this.#remember("replaceState");
    if (this.page) document.title = [query, this.title].filter(Boolean).join(" · ");
    const asked = JSON.stringify([query, this.filters?.chosen, this.filters?.sort]);
    if (asked !== this.#asked) this.#shown = 0;
    this.#asked = asked;
    if (!query && !this.filters?.isChosen) return this.#clear();
    const offset = more ? this.#shown : 0;
    const request = { ...this.#request(query, offset), limit: Math.max(PAGE, limit) };
    this.#attempt(turn, async () => {
      this.filters?.check();
      const draw = ({ done }, isWhole) => turn === this.#turn && this.#draw(done, offset, isWhole);
      const answer = await finder.ask(request, draw);
      draw(answer, true);
      const { total, exact } = answer.done;
      if (query && !total) this.#propose(turn, query);
      if (!exact && total <= COUNTED) this.#attempt(turn, () => this.#count(turn, query));
    });
  }

  /** Does a part of the latest question. What fails is said beside the hits that are there, and can be tried again. */
  async #attempt(turn, work) {
    this.failure.replaceChildren();
    const late = setTimeout(() => turn === this.#turn && !this.#shown && this.#say(this.words.search.searching), 400);
    try {
      await work();
    } catch (error) {
      if (turn === this.#turn) this.#fail(error, () => this.#attempt(turn, work));
    } finally {
      clearTimeout(late);
      if (turn === this.#turn && this.page) this.#keep();
    }
  }

  /** Makes a total exact that was not, once the hits are there. */
  async #count(turn, query) {
    const { done } = await finder.ask({ ...this.#request(query, 0), exact: true });
    if (turn === this.#turn && done.total) this.#say(this.words.search.count.replace("{n}", done.total));
  }

  /** Says what has hits, where a query has none. */
  async #propose(turn, query) {
    await new Promise((resolve) => setTimeout(resolve, SETTLED));
    if (turn !== this.#turn) return;
    proposer ??= new Finder(this.base, {}, "suggest.wasm");
    try {
      const { done } = await proposer.ask({ ...this.#request(query, 0), suggest: true });
      if (turn === this.#turn && done.suggestion) this.#offerInstead(done);
    } catch {
      // Without a proposal the answer stands: there are no hits.
    }
  }

  #request(query, offset) {
    const { chosen = {}, sort = "relevance" } = this.filters ?? {};
    return { query, limit: PAGE, offset, filters: chosen, sort, facets: this.filters?.isOpen };
  }

  /** Draws the hits of an answer, which follow `offset` others, as far as they are not shown already. */
  #draw({ hits, total, exact, facets }, offset, isWhole = false) {
    const items = hits.slice(this.#shown - offset).map((hit) => item(hit, this.base, this.words));
    if (this.#shown) this.list.append(...items);
    else this.list.replaceChildren(...items);
    if (offset && this.#shown === offset) items[0]?.querySelector("a").focus();
    this.#shown = Math.max(this.#shown, offset + hits.length);
    this.list.ariaBusy = String(!isWhole);
    this.more.hidden = !isWhole || this.#shown >= total;
    this.panel.classList.add("open");
    const say = exact ? this.words.search.count : this.words.search.about;
    this.#say(total ? say.replace("{n}", total) : this.words.search.none);
    this.filters?.draw(facets);
  }

  /** Keeps with the address how much is shown, so that Back comes to the same place. */
  #keep() {
    this.page.style.minHeight = "";
    if (this.#shown) history.replaceState({ shown: this.#shown, height: this.page.offsetHeight }, "");
  }

  #offerInstead({ suggestion, reason }) {
    const take = this.#button(suggestion, () => {
      this.input.value = suggestion;
      this.input.focus();
      this.#search();
    });
    this.status.append(" ", this.words.search[`by_${reason}`], take);
  }

  /** A button within a message. */
  #button(text, pressed) {
    const made = element("button", { type: "button", class: "suggestion" }, text);
    made.addEventListener("click", pressed);
    return made;
  }

  #fail(error, again) {
    if (!this.#shown) this.#empty();
    this.panel.classList.add("open");
    const { search } = this.words;
    const known = error instanceof Unreachable || error instanceof WebAssembly.CompileError;
    const place = this.#shown ? this.failure : this.status;
    place.textContent = known ? search.failed : search.error + error.message;
    if (known) place.append(" ", this.#button(search.again, again));
  }

  #say(text) {
    this.status.textContent = text;
  }

  #empty() {
    this.list.replaceChildren();
    this.more.hidden = true;
  }

  #clear() {
    this.#empty();
    this.#say("");
    this.#close();
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

  /** Moves the focus along box and titles, if it is there: in the filters, arrows choose. */
  #move(event, step) {
    const stops = [this.input, ...this.list.querySelectorAll("a.title")];
    const at = stops.indexOf(document.activeElement.closest("li")?.querySelector("a.title") ?? document.activeElement);
    const next = at >= 0 && stops[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
