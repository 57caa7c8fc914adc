#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import type { Log } from "./base/log.ts";
import { interrupt } from "./cli/interrupt.ts";
import { openSandboxes } from "./cli/openSandboxes.ts";
import { run } from "./cli/run.ts";
import type { Own, World } from "./cli/world.ts";
import { dataDir } from "./sandbox/dataDir.ts";
import { connectionFrom, namesService } from "./sandbox/e2b/connection.ts";
import type { E2BSandboxes } from "./sandbox/e2b/e2b.ts";
import { bareSandboxes, diagnoseHere, e2bSandboxes, localSandboxes } from "./sandbox/kinds.ts";
import type { Sandboxes } from "./sandbox/sandbox.ts";

const { env, stdin, stdout, stderr } = process;
/** Only this machine's own environment can say so: no setting of a workspace ever does. */
const isBare = env["MCP_SANDBOX_UNSANDBOXED"] === "1";
const interrupted = interrupt(process, (exitCode) => process.exit(exitCode));
// Whoever reads may go away (`… | head`). What is under way is still ended in good order.
for (const stream of [stdout, stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

const world: World = {
  env,
  cwd: process.cwd(),
  home: homedir(),
  dataDir: dataDir(env),
  version: version(),
  platform: process.platform,
  program: { node: process.execPath, script: fileURLToPath(import.meta.url) },
  stdin,
  stdout,
  stderr,
  signal: interrupted.signal,
  isBare,
  sandboxes: async (own) =>
    openSandboxes({
      local: () => (isBare ? bare(own.log) : local(own.log)),
      e2b: () => e2b(own),
      preferred: async () => (namesService(env) ? "e2b" : "local"),
    }),
  machines: e2b,
  diagnose: () => diagnoseHere(env),
  verify: async (log) => {
    const { verifyHere } = await import("./sandbox/local/verify/verifyHere.ts");
    // What the attacks set off is in the report; only who asks for all wants each warning too.
    const quiet = { ...log, warn: (message: string) => log.debug(message) };
    return verifyHere({ dataDir: world.dataDir, log: quiet, signal: interrupted.signal });
  },
  confirm: async (question) =>
    (await import("./cli/confirm.ts")).confirm(question, stdin, stderr, interrupted.signal),
  openEditor: async (file) => (await import("./cli/editor.ts")).openEditor(file, env),
};

const exitCode = await run(process.argv.slice(2), world);
await Promise.all([flushed(stdout), flushed(stderr)]);
process.exit(interrupted.exitCode() ?? exitCode);

function e2b(own: Own): Promise<E2BSandboxes> {
  const connection = async () => connectionFrom(env);
  return e2bSandboxes({ connection, dataDir: world.dataDir, ...own });
}

function local(log: Log): Promise<Sandboxes> {
  return localSandboxes({ dataDir: world.dataDir, log });
}

async function bare(log: Log): Promise<Sandboxes> {
  log.warn(
    "MCP_SANDBOX_UNSANDBOXED=1: no sandbox! The server runs as you and may read, change and send all that you can.",
  );
  const warn = (message: string): void => log.debug(message); // it has been said
  return bareSandboxes({ dataDir: world.dataDir, log: { ...log, warn } });
}

function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  const isKnown = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isKnown ? String(manifest.version) : "unknown";
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => void stream.write("", () => resolve()));
}
