// Every page type as people read it: at three widths, light and dark, with and without JavaScript.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { archive, browser, repository, serve, shared } from "./harness.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [320, 768, 1280];
const SCREENSHOTS = join(repository, "target/browser-test/screenshots");

function onSite(name, plans, baseUrl, tests) {
  describe(name, () => {
    const site = { name };
    before(async () => {
      site.root = archive(`reader-${name}`, plans, baseUrl);
      site.server = await serve(site.root, baseUrl);
      site.address = site.server.address;
      site.browser = await browser();
      site.plans = readFileSync(join(site.root, "public/data/plans.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
    });
    after(async () => {
      await site.browser?.close();
      await site.server?.stop();
    });
    tests(site);
  });
}

/** One page of every type, and all plans that differ in what they show. */
async function pages(site) {
  const masked = site.plans.find((plan) => plan.period?.basis === "masked");
  const compiled = site.plans.find((plan) => plan.ordinal > 1);
  const plans = [site.plans[0], masked, compiled].filter(Boolean).map((plan) => `plans/${plan.id}/`);
  const lists = ["browse/", "browse/all/", "browse/year/masked/", "timeline/", "targets/", "targets/unknown/", "calendar/"];
  const pair = readdirSync(join(site.root, "public/compare")).find((file) => file.includes("-"));
  const pairs = [`compare/${pair}/`, `compare/?a=${pair.replace("-", "&b=")}`];
  const written = ["about/", "about/en/", "help/zh-Hant/", "accessibility/"];
  const reading = readdirSync(join(site.root, "public/plans", site.plans[0].id)).find((file) => /^han[st]$/.test(file));
  const converted = `plans/${site.plans[0].id}/${reading}/`;
  return ["", "search/", "search/?q=教育", "compare/", "404.html", ...written, ...lists, ...pairs, ...new Set(plans), converted];
}

/** What a page fills in by script is there. */
async function isFilled(page, path) {
  if (path.includes("?q=")) await page.waitForSelector(".found.open [data-plan-id]");
  if (path.includes("?a=")) await page.waitForSelector(".compared");
}

async function withPage(site, options, test) {
  const context = await site.browser.newContext(options);
  try {
    await test(await context.newPage());
  } finally {
    await context.close();
  }
}

function looksRight(site, width, colorScheme) {
  it(`has no barrier and no sideways scrolling at ${width} px, ${colorScheme}`, async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const options = { viewport: { width, height: 900 }, colorScheme, bypassCSP: true };
    await withPage(site, options, async (page) => {
      for (const path of await pages(site)) {
        const response = await page.goto(site.address + path);
        if (response.status() === 404 && path !== "404.html") continue;
        await isFilled(page, path);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${path} is ${over} px too wide`);
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => globalThis.axe.run({ rules: { "target-size": { enabled: true } } }));
        const found = violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`);
        assert.deepEqual(found, [], path);
        const file = `${site.name}-${width}-${colorScheme}-${path.replaceAll(/[/?&=]/g, "_") || "home"}.png`;
        await page.screenshot({ path: join(SCREENSHOTS, file) });
      }
    });
  });
}

function readsWithoutScript(site) {
  it("gives every plan with contents, facts and evidence without JavaScript", async () => {
    await withPage(site, { javaScriptEnabled: false, viewport: { width: 320, height: 700 } }, async (page) => {
      for (const plan of site.plans) {
        await page.goto(`${site.address}plans/${plan.id}/`);
        assert.equal(await page.locator("h1").textContent(), plan.title);
        const anchors = await page.locator(".contents a").evaluateAll((links) => links.map((link) => link.hash.slice(1)));
        for (const anchor of anchors) assert.equal(await page.locator(`[id="${anchor}"]`).count(), 1, anchor);
        const facts = await page.locator(".facts-box").textContent();
        assert.ok(facts.includes(plan.file) && facts.includes(plan.id));
        if (plan.period?.basis === "masked") assert.ok(facts.includes("年份被来源网站隐去"), plan.id);
        if (!plan.issuer) assert.ok(facts.includes("未注明"));
      }
    });
  });

  it("leads from the home page to each plan without JavaScript", async () => {
    await withPage(site, { javaScriptEnabled: false }, async (page) => {
      const found = new Set();
      const lists = ["browse/all/"];
      while (lists.length) {
        await page.goto(site.address + lists.pop());
        const links = await page.locator("main a").evaluateAll((links) => links.map((link) => link.href));
        for (const link of links) {
          const path = link.slice(site.address.length);
          if (path.startsWith("plans/")) found.add(path.split("/")[1]);
          if (/^browse\/all\/\d+\/$/.test(path) && !lists.includes(path)) lists.push(path);
        }
        if (found.size === site.plans.length) break;
      }
      assert.equal(found.size, site.plans.length);
    });
  });
}

/** In the page: the sum of all layout shifts, and what the first paint waited for. */
async function measured() {
  let shift = 0;
  const observer = new PerformanceObserver((list) => list.getEntries().forEach((entry) => (shift += entry.value)));
  observer.observe({ type: "layout-shift", buffered: true });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const blocking = performance.getEntriesByType("resource").filter((entry) => entry.renderBlockingStatus === "blocking");
  return { shift, blocking: blocking.map((entry) => entry.name) };
}

