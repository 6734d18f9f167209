// Prints what search costs, ours and Pagefind's side by side, from one run.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { chromium } from "playwright-core";

import * as archive from "./archive.mjs";
import * as browse from "./browse.mjs";
import { LATENCY, serve } from "./serve.mjs";
import { truth } from "./truth.mjs";

const { PLANARIUM_REPOSITORY: repository, PLANARIUM_BROWSER, SIZES = "all", EVERY = "1", PEER = "yes" } = process.env;
const PROGRAM = join(repository, process.env.CARGO_TARGET_DIR ?? "target", "release/examples/pages");
const STATIC = join(repository, "themes/planarium/static");
const BOX = `<!doctype html><html lang="zh-Hans"><title>box</title><link rel="icon" href="data:,">
<header><form class="search"><input name="q"></form></header><script type="module" src="/site.js"></script>`;
const EMPTY = `<!doctype html><title>empty</title><link rel="icon" href="data:,">`;

const shown = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2));

function built(name, { seconds, memory, files, megabytes }) {
  console.log(`${name}: built in ${shown(seconds)} s with ${memory.toFixed(0)} MB; ${files} files, ${shown(megabytes)} MB`);
}

const MEASURES = {
  "KB until five hits": (cost) => cost.five,
  "KB until ten hits": (cost) => cost.kilobytes,
  requests: (cost) => cost.requests,
  "round trips": (cost) => cost.trips,
  "cold, ms": (cost) => cost.cold,
  "warm, ms": (cost) => cost.warm,
  recall: (cost) => cost.recall,
  precision: (cost) => cost.precision,
};

/** Median, the tenth that is worst, and the worst. */
function summary(costs, measure) {
  const values = costs.map(MEASURES[measure]).sort((a, b) => a - b);
  if (["recall", "precision"].includes(measure)) values.reverse();
  return [0.5, 0.9, 1].map((share) => shown(values[Math.round((values.length - 1) * share)])).join(" / ");
}

function table(all) {
  console.log(`median / p90 / worst of ${all[0][1].length} queries; every answer ${LATENCY} ms late`);
  console.table(Object.fromEntries(Object.keys(MEASURES).map((measure) =>
    [measure, Object.fromEntries(all.map(([name, costs]) => [name, summary(costs, measure)]))])));
}

/** For each of Pagefind's own ids, that of the plan. */
function names(folder) {
  const read = (file) => gunzipSync(readFileSync(join(folder, "fragment", file))).toString().replace(/^pagefind_dcd/, "");
  const id = (file) => JSON.parse(read(file)).url.split("/").at(-2);
  return new Map(readdirSync(join(folder, "fragment")).map((file) => [file.replace(/\.pf_fragment$/, ""), id(file)]));
}

async function asked(browser, page, folders, queries, held, ask) {
  const host = await serve(page, folders);
  const costs = [];
  for (const [at, query] of queries.entries()) {
    const cost = await ask(browser, host, query, held[at]);
    console.error(`${query}\t${held[at].size} hold it\t${Object.values(MEASURES).map((of) => shown(of(cost))).join("\t")}\t${cost.note}`);
    costs.push(cost);
  }
  host.close();
  return costs;
}

async function bench(browser, texts, count) {
  const [root, peer] = [join("ours", count), join("pagefind", count)];
  console.log(`\n== ${count} plans`);
  built("ours", archive.ours(PROGRAM, texts, count, root));
  if (PEER === "yes") built("Pagefind", await archive.pagefinds(peer, root));
  const lines = readFileSync(join(root, "queries.txt"), "utf8").trim().split("\n");
  const queries = lines.filter((_, at) => at % Number(EVERY) === 0);
  const held = await truth(root, queries);
  const all = [["ours", await asked(browser, BOX, { "/find/": join(root, "find"), "/": STATIC }, queries, held, browse.ours)]];
  if (PEER === "yes") {
    const known = names(join(peer, "site/pagefind"));
    const ask = (...args) => browse.pagefind(...args, known);
    all.push(["Pagefind", await asked(browser, EMPTY, { "/pagefind/": join(peer, "site/pagefind") }, queries, held, ask)]);
  }
  table(all);
}

const args = process.getuid() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({ executablePath: PLANARIUM_BROWSER, args });
for (const count of SIZES.split(/\s+/)) await bench(browser, process.argv[2], count);
await browser.close();
