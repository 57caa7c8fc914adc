import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { silent } from "../../src/base/log.ts";
import { Host } from "../../src/mcp/host.ts";
import type { ServerDefinition } from "../../src/mcp/server.ts";
import { BareSandboxes } from "../../src/sandbox/bare.ts";
import { LocalSandboxes } from "../../src/sandbox/local/local.ts";
import { defaultLimits, type Network, type Sandboxes } from "../../src/sandbox/sandbox.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const everything = join(root, "node_modules/@modelcontextprotocol/server-everything/dist/index.js");

/** The reference "everything" server over stdio, held in one way; `bare` is the peer that the others are measured against. */
export interface Contender {
  readonly name: string;
  readonly host: Host;
}

/** The server's name in every contender's host. */
export const server = "everything";

interface Place {
  readonly network: Network;
  readonly env?: Readonly<Record<string, string>>;
  readonly onIdle?: "pause" | "kill";
  /** False where programs see this repository anyway. */
  readonly isMounted?: boolean;
}

function definition({
  network,
  env = {},
  onIdle = "pause",
  isMounted = true,
}: Place): ServerDefinition {
  return {
    name: server,
    disabled: false,
    commandLine: "node server-everything",
    timeouts: { initializationMs: 60_000, requestMs: 60_000, idleMs: 3_600_000 },
    launchKey: "bench",
    sandboxId: "bench",
    resolve: async () => ({
      command: { program: "node", args: [everything, "stdio"], cwd: root, env },
      sandbox: {
        id: "bench",
        mounts: isMounted ? [{ source: root, target: root, write: false }] : [],
        network,
        limits: defaultLimits,
        install: { commands: [], network: "none" },
        machine: { onIdle },
      },
      secrets: [],
    }),
  };
}

export function contender(name: string, sandboxes: Sandboxes, place: Place): Contender {
  const host = new Host({
    sandboxes,
    log: () => silent,
    clientInfo: { name: "bench", version: "0.0.0" },
  });
  host.define([definition(place)]);
  return { name, host };
}

/** Reading certificates of the user's own costs Node up to 100 ms wherever it runs; the jail alone hands them on. */
delete process.env["NODE_EXTRA_CA_CERTS"];

/**
 * The same server bare, in the jail without a network, and in the jail with an allow-list. The jail's
 * home keeps what Node has compiled; the last one is what that alone is worth.
 */
export async function contenders(): Promise<AsyncDisposable & { all: readonly Contender[] }> {
  const dataDir = await mkdtemp(join(tmpdir(), "mcp-sandbox-bench-"));
  const bare = new BareSandboxes({ dataDir, log: silent });
  const local = new LocalSandboxes({ dataDir, log: silent });
  const all = [
    contender("bare", bare, { network: "none" }),
    contender("jail", local, { network: "none" }),
    contender("jail, allow-list", local, { network: { allow: ["example.com"] } }),
    contender("bare, compile cache", bare, {
      network: "none",
      env: { NODE_COMPILE_CACHE: join(dataDir, "compiled") },
    }),
  ];
  return {
    all,
    async [Symbol.asyncDispose]() {
      for (const { host } of all) await host[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
