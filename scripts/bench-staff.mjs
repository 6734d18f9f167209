#!/usr/bin/env node
// What `planarium search` costs as a whole process: `bench-staff.mjs FOLDER`, or `bench-staff.mjs COUNT` for made-up plans.
// Prints median and maximum of ten runs for each query, in milliseconds, after one run that is not counted.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const RUNS = 10;
// One character, common and rare words, long phrases, several words, filters alone, everything in order of date, no hits.
const QUERIES = [
  ["育"],
  ["教育"],
  ["学前教育"],
  ["义务教育优质均衡发展"],
  ["教师 培训 -考核"],
  ["\"安全\" OR 卫生"],
  ["year:2019..2021"],
  ["教育", "--sort", "date"],
  ["教育", "--filter", "year=2020", "--format", "json"],
  ["教育", "--format", "json"],
  ["义务教肓"],
  ["xueqianjiaoyu"],
];

const repository = join(dirname(fileURLToPath(import.meta.url)), "..");
const planarium = resolve(process.env.PLANARIUM ?? join(repository, "target/release/planarium"));
const what = process.argv[2] ?? "3480";
const root = join(repository, "target/bench-staff", what.replaceAll(/[^\w]+/g, "-"));

function plans() {
  if (!/^\d+$/.test(what)) return resolve(what);
  const folder = join(root, "made-up");
  if (!existsSync(folder)) execFileSync("node", [join(repository, "scripts/bench-plans.mjs"), what, folder]);
  return folder;
}

/** Milliseconds that a run took. */
function run(query) {
  const begun = process.hrtime.bigint();
  const { status, stderr } = spawnSync(planarium, ["search", "--root", root, ...query], { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(stderr);
  return Number(process.hrtime.bigint() - begun) / 1e6;
}

if (!existsSync(join(root, "index/tantivy"))) {
  rmSync(join(root, "config.toml"), { force: true });
  mkdirSync(root, { recursive: true });
  execFileSync(planarium, ["init", "--no-sample", root], { stdio: "inherit" });
  execFileSync(planarium, ["index", "--root", root, "--plans", plans()], { stdio: ["ignore", "ignore", "inherit"] });
}
console.log(`${"query".padEnd(52)} median     max`);
for (const query of QUERIES) {
  run(query);
  const times = Array.from({ length: RUNS }, () => run(query)).sort((a, b) => a - b);
  const [median, most] = [times[RUNS / 2], times.at(-1)].map((time) => time.toFixed(0).padStart(7));
  console.log(`${query.join(" ").padEnd(52)}${median} ${most}`);
}
