import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { answer, header, type Exchange } from "../http/exchange.ts";
import { Refusal } from "../http/refusal.ts";
import type { Root } from "../machine/root.ts";
import { fileParts } from "./multipart.ts";

export async function download(root: Root, exchange: Exchange): Promise<void> {
  const path = root.inside(exchange.url.searchParams.get("path") ?? "");
  const own = await stat(root.outside(path)).catch(() => undefined);
  if (!own) throw new Refusal(404, `path '${path}' does not exist`);
  if (own.isDirectory()) throw new Refusal(400, `path '${path}' is a directory`);
  const { response } = exchange;
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": own.size,
  });
  // Neither a reader that goes away nor a file that shrinks is worth more than an end.
  await pipeline(createReadStream(root.outside(path)), response).catch(() => response.destroy());
}

/** Both forms: one file as the body, or any number as parts of a form. The answer claims to be text. */
export async function upload(root: Root, exchange: Exchange): Promise<void> {
  const type = header(exchange, "content-type") ?? "";
  const path = exchange.url.searchParams.get("path") ?? undefined;
  const written = type.startsWith("multipart/form-data")
    ? await writeParts(root, exchange, type, path)
    : [await writeBody(root, exchange, path)];
  answer(exchange, 200, written, { "content-type": "text/plain; charset=utf-8" });
}

async function writeBody(root: Root, exchange: Exchange, path?: string): Promise<object> {
  if (path === undefined) throw new Refusal(400, "path is missing");
  const zipped = header(exchange, "content-encoding") === "gzip";
  const file = await opened(root, path);
  if (zipped) await pipeline(exchange.request, createGunzip(), file);
  else await pipeline(exchange.request, file);
  return described(root, path);
}

async function writeParts(
  root: Root,
  { request }: Exchange,
  type: string,
  path?: string,
): Promise<object[]> {
  const written: object[] = [];
  for (const { fileName, data } of fileParts(await buffer(request), type)) {
    const target = path ?? fileName;
    if (target === undefined) throw new Refusal(400, "A part has no file name");
    await pipeline([data], await opened(root, target));
    written.push(described(root, target));
  }
  return written;
}

/** Folders on the way are made; what is there is overwritten. */
async function opened(root: Root, path: string): Promise<Writable> {
  if (!(await root.holds(path)))
    throw new Refusal(403, `${path} leads out of the sandbox's folder`);
  if (await root.hasFolder(path)) throw new Refusal(400, `path '${path}' is a directory`);
  await mkdir(dirname(root.outside(path)), { recursive: true });
  return createWriteStream(root.outside(path));
}

function described(root: Root, path: string): object {
  const full = root.inside(path);
  return { name: basename(full), path: full, type: "file" };
}
