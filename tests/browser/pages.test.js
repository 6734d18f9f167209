// Every type of page, in all that its template can show: no barriers, no sideways scrolling, valid HTML, no broken link.
// Which pages these are follows from the built site; pictures of them are kept under target/browser-test/pages/.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { HtmlValidate } from "html-validate";
import { LinkChecker, LinkState } from "linkinator";

import { browser, repository, serve, shared } from "./harness.js";
import { archiveWithFormer, examples, pagesOf, templates } from "./pages.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PICTURES = join(repository, "target/browser-test/pages");
/** An address that there is not; what is seen there is the page of errors. */
const NOWHERE = "nowhere/";
const LANGUAGES = ["zh-Hans", "zh-Hant", "en"];

function onSite(name, plans, baseUrl, looks) {
  describe(`the pages of the ${name}`, () => {
    const site = { name };
    before(async () => {
      mkdirSync(PICTURES, { recursive: true });
      const root = archiveWithFormer(`pages-${name}`, plans, baseUrl);
      site.pages = pagesOf(root);
      site.files = readdirSync(join(root, "public"), { recursive: true }).map(String).filter((file) => file.endsWith(".html"));
      site.examples = examples(site.pages).filter((page) => !page.extra.to);
      const [one, other] = site.pages.find((page) => page.template === "comparison.html").path.split(/[/-]/).slice(1);
      const written = site.examples.map((page) => (page.path === "404.html" ? NOWHERE : page.path));
      site.paths = [...written, "search/?q=教育", `compare/?a=${one}&b=${other}`, `compare/?a=${one}`];
      site.server = await serve(root, baseUrl);
      site.address = site.server.address;
      site.browser = await browser();
    });
    after(async () => {
      await site.browser?.close();
      await site.server?.stop();
    });

    it("are all made of content, and there is one of every type", () => {
      assert.equal(site.pages.length, site.files.length);
      assert.deepEqual([...new Set(examples(site.pages).map((page) => page.template))].sort(), templates());
    });
    for (const [width, scheme] of looks) hasNoBarrier(site, width, scheme);
    fitsNarrowScreens(site);
    worksByKeyboard(site);
    saysWhichLanguage(site);
    isWellFormed(site);
    leadsSomewhere(site);
  });
}

/** Waits until what a script draws is there. */
async function isFilled(page, path) {
  if (path.includes("?q=")) await page.waitForSelector(".found.open [data-plan-id]");
  if (path.includes("?a=")) await page.waitForSelector(path.includes("&b=") ? ".compared" : ".sides section");
}

/** Opens one page after another, filled in where a script does that. */
async function onEach(site, options, look) {
  const context = await site.browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  try {
    for (const path of site.paths) {
      const response = await page.goto(site.address + path);
      assert.equal(response.status(), path === NOWHERE ? 404 : 200, path);
      await isFilled(page, path);
      await look(page, path);
    }
  } finally {
    await context.close();
  }
}

const tooWide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

