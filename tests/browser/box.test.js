// The search box as it is used: by keyboard, with an input method, in a hurry.

import assert from "node:assert/strict";
import { READY, box, hits, onCommandLine, says, search, searched, status, withBox } from "./boxes.js";

withBox("the search box", "box", (site, onPage) => {
  onPage("asks for facets only while they are open, and counts as the command line does", async (page, asked) => {
    const isFacet = (path) => /^find\/f\/(?!order|era)/.test(path);
    await search(site, page, "教育");
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
    await search(site, page, "教育", "&kind=plan&sort=date");
    await page.waitForSelector(READY);
    const shown = await page.locator("[data-plan-id]").evaluateAll((items) => items.map((item) => item.dataset.planId));
    const answer = onCommandLine(site.root, "教育", "--filter", "kind=plan", "--sort", "date");
    assert.deepEqual(shown, answer.hits.slice(0, 10).map((hit) => hit.id));
    const loose = await page.locator("[data-plan-id], [data-plan-id] li").evaluateAll((all) =>
      all.flatMap((item) => [...item.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE).map((text) => text.data)));
    assert.deepEqual(loose, [], "a hit is made of titles, facts and snippets, and nothing beside them");
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
    await search(site, page, "义务教育");
    await page.waitForSelector(READY);
    await page.waitForLoadState("networkidle");
    assert.ok(!asked.some((path) => /suggest|find\/w/.test(path)), "nothing for proposals before they are needed");
    for (const query of ["义务教肓", "xueqianjiaoyu", "教师 天文"]) {
      await search(site, page, query);
      const { suggestion } = onCommandLine(site.root, query);
      assert.ok(suggestion, query);
      await page.waitForSelector(".suggestion");
      assert.equal(await page.locator(".suggestion").textContent(), suggestion);
      await page.locator(".suggestion").click();
      await page.waitForSelector(READY);
      assert.equal(await status(page), `共 ${onCommandLine(site.root, suggestion).total} 篇`);
    }
  });

  onPage("searches for nothing while an input method composes, though a search was about to begin", async (page, asked, context) => {
    await page.goto(`${site.address}search/`, { waitUntil: "networkidle" });
    const session = await context.newCDPSession(page);
    await session.send("Input.insertText", { text: "教" });
    await session.send("Input.imeSetComposition", { text: "yu", selectionStart: 2, selectionEnd: 2 });
    await page.waitForTimeout(600);
    assert.ok(!new URL(page.url()).searchParams.has("q"), page.url());
    await session.send("Input.insertText", { text: "育" });
    await page.waitForSelector(READY);
    assert.equal(new URL(page.url()).searchParams.get("q"), "教育");
  });

  onPage("leaves arrow keys to the filters", async (page) => {
    await searched(site, page, "教育");
    await page.locator("details.filters summary").click();
    await page.locator("select[name=kind] option").nth(1).waitFor({ state: "attached" });
    for (const place of ["select[name=region]", ".histogram button:enabled", "details.filters summary"]) {
      const element = page.locator(place).first();
      await element.focus();
      await page.keyboard.press("ArrowDown");
      assert.ok(await element.evaluate((element) => element === document.activeElement), place);
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.evaluate(() => document.activeElement.className), "title");
  });

  onPage("finds by filters alone what they find as words", async (page) => {
    await page.goto(`${site.address}search/?region=${encodeURIComponent("云岫县")}`);
    await page.waitForSelector(READY);
    const answer = onCommandLine(site.root, "region:云岫县");
    assert.ok(answer.total > 1);
    assert.deepEqual(await hits(page).evaluateAll((all) => all.map((hit) => hit.dataset.planId)), answer.hits.map((hit) => hit.id));
    assert.match(await page.locator("details.filters summary").innerText(), /云岫县/);
    await page.locator("details.filters summary").click();
    await page.locator(".filters .clear").click();
    await page.waitForSelector(".found:not(.open)", { state: "attached" });
    assert.equal(new URL(page.url()).search, "");
  });

  onPage("says which filter of an address cannot be, and lets it be cleared", async (page) => {
    await search(site, page, "教育", "&year=abc");
    await says(page, "这样写查不了：年份 abc");
    assert.equal(await hits(page).count(), 0);
    await page.locator("details.filters summary").click();
    await page.locator(".filters .clear").click();
    await says(page, `共 ${onCommandLine(site.root, "教育").total} 篇`);
    for (const year of ["2024", "2024年", "２０２４", "2019..2024", "2019-2024", "2019—2024", "2019..", "..2024", "2019至2024", "2024年度", "2024..2019", "未注明", "未註明"]) {
      await search(site, page, "教育", `&year=${encodeURIComponent(year)}`);
      await says(page, `共 ${onCommandLine(site.root, "教育", "--filter", `year=${year}`).total} 篇`);
    }
    for (const year of ["24", "2024x", "..", "2019..abc", "20192024"]) {
      await search(site, page, "教育", `&year=${year}`);
      await says(page, `这样写查不了：年份 ${year}`);
    }
  });

  onPage("comes back to the hit that was opened, and keeps all hits when filters are opened", async (page) => {
    await searched(site, page, "教育");
    await page.locator(".more").click();
    await page.waitForFunction(() => document.querySelectorAll("[aria-busy=false] [data-plan-id]").length > 15);
    const shown = await hits(page).count();
    const hit = hits(page).nth(14).locator("a.title");
    await hit.scrollIntoViewIfNeeded();
    const place = await page.evaluate(() => scrollY);
    assert.ok(place > 500, `${place}`);
    for (const leave of [() => hit.click(), () => page.reload()]) {
      await leave();
      if (page.url().includes("/plans/")) await page.goBack();
      await page.waitForFunction((shown) => document.querySelectorAll("[aria-busy=false] [data-plan-id]").length === shown, shown);
      assert.ok(Math.abs(await page.evaluate(() => scrollY) - place) < 2);
    }
    await page.locator("details.filters summary").click();
    await page.waitForSelector(".histogram button");
    assert.equal(await hits(page).count(), shown);

    await page.locator("select[name=kind]").selectOption({ index: 1 });
    await page.waitForFunction(() => new URL(location.href).searchParams.has("kind"));
    await page.waitForSelector(READY);
    await page.goBack();
    await page.waitForFunction((shown) => document.querySelectorAll("[aria-busy=false] [data-plan-id]").length === shown, shown);
  });
});
