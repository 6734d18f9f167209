#!/usr/bin/env node
// What a build costs: made-up archives of several sizes, built whole, then again with one plan edited; beside them, on the
// same plans in the same run, plain Zola with four taxonomies followed by Pagefind. Prints a table in Markdown: seconds by
// the clock, seconds of CPU, the most memory that all processes together held at a time, files and bytes that changed.
//
// `SIZES` lists the sizes, `PEER=no` leaves the peer out. What takes more than four fifths of the machine's memory, or more
// than an hour, is ended and has no figures.
import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..");
const planarium = join(repository, process.env.CARGO_TARGET_DIR ?? "target", "release/planarium");
const zola = process.env.PLANARIUM_ZOLA;
const bench = join(repository, "target/bench");
const sizes = (process.env.SIZES ?? "1000 20000 100000").split(/\s+/).map(Number);
const HOUR = 3_600_000;
const MOST = totalmem() * 0.8;

/** Resident bytes of a process and all below it. */
function memory(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    return pages * 4096 + children.reduce((sum, child) => sum + memory(child), 0);
  } catch {
    return 0; // It has just ended.
  }
}

/** Runs a command; resolves to its cost, or to null where it failed. */
function measure(command, args, cwd) {
  const script = `TIMEFORMAT='cost %R %U %S'; time "$@"`;
  const child = spawn("bash", ["-c", script, "bash", command, ...args], { cwd, stdio: ["ignore", "ignore", "pipe"], detached: true });
  const end = () => {
    try {
      process.kill(-child.pid, "SIGKILL"); // It is alone in its group with what it started.
    } catch {
      // It has just ended.
    }
  };
  const late = setTimeout(end, HOUR);
  let said = "";
  child.stderr.on("data", (data) => (said = (said + data).slice(-2000)));
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, memory(child.pid));
    if (peak > MOST) end();
  }, 50);
  return new Promise((resolve) =>
    child.on("close", (code) => {
      clearInterval(watch);
      clearTimeout(late);
      const [wall, user, system] = said.match(/cost (\S+) (\S+) (\S+)/)?.slice(1).map(Number) ?? [];
      if (code !== 0) console.error(said);
      resolve(code === 0 ? { wall, cpu: user + system, peak } : null);
    }),
  );
}

/** Files below a folder: path, size and number in the file system. */
function files(folder) {
  const all = new Map();
  let entries = [];
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    // There is none yet.
  }
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    all.set(path.slice(folder.length), path);
  }
  return all;
}

/** Files and bytes of the new tree that the old one has not; and how many the new one has in all. */
function changes(old, now) {
  const [before, after] = [files(old), files(now)];
  let [count, bytes, total] = [0, 0, 0];
  for (const [file, path] of after) {
    const { size, ino } = statSync(path);
    total += size;
    const there = before.get(file);
    if (there) {
      const known = statSync(there);
      if (known.ino === ino || (known.size === size && readFileSync(there).equals(readFileSync(path)))) continue;
    }
    count += 1;
    bytes += size;
  }
  const gone = [...before.keys()].filter((file) => !after.has(file)).length;
  return { count: count + gone, bytes, files: after.size, total };
}

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
function row(plans, what, cost, changed) {
  const cells = cost ? [cost.wall.toFixed(1), cost.cpu.toFixed(1), Math.round(cost.peak / 1e6)] : ["failed", "", ""];
  const tree = changed ? [changed.count, megabytes(changed.bytes), changed.files, megabytes(changed.total)] : ["", "", "", ""];
  console.log(`| ${[plans, what, ...cells, ...tree].join(" | ")} |`);
}

async function ours(size, root) {
  const build = () => measure(planarium, ["build", "--root", root], root);
  const publicFolder = join(root, "public");
  row(size, "whole", await build(), changes(join(root, "nothing"), publicFolder));
  const folder = join(root, "plans/2010");
  const plan = join(folder, readdirSync(folder).sort()[0]);
  // Where the plan has become so much longer that it ranks otherwise (docs/search.md, «impact»), an edit changes what search
  // data say of all its words: some edits cost more than the others.
  for (const edit of ["one edited", "one edited", "one edited"]) {
    appendFileSync(plan, "\n补充说明：本计划自印发之日起施行。\n");
    const cost = await build();
    row(size, edit, cost, changes(join(root, ".public.next"), publicFolder));
  }
  row(size, "nothing edited", await build(), undefined);
}

