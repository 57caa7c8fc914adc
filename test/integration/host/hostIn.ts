import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { Host, type HostOptions } from "../../../src/mcp/host.ts";
import { SessionRecords } from "../../../src/mcp/records.ts";
import type { CallResult } from "../../../src/mcp/server.ts";
import { BareSandboxes } from "../../../src/sandbox/bare.ts";
import { LocalSandboxes } from "../../../src/sandbox/local/local.ts";
import type { Mount } from "../../../src/sandbox/sandbox.ts";
import { definition, type Wish } from "../../fakes/definition.ts";
import { Lines } from "../../fakes/logs.ts";

const kinds = { bare: BareSandboxes, jail: LocalSandboxes };
export type Provider = keyof typeof kinds;
export const providers: readonly Provider[] = ["bare", "jail"];

const repository = join(import.meta.dirname, "../../..");
const servers = join(repository, "test/fixtures/servers");
const visible = (path: string): Mount => ({ source: path, target: path, write: false });
const mounts = [visible(servers), visible(join(repository, "node_modules"))];

/** A fixture server by its file's name. */
export function fixture(file: string, args: readonly string[] = [], wish: Partial<Wish> = {}) {
  const name = file.replace(/\.\w+$/, "");
  const program = file.endsWith(".py") ? "python3" : "node";
  return definition({
    name,
    program,
    args: [join(servers, file), ...args],
    sandbox: { mounts },
    ...wish,
  });
}

/** A server of an npm package of this repository. */
export function packaged(name: string, args: readonly string[] = [], more: readonly Mount[] = []) {
  const file = join(repository, `node_modules/@modelcontextprotocol/server-${name}/dist/index.js`);
  return definition({
    name,
    program: "node",
    args: [file, ...args],
    sandbox: { mounts: [...mounts, ...more] },
  });
}

/** A host whose servers run in real sandboxes with a data folder of their own. */
export async function hostIn(
  provider: Provider,
  definitions: readonly ReturnType<typeof definition>[],
  options: Partial<HostOptions> = {},
) {
  const dataDir = await mkdtemp(join(tmpdir(), "mcp-sandbox-host-"));
  const log = new Lines();
  const host = new Host({
    sandboxes: new kinds[provider]({ dataDir, log }),
    log: () => log,
    clientInfo: { name: "test", version: "1.0.0" },
    grace: { closeMs: 1000, termMs: 1000 },
    records: new SessionRecords({ dataDir, provider }),
    ...options,
  });
  host.define(definitions);
  return {
    ...{ host, log, dataDir },
    [Symbol.asyncDispose]: async () => {
      await host[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => expect.unreachable("It did not fail."),
    (error: unknown) => {
      expect(error).toBeInstanceOf(Failure);
      return Failure.from(error);
    },
  );

/** The text of a result's first block. */
export const textOf = ({ content: [first] }: CallResult): string => String(first?.["text"]);
