#!/usr/bin/env node
// Builds made-up archives of some sizes, then each again with one plan edited, and prints seconds, seconds by stage, and
// how many files of the site changed. `SIZES` lists the sizes.
import { execFileSync } from "node:child_process";
import { appendFileSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..");
const planarium = join(repository, process.env.CARGO_TARGET_DIR ?? "target", "release/planarium");
const sizes = (process.env.SIZES ?? "1000 20000").split(/\s+/).map(Number);

function build(what, root) {
  const begun = performance.now();
  const options = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 30 };
  const report = JSON.parse(execFileSync(planarium, ["build", "--root", root, "--format", "json"], options));
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const stages = Object.entries(report.seconds).map(([stage, time]) => `${stage} ${time.toFixed(1)}`);
  console.log(`${report.plans} plans, ${what}: ${seconds} s, ${report.changed_files} files changed (${stages.join(", ")})`);
}

for (const size of sizes) {
  const root = join(repository, "target/bench", String(size));
  rmSync(root, { recursive: true, force: true });
  execFileSync(planarium, ["init", "--no-sample", root], { stdio: "ignore" });
  execFileSync("node", [join(repository, "scripts/bench-plans.mjs"), String(size), join(root, "plans")]);
  build("all", root);
  const folder = join(root, "plans", "2010");
  const plan = join(folder, readdirSync(folder).sort()[0]);
  for (const edit of ["one edited", "one edited again"]) {
    appendFileSync(plan, "\n补充说明:本计划自印发之日起施行。\n");
    build(edit, root);
  }
}
