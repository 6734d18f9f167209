// The search engine's hands: it says which files it needs, this fetches them. All thinking is in finder.wasm.

const ENTRY = "entry.bin";
// Before the deflated payload of every file; see index/FORMAT.md.
const HEADER = 9;
// A query needs four or five rounds of files; more than this is a broken archive.
const ROUNDS = 24;

/** A file that could not be fetched. */
export class Unreachable extends Error {}

export class Finder {
  #base;
  #ready;
  #engine;
  #files = new Map();

  /** `base`: the site's own address. */
  constructor(base) {
    this.#base = base;
  }

  /** Asks the engine; `request` as in its interface. Reads the entry file anew, once, when a file is gone. */
  async ask(request) {
    try {
      return await this.#answer(request);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.#ready = undefined;
      this.#files.clear();
      return this.#answer(request);
    }
  }

  async #answer(request) {
    this.#ready ??= this.#load();
    try {
      await this.#ready;
    } catch (error) {
      this.#ready = undefined;
      throw error;
    }
    for (let round = 0; round < ROUNDS; round++) {
      const answer = this.#call(request);
      if (answer.file) throw new Unreachable(`${answer.file}: ${answer.error}`);
      if (!answer.need) return answer;
      await Promise.all(answer.need.map((name) => this.#hand(name)));
    }
    throw new Error("the search data asks for files without end");
  }

  async #load() {
    const entry = this.#fetch(new URL(`find/${ENTRY}`, this.#base), "no-cache").then(inflated);
    entry.catch(() => {});
    const code = await this.#fetch(new URL("finder.wasm", this.#base));
    const { instance } = await WebAssembly.instantiate(code, {});
    this.#engine = instance.exports;
    this.#put(ENTRY, await entry);
  }

  /** Fetches a file, unless it is under way already, and gives it to the engine. */
  #hand(name) {
    if (!this.#files.has(name)) {
      const url = new URL(`find/${name}`, this.#base);
      const put = this.#fetch(url).then(inflated).then((bytes) => this.#put(name, bytes));
      this.#files.set(name, put);
      put.catch(() => this.#files.delete(name));
    }
    return this.#files.get(name);
  }

  /** The bytes at an address, asked for twice at most. */
  async #fetch(url, cache = "default") {
    for (const attempt of [cache, "reload"]) {
      try {
        const response = await fetch(url, { cache: attempt });
        if (response.ok) return new Uint8Array(await response.arrayBuffer());
      } catch {
        // A network that fails is tried once more, like an answer that is no file.
      }
    }
    throw new Unreachable(url.pathname);
  }

  #put(name, bytes) {
    const [key, file] = [new TextEncoder().encode(name), bytes].map((data) => [this.#give(data), data.length]);
    // Refused: a file cut short, or of another publish.
    if (this.#engine.put(...key, ...file)) throw new Unreachable(name);
  }

  #call(request) {
    const data = new TextEncoder().encode(JSON.stringify(request));
    const packed = this.#engine.call(this.#give(data), data.length);
    const [at, length] = [Number(BigInt.asUintN(32, packed >> 32n)), Number(BigInt.asUintN(32, packed))];
    const answer = new TextDecoder().decode(new Uint8Array(this.#engine.memory.buffer, at, length));
    this.#engine.dealloc(at, length);
    return JSON.parse(answer);
  }

  /** Copies bytes into the engine's memory; the engine owns them from then on. */
  #give(data) {
    const at = this.#engine.alloc(data.length);
    new Uint8Array(this.#engine.memory.buffer, at, data.length).set(data);
    return at;
  }
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
