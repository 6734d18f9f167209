// What citizens come for (eight tasks), walked at three widths, with and without JavaScript, on plans in either script.
// Pictures of every step are kept under target/browser-test/tasks/ to be looked at.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { parseFeed } from "@rowanmanning/feed-parser";

import { archive, browser, repository, serve, shared } from "./harness.js";

const WIDTHS = [320, 768, 1280];
const PICTURES = join(repository, "target/browser-test/tasks");
const REPORT = 'report = "mailto:archive@example.org?subject={id}%20line%20{line}&body={url}"';

/** A reader at one width, with or without JavaScript. */
class Reader {
  constructor(site, width, scripts) {
    Object.assign(this, { site, width, scripts });
  }

  async start() {
    const permissions = ["clipboard-read", "clipboard-write"];
    const options = { viewport: { width: this.width, height: 900 }, javaScriptEnabled: this.scripts, permissions };
    this.context = await this.site.browser.newContext(options);
    this.page = await this.context.newPage();
    this.problems = [];
    this.page.on("pageerror", (error) => this.problems.push(String(error)));
    this.page.on("dialog", (dialog) => this.problems.push(`a dialog: ${dialog.message()}`));
    this.page.on("console", (message) => message.type() === "error" && this.problems.push(message.text()));
    return this;
  }

  async open(path) {
    const response = await this.page.goto(this.site.address + path);
    assert.equal(response.status(), 200, path);
    await this.fits(path);
  }

