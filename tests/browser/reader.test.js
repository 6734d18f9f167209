// What readers do on the site, with and without JavaScript, and what a plan costs them to open.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { archive, browser, repository, serve, shared } from "./harness.js";

/** Bytes of a plan's page with all that it fetches, in gzip. */
const BUDGET = 30_000;
/** What of it is not the plan's own text, where that alone is longer. */
const FRAME = 15_000;

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

async function withPage(site, options, test) {
  const context = await site.browser.newContext(options);
  try {
    await test(await context.newPage());
  } finally {
    await context.close();
  }
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

/** What the plan at `path` makes a browser fetch (bytes in gzip, with what it had fetched before), wait for and move. */
async function cost(page, fetched, path) {
  const asked = new Set();
  const listen = (response) => {
    asked.add(response.url());
    // A file that a page before had fetched is answered with 304; it counts as if it were fetched anew.
    if (response.ok()) fetched.set(response.url(), response.body());
  };
  page.on("response", listen);
  await page.goto(path);
  const sizes = await Promise.all([...asked].map(async (url) => gzipSync(await fetched.get(url)).length));
  page.off("response", listen);
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), ...(await page.evaluate(measured)) };
}

function costsLittle(site) {
  it("moves nothing while a plan loads, holds nothing up but the style, and is small", async () => {
    await withPage(site, { viewport: { width: 320, height: 700 } }, async (page) => {
      const fetched = new Map();
      // What the script shows must have its room already when it comes after the first picture.
      await page.route(/site\.js/, (route) => setTimeout(() => route.continue(), 200));
      for (const plan of site.plans) {
        const { bytes, shift, blocking } = await cost(page, fetched, `${site.address}plans/${plan.id}/`);
        assert.ok(bytes <= BUDGET, `${plan.id}: ${bytes} bytes`);
        assert.equal(shift, 0, plan.id);
        assert.deepEqual(blocking.map((name) => name.replace(/.*\/|\?.*/g, "")), ["site.css"]);
      }
    });
  });
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
      await page.goto(`${site.address}search/?q=教育`);
      const filters = page.locator("details.filters summary");
      assert.equal(await filters.textContent(), "篩選");
      await page.locator('.languages button[value="zh-Hans"]').click();
      await page.getByText("筛选", { exact: true }).waitFor();
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

  it("offers plans to compare once an input method is done, and says what cannot be had", async () => {
    await withPage(site, {}, async (page) => {
      const session = await page.context().newCDPSession(page);
      const said = page.locator(".sides section").nth(1).locator("[role=status]");
      await page.goto(`${site.address}compare/?a=${site.plans[0].id}&b=nowhere`);
      await said.getByText("没有网址里写的这一篇").waitFor();
      await page.locator("#choose-b").focus();
      await session.send("Input.imeSetComposition", { text: "jiao yu", selectionStart: 7, selectionEnd: 7 });
      await session.send("Input.imeSetComposition", { text: "教育", selectionStart: 2, selectionEnd: 2 });
      await page.waitForTimeout(300);
      assert.equal(await page.locator(".offers a").count(), 0, "the word is not chosen yet");
      await session.send("Input.insertText", { text: "教育" });
      await page.locator(".offers a").first().waitFor();
      assert.equal(await said.textContent(), "");
      await page.locator("#choose-b").fill("查无此词语");
      await said.getByText("没有找到").waitFor();
    });
  });

  for (const [name, choice] of [["large type", { size: "200" }], ["another language", { language: "en" }]]) {
    it(`does not move what is read for readers of ${name}`, async () => {
      await withPage(site, { viewport: { width: 390, height: 800 } }, async (page) => {
        await page.goto(site.address);
        await page.evaluate((choice) => Object.entries(choice).forEach(([key, value]) => localStorage.setItem(`planarium-${key}`, value)), choice);
        // The style sheet, without which nothing is drawn, takes longer than the few bytes of early.js, and the rest longer still.
        await page.route(/site\.css/, (route) => setTimeout(() => route.continue(), 60));
        await page.route(/site\.js|i18n\//, (route) => setTimeout(() => route.continue(), 100));
        await page.goto(`${site.address}plans/${site.plans[0].id}/`);
        await page.waitForTimeout(1000);
        const moved = await page.evaluate(() => new Promise((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, shift) => sum + shift.value, 0)))
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(0), 300);
        }));
        assert.ok(moved < 0.02, `layout shift ${moved}`);
        assert.ok(await page.locator("h1").isVisible());
      });
    });
  }

  it("gives a finger links to sections that it can hit", async () => {
    await withPage(site, { viewport: { width: 360, height: 700 }, hasTouch: true, isMobile: true }, async (page) => {
      await page.goto(`${site.address}plans/${site.plans[0].id}/`);
      const boxes = await page.locator(".permalink").evaluateAll((links) => links.map((link) => link.getBoundingClientRect().toJSON()));
      assert.ok(boxes.length > 0);
      for (const { left, right, width, height } of boxes) {
        assert.ok(left >= 0 && right <= 360 && width >= 24 && height >= 24, JSON.stringify({ left, right, width, height }));
      }
    });
  });

  it("prints every column of a wide table", async () => {
    await withPage(site, { viewport: { width: 643, height: 900 } }, async (page) => {
      await page.goto(`${site.address}plans/${site.plans[0].id}/`);
      await page.evaluate(() => {
        const row = `<tr>${"<td>责任单位</td>".repeat(14)}</tr>`;
        document.querySelector(".text").insertAdjacentHTML("beforeend", `<div class="block"><div class="table"><table>${row}</table></div></div>`);
      });
      const hidden = () => page.locator(".text .table").last().evaluate((box) => box.scrollWidth - box.clientWidth);
      assert.ok(await hidden() > 0, "on the screen it scrolls");
      await page.emulateMedia({ media: "print" });
      assert.equal(await hidden(), 0);
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
      await page.locator("details.filters summary").click();
      await page.locator("select[name=kind] option").nth(1).waitFor({ state: "attached" });
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
  readsWithoutScript(site);
  costsLittle(site);
  servesReaders(site);
});

const seeds = shared("the seeds as readers see them");
if (seeds) {
  onSite("seeds", join(seeds, "seeds"), "/", (site) => {
    readsWithoutScript(site);
    costsLittle(site);
    it("sets a number that is a heading by itself in one line with its text", async () => {
      await withPage(site, { viewport: { width: 390, height: 800 } }, async (page) => {
        let numbers = 0;
        for (const plan of site.plans) {
          await page.goto(`${site.address}plans/${plan.id}/`);
          const gaps = await page.locator(".heading.bare").evaluateAll((headings) => headings.map((heading) => {
            const text = document.createRange();
            text.selectNodeContents(heading.nextElementSibling);
            const [number, first] = [heading.firstElementChild.getBoundingClientRect(), text.getClientRects()[0]];
            return { below: first.bottom - number.bottom, left: first.left - number.right };
          }));
          numbers += gaps.length;
          for (const { below, left } of gaps) assert.ok(Math.abs(below) < 8 && left >= 0, `${plan.id}: ${below} ${left}`);
        }
        assert.ok(numbers > 0);
      });
    });
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

onSite("long plan", longPlan(), "/", (site) => {
  it("costs its own text and little more", async () => {
    await withPage(site, { viewport: { width: 320, height: 700 } }, async (page) => {
      const text = gzipSync(readFileSync(join(site.root, `public/plans/${site.plans[0].id}/plan.md`))).length;
      assert.ok(text > 2 * BUDGET);
      const { bytes, shift } = await cost(page, new Map(), `${site.address}plans/${site.plans[0].id}/`);
      assert.ok(bytes - text <= FRAME, `${bytes} bytes for ${text} of text`);
      assert.equal(shift, 0);
    });
  });
});

/** A folder with one plan of 40,000 characters that no compression makes shorter than they are. */
function longPlan() {
  const folder = join(repository, "target/browser-test/long-plan");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let state = 1;
  const character = () => {
    state = (state * 48271) % 2147483647;
    return String.fromCodePoint(0x4e00 + (state % 20000));
  };
  const paragraph = (length) => `${Array.from({ length }, character).join("")}。`;
  const sections = Array.from("一二三四五六七八九十", (number) => `${number}、${paragraph(12)}\n\n${Array.from({ length: 20 }, () => paragraph(200)).join("\n\n")}`);
  writeFileSync(join(folder, "长.md"), `# 青禾县2024年教育工作计划\n\n${sections.join("\n\n")}\n`);
  return folder;
}
