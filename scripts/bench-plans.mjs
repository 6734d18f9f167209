#!/usr/bin/env node
// Writes COUNT made-up plans into FOLDER, for benchmarks: text by a Markov chain of characters over the sample plans, with
// titles, issuers, numbers, sections and dates as plans have them. The same plans each time.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [count, folder] = [Number(process.argv[2]), process.argv[3]];
const sample = join(dirname(fileURLToPath(import.meta.url)), "../plans");

let state = 20240901;
/** A number below `limit` (xorshift32). */
function random(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}
const pick = (list) => list[random(list.length)];

/** What follows each pair of characters in the sample. */
function chain() {
  const next = new Map();
  for (const entry of readdirSync(sample, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const text = readFileSync(join(entry.parentPath ?? entry.path, entry.name), "utf8");
    for (const sentence of text.match(/[\u4e00-\u9fff，、]{8,}。/g) ?? []) {
      const scalars = ["", "", ...sentence];
      for (let at = 2; at < scalars.length; at++) {
        const key = scalars[at - 2] + scalars[at - 1];
        if (!next.has(key)) next.set(key, []);
        next.get(key).push(scalars[at]);
      }
    }
  }
  return next;
}
const follows = chain();

function sentence() {
  let text = "";
  let pair = ["", ""];
  while (text.length < 120) {
    const next = pick(follows.get(pair.join("")));
    text += next;
    if (next === "。") return text;
    pair = [pair[1], next];
  }
  return `${text}。`;
}
const paragraph = () => Array.from({ length: 2 + random(4) }, sentence).join("");

const NAMES = [..."青云石白松禾柏澜紫望临安平宁清永兴和新福长德昌泰"];
const place = (number) => NAMES[number % NAMES.length] + NAMES[Math.floor(number / NAMES.length) % NAMES.length] + "县";
const SUBJECTS = ["教育工作", "学前教育发展", "校园安全工作", "教师培训", "控辍保学工作", "教研工作", "职业教育发展", "劳动教育"];
const HEADINGS = ["总体要求", "工作目标", "主要任务", "重点项目", "保障措施", "组织领导", "进度安排"];

for (let number = 0; number < count; number++) {
  const county = place(random(500));
  const year = 2005 + random(21);
  const lines = [`# ${county}${year}年${pick(SUBJECTS)}计划`, "", `${county}教育局〔${year}〕${1 + random(90)}号`, ""];
  HEADINGS.slice(0, 4 + random(4)).forEach((heading, at) => {
    lines.push(`${"一二三四五六七"[at]}、${heading}`, "", paragraph(), "", paragraph(), "");
  });
  lines.push(`${county}教育局`, "", `${year}年${1 + random(12)}月${1 + random(28)}日`, "");
  const into = join(folder, String(year));
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, `${String(number).padStart(6, "0")}.md`), lines.join("\n"));
}
