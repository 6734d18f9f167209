// The pages of a built archive by what they are made of, so that a type of page that is new is looked at without being listed.

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "smol-toml";

import { archive, repository, run } from "./harness.js";

const TEMPLATES = join(repository, "themes/planarium/templates");

/** Keys whose values decide what a template shows; of other keys it matters whether they are there. */
const CHOICES = ["basis", "direction", "lang", "tag", "tie", "way"];

/** The templates that draw whole pages. */
export function templates() {
  const isWhole = (file) => readFileSync(join(TEMPLATES, file), "utf8").includes('{% extends "base.html" %}');
  return readdirSync(TEMPLATES).filter(isWhole).sort();
}

/** The pages of a built archive, `{path, template, extra, html}`; `path` is relative to the address of the site. */
export function pagesOf(root) {
  const files = readdirSync(join(root, "content"), { recursive: true }).map(String).filter((file) => file.endsWith(".md"));
  const fronts = files.sort().map((file) => front(readFileSync(join(root, "content", file), "utf8")));
  const pages = fronts.filter((page) => page.render !== false).map(({ path, template = "page.html", extra = {} }) => {
    const address = path ? `${path}/` : "";
    return { path: address, template, extra, html: readFileSync(join(root, "public", address, "index.html"), "utf8") };
  });
  pages.push({ path: "404.html", template: "404.html", extra: {}, html: readFileSync(join(root, "public/404.html"), "utf8") });
  return pages;
}

function front(text) {
  return parse(text.match(/^\+\+\+\n([^]*?)\n\+\+\+$/m)[1]);
}

/** As few pages as show everything that the templates can be given, and the largest page of each template. */
export function examples(pages) {
  const seen = new Set();
  const largestFirst = [...pages].sort((a, b) => b.html.length - a.html.length || (a.path < b.path ? -1 : 1));
  return largestFirst.filter(({ template, extra }) => {
    const shown = [template, ...traits(extra, template)];
    const isNew = shown.some((trait) => !seen.has(trait));
    shown.forEach((trait) => seen.add(trait));
    return isNew;
  });
}

/** The keys of a page's data, those of its rows included. */
function traits(data, name) {
  if (Array.isArray(data)) return data.flatMap((row) => traits(row, name));
  if (data === null || typeof data !== "object") return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const here = `${name} ${key}`;
    return [CHOICES.includes(key) ? `${here}=${value}` : here, ...traits(value, here)];
  });
}

/** An archive of a folder's plans in which one plan was taken down and one became part of another; gives back its root. */
export function archiveWithFormer(name, plans, baseUrl) {
  const folder = join(repository, "target/browser-test", `${name}-plans`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(plans, folder, { recursive: true });
  const write = (file, ...parts) => {
    const text = parts.map((part, number) => `${"一二"[number]}、${part}\n`).join("\n");
    writeFileSync(join(folder, file), `# 青禾县2024年${file.slice(0, 2)}工作计划\n\n${text}\n青禾县教育局\n\n2024年3月1日\n`);
  };
  const one = "全面推进义务教育优质均衡发展，新建学校两所，改造校舍五处，培训教师三百人次，完成督导评估各项任务。";
  const other = "湖心小学撤并后的校舍改作山区教师周转宿舍，首批安置支教队员十八户，设独立厨房与取暖锅炉一套。";
  write("撤下.md", "持续深化课程改革，加强校园安全和心理健康教育，完善家校协同机制，办好人民满意的教育事业。");
  write("并入.md", other);
  write("保留.md", one);
  const root = archive(name, folder, baseUrl);
  rmSync(join(folder, "撤下.md"));
  rmSync(join(folder, "并入.md"));
  write("保留.md", one, other);
  run("build", "--root", root, "--plans", folder, "--base-url", baseUrl);
  return root;
}