/** The same plans as a plain Zola site with what such sites use: taxonomies, lists in pages, a feed. */
function peerSite(plans, root) {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, "content/plans"), { recursive: true });
  mkdirSync(join(root, "templates/taxonomy"), { recursive: true });
  const names = ["year", "region", "topic", "kind"];
  const taxonomies = names.map((name) => `{ name = "${name}", paginate_by = 20 }`).join(", ");
  const config = `base_url = "https://example.org"\ntaxonomies = [${taxonomies}]\ngenerate_feeds = true\n[slugify]\npaths = "off"\ntaxonomies = "off"\n`;
  writeFileSync(join(root, "config.toml"), config);
  const list = (pages) => `<ul>{% for page in ${pages} %}<li><a href="{{ page.permalink }}">{{ page.title }}</a></li>{% endfor %}</ul>`;
  const page = (body) => `<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>x</title></head><body>${body}</body></html>`;
  const templates = {
    "index.html": page("{{ section.title }}"),
    "section.html": page(list("paginator.pages")),
    "page.html": page('<main data-pagefind-body><h1>{{ page.title }}</h1>{{ page.content | safe }}</main>'),
    "taxonomy_list.html": page('{% for term in terms %}<a href="{{ term.permalink }}">{{ term.name }}</a>{% endfor %}'),
    "taxonomy_single.html": page(list("paginator.pages")),
  };
  for (const [name, text] of Object.entries(templates)) writeFileSync(join(root, "templates", name), text);
  writeFileSync(join(root, "content/_index.md"), '+++\ntitle = "x"\n+++\n');
  writeFileSync(join(root, "content/plans/_index.md"), '+++\ntitle = "x"\npaginate_by = 20\nsort_by = "date"\n+++\n');
  for (const [file, path] of files(plans)) {
    const text = readFileSync(path, "utf8");
    const [, region, year, topic] = text.match(/^# (.*?县)(\d{4})年(.*)计划/);
    const terms = `year = ["${year}"]\nregion = ["${region}"]\ntopic = ["${topic}"]\nkind = ["计划"]`;
    const front = `+++\ntitle = "${region}${year}年${topic}计划"\ndate = ${year}-01-01\n[taxonomies]\n${terms}\n+++\n`;
    writeFileSync(join(root, "content/plans", file.split("/").at(-1)), front + text.replace(/^#.*\n/, ""));
  }
}

/** Pagefind in the version that searches are compared with (see scripts/bench-search). */
function pagefind() {
  const folder = join(bench, "pagefind");
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) copyFileSync(join(repository, "scripts/bench-search", file), join(folder, file));
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  return join(folder, "node_modules/@pagefind/linux-x64/bin/pagefind_extended");
}

async function peer(size, plans) {
  const root = join(bench, `${size}-peer`);
  peerSite(plans, root);
  const site = await measure(zola, ["--root", root, "build", "--force", "--output-dir", join(root, "public")], root);
  row(size, "Zola with taxonomies", site, site && changes(join(root, "nothing"), join(root, "public")));
  if (!site) return;
  const search = await measure(pagefind(), ["--site", join(root, "public")], root);
  row(size, "Pagefind", search, search && changes(join(root, "nothing"), join(root, "public/pagefind")));
  rmSync(root, { recursive: true, force: true });
}

console.log("| plans | what | s | CPU s | MB memory | files changed | MB changed | files | MB |");
console.log("|---:|---|---:|---:|---:|---:|---:|---:|---:|");
for (const size of sizes) {
  const root = join(bench, String(size));
  rmSync(root, { recursive: true, force: true });
  execFileSync(planarium, ["init", "--no-sample", root], { stdio: "ignore" });
  execFileSync("node", [join(repository, "scripts/bench-plans.mjs"), String(size), join(root, "plans")]);
  await ours(size, root);
  if (process.env.PEER !== "no") await peer(size, join(root, "plans"));
  rmSync(root, { recursive: true, force: true });
}
