import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "vitest";
import { Failure } from "../../../../src/base/failure.ts";
import { E2BSandboxes, type E2BOptions } from "../../../../src/sandbox/e2b/e2b.ts";
import {
  type Command,
  defaultLimits,
  type MachineWish,
  type Sandbox,
  type SandboxSpec,
} from "../../../../src/sandbox/sandbox.ts";
import { FakeE2B } from "../../../fakes/e2b/fakeE2B.ts";
import { Lines } from "../../../fakes/logs.ts";

interface Fixtures {
  readonly fake: FakeE2B;
  readonly log: Lines;
  readonly dataDir: string;
  /** Makes providers that are closed afterwards. */
  readonly make: (options?: Partial<E2BOptions>) => E2BSandboxes;
  readonly provider: E2BSandboxes;
}

/** Short, so that what takes minutes with the real service takes moments here. */
export const times = {
  ...{ lifetimeMs: 20_000, extendMs: 5000, warmMs: 20_000, marginMs: 1000 },
  ...{ recoverMs: 5000, retryMs: 50 },
};

export const test = base.extend<Fixtures>({
  fake: async ({}, use) => {
    await using fake = await FakeE2B.start();
    await use(fake);
  },
  log: async ({}, use) => use(new Lines()),
  dataDir: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "mcp-sandbox-e2b-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  make: async ({ fake, log, dataDir }, use) => {
    const made: E2BSandboxes[] = [];
    await use((options = {}) => {
      const connection = async () => fake.connection;
      const workspace = "/home/someone/project";
      const one = new E2BSandboxes({ connection, dataDir, log, workspace, times, ...options });
      made.push(one);
      return one;
    });
    await Promise.all(made.map((one) => one[Symbol.asyncDispose]()));
  },
  provider: async ({ make }, use) => use(make()),
});

/** A spec in which only what a test is about has to be said. */
export function spec(wish: Partial<SandboxSpec> & { machine?: MachineWish } = {}): SandboxSpec {
  return {
    ...{ id: "server-1", mounts: [], network: "none", limits: defaultLimits },
    install: { commands: [], network: "none" },
    ...wish,
  };
}

export const sh = (line: string, more: Partial<Command> = {}): Command => ({
  program: "sh",
  args: ["-c", line],
  ...more,
});

/** Runs a line to its end; what it wrote, and how it ended. */
export async function run(sandbox: Sandbox, line: string, more: Partial<Command> = {}) {
  const program = await sandbox.start(sh(line, more));
  const [stdout, stderr, exit] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    program.exit,
  ]);
  return { stdout, stderr, exit };
}

export async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

export const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => expect.unreachable("It did not fail."),
    (error: unknown) => {
      expect(error).toBeInstanceOf(Failure);
      return Failure.from(error);
    },
  );
