// The same pages for both: ours written by the finder, Pagefind's as HTML that it indexes.

import { execFileSync, spawn } from "node:child_process";
import { createReadStream, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PAGEFIND = "node_modules/@pagefind/linux-x64/bin/pagefind_extended";

/** Runs a program; seconds, and the most memory it held, in MB. */
async function measured(program, ...args) {
  const begun = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
  let peak = 0;
  const look = setInterval(() => (peak = Math.max(peak, resident(child.pid))), 100);
  const code = await new Promise((resolve) => child.once("exit", (code) => resolve(code ?? "a signal")));
  clearInterval(look);
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return { seconds: (performance.now() - begun) / 1000, memory: peak };
}

/** The largest resident size of a process so far, in MB; 0 where the system does not say. */
function resident(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmHWM:\s+(\d+) kB/)[1]) / 1024;
  } catch {
    return 0;
  }
}

/** How many files a folder holds, and MB in them. */
function size(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = entries.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  return { files: entries.length, megabytes: bytes / 1e6 };
}

/** The plans of an archive, one after the other: `{id, url, title, paragraphs}`. */
export async function* plans(root) {
  for await (const line of createInterface({ input: createReadStream(join(root, "plans.jsonl")) })) yield JSON.parse(line);
}

/** Our search data under `root/find`, with `plans.jsonl` and `queries.txt` beside it; what the program says of itself. */
export function ours(program, texts, count, root) {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  execFileSync(program, [texts, count, root], { stdio: "inherit" });
  return { ...JSON.parse(readFileSync(join(root, "cost.json"), "utf8")), ...size(join(root, "find")) };
}

const escaped = (text) => text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

function html({ title, paragraphs }) {
  const body = paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`).join("\n");
  return `<!doctype html><html lang="zh"><title>${escaped(title)}</title><body><h1>${escaped(title)}</h1>\n${body}\n`;
}

/** Pagefind's data under `root/site/pagefind`, made of pages with the same text; kept from an earlier run. */
export async function pagefinds(root, pages) {
  const [kept, site] = [join(root, "cost.json"), join(root, "site")];
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, "utf8"));
  rmSync(root, { recursive: true, force: true });
  for await (const plan of plans(pages)) {
    mkdirSync(join(site, plan.url), { recursive: true });
    writeFileSync(join(site, plan.url, "index.html"), html(plan));
  }
  const cost = await measured(PAGEFIND, "--site", site, "--quiet");
  const whole = { ...cost, ...size(join(site, "pagefind")) };
  writeFileSync(kept, JSON.stringify(whole));
  return whole;
}
