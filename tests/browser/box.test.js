// The search box as it is used: by keyboard, with an input method, in a hurry, without a network.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { join } from "node:path";

import { archive, browser, repository, run, serve } from "./harness.js";

const BASE = "/archive/";
const READY = ".found.open [aria-busy=false] [data-plan-id]";

function onCommandLine(root, query, ...more) {
  return JSON.parse(run("search", query, "--root", root, "--public", "--limit", "100", "--format", "json", ...more));
}

describe("the search box", () => {
  const site = {};
  before(async () => {
    site.root = archive("box", join(repository, "plans"), BASE);
    site.server = await serve(site.root, BASE);
    site.address = site.server.address;
    site.browser = await browser();
  });
  after(async () => {
    await site.browser?.close();
    await site.server?.stop();
  });

  /** A test on a page of its own; `asked` are the paths that it requests. */
  function onPage(name, test) {
    it(name, async () => {
      const context = await site.browser.newContext();
      try {
        const page = await context.newPage();
        const asked = [];
        page.on("request", (request) => asked.push(new URL(request.url()).pathname.slice(BASE.length)));
        await test(page, asked, context);
      } finally {
        await context.close();
      }
    });
  }

  const search = (page, query, more = "") => page.goto(`${site.address}search/?q=${encodeURIComponent(query)}${more}`);
  const status = (page) => page.locator(".status").textContent();
  const says = (page, text) => page.waitForFunction((text) => document.querySelector(".status")?.textContent.includes(text), text);

  onPage("asks for facets only while they are open, and counts as the command line does", async (page, asked) => {
    const isFacet = (path) => /^find\/f\/(?!order|era)/.test(path);
    await search(page, "教育");
    await page.waitForSelector(READY);
    await page.waitForLoadState("networkidle");
    assert.deepEqual(asked.filter(isFacet), []);
    await page.locator("details.filters summary").click();
    await page.waitForSelector(".histogram button");
    assert.equal(asked.filter(isFacet).length, 6);

    const { facets } = onCommandLine(site.root, "教育");
    const years = facets.year.filter(({ value }) => value);
    const bars = await page.locator(".histogram button").evaluateAll((bars) => bars.map((bar) => bar.title));
    const counts = new Map(years.map(({ value, count }) => [value, count]));
    const [first, last] = [Number(years[0].value), Number(years.at(-1).value)];
    const every = Array.from({ length: last - first + 1 }, (_, at) => String(first + at));
    assert.deepEqual(bars, every.map((year) => `${year}年 (${counts.get(year) ?? 0})`));
    const kinds = await page.locator("select[name=kind] option").evaluateAll((all) => all.slice(1).map((one) => one.value));
    assert.deepEqual(kinds.sort(), facets.kind.map(({ value }) => value).filter(Boolean).sort());

    await page.locator(".histogram button:enabled").first().click();
    await page.waitForFunction((year) => new URL(location.href).searchParams.get("year") === year, years[0].value);
    await says(page, `共 ${years[0].count} 篇`);
    assert.equal(await page.locator(".histogram [aria-pressed=true]").count(), 1);
  });

  onPage("keeps the whole search in the address", async (page) => {
    await search(page, "教育", "&kind=plan&sort=date");
    await page.waitForSelector(READY);
    const shown = await page.locator("[data-plan-id]").evaluateAll((items) => items.map((item) => item.dataset.planId));
    const answer = onCommandLine(site.root, "教育", "--filter", "kind=plan", "--sort", "date");
    assert.deepEqual(shown, answer.hits.slice(0, 10).map((hit) => hit.id));
    await page.reload();
    await page.waitForSelector(READY);
    assert.equal(await status(page), `共 ${answer.total} 篇`);
  });

  for (const delay of [0, 500]) {
    onPage(`does nothing while an input method composes, with code that comes after ${delay} ms`, async (page, asked, context) => {
      await page.route(/search\.js$/, async (route) => {
        await new Promise((resolve) => setTimeout(resolve, delay));
        await route.continue();
      });
      await page.goto(`${site.address}search/`, { waitUntil: "commit" });
      await page.waitForFunction(() => document.activeElement?.matches("main input[name=q]"));
      const session = await context.newCDPSession(page);
      await session.send("Input.imeSetComposition", { text: "jiao yu", selectionStart: 7, selectionEnd: 7 });
      await page.waitForSelector(".found", { state: "attached" });
      await page.waitForTimeout(600);
      assert.equal(await page.locator(".found.open").count(), 0);
      assert.ok(!new URL(page.url()).searchParams.has("q"));
      await session.send("Input.insertText", { text: "教育" });
      await page.waitForSelector(READY);
      assert.equal(new URL(page.url()).searchParams.get("q"), "教育");
    });
  }

  onPage("shows no answer to what was typed before", async (page) => {
    let slow = true;
    await page.route(/find\/[stlr]\//, async (route) => {
      if (slow) await new Promise((resolve) => setTimeout(resolve, 700));
      await route.continue();
    });
    await page.goto(`${site.address}search/`);
    const box = page.locator("main input[name=q]");
    await box.fill("学校");
    await page.waitForTimeout(400);
    slow = false;
    await box.fill("控辍保学");
    const { total } = onCommandLine(site.root, "控辍保学");
    assert.notEqual(total, onCommandLine(site.root, "学校").total);
    await says(page, `共 ${total} 篇`);
    await page.waitForTimeout(1500);
    assert.equal(await status(page), `共 ${total} 篇`);
    assert.equal(await page.locator("[data-plan-id]").count(), total);
  });

  onPage("is used by keyboard alone", async (page) => {
    await page.goto(site.address);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("教育");
    await page.waitForSelector(READY);
    await page.keyboard.press("ArrowDown");
    const focused = () => page.evaluate(() => document.activeElement.className || document.activeElement.name);
    assert.equal(await focused(), "title");
    await page.keyboard.press("Escape");
    assert.equal(await focused(), "q");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".found.open").count(), 0);
    assert.equal(await page.locator(".status").getAttribute("aria-live"), "polite");
  });

  onPage("proposes what the command line does, and only then fetches what that takes", async (page, asked) => {
    await search(page, "义务教育");
    await page.waitForSelector(READY);
    await page.waitForLoadState("networkidle");
    assert.ok(!asked.some((path) => /suggest|find\/w/.test(path)), "nothing for proposals before they are needed");
    for (const query of ["义务教肓", "xueqianjiaoyu", "教师 天文"]) {
      await search(page, query);
      const { suggestion } = onCommandLine(site.root, query);
      assert.ok(suggestion, query);
      await page.waitForSelector(".suggestion");
      assert.equal(await page.locator(".suggestion").textContent(), suggestion);
      await page.locator(".suggestion").click();
      await page.waitForSelector(READY);
      assert.equal(await status(page), `共 ${onCommandLine(site.root, suggestion).total} 篇`);
    }
  });

  onPage("works offline for what was loaded", async (page, asked, context) => {
    await search(page, "教育");
    await page.waitForSelector(READY);
    await page.waitForLoadState("networkidle");
    const before = await status(page);
    await context.setOffline(true);
    await page.locator("main input[name=q]").fill("");
    await page.locator("main input[name=q]").fill("教育");
    await page.waitForSelector(READY);
    assert.equal(await status(page), before);
  });

  onPage("retries a missing file once, reads the entry anew, then says so, and recovers", async (page, asked) => {
    await page.route(/find\/s\//, (route) => route.fulfill({ status: 404, body: "" }));
    await search(page, "教育");
    await says(page, "检索数据没有取到");
    const shards = asked.filter((path) => path.startsWith("find/s/"));
    const times = new Map();
    for (const path of shards) times.set(path, (times.get(path) ?? 0) + 1);
    assert.deepEqual(new Set(times.values()), new Set([4]), "twice, and twice again after the entry was read anew");
    assert.equal(asked.filter((path) => path === "find/entry.bin").length, 2);
    await page.unroute(/find\/s\//);
    await page.locator("main input[name=q]").fill("学校");
    await page.waitForSelector(READY);
  });
});
