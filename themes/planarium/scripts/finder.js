// The search engine's hands: it says which files it needs, this fetches them. All thinking is in finder.wasm.

const ENTRY = "entry.bin";
// Before the deflated payload of every file; see index/FORMAT.md.
const HEADER = 9;
// A query needs four or five rounds of files, a proposal several times as many; more than this is a broken archive.
const ROUNDS = 48;
// Hits that are shown before the others of a page are there.
const FEW = 5;

/** A file that could not be fetched. */
export class Unreachable extends Error {}

export class Finder {
  #base;
  /** Name of the engine's file. */
  #code;
  /** Requests that were under way before this was: `entry` and `code`. */
  #begun;
  /** A load under way. */
  #loading;
  #engine;
  #files = new Map();

  /** `base`: the site's own address; `begun`: answers under way, to requests for its `entry` and its `code`. */
  constructor(base, begun = {}, code = "finder.wasm") {
    this.#base = base;
    this.#begun = begun;
    this.#code = code;
  }

  /** Asks the engine: `{query, limit, offset, sort, facets, exact, suggest, filters}`. Reads the entry anew, once, when a file is gone.
   * `early` is called with the first hits where they are there before the others. */
  async ask(request, early) {
    try {
      if (!this.#engine) await this.#load();
      return await this.#answer(request, early);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      await this.#load();
      return this.#answer(request);
    }
  }

  async #answer(request, early) {
    if (!early || request.limit <= FEW) return this.#rounds(request);
    let over = false;
    // The first hits are asked for first, so that what they need stands before the rest in the browser's queue. What
    // fails here fails below as well.
    this.#rounds({ ...request, limit: FEW }).then((answer) => over || early(answer), () => {});
    try {
      return await this.#rounds(request, "low");
    } finally {
      over = true;
    }
  }

  /** Asks the engine and fetches what it needs, until it answers. */
  async #rounds(request, priority = "auto") {
    for (let round = 0; round < ROUNDS; round++) {
      const answer = call(this.#engine, request);
      if (answer.file) throw new Unreachable(`${answer.file}: ${answer.error}`);
      if (answer.error) throw new Error(answer.error);
      if (!answer.need) return answer;
      await Promise.all(answer.need.map((name) => this.#hand(name, priority)));
    }
    throw new Error("the search data asks for files without end");
  }

  /** Loads engine and entry, once for all who wait for them. */
  #load() {
    return (this.#loading ??= this.#renew().finally(() => (this.#loading = undefined)));
  }

  async #renew() {
    const begun = this.#begun;
    this.#begun = {};
    const entry = this.#fetch(new URL(`find/${ENTRY}`, this.#base), { cache: "no-cache" }, begun.entry).then(inflated);
    entry.catch(() => {});
    const code = await this.#fetch(new URL(this.#code, this.#base), {}, begun.code);
    const { instance } = await WebAssembly.instantiate(code, {});
    put(instance.exports, ENTRY, await entry);
    // Only now that there is another is the engine given up that answers from what was fetched before.
    this.#engine = instance.exports;
    this.#files.clear();
  }

  /** Fetches a file, unless it is under way already, and gives it to the engine. */
  #hand(name, priority) {
    if (!this.#files.has(name)) {
      const url = new URL(`find/${name}`, this.#base);
      const handed = this.#fetch(url, { priority }).then(inflated).then((bytes) => put(this.#engine, name, bytes));
      this.#files.set(name, handed);
      handed.catch(() => this.#files.delete(name));
    }
    return this.#files.get(name);
  }

  /** The bytes at an address, asked for twice at most; the first time may be under way. */
  async #fetch(url, options, begun) {
    for (const answer of [() => begun ?? fetch(url, options), () => fetch(url, { cache: "reload" })]) {
      try {
        const response = await answer();
        if (response.ok) return new Uint8Array(await response.arrayBuffer());
      } catch {
        // A network that fails is tried once more, like an answer that is no file.
      }
    }
    throw new Unreachable(url.pathname);
  }
}

/** Hands a file to an engine. */
function put(engine, name, bytes) {
  const key = new TextEncoder().encode(name);
  // Refused: a file cut short, or of another publish.
  if (engine.put(give(engine, key, bytes), key.length, bytes.length)) throw new Unreachable(name);
}

function call(engine, request) {
  const data = new TextEncoder().encode(lines(request));
  const packed = engine.call(give(engine, data), data.length);
  const [at, length] = [packed >> 32n, packed].map((half) => Number(BigInt.asUintN(32, half)));
  return JSON.parse(new TextDecoder().decode(new Uint8Array(engine.memory.buffer, at, length)));
}

/** Copies bytes into an engine's memory, one part after the other; what it answered before is gone from then on. */
function give(engine, ...parts) {
  const start = engine.room(parts.reduce((sum, part) => sum + part.length, 0));
  let at = start;
  for (const part of parts) {
    new Uint8Array(engine.memory.buffer, at, part.length).set(part);
    at += part.length;
  }
  return start;
}

/** A request as the engine reads it. */
function lines({ query, limit, offset, sort, facets, exact, suggest, filters }) {
  const conditions = Object.entries(filters).map(([facet, value]) => `${facet}=${value}`);
  const flags = [sort, facets && "facets", exact && "exact", suggest && "suggest"];
  return [query, limit, offset, ...flags, ...conditions].map((line) => String(line).replaceAll("\n", " ")).join("\n");
}

/** A file with its payload inflated; one that cannot be is left to the engine, which says what is wrong with it. */
async function inflated(file) {
  try {
    const stream = new Blob([file.subarray(HEADER)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const payload = new Uint8Array(await new Response(stream).arrayBuffer());
    const whole = new Uint8Array(HEADER + payload.length);
    whole.set(file.subarray(0, HEADER));
    whole.set(payload, HEADER);
    return whole;
  } catch {
    return file;
  }
}
