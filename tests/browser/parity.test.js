// The same hits for staff and public, where readers search: many drawn questions, asked of the engine in a real browser and
// of the command line.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { archive, browser, run, serve, shared } from "./harness.js";

const QUESTIONS = 300;
/** Hits compared. */
const COMPARED = 100;
/** Asked of a page at once, each of a finder that has fetched nothing. */
const AT_ONCE = 10;

/** Numbers below a bound, the same on each run (a linear congruential generator with the constants of Knuth's MMIX). */
function drawing(seed) {
  let state = BigInt(seed);
  return (bound) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number((state >> 33n) % BigInt(bound));
  };
}

/** Questions about these texts: stretches of them, joined, excluded, with conditions, by relevance or date. */
function questions(texts) {
  const draw = drawing(20261126);
  const word = (most = 7) => {
    for (;;) {
      const text = texts[draw(texts.length)];
      const start = draw(text.length);
      const stretch = text.slice(start, start + 1 + draw(most));
      if (/^\p{Script=Han}+$/u.test(stretch)) return stretch;
    }
  };
  const forms = [
    () => word(),
    () => word(16),
    () => word(1),
    () => `${word(3)} ${word(3)}`,
    () => `${word(2)} -${word(3)}`,
    () => `"${word(4)}" OR ${word(4)}`,
    () => `(${word(3)} | ${word(3)}) ${word(2)}`,
    () => `title:${word(3)}`,
    () => `heading:${word(2)} ${word(2)}`,
    () => `${word(2)} year:${2005 + draw(10)}..${2015 + draw(10)}`,
  ];
  const filters = [{}, {}, { kind: "plan" }, { kind: "notice" }, { year: "2019..2024" }, { topic: "未注明" }];
  return Array.from({ length: QUESTIONS }, (_, at) => ({
    query: forms[at % forms.length](),
    filters: filters[draw(filters.length)],
    sort: ["relevance", "relevance", "date"][draw(3)],
  }));
}

/** The texts of a folder, in order of their names. */
function texts(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".md")).sort();
  return names.map((name) => readFileSync(join(folder, name), "utf8"));
}

function onCommandLine(root, { query, filters, sort }) {
  const conditions = Object.entries(filters).flatMap(([facet, value]) => ["--filter", `${facet}=${value}`]);
  const args = ["search", "--root", root, "--public", "--limit", String(COMPARED), "--sort", sort, "--format", "json", ...conditions, "--", query];
  const { total, hits } = JSON.parse(run(...args));
  return { total, ids: hits.map((hit) => hit.id) };
}

/** In a page: asks each question of a finder of its own, so that none rests on what another fetched. */
async function askEngine({ base, asked, compared }) {
  const { Finder } = await import(`${base}search.js`);
  return Promise.all(asked.map(async (question) => {
    const answer = await new Finder(new URL(base)).ask({ ...question, limit: compared, offset: 0, exact: true });
    const { total, hits } = answer.done;
    return { total, ids: hits.map((hit) => hit.id) };
  }));
}

const folder = shared("questions to the seeds in a browser");
if (folder) {
  describe("questions to the seeds", () => {
    const site = {};
    before(async () => {
      const plans = join(folder, "seeds");
      site.asked = questions(texts(plans));
      site.root = archive("parity", plans, "/");
      site.server = await serve(site.root, "/");
      site.browser = await browser();
      site.page = await site.browser.newPage();
      await site.page.goto(site.server.address);
    });
    after(async () => {
      await site.browser?.close();
      await site.server?.stop();
    });

    it("are answered as on the command line", async () => {
      let found = 0;
      for (let at = 0; at < QUESTIONS; at += AT_ONCE) {
        const asked = site.asked.slice(at, at + AT_ONCE);
        const answers = await site.page.evaluate(askEngine, { base: site.server.address, asked, compared: COMPARED });
        asked.forEach((question, which) => {
          const expected = onCommandLine(site.root, question);
          assert.deepEqual(answers[which], expected, JSON.stringify(question));
          found += Number(expected.total > 0);
        });
      }
      assert.ok(found > QUESTIONS / 2, `only ${found} questions found anything`);
    });
  });
}
