// A host: a page and files of some folders, text compressed as hosts do, each answer a little late, and a record of what
// was sent.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const TYPES = { ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" };
/** Milliseconds before an answer: what a near host takes. Trips that wait for each other stand apart by it. */
export const LATENCY = 40;

const now = () => performance.timeOrigin + performance.now();

/** A file as it is sent: what hosts know to be text or code is compressed. */
async function packed(body, type) {
  if (!type) return { headers: { "content-type": "application/octet-stream" }, body };
  return { headers: { "content-type": type, "content-encoding": "gzip" }, body: await promisify(gzip)(body) };
}

/** Reads a file of the folders; none where there is none. */
async function read(folders, path) {
  const [prefix, folder] = Object.entries(folders).find(([prefix]) => path.startsWith(prefix)) ?? [];
  try {
    return await packed(await readFile(join(folder, normalize(path.slice(prefix.length)))), TYPES[extname(path)]);
  } catch {
    return undefined;
  }
}

/**
 * Serves a page at `/` and `folders`, `{prefix: folder}`, the first that fits; its address, `sent` (`{path, from, to, bytes}`
 * of what was asked since it was emptied) and `close`.
 */
export async function serve(page, folders) {
  const host = { sent: [] };
  const files = new Map([["/", packed(Buffer.from(page), "text/html")]]);
  const file = (path) => files.get(path) ?? files.set(path, read(folders, path)).get(path);
  const server = createServer(async (request, response) => {
    const from = now();
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    const [found] = await Promise.all([file(path), new Promise((late) => setTimeout(late, LATENCY))]);
    response.writeHead(found ? 200 : 404, found?.headers).end(found?.body, () => {
      host.sent.push({ path, from, to: now(), bytes: found?.body.length ?? 0 });
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  host.address = `http://127.0.0.1:${server.address().port}/`;
  host.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return host;
}

/** How many answers one after the other were waited for: each begins after those that it may have waited for ended. */
export function trips(sent) {
  const depths = [];
  for (const { from, to } of [...sent].sort((a, b) => a.from - b.from)) {
    const before = depths.filter((other) => other.to <= from).map((other) => other.depth);
    depths.push({ to, depth: 1 + Math.max(0, ...before) });
  }
  return Math.max(0, ...depths.map((one) => one.depth));
}
