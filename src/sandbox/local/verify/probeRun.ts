import { Failure } from "../../../base/failure.ts";
import type { Exit, Process, Sandbox } from "../../sandbox.ts";
import { probeArgs, probeText } from "./probe/probe.ts";

/** What the probe said about one attack. */
export interface Said {
  readonly id: string;
  readonly through?: boolean;
  readonly note?: string;
  /** Bytes that it brought home. */
  readonly data?: string;
  /** Why it was not tried. */
  readonly skipped?: string;
  /** The probe's own fault. */
  readonly broken?: string;
}

export interface ProbeResult {
  readonly said: ReadonlyMap<string, Said>;
  readonly exit: Exit;
  /** Its last words on stderr. */
  readonly stderr: string;
}

export interface ProbeOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onDidSay?: (said: Said) => void;
  /** Called when all attacks are tried; the probe stays until it settles. */
  readonly onDidFinish?: () => Promise<void>;
}

/** Much more than the probe needs; it stops by itself. */
const longestMs = 60_000;

/** Runs the probe with one configuration. Ends it when the signal says so, and then rejects with its reason. */
export async function runProbe(
  sandbox: Sandbox,
  config: object,
  options: ProbeOptions,
): Promise<ProbeResult> {
  const { env, signal } = options;
  signal.throwIfAborted();
  const text = probeText(config);
  const command = { program: "python3", args: probeArgs(text), ...(env && { env }) };
  const process = await sandbox.start(command);
  const stop = (): void => void process.signal("SIGKILL");
  const timer = setTimeout(stop, longestMs);
  signal.addEventListener("abort", stop);
  // It may have come while the program was started.
  if (signal.aborted) stop();
  try {
    const [said, stderr] = await Promise.all([
      collect(process, options),
      lastWords(process.stderr),
      give(process, text),
    ]);
    const exit = await process.exit;
    signal.throwIfAborted();
    return { said, exit, stderr };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/** Why a probe came to nothing, for attacks that it said nothing about. */
export function silenceOf({ exit, stderr }: ProbeResult): string {
  if (exit.kind === "limit" || exit.kind === "lost") return exit.message;
  const end = exit.kind === "exited" ? `ended with ${exit.code}` : `was ended by ${exit.signal}`;
  if (exit.kind === "exited" && exit.code === 127) return "there is no python3 in it";
  return `the probe ${end}${stderr === "" ? "" : `: ${stderr}`}`;
}

/** A probe that is gone before it has read everything tells so by its exit. */
async function give(process: Process, text: string): Promise<void> {
  await process.write(Buffer.from(text)).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
  });
}

async function collect(process: Process, options: ProbeOptions): Promise<Map<string, Said>> {
  const said = new Map<string, Said>();
  for await (const line of lines(process.stdout)) {
    if (!line.startsWith("{")) continue;
    const each = JSON.parse(line) as Partial<Said>;
    if (each.id === undefined) {
      await options.onDidFinish?.();
      await process.end();
    } else {
      said.set(each.id, { ...each, id: each.id });
      options.onDidSay?.({ ...each, id: each.id });
    }
  }
  return said;
}

async function* lines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const whole = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = whole.pop() ?? "";
    yield* whole;
  }
}

async function lastWords(stream: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of stream)
    text = (text + Buffer.from(chunk).toString("latin1")).slice(-2000);
  return text.trim().split("\n").at(-1) ?? "";
}