function servesReaders(site) {
  it("shows evidence on demand and leads to its place in the text", async () => {
    await withPage(site, {}, async (page) => {
      const plan = site.plans.find((plan) => plan.kind);
      await page.goto(`${site.address}plans/${plan.id}/`);
      const evidence = page.locator(".evidence").first();
      await evidence.locator("summary").click();
      assert.match(await evidence.locator("summary").textContent(), /第 \d+ 行/);
    });
  });

  it("moves nothing while a plan loads, holds nothing up but the style, and is small", async () => {
    await withPage(site, { viewport: { width: 320, height: 700 } }, async (page) => {
      // A file that a plan before had fetched is answered with 304; it counts as if it were fetched anew.
      const bodies = new Map();
      const asked = new Set();
      page.on("response", (response) => {
        asked.add(response.url());
        if (response.ok()) bodies.set(response.url(), response.body());
      });
      for (const plan of site.plans) {
        asked.clear();
        await page.goto(`${site.address}plans/${plan.id}/`);
        const sizes = await Promise.all([...asked].map(async (url) => gzipSync(await bodies.get(url)).length));
        const total = sizes.reduce((sum, size) => sum + size, 0);
        assert.ok(total <= 30_000, `${plan.id}: ${total} bytes in ${sizes.length} files`);
        const { shift, blocking } = await page.evaluate(measured);
        assert.equal(shift, 0, plan.id);
        assert.deepEqual(blocking.map((name) => name.replace(/.*\/|\?.*/g, "")), ["site.css"]);
      }
    });
  });

  it("fills in the day of citation, and prints the text alone", async () => {
    await withPage(site, {}, async (page) => {
      await page.goto(`${site.address}plans/${site.plans[0].id}/`);
      await page.waitForFunction(() => /\[\d{4}-\d{2}-\d{2}\]/.test(document.querySelector("[data-cite=gb]").textContent));
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator(".masthead nav").isVisible(), false);
      assert.equal(await page.locator("h1").isVisible(), true);
    });
  });

  it("speaks the reader's language on every page, and leaves documents as they are", async () => {
    await withPage(site, {}, async (page) => {
      await page.goto(`${site.address}plans/${site.plans[0].id}/`);
      const text = await page.locator(".text").innerText();
      for (const [language, browse] of [["en", "Browse"], ["zh-Hant", "分類瀏覽"]]) {
        await page.locator(`.languages button[value="${language}"]`).click();
        await page.waitForFunction((language) => document.documentElement.lang === language, language);
        assert.equal(await page.locator(".masthead nav a").first().textContent(), browse);
      }
      const withoutLines = (text) => text.replace(/第 \d+ 行/g, "");
      assert.equal(withoutLines(await page.locator(".text").innerText()), withoutLines(text));
      await page.goto(`${site.address}browse/`);
      await page.waitForFunction(() => document.documentElement.lang === "zh-Hant");
    });
  });

  it("compares two plans, and offers others to choose", async () => {
    await withPage(site, {}, async (page) => {
      const [a, b] = site.plans;
      await page.goto(`${site.address}compare/?a=${a.id}&b=${b.id}`);
      await page.waitForSelector(".compared");
      assert.deepEqual(await page.locator(".sides h2").allInnerTexts(), [a.title, b.title]);
      await page.locator("#choose-b").fill("教育");
      await page.locator(".offers a").first().click();
      await page.waitForURL(new RegExp(`a=${a.id}`));
      await page.goto(`${site.address}compare/?a=${a.id}&b=${a.id}`);
      await page.waitForSelector(".compared");
      assert.equal(await page.locator(".compared .nothing").count(), 0);
    });
  });

  it("finds, filters and goes back by keyboard and address", async () => {
    await withPage(site, {}, async (page) => {
      await page.goto(site.address);
      await page.keyboard.press("/");
      await page.keyboard.type("教育");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".found.open [data-plan-id]");
      const all = await page.locator(".status").textContent();
      await page.locator("select[name=kind]").selectOption({ index: 1 });
      await page.waitForFunction(() => new URL(location.href).searchParams.has("kind"));
      await page.goBack();
      await page.waitForFunction((all) => document.querySelector(".status").textContent === all, all);
      await page.locator("main input[name=q]").focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/plans/**");
    });
  });
}

onSite("sample", join(repository, "plans"), "/archive/", (site) => {
  for (const width of WIDTHS) for (const scheme of ["light", "dark"]) looksRight(site, width, scheme);
  readsWithoutScript(site);
  servesReaders(site);
});

const seeds = shared("the seeds as readers see them");
if (seeds) {
  onSite("seeds", join(seeds, "seeds"), "/", (site) => {
    looksRight(site, 320, "light");
    readsWithoutScript(site);
    it("never takes a year that only the scraper's title claims", () => {
      const claimed = site.plans.filter((plan) => plan.label_period && !plan.period?.value.from);
      assert.ok(claimed.length > 0);
      for (const plan of claimed) {
        const html = readFileSync(join(site.root, `public/plans/${plan.id}/index.html`), "utf8");
        assert.ok(html.includes("正文没有依据，不予采用"), plan.id);
      }
    });
  });
}
