import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";
import { type Local, localHttp } from "./proxyClient.ts";

const servers = join(import.meta.dirname, "../fixtures/servers");

/** Reached through the proxy alone: loopback is not proxied, and a jail has its own. */
const url = "http://registry.test/";

export interface NpmRegistry extends Local {
  /** For the environment of whoever asks. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A registry of npm, and the proxy that leads to it. Its only package is a small MCP server without
 * dependencies.
 */
export async function npmRegistry(name: string): Promise<NpmRegistry> {
  const archive = await packageOf(name);
  const local = await localHttp((request, response) => {
    const path = new URL(request.url ?? "", url).pathname;
    response.setHeader("cache-control", "public, max-age=300");
    if (path === `/${name}`) return void response.end(JSON.stringify(described(name, archive)));
    if (path === "/archive.tgz") return void response.end(archive);
    response.writeHead(404).end("{}");
  });
  const http_proxy = `http://127.0.0.1:${local.port}`;
  const env = { npm_config_registry: url, http_proxy };
  return {
    env,
    port: local.port,
    get connections() {
      return local.connections;
    },
    [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
  };
}

function described(name: string, archive: Buffer): object {
  const integrity = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  const dist = { tarball: `${url}archive.tgz`, integrity };
  const version = { name, version: "1.0.0", bin: { [name]: "bin.mjs" }, dist };
  return { name, "dist-tags": { latest: "1.0.0" }, versions: { "1.0.0": version } };
}

async function packageOf(name: string): Promise<Buffer> {
  const archive = pack();
  const manifest = { name, version: "1.0.0", type: "module", bin: { [name]: "bin.mjs" } };
  const files = {
    "package.json": JSON.stringify(manifest),
    "bin.mjs": '#!/usr/bin/env node\nimport "./echo.mjs";\n',
    "echo.mjs": await readFile(join(servers, "echo.mjs")),
    "serve.mjs": await readFile(join(servers, "serve.mjs")),
  };
  for (const [path, content] of Object.entries(files))
    archive.entry({ name: `package/${path}`, mode: 0o755 }, content);
  archive.finalize();
  return buffer(archive.pipe(createGzip()));
}
