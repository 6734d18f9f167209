// A page that was opened before a publish goes on searching, and finds what is new.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { archive, browser, repository, run, serve } from "./harness.js";

const READY = ".found.open [data-plan-id]";

describe("a publish while a page is open", () => {
  const site = {};
  before(async () => {
    site.plans = join(repository, "target/browser-test/publish-plans");
    rmSync(site.plans, { recursive: true, force: true });
    mkdirSync(site.plans, { recursive: true });
    cpSync(join(repository, "plans"), site.plans, { recursive: true });
    site.root = archive("publish", site.plans, "/");
    site.server = await serve(site.root, "/");
    site.browser = await browser();
  });
  after(async () => {
    await site.browser?.close();
    await site.server?.stop();
  });

  it("searches on, and finds the new plan by words it did not know", async () => {
    const page = await site.browser.newPage();
    const problems = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    await page.goto(`${site.server.address}search/?q=教师`);
    await page.waitForSelector(READY);

    // Twice, so that nothing of the site that the page came from is left beside the published one.
    for (const [name, words] of [["甲", "潮间带观测站"], ["乙", "鲸落灯塔值守"]]) {
      const text = `# 青禾县2026年${name}校工作计划\n\n一、目标\n\n建成${words}，全县学校参加。\n`;
      writeFileSync(join(site.plans, `${name}.md`), text);
      run("build", "--root", site.root, "--plans", site.plans, "--base-url", "/");
    }
    for (const words of ["幼儿园", "潮间带观测站", "鲸落灯塔值守"]) {
      await page.locator("main input[name=q]").fill(words);
      await page.waitForFunction((words) => new URL(location.href).searchParams.get("q") === words, words);
      await page.waitForFunction(
        (words) => [...document.querySelectorAll(".found mark")].some((mark) => words.includes(mark.textContent)), words);
    }
    assert.deepEqual(problems, []);
  });
});
