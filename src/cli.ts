#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import type { Log } from "./base/log.ts";
import { interrupt } from "./cli/interrupt.ts";
import { run } from "./cli/run.ts";
import type { World } from "./cli/world.ts";
import { dataDir } from "./sandbox/dataDir.ts";
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
  stdin,
  stdout,
  stderr,
  signal: interrupted.signal,
  provider: isBare ? "none" : "local",
  sandboxes: (log) => (isBare ? bare(log) : local(log)),
  diagnose: async () => (await import("./sandbox/local/doctor/diagnose.ts")).diagnose(env),
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

async function local(log: Log): Promise<Sandboxes> {
  const { LocalSandboxes } = await import("./sandbox/local/local.ts");
  return new LocalSandboxes({ dataDir: world.dataDir, log });
}

async function bare(log: Log): Promise<Sandboxes> {
  log.warn(
    "MCP_SANDBOX_UNSANDBOXED=1: no sandbox! The server runs as you and may read, change and send all that you can.",
  );
  return bareSandboxes({ ...log, warn: (message) => log.debug(message) }); // it has been said
}

async function bareSandboxes(log: Log): Promise<Sandboxes> {
  const { BareSandboxes } = await import("./sandbox/bare.ts");
  return new BareSandboxes({ dataDir: world.dataDir, log });
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
