// One query, asked by a reader who was never here: a fresh profile, our box or Pagefind.

import { trips } from "./serve.mjs";

/** Hits compared with the truth. */
const COMPARED = 100;
/** Longest wait for an answer, in milliseconds. */
const PATIENCE = 30_000;

/** In a page with our box: asks, and gives back when five and ten hits stood there. */
async function askBox({ query, five, ten, patience }) {
  const clock = () => performance.timeOrigin + performance.now();
  const shown = () => document.querySelectorAll("[data-plan-id]").length;
  const said = () => document.querySelector(".found.open .status")?.textContent;
  const times = {};
  const watch = () => {
    if (!said()) return;
    if (shown() >= five) times.five ??= clock();
    if (shown() >= ten) times.ten ??= clock();
  };
  const input = document.querySelector("form.search input");
  // A query that stands there when the box is first used is asked at once: how long the box waits for the next key is
  // not measured.
  input.value = query;
  const begun = clock();
  input.focus();
  while (times.ten === undefined && clock() < begun + patience) {
    watch();
    await new Promise((next) => setTimeout(next, 1));
  }
  return { begun, five: times.five ?? clock(), ten: times.ten ?? clock() };
}

/** In the same page: asks again, with nothing to fetch, and for more hits. */
async function askEngine({ query, compared }) {
  const { Finder } = await import("/search.js");
  const finder = new Finder(new URL("/", location.href));
  const ask = (limit) => finder.ask({ query, limit, offset: 0, sort: "relevance", filters: {} });
  await ask(10);
  const begun = performance.now();
  await ask(10);
  const warm = performance.now() - begun;
  const { hits, total, exact } = (await ask(compared)).done;
  return { warm, ids: hits.map((hit) => hit.id), total: exact ? total : undefined };
}

/** In an empty page: asks Pagefind. */
async function askPagefind({ query }) {
  const clock = () => performance.timeOrigin + performance.now();
  const ask = async () => {
    const { results } = await pagefind.search(query);
    const data = results.slice(0, 10).map((result) => result.data());
    const five = Promise.all(data.slice(0, 5)).then(clock);
    await Promise.all(data);
    return { results, five: await five };
  };
  const begun = clock();
  const pagefind = await import("/pagefind/pagefind.js");
  const { results, five } = await ask();
  const ten = clock();
  await ask();
  return { begun, five, ten, warm: clock() - ten, ids: results.map((result) => result.id) };
}

/** What was sent between two times. */
function sums(sent, from, to) {
  const within = sent.filter((one) => one.from >= from - 1 && one.to <= to + 1);
  return { kilobytes: within.reduce((sum, one) => sum + one.bytes, 0) / 1e3, requests: within.length, trips: trips(within) };
}

async function inPage(browser, host, act) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(() => performance.setResourceTimingBufferSize(5_000));
    await page.goto(host.address, { waitUntil: "networkidle" });
    host.sent.length = 0;
    return await act(page);
  } finally {
    await context.close();
  }
}

/** In a page: when it asked for what; to the host it may come later, when a connection is free. */
function starts() {
  const entries = performance.getEntriesByType("resource");
  return entries.map(({ name, startTime }) => [new URL(name).pathname, performance.timeOrigin + startTime]);
}

async function cost(page, host, times) {
  const asked = new Map(await page.evaluate(starts));
  const sent = host.sent.map((one) => ({ ...one, from: asked.get(one.path) ?? one.from }));
  const five = sums(sent, times.begun, times.five);
  return { ...sums(sent, times.begun, times.ten), five: five.kilobytes, cold: times.ten - times.begun };
}

/** Recall among what was listed, and precision of it. */
function judged(ids, truth, limit = Infinity) {
  const right = ids.filter((id) => truth.has(id)).length;
  const least = Math.min(truth.size, limit);
  return { recall: least ? Math.min(1, right / least) : 1, precision: ids.length ? right / ids.length : 1 };
}

/** Our search. */
export function ours(browser, host, query, truth) {
  const [five, ten] = [5, 10].map((hits) => Math.min(hits, truth.size));
  return inPage(browser, host, async (page) => {
    const times = await page.evaluate(askBox, { query, five, ten, patience: PATIENCE });
    const spent = await cost(page, host, times);
    const { warm, ids, total } = await page.evaluate(askEngine, { query, compared: COMPARED });
    const wrong = total !== undefined && total !== truth.size;
    return { ...spent, warm, ...judged(ids, truth, COMPARED), note: wrong ? `says ${total}, are ${truth.size}` : "" };
  });
}

/** Pagefind; `names` gives the id of the plan for each of its own. */
export function pagefind(browser, host, query, truth, names) {
  return inPage(browser, host, async (page) => {
    const times = await page.evaluate(askPagefind, { query });
    return { ...(await cost(page, host, times)), warm: times.warm, ...judged(times.ids.map((id) => names.get(id)), truth), note: "" };
  });
}
