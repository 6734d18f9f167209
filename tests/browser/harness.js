// Builds archives, serves them and drives a browser for the tests.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, appendFileSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const target = resolve(repository, process.env.CARGO_TARGET_DIR ?? "target");
export const planarium = join(target, "debug/planarium");

/** The shared folder, or null; without it the test named is counted as skipped, and fails where the folder is insisted on. */
export function shared(test) {
  const folder = process.env.PLANARIUM_SHARED ?? join(repository, "../shared");
  if (existsSync(join(folder, "seeds/plans.json"))) return folder;
  if (process.env.PLANARIUM_REQUIRE_SHARED) throw new Error(`${test} needs the shared folder; looked in ${folder}`);
  mkdirSync(join(repository, "target"), { recursive: true });
  appendFileSync(join(repository, "target/skipped-tests.txt"), `${test}\n`);
  return null;
}

/** Runs the tool and gives back what it wrote to stdout. */
export function run(...args) {
  return execFileSync(planarium, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** An archive with the plans of a folder, built for `baseUrl`, with more lines of configuration; gives back its root. */
export function archive(name, plans, baseUrl, config = "") {
  const root = join(repository, "target/browser-test", name);
  rmSync(root, { recursive: true, force: true });
  run("init", "--no-sample", root);
  appendFileSync(join(root, "config.toml"), `\n${config}\n`);
  run("build", "--root", root, "--plans", plans, "--base-url", baseUrl);
  return root;
}

/** Serves an archive's finished site; resolves to its address and a function that stops it. */
export async function serve(root, baseUrl) {
  const args = ["serve", "--no-build", "--root", root, "--base-url", baseUrl, "--port", "0"];
  const server = spawn(planarium, args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (data) => {
      said += data;
      const found = said.match(/http:\S+/);
      if (found) resolve(found[0]);
    });
    ended.then((code) => reject(new Error(`planarium serve ended with ${code}`)));
  });
  const stop = async () => {
    server.kill("SIGINT");
    return ended;
  };
  return { address, stop };
}

/** The browser, told to talk to nobody but the site. */
export function browser() {
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];
  const root = process.getuid() === 0 ? ["--no-sandbox"] : [];
  const options = { executablePath: process.env.PLANARIUM_BROWSER, args: [...quiet, ...root] };
  return chromium.launch(options);
}
