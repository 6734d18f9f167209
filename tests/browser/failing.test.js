// The search box where files cannot be fetched: what is there stays, what is missing is said, and is asked for again.

import assert from "node:assert/strict";

import { READY, box, hits, onCommandLine, says, search, searched, status, withBox } from "./boxes.js";

withBox("the search box, where files are missing,", "failing", (site, onPage) => {
  onPage("works offline for what was loaded", async (page, asked, context) => {
    await searched(site, page, "教育");
    const before = await status(page);
    await context.setOffline(true);
    await box(page).fill("");
    await box(page).fill("教育");
    await page.waitForSelector(READY);
    assert.equal(await status(page), before);

    await box(page).fill("防溺水");
    await says(page, "检索数据没有取到");
    assert.equal(await hits(page).count(), 0);
    await box(page).fill("教育");
    await page.waitForSelector(READY);
    assert.equal(await status(page), before);

    await box(page).fill("防溺水");
    await says(page, "检索数据没有取到");
    await context.setOffline(false);
    await page.locator(".status button").click();
    await page.waitForSelector(READY);
    assert.equal(await status(page), `共 ${onCommandLine(site.root, "防溺水").total} 篇`);
  });

  onPage("retries a missing file once, reads the entry anew, then says so, and recovers", async (page, asked) => {
    await page.route(/find\/s\//, (route) => route.fulfill({ status: 404, body: "" }));
    await search(site, page, "教育");
    await says(page, "检索数据没有取到");
    const shards = asked.filter((path) => path.startsWith("find/s/"));
    const times = new Map();
    for (const path of shards) times.set(path, (times.get(path) ?? 0) + 1);
    assert.deepEqual(new Set(times.values()), new Set([4]), "twice, and twice again after the entry was read anew");
    assert.equal(asked.filter((path) => path === "find/entry.bin").length, 2);
    await page.unroute(/find\/s\//);
    await box(page).fill("学校");
    await page.waitForSelector(READY);
  });

  onPage("keeps the hits where more of them cannot be fetched", async (page) => {
    await searched(site, page, "教育");
    const before = await status(page);
    const shown = await hits(page).count();
    await page.route(/find\//, (route) => route.abort());
    await page.locator(".more").click();
    const again = page.locator(".results + p button");
    await again.waitFor();
    assert.match(await page.locator(".results + p").innerText(), /检索数据没有取到/);
    assert.equal(await status(page), before);
    const left = await hits(page).count();
    assert.ok(left >= shown);
    await page.locator("details.filters summary").click();
    await page.waitForTimeout(600);
    await again.waitFor();
    assert.equal(await hits(page).count(), left, "nor where the filters find nothing to show");

    await page.unroute(/find\//);
    await again.click();
    await page.waitForSelector(".histogram button");
    await page.locator(".more").click();
    const { total } = onCommandLine(site.root, "教育");
    await page.waitForFunction((total) => document.querySelectorAll("[data-plan-id]").length === total, total);
    assert.equal(await page.locator(".results + p").innerText(), "");
    const ids = await hits(page).evaluateAll((all) => all.map((hit) => hit.dataset.planId));
    assert.equal(new Set(ids).size, total, "each hit once");
  });

  onPage("keeps the hits where counting them fails, and counts again when asked to", async (page, asked) => {
    const query = "工作计划";
    await page.goto(`${site.address}help/`);
    const first = { query, limit: 10, offset: 0, filters: {}, sort: "relevance" };
    const ask = async ([base, request]) => (await new (await import(`${base}search.js`)).Finder(base).ask(request)).done;
    const { exact, hits: few } = await page.evaluate(ask, [site.address, first]);
    assert.equal(exact, false);
    const needed = new Set(asked);
    await page.route(/find\//, (route) => (needed.has(new URL(route.request().url()).pathname.slice("/archive/".length)) ? route.continue() : route.abort()));
    await search(site, page, query);
    const again = page.locator(".results + p button");
    await again.waitFor();
    assert.match(await status(page), /约 \d+ 篇/);
    assert.equal(await hits(page).count(), few.length);
    await page.unroute(/find\//);
    await again.click();
    await says(page, `共 ${onCommandLine(site.root, query).total} 篇`);
    assert.equal(await again.count(), 0);
  });

  /** Nothing of the box can be drawn without these; when one of them was missing, the box is tried again as it is used. */
  for (const file of [/i18n\//, /\/search\.js/]) {
    onPage(`says so without ${file.source}, and begins again at the next use`, async (page) => {
      const errors = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      await page.route(file, (route) => route.fulfill({ status: 404, body: "" }));
      const failed = page.locator("form.search .note");
      await search(site, page, "教育");
      await failed.waitFor();
      assert.match(await failed.innerText(), /检索数据没有取到/);
      await page.goto(site.address);
      assert.equal(await failed.isVisible(), false, "not before search is used");
      await page.locator("form.search input").pressSequentially("教");
      await failed.waitFor();
      assert.deepEqual(errors, []);

      await page.unroute(file);
      await page.locator("form.search input").pressSequentially("育");
      await page.waitForSelector(READY);
      assert.equal(await failed.isVisible(), false);
    });
  }
});
