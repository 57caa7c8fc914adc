/**
 * What the relay costs: a call of a server in a sandbox of the fake, and one line of 100 bytes to a
 * program and back, through the relay and without it, in turns. Prints ratios to without.
 */
import { fileURLToPath } from "node:url";
import { E2B } from "e2b";
import { silent } from "../../src/base/log.ts";
import { Host } from "../../src/mcp/host.ts";
import type { Files } from "../../src/sandbox/files.ts";
import { startProgram } from "../../src/sandbox/e2b/process/startProgram.ts";
import {
  defaultLimits,
  type Command,
  type Process,
  type Sandbox,
} from "../../src/sandbox/sandbox.ts";
import { FakeE2B } from "../fakes/e2b/fakeE2B.ts";
import { median, quantile, table, timed } from "./stats.ts";

const calls = 1000;
const warmUp = 300;

type Start = (command: Command) => Promise<Process>;
type Call = () => Promise<unknown>;

const server = fileURLToPath(
  new URL(
    "../../node_modules/@modelcontextprotocol/server-everything/dist/index.js",
    import.meta.url,
  ),
);
const repeat =
  "require('readline').createInterface({input:process.stdin}).on('line',l=>process.stdout.write(l+'\\n'))";

/** Calls the echo tool of the reference server. */
async function toolCaller(start: Start): Promise<Call> {
  const sandbox: Sandbox = {
    ...{ id: "bench", provider: "e2b", files: Object.create(null) as Files, caveats: [], start },
    [Symbol.asyncDispose]: async () => {},
  };
  const host = new Host({
    sandboxes: { open: async () => sandbox },
    log: () => silent,
    clientInfo: { name: "bench", version: "0.0.0" },
  });
  const spec = { id: "bench", mounts: [], network: "none", limits: defaultLimits } as const;
  host.define([
    {
      ...{ name: "everything", disabled: false, commandLine: "node everything" },
      ...{ launchKey: "bench", sandboxId: "bench" },
      timeouts: { initializationMs: 60_000, requestMs: 60_000, idleMs: 3_600_000 },
      resolve: async () => ({
        command: { program: "node", args: [server, "stdio"] },
        sandbox: { ...spec, install: { commands: [], network: "none" } },
        secrets: [],
      }),
    },
  ]);
  await host.start("everything");
  return () => host.callTool("everything", "echo", { message: "hello" });
}

/** Writes a line and waits until it is back. */
async function lineCaller(start: Start): Promise<Call> {
  const program = await start({ program: "node", args: ["-e", repeat] });
  const output = program.stdout[Symbol.asyncIterator]();
  const next = async (): Promise<Uint8Array> => {
    const { value, done } = await output.next();
    if (done === true) throw new Error("The program has ended.");
    return value;
  };
  const line = Buffer.from(`${"x".repeat(99)}\n`);
  return async () => {
    await program.write(line);
    for (let got = 0; got < line.length;) got += (await next()).length;
  };
}

async function compare(title: string, plain: Call, relay: Call): Promise<void> {
  const both = [
    { name: "plain", call: plain, took: [] as number[] },
    { name: "relay", call: relay, took: [] as number[] },
  ];
  // One call each in turn, so that the machine's moods meet both alike.
  for (let done = -warmUp; done < calls; done++) {
    for (const { call, took } of done % 2 === 0 ? both : both.toReversed()) {
      const ms = await timed(call);
      if (done >= 0) took.push(ms);
    }
  }
  const base = both[0]?.took ?? [];
  const rows = both.map(({ name, took }) => [
    name,
    ...[0.1, 0.5, 0.95].map((share) => quantile(took, share).toFixed(3)),
    (median(took) / median(base)).toFixed(3),
  ]);
  console.log(`\n${title}\n${table(["", "p10 ms", "median ms", "p95 ms", "to plain"], rows)}`);
}

export async function printRelay(): Promise<void> {
  await using fake = await FakeE2B.start();
  const box = await new E2B(fake.connection).Sandbox.create();
  const machine = { box: () => box, recover: async () => ({ box }) };
  const start =
    (plain: boolean): Start =>
    (command) =>
      startProgram(machine, command, { plain });
  console.log(`On the fake, which has no network in between; node ${process.version}`);
  await compare("A line", await lineCaller(start(true)), await lineCaller(start(false)));
  const [plain, relay] = [await toolCaller(start(true)), await toolCaller(start(false))];
  await compare("Echo tool", plain, relay);
  fake.faults.knobs.inputDelayMs = 10;
  await compare("Echo tool, 10 ms away", plain, relay);
}
