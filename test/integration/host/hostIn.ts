import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { Host } from "../../../src/mcp/host.ts";
import type { HostOptions } from "../../../src/mcp/hostOptions.ts";
import { SessionRecords } from "../../../src/mcp/records.ts";
import type { CallResult } from "../../../src/mcp/server.ts";
import { BareSandboxes } from "../../../src/sandbox/bare.ts";
import { LocalSandboxes } from "../../../src/sandbox/local/local.ts";
import type { Connection } from "../../../src/sandbox/e2b/connection.ts";
import { E2BSandboxes } from "../../../src/sandbox/e2b/e2b.ts";
import type { Mount, Sandboxes } from "../../../src/sandbox/sandbox.ts";
import { definition, type Wish } from "../../fakes/definition.ts";
import { FakeE2B } from "../../fakes/e2b/fakeE2B.ts";
import { Lines } from "../../fakes/logs.ts";

export type Provider = "bare" | "jail" | "e2b";
export const providers: readonly Provider[] = ["bare", "jail", "e2b"];

const repository = join(import.meta.dirname, "../../..");
const servers = join(repository, "test/fixtures/servers");
const visible = (path: string): Mount => ({ source: path, target: path, write: false });
const mounts = [visible(servers), visible(join(repository, "node_modules"))];

/** Sandboxes of a kind, with what else has to be closed after them. */
async function sandboxesOf(provider: Provider, dataDir: string, log: Lines) {
  const own = { dataDir, log };
  const nothing: AsyncDisposable = { [Symbol.asyncDispose]: async () => {} };
  if (provider === "bare") return { sandboxes: new BareSandboxes(own), service: nothing };
  if (provider === "jail") return { sandboxes: new LocalSandboxes(own), service: nothing };
  const service = await FakeE2B.start();
  const connection = async (): Promise<Connection> => service.connection;
  const microVms = new E2BSandboxes({ ...own, connection, workspace: dataDir });
  // Programs of the fake see this repository as it is; a copy of it would take long.
  const isCopied = (mount: Mount): boolean => !mounts.includes(mount);
  const sandboxes: Sandboxes = {
    open: (spec, options) =>
      microVms.open({ ...spec, mounts: spec.mounts.filter(isCopied) }, options),
  };
  const close = async (): Promise<void> => {
    await microVms[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
  };
  return { sandboxes, service: { [Symbol.asyncDispose]: close } };
}

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
  const { sandboxes, service } = await sandboxesOf(provider, dataDir, log);
  const host = new Host({
    sandboxes,
    log: () => log,
    clientInfo: { name: "test", version: "1.0.0" },
    grace: { closeMs: 1000, termMs: 1000 },
    records: new SessionRecords(dataDir),
    ...options,
  });
  host.define(definitions);
  return {
    ...{ host, log, dataDir },
    [Symbol.asyncDispose]: async () => {
      await host[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** One host for all tests of a block, whose servers go on from test to test. */
export function sharedHost(...of: Parameters<typeof hostIn>): () => World {
  let world: World | undefined;
  beforeAll(async () => {
    world = await hostIn(...of);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());
  return () => world ?? expect.unreachable("It is there while the tests run.");
}

type World = Awaited<ReturnType<typeof hostIn>>;

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
