// What machines read, read by other people's parsers.

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { createReadStream, readFileSync, readdirSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";

import { parseFeed } from "@rowanmanning/feed-parser";
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-ris";
import { parse as parseCsv } from "csv-parse/sync";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import ICAL from "ical.js";
import jsonld from "jsonld";
import robotsParser from "robots-parser";
import { parseSitemap } from "sitemap";

import { archive, repository, shared } from "./harness.js";

const BASE = "https://archive.example/x/y/";

const seeds = shared("what machines read of the seeds");
const SITES = { sample: join(repository, "plans"), ...(seeds && { seeds: join(seeds, "seeds") }) };

for (const [name, plans] of Object.entries(SITES)) describe(`what machines read of the ${name}`, () => {
  const site = {};
  const text = (path) => readFileSync(join(site.public, path), "utf8");
  before(() => {
    site.public = join(archive(`exchange-${name}`, plans, BASE), "public");
    site.plans = text("data/plans.jsonl").trim().split("\n").map((line) => JSON.parse(line));
  });

  it("lists every plan in JSON lines, CSV and sitemap alike", async () => {
    const ids = readdirSync(join(site.public, "plans")).sort();
    assert.deepEqual(site.plans.map((plan) => plan.id).sort(), ids);
    const rows = parseCsv(text("data/plans.csv"), { columns: true, bom: true });
    assert.deepEqual(rows.map((row) => row.id).sort(), ids);
    const addresses = (await parseSitemap(createReadStream(join(site.public, "sitemap.xml")))).map((item) => item.url);
    assert.ok(site.plans.every((plan) => addresses.includes(plan.url)));
    assert.ok(addresses.every((address) => address.startsWith(BASE)));
    for (const address of addresses) text(`${address.slice(BASE.length)}index.html`);
  });

  it("has feeds that a feed reader takes", () => {
    const folders = readdirSync(join(site.public, "data"), { recursive: true }).map(String);
    const feeds = folders.filter((file) => file.startsWith("feed") && file.endsWith(".xml"));
    assert.ok(feeds.length > 1);
    for (const file of feeds) {
      assert.equal(XMLValidator.validate(text(`data/${file}`)), true, file);
      const feed = parseFeed(text(`data/${file}`));
      assert.ok(feed.items.length > 0 && feed.items.every((item) => item.title && item.url.startsWith(BASE)), file);
      const json = JSON.parse(text(`data/${file.replace(/xml$/, "json")}`));
      assert.equal(json.version, "https://jsonfeed.org/version/1.1");
      assert.deepEqual(json.items.map((item) => item.url), feed.items.map((item) => item.url));
    }
  });

  it("has a calendar of deadlines, and a table of targets", () => {
    const calendar = new ICAL.Component(ICAL.parse(text("data/deadlines.ics")));
    const events = calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
    const rows = parseCsv(text("data/targets.csv"), { columns: true, bom: true });
    assert.equal(events.length, rows.filter((row) => row.deadline).length);
    assert.ok(events.length > 0 && events.every((event) => event.summary && event.startDate.isDate));
    assert.equal(new Set(events.map((event) => event.uid)).size, events.length);
  });

  it("has an OpenSearch description and robots that name its addresses", () => {
    const search = new XMLParser({ ignoreAttributes: false }).parse(text("data/opensearch.xml")).OpenSearchDescription;
    assert.equal(search.Url["@_template"], `${BASE}search/?q={searchTerms}`);
    assert.ok(search.ShortName.length <= 16);
    const robots = robotsParser(`${BASE}robots.txt`, text("robots.txt"));
    assert.deepEqual(robots.getSitemaps(), [`${BASE}sitemap.xml`]);
    assert.ok(robots.isAllowed(site.plans[0].url, "AnyBot"));
  });

  it("gives checksums that hold", () => {
    for (const line of text("data/SHA256SUMS").trim().split("\n")) {
      const [sum, path] = line.split("  ");
      assert.equal(createHash("sha256").update(readFileSync(join(site.public, path))).digest("hex"), sum, path);
    }
  });

  it("cites each plan in BibTeX and RIS, and says what it is in JSON-LD", async () => {
    for (const plan of site.plans) {
      const html = text(`plans/${plan.id}/index.html`);
      const citation = (form) => decoded(html.match(new RegExp(`data-cite="${form}">([^<]*)<`))[1]);
      const [bibtex] = new Cite(citation("bibtex")).data;
      assert.equal(bibtex.URL, plan.url);
      assert.equal(bibtex.id ?? bibtex["citation-key"], plan.id);
      const [ris] = new Cite(citation("ris")).data;
      assert.equal(ris.URL, plan.url);
      const data = JSON.parse(html.match(/<script type="application\/ld\+json">([^<]*)</)[1]);
      assert.equal(data.url, plan.url);
      const [thing] = await jsonld.expand(data, { documentLoader: schema });
      assert.deepEqual(thing["@type"], ["https://schema.org/DigitalDocument"]);
      assert.deepEqual(thing["https://schema.org/name"], [{ "@value": plan.title }]);
      const publisher = thing["https://schema.org/publisher"]?.[0]["https://schema.org/name"][0]["@value"];
      assert.equal(publisher, plan.issuer?.value);
    }
  });
});

/** What schema.org answers to a request for its context, as far as its terms are concerned; no test asks the network. */
async function schema(url) {
  assert.equal(new URL(url).href, "https://schema.org/");
  return { documentUrl: url, document: { "@context": { "@vocab": "https://schema.org/" } } };
}

function decoded(html) {
  const entities = { lt: "<", gt: ">", quot: '"', amp: "&", "#x27": "'", "#x2F": "/" };
  return html.replace(/&([^;]+);/g, (whole, name) => entities[name] ?? whole);
}
