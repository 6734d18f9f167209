// The site in a real browser: what a reader finds, and that it is what staff find on the command line.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { join } from "node:path";

import { archive, browser, repository, run, serve, shared } from "./harness.js";

const READY = ".found.open [aria-busy=false] [data-plan-id]";

/** A page that fails its test on any error, refusal by the content security policy, or request to another host. */
async function open(context, address) {
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && page.problems.push(message.text()));
  page.on("request", (request) => request.url().startsWith(address) || page.problems.push(`asked ${request.url()}`));
  page.on("response", (response) => response.status() < 400 || page.problems.push(`${response.status()} ${response.url()}`));
  return page;
}

/** Ids of all hits, in the order shown. */
async function hits(page) {
  const more = page.locator(".found .more");
  while (await more.isVisible()) {
    const shown = await page.locator("[data-plan-id]").count();
    await more.click();
    const isDrawn = ([ready, shown]) => document.querySelectorAll(ready).length > shown;
    await page.waitForFunction(isDrawn, [READY, shown]);
  }
  return page.locator("[data-plan-id]").evaluateAll((items) => items.map((item) => item.dataset.planId));
}

/** What the command line finds among the public plans. */
function onCommandLine(root, query) {
  const args = ["search", query, "--root", root, "--public", "--limit", "100", "--format", "json"];
  return JSON.parse(run(...args));
}

function onSite(name, plans, baseUrl, tests) {
  describe(name, () => {
    const site = {};
    before(async () => {
      site.root = archive(name, plans, baseUrl);
      site.server = await serve(site.root, baseUrl);
      site.address = site.server.address;
      site.browser = await browser();
    });
    after(async () => {
      await site.browser?.close();
      assert.equal(await site.server?.stop(), 0, "Ctrl-C ends the server cleanly");
    });
    tests(site);
  });
}

/** Runs a test on a fresh page, which must have had no problem at the end. */
function onPage(site, name, test) {
  it(name, async () => {
    const context = await site.browser.newContext();
    try {
      const page = await open(context, site.address);
      await test(page);
      assert.deepEqual(page.problems, []);
    } finally {
      await context.close();
    }
  });
}

function findsWhatStaffFind(site, query, total) {
  onPage(site, `finds ${query} as the command line does`, async (page) => {
    await page.goto(`${site.address}search/?q=${encodeURIComponent(query)}`);
    await page.waitForSelector(READY);
    const answer = onCommandLine(site.root, query);
    const found = await hits(page);
    assert.deepEqual(found, answer.hits.map((hit) => hit.id));
    assert.equal(answer.total, found.length);
    if (total !== undefined) assert.equal(found.length, total);
  });
}

/** `forms`: how texts may write the query. */
function leadsToTheSection(site, query, forms = [query]) {
  onPage(site, `leads from ${query} to the section and marks it there`, async (page) => {
    await page.goto(`${site.address}search/`);
    await page.locator("main input[name=q]").pressSequentially(query);
    const link = page.locator("[data-plan-id] li a[href*='#']").first();
    // Results come while one types: those of the whole query are meant.
    const isMarked = (forms) => forms.includes(document.querySelector("[data-plan-id] mark")?.textContent);
    await page.waitForFunction(isMarked, forms);
    assert.ok(decodeURIComponent(page.url()).endsWith(`?q=${query}`), page.url());
    const anchor = new URL(await link.getAttribute("href")).hash.slice(1);
    await link.click();
    await page.waitForSelector("mark");
    const section = page.locator(`[id="${anchor}"]`);
    const box = await section.boundingBox();
    const height = page.viewportSize().height;
    assert.ok(box && box.y > -box.height && box.y < height, `section ${anchor} is in view: ${JSON.stringify(box)}`);
    assert.ok(forms.includes(await page.locator("mark").first().textContent()));
    await page.goBack();
    await page.waitForSelector(READY);
  });
}

function fetchesNothingUntilAsked(site) {
  onPage(site, "fetches no search code or data before it is used", async (page) => {
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(site.address, { waitUntil: "networkidle" });
    assert.deepEqual(asked.filter((path) => /finder|\/find\//.test(path)), []);
  });
}

const seeds = shared("the seeds in a browser");
if (seeds) {
  onSite("seeds", join(seeds, "seeds"), "/", (site) => {
    const totals = { 小学: 21, 中小学: 18, 控辍保学: 3, 校方责任保险: 1, 汝南: 2 };
    for (const [query, total] of Object.entries(totals)) findsWhatStaffFind(site, query, total);
    for (const query of ["教育 -小学", "\"教师队伍\"", "国小 OR 高考", "义"]) findsWhatStaffFind(site, query);
    leadsToTheSection(site, "控辍保学", ["控辍保学", "控輟保學"]);
    fetchesNothingUntilAsked(site);
  });
}

onSite("sample", join(repository, "plans"), "/archive/", (site) => {
  findsWhatStaffFind(site, "教育");
  leadsToTheSection(site, "教师");
  fetchesNothingUntilAsked(site);
});
