import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Failure } from "../../../base/failure.ts";
import { victimText } from "./victimText.ts";

/** Where the victim keeps what the attacks are after; handed to the probe. */
export interface VictimPlaces {
  readonly pid: number;
  readonly [place: string]: unknown;
}

export interface VictimOptions {
  readonly mark: string;
  /** Canaries by the attack that is after them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** A file that it keeps open, in a folder that it keeps open. */
  readonly opened: string;
  /** A file whose handle it tells. */
  readonly handled: string;
  readonly signal: AbortSignal;
  readonly onDidContact: (attack: string) => void;
}

/** A host process with secrets in its environment, command line, memory, descriptors and keyring. */
export class Victim implements AsyncDisposable {
  readonly places: VictimPlaces;
  readonly #child: ChildProcessWithoutNullStreams;

  private constructor(child: ChildProcessWithoutNullStreams, places: VictimPlaces) {
    this.#child = child;
    this.places = places;
  }

  /** Rejects with `sandboxUnavailable` where this machine has no Python 3. */
  static async start(options: VictimOptions): Promise<Victim> {
    const { mark, secrets } = options;
    const child = spawn("python3", ["-I", "-c", victimText, mark, `${secrets["E4"]}`], {
      env: { PATH: process.env["PATH"], MCP_VERIFY_VICTIM: `${secrets["E2"]} ${secrets["E3"]}` },
      signal: options.signal,
    });
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on("error", () => {});
    const ended = once(child, "exit").then(
      () => undefined,
      () => undefined,
    );
    child.stdin.write(`${JSON.stringify({ ...options, abstract: mark })}\n`);
    const lines = createInterface({ input: child.stdout });
    const first = once(lines, "line") as Promise<[string]>;
    const line = await Promise.race([first.catch(() => undefined), ended]);
    if (line === undefined) throw missing();
    lines.on("line", (text) => options.onDidContact(contactIn(text)));
    return new Victim(child, JSON.parse(line[0]) as VictimPlaces);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await gone.catch(() => {});
  }
}

function contactIn(text: string): string {
  const value = JSON.parse(text) as { readonly contact?: string };
  return value.contact ?? "";
}

function missing(): Failure {
  return new Failure(
    "sandboxUnavailable",
    "The attacks are a Python program, and python3 does not run here.",
    {
      remedy: "Install Python 3 to verify the isolation of this machine.",
    },
  );
}
