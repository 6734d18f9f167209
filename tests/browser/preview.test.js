// `planarium serve` while somebody writes: the page follows, a broken build says so, and nobody else is answered.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { browser, planarium, repository, run } from "./harness.js";

const root = join(repository, "target/browser-test/preview 计划");
const plan = join(root, "plans/县/计划.md");
const text = (words) => `# 青禾县2024年教育工作计划\n\n一、总体要求\n\n${words}。\n`;
const SECRET = "鲸落灯塔预算细目共三百二十万元";

let chromium;
let server;

/** Starts a preview; resolves once the first build is shown. */
async function preview(...options) {
  const child = spawn(planarium, ["--lang", "en", "serve", "--root", root, "--port", "0", ...options], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(signal ?? code)));
  let said = "";
  child.stderr.on("data", (data) => (said += data));
  const until = async (pattern) => {
    for (let tries = 0; tries < 600; tries++) {
      const found = said.match(pattern);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`no ${pattern} in: ${said}`);
  };
  const address = (await until(/http:\S+/))[0];
  await until(/built: .*\n/);
  return { address, ended, stop: (signal) => child.kill(signal), said: () => said };
}

before(async () => {
  rmSync(root, { recursive: true, force: true });
  run("init", "--no-sample", root);
  mkdirSync(join(root, "plans/县"), { recursive: true });
  writeFileSync(plan, text("推进义务教育优质均衡发展"));
  writeFileSync(join(root, "plans/内部.md"), `---\nvisibility: staff\n---\n# 青禾县内部经费计划\n\n${SECRET}。\n`);
  chromium = await browser();
  server = await preview("--base-url", "https://example.org/archive/");
});
after(async () => {
  server?.stop("SIGKILL");
  await chromium?.close();
});

test("a page follows what is written, and says when it cannot", async () => {
  const page = await chromium.newPage();
  const wrong = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  await page.goto(server.address);
  assert.match(server.address, /^http:\/\/127\.0\.0\.1:\d+\/archive\/$/);
  await page.getByRole("link", { name: "青禾县2024年教育工作计划" }).first().click();
  await page.getByText("推进义务教育优质均衡发展").waitFor();
  const address = page.url();

  // As editors do: another file takes the name of the first.
  writeFileSync(join(root, "plans/县/.计划.md.new"), text("落实控辍保学各项责任"));
  renameSync(join(root, "plans/县/.计划.md.new"), plan);
  await page.getByText("落实控辍保学各项责任").waitFor();
  writeFileSync(plan, text("办好农村寄宿制学校"));
  await page.getByText("办好农村寄宿制学校").waitFor();
  assert.equal(page.url(), address);
  assert.deepEqual(wrong, [], "nothing is against the content security policy");

  const config = join(root, "config.toml");
  const good = readFileSync(config);
  writeFileSync(config, "title = \n");
  await page.getByRole("heading", { name: "The site could not be built" }).waitFor();
  await page.getByText("config.toml").waitFor();
  writeFileSync(config, good);
  await page.getByText("办好农村寄宿制学校").waitFor();
  writeFileSync(join(root, "content/broken.md"), '+++\ntitle = "x"\npath = "broken"\n+++\n[gone](/archive/nowhere/)\n');
  await page.getByText("links to /archive/nowhere/").waitFor();
  rmSync(join(root, "content/broken.md"));
  await page.getByText("办好农村寄宿制学校").waitFor();
  await page.close();
});

test("a preview leaves the archive as it is", () => {
  assert.ok(!existsSync(join(root, "public")) && !existsSync(join(root, "content/plans")) && !existsSync(join(root, "plans.lock")));
  assert.ok(!existsSync(join(root, "static/find")) && !existsSync(join(root, "index")));
});

/** Status and body of an answer to a raw request. */
function ask(path, options = {}) {
  return new Promise((resolve, reject) => {
    const { port } = new URL(server.address);
    const asked = request({ host: "127.0.0.1", port, path, ...options }, (answer) => {
      let body = "";
      answer.on("data", (data) => (body += data));
      answer.on("end", () => resolve({ status: answer.statusCode, body }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

test("nothing outside the site is told, to nobody else, and nothing is taken", async () => {
  assert.equal((await ask("/archive/")).status, 200);
  for (const path of ["/archive/../../plans/", "/archive/%2e%2e/%2e%2e/config.toml", "/archive/..%2f..%2fconfig.toml", "/config.toml", "//etc/passwd"]) {
    const answer = await ask(path);
    assert.ok(answer.status >= 300, path);
    assert.ok(!answer.body.includes("default_language") && !answer.body.includes("root:"), path);
  }
  for (const host of ["example.org", `example.org:${new URL(server.address).port}`, "127.0.0.1.example.org"]) {
    for (const path of ["/archive/", "/_preview/events", "/_preview/reload.js"]) {
      assert.equal((await ask(path, { headers: { host } })).status, 403, host);
    }
  }
  for (const method of ["POST", "PUT", "DELETE", "TRACE"]) {
    assert.equal((await ask("/archive/", { method })).status, 405, method);
    assert.equal((await ask("/_preview/events", { method })).status, 405, method);
  }
});

test("Ctrl-C stops it at once, though a browser is looking", async () => {
  const page = await chromium.newPage();
  await page.goto(server.address);
  server.stop("SIGINT");
  assert.equal(await server.ended, 0);
  await page.close();
});

test("staff see their plans on pages that say so, and none of it can be published", async () => {
  const staff = await preview("--staff");
  const page = await chromium.newPage();
  await page.goto(staff.address);
  await page.getByText("不得发布").waitFor();
  await page.getByRole("link", { name: "青禾县内部经费计划" }).first().click();
  await page.getByText(SECRET).waitFor();
  await page.getByText("不得发布").waitFor();
  staff.stop("SIGTERM");
  assert.equal(await staff.ended, 0);

  const shown = join(root, ".planarium/preview/staff/public");
  const pages = readdirSync(shown, { recursive: true }).filter((file) => file.endsWith(".html"));
  const marked = (file) => /class="?staff-preview|http-equiv="?refresh/.test(readFileSync(join(shown, file), "utf8"));
  assert.ok(pages.length > 5);
  assert.deepEqual(pages.filter((file) => !marked(file)), []);
  run("build", "--root", root);
  assert.throws(() => run("check", "--public", "--root", root, "--out", shown), { status: 4 });
  run("check", "--public", "--root", root);
});

test("a page that was printed to PDF is seen through", async () => {
  const page = await chromium.newPage();
  await page.setContent(`<p>${SECRET}</p>`);
  writeFileSync(join(root, "public/printed.pdf"), await page.pdf());
  await page.close();
  assert.throws(() => run("check", "--public", "--root", root), { status: 4 });
});
