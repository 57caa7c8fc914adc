import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { openOutlet } from "../../src/sandbox/local/network/openOutlet.ts";
import type { Network } from "../../src/sandbox/sandbox.ts";
import { Lines } from "./logs.ts";

export interface InNamespace {
  readonly child: ChildProcess;
  /** The host's end of the channel. */
  readonly channel: Duplex;
  readonly log: Lines;
}

/** Starts a program behind a bridge in an empty network of its own; all else is the machine's. */
export async function startBehind(
  bridge: string,
  network: Exclude<Network, "none">,
  command: readonly string[],
): Promise<InNamespace & AsyncDisposable> {
  const log = new Lines();
  const outlet = await openOutlet(network, { log, env: {}, label: "test", bridge });
  if (outlet === undefined) throw new Error("A network other than none has an outlet.");
  const own = ["--dev-bind", "/", "/", "--unshare-user", "--unshare-net", "--unshare-pid"];
  const args = [...own, "--proc", "/proc", "--die-with-parent", "--", ...outlet.wrap(command, 3)];
  const child = spawn("bwrap", args, {
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      HOME: "/tmp",
      ...outlet.env,
      NO_PROXY: "",
      no_proxy: "",
    },
  });
  const channel = child.stdio[3];
  if (!(channel instanceof Duplex)) throw new Error("There is no channel.");
  outlet.serve(channel);
  const dispose = async (): Promise<void> => {
    const gone =
      child.exitCode !== null || child.signalCode !== null ? undefined : once(child, "exit");
    child.kill("SIGKILL");
    await gone;
    await outlet[Symbol.asyncDispose]();
  };
  return { child, channel, log, [Symbol.asyncDispose]: dispose };
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly log: Lines;
}

/** Runs a program behind a bridge to its end. */
export async function runBehind(
  bridge: string,
  network: Exclude<Network, "none">,
  command: readonly string[] | string,
): Promise<Outcome> {
  const words = typeof command === "string" ? ["sh", "-c", command] : command;
  await using started = await startBehind(bridge, network, words);
  const { child, log } = started;
  child.stdin?.end();
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout === null ? "" : text(child.stdout),
    child.stderr === null ? "" : text(child.stderr),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr, log };
}
