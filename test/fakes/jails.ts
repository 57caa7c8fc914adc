import { silent } from "../../src/base/log.ts";
import { LocalSandboxes } from "../../src/sandbox/local/local.ts";
import {
  type Command,
  defaultLimits,
  type Exit,
  type OpenOptions,
  type Process,
  type Sandbox,
  type SandboxSpec,
} from "../../src/sandbox/sandbox.ts";

export const noInstall = { commands: [], network: "none" } as const;

/** Opens jails that keep their things in one folder, and closes them after the test. */
export class Jails implements AsyncDisposable {
  readonly dataDir: string;
  readonly #sandboxes: LocalSandboxes;
  readonly #open: Sandbox[] = [];

  constructor(dataDir: string) {
    this.dataDir = dataDir;
    this.#sandboxes = new LocalSandboxes({ dataDir, log: silent });
  }

  async open(spec: Partial<SandboxSpec> = {}, options: OpenOptions = {}): Promise<Sandbox> {
    const whole: SandboxSpec = {
      ...{ id: "probe", mounts: [], network: "none", limits: defaultLimits, install: noInstall },
      ...spec,
    };
    const sandbox = await this.#sandboxes.open(whole, options);
    this.#open.push(sandbox);
    return sandbox;
  }

  resetHome(id: string): Promise<void> {
    return this.#sandboxes.resetHome(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const sandbox of this.#open) await sandbox[Symbol.asyncDispose]();
  }
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: Exit;
}

export const sh = (script: string): Command => ({ program: "/bin/sh", args: ["-c", script] });

/** Runs a command, or a line of shell, to its end. */
export async function run(sandbox: Sandbox, command: Command | string): Promise<Ran> {
  const program = await sandbox.start(typeof command === "string" ? sh(command) : command);
  await program.end();
  const [stdout, stderr, exit] = await Promise.all([
    textOf(program.stdout),
    textOf(program.stderr),
    program.exit,
  ]);
  return { stdout, stderr, exit };
}

/** What a line of shell prints; trailing white space is cut off. */
export async function output(sandbox: Sandbox, script: string): Promise<string> {
  return (await run(sandbox, script)).stdout.trimEnd();
}

/** Waits until the program has printed a line. */
export async function firstLine(program: Process): Promise<string> {
  let seen = "";
  for await (const chunk of program.stdout) {
    seen += Buffer.from(chunk).toString();
    if (seen.includes("\n")) break;
  }
  return seen.trim();
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