function hasNoBarrier(site, width, colorScheme) {
  it(`have no barrier at ${width} px, ${colorScheme}`, async () => {
    await onEach(site, { viewport: { width, height: 900 }, colorScheme, bypassCSP: true }, async (page, path) => {
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run({ rules: { "target-size": { enabled: true } } }));
      assert.deepEqual(violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`), [], path);
      assert.ok(await page.evaluate(tooWide) <= 0, `${path} is too wide`);
      const file = `${site.name}-${width}-${colorScheme}-${path.replaceAll(/[/?&=]/g, "_") || "home"}.png`;
      await page.screenshot({ path: join(PICTURES, file) });
    });
  });
}

/** 320 px hold every page in each language, in type of twice the size, and in the colours of a system with high contrast. */
function fitsNarrowScreens(site) {
  it("need no sideways scrolling at 320 px, in each language and in large type", async () => {
    await onEach(site, { viewport: { width: 320, height: 700 }, forcedColors: "active", contrast: "more" }, async (page, path) => {
      for (const language of LANGUAGES) {
        await page.evaluate(async ([base, language]) => (await import(`${base}language.js`)).speak(language, base), [site.address, language]);
        for (const size of ["100", "200"]) {
          await page.evaluate((size) => (document.documentElement.dataset.size = size), size);
          assert.ok(await page.evaluate(tooWide) <= 0, `${path} is too wide in ${language} at ${size} %`);
        }
      }
    });
  });
}

/** In the page: what has the focus, and whether that is to be seen. */
function focused() {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const isInView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {
    what: element.outerHTML.slice(0, 120),
    isPage: element === document.body,
    isSkip: element.className === "skip",
    isSeen: isInView && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    isMoving: document.getAnimations().length > 0,
  };
}

function worksByKeyboard(site) {
  it("show where the keyboard is, the way past the heading first", async () => {
    await onEach(site, { viewport: { width: 1280, height: 900 } }, async (page, path) => {
      await page.evaluate(() => document.activeElement.blur());
      for (let steps = 0; steps < 40; steps++) {
        await page.keyboard.press("Tab");
        const here = await page.evaluate(focused);
        if (here.isPage) break;
        if (steps === 0 && !path.includes("search/")) assert.ok(here.isSkip, `${path}: ${here.what}`);
        assert.ok(here.isSeen && !here.isMoving, `${path}: ${JSON.stringify(here)}`);
      }
    });
  });
}

/** In the page: words in Chinese that are not marked as such. */
function unmarked() {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    const isShown = !parentElement.closest("script, noscript");
    if (isShown && /\p{Script=Han}/u.test(data) && !parentElement.closest("[lang]").lang.startsWith("zh")) found.push(parentElement.outerHTML);
  }
  return found;
}

function saysWhichLanguage(site) {
  it("say in an English interface what is Chinese", async () => {
    await onEach(site, { viewport: { width: 1280, height: 900 } }, async (page, path) => {
      await page.evaluate(() => localStorage.setItem("planarium-language", "en"));
      await page.goto(site.address + path);
      await page.waitForFunction(() => document.documentElement.lang === "en");
      await isFilled(page, path);
      assert.deepEqual(await page.evaluate(unmarked), [], path);
    });
  });
}

function isWellFormed(site) {
  it("are valid HTML, without scripts or styles within the page", () => {
    const validator = new HtmlValidate({ extends: ["html-validate:standard"] });
    for (const { path, html } of site.pages) {
      const report = validator.validateStringSync(html);
      const found = report.results.flatMap((result) => result.messages).filter((message) => message.severity === 2);
      assert.deepEqual(found.map((message) => `${message.line}: ${message.ruleId}: ${message.message}`), [], path);
      for (const [script] of html.matchAll(/<script[^>]*>/g)) assert.match(script, /type="(module|application\/ld\+json)"/);
      assert.doesNotMatch(html, /<style|\son\w+=|\sstyle=|javascript:/, path);
    }
  });
}

function leadsSomewhere(site) {
  it("lead nowhere that is not there, page or place in a page", async () => {
    const { origin } = new URL(site.address);
    const checker = new LinkChecker();
    const elsewhere = async (link) => !link.startsWith(`${origin}/`);
    const found = await checker.check({ path: site.address, recurse: true, checkFragments: true, concurrency: 8, linksToSkip: elsewhere });
    const broken = found.links.filter((link) => link.state === LinkState.BROKEN);
    assert.deepEqual(broken.map((link) => `${link.parent}: ${link.url}`), []);
    const reached = new Set(found.links.map((link) => link.url.split(/[?#]/)[0]));
    const lost = site.pages.filter((page) => !reached.has(site.address + page.path) && page.template !== "former.html" && page.path !== "404.html");
    assert.deepEqual(lost.map((page) => page.path), [], "every page is led to");
  });
}

onSite("sample", join(repository, "plans"), "/archive/", [[320, "light"], [768, "dark"], [1280, "light"]]);

const seeds = shared("every page of the seeds");
if (seeds) onSite("seeds", join(seeds, "seeds"), "/", [[320, "dark"], [1280, "light"]]);
