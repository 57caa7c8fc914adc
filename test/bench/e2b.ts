import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silent } from "../../src/base/log.ts";
import { BareSandboxes } from "../../src/sandbox/bare.ts";
import type { Connection } from "../../src/sandbox/e2b/connection.ts";
import { E2BSandboxes } from "../../src/sandbox/e2b/e2b.ts";
import { defaultLimits } from "../../src/sandbox/sandbox.ts";
import { type Contender, contender } from "./contenders.ts";

/** The fake service in a process of its own, as a service is. */
async function startFake(): Promise<{ child: ChildProcess; connection: Connection }> {
  const main = join(import.meta.dirname, "../fakes/e2b/main.ts");
  const child = spawn(process.execPath, [main], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  while (!said.includes("Ctrl+C")) said += String((await once(child.stdout, "data"))[0]);
  const of = (name: string): string => new RegExp(`${name}=(\\S+)`).exec(said)?.[1] ?? "";
  const [apiKey, apiUrl] = [of("E2B_API_KEY"), of("E2B_API_URL")];
  return { child, connection: { apiKey, apiUrl, sandboxUrl: of("E2B_SANDBOX_URL") } };
}

async function onFake() {
  const dataDir = await mkdtemp(join(tmpdir(), "mcp-sandbox-bench-"));
  const { child, connection } = await startFake();
  const sandboxes = new E2BSandboxes({
    ...{ dataDir, log: silent, workspace: dataDir },
    connection: async () => connection,
  });
  return {
    ...{ sandboxes, dataDir },
    async [Symbol.asyncDispose]() {
      await sandboxes[Symbol.asyncDispose]();
      child.kill("SIGTERM");
      await once(child, "exit");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The same server bare, in a microVM made for each start, and in one that is there. */
export async function e2bContenders(): Promise<AsyncDisposable & { all: readonly Contender[] }> {
  const fake = await onFake();
  const { sandboxes, dataDir } = fake;
  const place = { network: "none", isMounted: false } as const;
  const all = [
    contender("bare", new BareSandboxes({ dataDir, log: silent }), place),
    contender("e2b, new microVM", sandboxes, { ...place, onIdle: "kill" }),
    contender("e2b, warm microVM", sandboxes, { ...place, onIdle: "pause" }),
  ];
  return {
    all,
    async [Symbol.asyncDispose]() {
      for (const { host } of all) await host[Symbol.asyncDispose]();
      await fake[Symbol.asyncDispose]();
    },
  };
}

const gigabyte = 2 ** 30;

/** What this process holds after each quarter of a gigabyte that a program in a microVM has written. */
export async function printFlood(collectGarbage: () => void): Promise<void> {
  await using fake = await onFake();
  const spec = {
    ...({ id: "flood", mounts: [], network: "none", limits: defaultLimits } as const),
    install: { commands: [], network: "none" } as const,
    machine: { onIdle: "kill" } as const,
  };
  await using sandbox = await fake.sandboxes.open(spec);
  const line = `head -c ${gigabyte} /dev/zero | tr '\\0' x | fold -w 1000`;
  const program = await sandbox.start({ program: "sh", args: ["-c", line] });
  let seen = 0;
  let next = 0;
  const startedAt = Date.now();
  for await (const chunk of program.stdout) {
    seen += chunk.length;
    if (seen < next) continue;
    next += gigabyte / 4;
    collectGarbage();
    const { heapUsed, rss } = process.memoryUsage();
    const [heap, all] = [heapUsed, rss].map((bytes) => (bytes / 2 ** 20).toFixed(0));
    console.log(
      `after ${(seen / 2 ** 20).toFixed(0)} MB of output: heap ${heap} MB, process ${all} MB`,
    );
  }
  const seconds = (Date.now() - startedAt) / 1000;
  console.log(`${(seen / 2 ** 20 / seconds).toFixed(0)} MB a second`);
}