  /** Nothing has to be scrolled sideways to be read. */
  async fits(place) {
    const over = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${place} is ${over} px too wide`);
  }

  /** Keeps a picture of what is in the window. */
  async look(step) {
    await this.fits(step);
    const name = `${this.site.name}-${step}-${this.width}${this.scripts ? "" : "-noscript"}.png`;
    await this.page.screenshot({ path: join(PICTURES, name) });
  }

  /** Follows a link that must be there, and gives the text of the page's title. */
  async follow(link) {
    await link.first().click();
    await this.page.waitForLoadState();
    return this.page.locator("h1").first().innerText();
  }

  async isInView(element) {
    await this.page.waitForTimeout(100);
    const box = await element.boundingBox();
    return box && box.y + box.height > 0 && box.y < 900;
  }
}

const TASKS = {
  async "1 finds what their county plans for kindergartens"({ page, site, scripts, open, self }) {
    if (!scripts) return findsByBrowsing(self);
    for (const query of site.wanted.queries) {
      await open("");
      await page.locator("main input[name=q]").fill(query);
      await page.keyboard.press("Enter");
      await page.waitForSelector(".found.open [data-plan-id]");
      const filters = page.locator("details.filters");
      if (!(await filters.getAttribute("open").then((open) => open !== null))) await filters.locator("summary").click();
      // What can be chosen is fetched when the filters are opened.
      await page.waitForSelector("select[name=region] option:nth-child(2)", { state: "attached" });
      const county = await page.locator("select[name=region] option").evaluateAll(
        (options, name) => options.map((option) => option.value).find((value) => value.endsWith(name)), site.wanted.county);
      await page.locator("select[name=region]").selectOption(county);
      await page.waitForFunction(() => new URL(location.href).searchParams.has("region"));
      const hit = page.locator(`[data-plan-id="${site.wanted.plan}"]`);
      await hit.waitFor();
      await self.look("1-results");
      const section = hit.locator("li a[href*='#']").first();
      const anchor = new URL(await section.getAttribute("href")).hash.slice(1);
      await section.click();
      await page.waitForSelector(".text mark");
      assert.ok(await self.isInView(page.locator(`[id="${anchor}"]`)), "the section is in view");
      assert.ok((await page.locator("mark").first().innerText()).length > 0);
      await self.look("1-section");
    }
  },

  async "2 sees whether a plan is real, whose it is and for which year"({ page, site, open, self }) {
    for (const plan of site.either) {
      await open(`plans/${plan.id}/`);
      const facts = await page.locator(".facts-box").innerText();
      assert.ok(facts.includes(plan.file) && facts.includes(`${plan.start_line}–${plan.end_line}`));
      assert.ok(facts.includes(plan.issuer?.value ?? "未注明"));
      const evidence = page.locator(".evidence").first();
      await evidence.locator("summary").click();
      assert.ok((await evidence.locator("p").innerText()).length > 3, "evidence opens without a script");
    }
    await open(`plans/${site.masked.id}/`);
    const facts = await page.locator(".facts-box").innerText();
    assert.ok(facts.includes("年份被来源网站隐去"));
    assert.doesNotMatch(facts.split("适用年度")[1].split("文种")[0].replace(/标题写作.*不予采用/, "").replace(/第 \d+ 行|20__|20xx/g, ""), /20\d\d/);
    await self.look("2-facts");
  },

  async "3 reads in large type with a contents list"({ page, site, scripts, open, self }) {
    for (const plan of site.either) {
      await open(`plans/${plan.id}/`);
      if (scripts) {
        await page.locator(".sizes button[value='200']").click();
        assert.equal(await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize)), 34);
        await self.look(`3-double-${plan.language}`);
        await page.locator(".sizes button[value='100']").click();
      }
      const style = await page.locator(".text p").first().evaluate((text) => {
        const { lineHeight, fontSize } = getComputedStyle(text);
        return parseFloat(lineHeight) / parseFloat(fontSize);
      });
      assert.ok(style >= 1.5, `line height ${style}`);
      const contents = page.locator(".contents summary");
      if (await contents.isVisible() && self.width < 1024) await contents.click();
      const entry = page.locator(".contents a").last();
      const anchor = (await entry.getAttribute("href")).slice(1);
      await entry.click();
      assert.ok(await self.isInView(page.locator(`[id="${anchor}"]`)), anchor);
      await self.look(`3-reads-${plan.language}`);
      assert.equal(await page.locator("dialog[open], [aria-modal=true]").count(), 0);
      await self.follow(page.locator(".other a"));
      assert.equal(await page.locator(".text").getAttribute("lang"), plan.language === "zh-Hant" ? "zh-Hans" : "zh-Hant");
      await self.look(`3-converted-${plan.language}`);
    }
  },

  async "4 checks a promise"({ page, open, self }) {
    await open("targets/");
    await self.look("4-years");
    await self.follow(page.locator("main .groups a"));
    await self.look("4-targets");
    const row = page.locator("tbody tr").first();
    const number = await row.locator("td.number b").innerText();
    await self.follow(row.locator("a"));
    const place = new URL(page.url()).hash.slice(1);
    assert.ok(await self.isInView(page.locator(`[id="${place}"]`)), place);
    const digits = number.match(/[\d.]+/)[0];
    assert.ok((await page.locator(".text").innerText()).includes(digits), `${digits} stands in the text`);
    await self.look("4-sentence");
  },

  async "5 sends a friend the very paragraph"({ page, site, scripts, open, self }) {
    for (const plan of site.either) {
      await open(`plans/${plan.id}/`);
      const heading = page.locator(".text .heading").nth(1);
      await heading.hover();
      await heading.locator(".permalink").click();
      const address = page.url();
      assert.match(address, /#[\w-]+$/);
      if (scripts) {
        await page.waitForFunction(() => document.querySelector(".said")?.textContent);
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), address);
      }
      const friend = await self.context.newPage();
      await friend.goto(address);
      const target = friend.locator(":target");
      assert.equal(await target.innerText(), await heading.locator(":is(h2, h3, h4, h5, h6)").innerText());
      assert.ok(await self.isInView(target));
      await friend.close();
    }
    await self.look("5-link");
  },

  async "6 compares two plans side by side"({ page, site, scripts, open, self }) {
    const [a, b] = site.pair;
    await open(`plans/${a}/`);
    await self.follow(page.locator(`.related a[href*='compare/']`));
    const made = await comparison(page);
    assert.ok(made.shared.length > 0 && made.cells.length > 1);
    await self.look("6-alike");
    if (!scripts) return;
    const heads = await page.locator(".compared th a").evaluateAll((links) => links.map((link) => link.href.split("/").at(-2)));
    assert.deepEqual([...heads].sort(), [a, b].sort());
    await open(`compare/?a=${heads[0]}&b=${heads[1]}`);
    await page.waitForSelector(".compared");
    assert.deepEqual(await comparison(page), made, "the browser compares as the build does");
  },

  async "7 cites it in one click, and prints it"({ page, site, scripts, open, self }) {
    for (const plan of site.either) {
      await open(`plans/${plan.id}/`);
      const gb = page.locator("[data-cite=gb]");
      assert.ok((await gb.innerText()).includes(plan.title) && (await gb.innerText()).includes(`/plans/${plan.id}/`));
      for (const form of ["text", "bibtex", "ris"]) assert.ok((await page.locator(`[data-cite=${form}]`).textContent()).includes(plan.id));
      if (!scripts) continue;
      await page.locator("[data-cite=gb] + button.copy").click();
      await page.waitForFunction(() => document.querySelector(".said")?.textContent);
      assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\[\d{4}-\d{2}-\d{2}\]/);
      await self.look(`7-cite-${plan.language}`);
      const pdf = await page.pdf({ path: join(PICTURES, `${site.name}-7-print-${plan.language}.pdf`), preferCSSPageSize: true });
      assert.ok(pdf.length > 10_000);
      // A4 in points, and no page is wider.
      for (const [, width, height] of pdf.toString("latin1").matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)) {
        assert.ok(Math.abs(width - 595) < 2 && Math.abs(height - 842) < 2, `${width} × ${height}`);
      }
    }
  },

  async "8 follows news, and reports an error"({ page, site, open, self }) {
    await open("");
    const all = await page.locator("link[rel=alternate][type='application/atom+xml']").getAttribute("href");
    await open("browse/");
    await self.follow(page.locator("h2[data-t='way.region'] + ul a"));
    const region = await page.locator("main .feed a").getAttribute("href");
    await open("browse/");
    await self.follow(page.locator("h2[data-t='way.topic'] + ul a"));
    const topic = await page.locator("main .feed a").getAttribute("href");
    await self.look("8-list");
    for (const address of [all, region, topic]) {
      const answer = await fetch(new URL(address, site.address));
      assert.ok(parseFeed(await answer.text()).items.length > 0, address);
    }
    const plan = site.either[0];
    await open(`plans/${plan.id}/`);
    const report = decodeURIComponent(await page.locator(".report a").getAttribute("href"));
    assert.ok(report.includes(plan.id) && report.includes(`line ${plan.start_line}`) && report.includes(`/plans/${plan.id}/`), report);
  },
};

/** Without a script: the search page says what to do instead, and the lists lead to the plan. */
async function findsByBrowsing(reader) {
  const { page, site } = reader;
  await reader.open("search/?q=x");
  assert.ok(await page.locator("noscript .note").isVisible());
  await reader.look("1-instead");
  await reader.follow(page.locator("main .note a"));
  await reader.follow(page.locator("main .groups a", { hasText: site.wanted.county }));
  await reader.look("1-county");
  await reader.follow(page.locator(`main a[href*='plans/${site.wanted.plan}/']`));
  assert.match(await page.locator(".text").innerText(), site.wanted.word);
}

/** What a comparison shows: its cells, and the wording marked as shared. */
async function comparison(page) {
  const texts = (selector) => page.locator(selector).evaluateAll((all) => all.map((element) => element.textContent.trim()));
  return { cells: await texts(".compared td"), shared: await texts(".compared .shared") };
}

function onSite(name, plans, baseUrl, wanted) {
  describe(`citizens on the ${name}`, () => {
    const site = { name, wanted };
    before(async () => {
      mkdirSync(PICTURES, { recursive: true });
      site.root = archive(`tasks-${name}`, plans, baseUrl, REPORT);
      site.server = await serve(site.root, baseUrl);
      site.address = site.server.address;
      site.browser = await browser();
      const data = readFileSync(join(site.root, "public/data/plans.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
      const structured = (plan) => JSON.parse(readFileSync(join(site.root, `public/plans/${plan.id}/plan.json`), "utf8")).outline.length > 3;
      site.either = ["zh-Hans", "zh-Hant"].map((script) => data.find((plan) => plan.language === script && structured(plan)));
      site.masked = data.find((plan) => plan.period?.basis === "masked");
      site.pair = readdirSync(join(site.root, "public/compare")).find((file) => file.includes("-")).split("-");
      wanted.plan ??= data.find((plan) => wanted.title.test(plan.title) && (plan.region?.value ?? "").endsWith(wanted.county)).id;
    });
    after(async () => {
      await site.browser?.close();
      await site.server?.stop();
    });
    for (const width of WIDTHS) {
      for (const scripts of [true, false]) {
        it(`can do all eight tasks at ${width} px ${scripts ? "with" : "without"} JavaScript`, async (test) => {
          for (const [task, walk] of Object.entries(TASKS)) {
            await test.test(task, async () => {
              const self = await new Reader(site, width, scripts).start();
              try {
                await walk({ self, site, scripts, page: self.page, open: (path) => self.open(path) });
                assert.deepEqual(self.problems, []);
              } finally {
                await self.context.close();
              }
            });
          }
        });
      }
    }
  });
}

onSite("sample", join(repository, "plans"), "/archive/", {
  queries: ["幼儿园 鹿泽", "幼兒園 鹿澤"],
  county: "鹿澤縣",
  title: /幼兒園/,
  word: /幼兒園/,
});

const seeds = shared("citizens on the seeds");
if (seeds) {
  onSite("seeds", join(seeds, "seeds"), "/", {
    queries: ["幼儿园 汝南", "幼兒園 汝南"],
    county: "汝南县",
    title: /篇/,
    word: /幼兒園/,
  });
}
