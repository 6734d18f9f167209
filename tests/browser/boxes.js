// The search box of a built archive, for the tests that use it.

import { after, before, describe, it } from "node:test";
import { join } from "node:path";

import { archive, browser, repository, run, serve } from "./harness.js";

const BASE = "/archive/";

export const READY = ".found.open [aria-busy=false] [data-plan-id]";

/** What the command line finds among the public plans. */
export function onCommandLine(root, query, ...more) {
  return JSON.parse(run("search", query, "--root", root, "--public", "--limit", "100", "--format", "json", ...more));
}

/** Tests of the search box on the sample, in an archive of this name. `onPage` makes a test on a page of its own; `asked` are
 * the paths that the page requests. */
export function withBox(title, name, tests) {
  describe(title, () => {
    const site = {};
    before(async () => {
      site.root = archive(name, join(repository, "plans"), BASE);
      site.server = await serve(site.root, BASE);
      site.address = site.server.address;
      site.browser = await browser();
    });
    after(async () => {
      await site.browser?.close();
      await site.server?.stop();
    });
    const onPage = (name, test) => it(name, async () => {
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
    tests(site, onPage);
  });
}

/** Goes to the search page with a query, and more of an address. */
export function search(site, page, query, more = "") {
  return page.goto(`${site.address}search/?q=${encodeURIComponent(query)}${more}`);
}

/** Goes to the search page with a query, and waits until all that it fetches is there. */
export async function searched(site, page, query, more) {
  await search(site, page, query, more);
  await page.waitForSelector(READY);
  await page.waitForLoadState("networkidle");
}

export const box = (page) => page.locator("main input[name=q]");
export const hits = (page) => page.locator("[data-plan-id]");
export const status = (page) => page.locator(".status").textContent();

/** Waits until what the box says of the results contains a text. */
export function says(page, text) {
  return page.waitForFunction((text) => document.querySelector(".status")?.textContent.includes(text), text);
}
