import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import { BareTree, treeMark } from "./bareTree.ts";
import { asProcess, running } from "./childProcess.ts";
import type { Files } from "./files.ts";
import { FilesByPrograms } from "./filesByPrograms.ts";
import { runInstall } from "./install.ts";
import type {
  Command,
  Install,
  Mount,
  OpenOptions,
  Process,
  Sandbox,
  Sandboxes,
  SandboxSpec,
} from "./sandbox.ts";

const caveat =
  "Nothing is isolated: this program runs as you, reads and writes all of your files, " +
  "reaches your whole network, and no limit is enforced.";

/** Variables that programs cannot do without and that hold no secret. */
const passed = ["PATH", "LANG", "TZ", "SystemRoot", "ComSpec", "PATHEXT", "TEMP", "TMP", "TMPDIR"];

/**
 * Runs programs without any jail. Only for a machine whose user has asked for it in plain words,
 * and as the baseline of tests and benchmarks.
 */
export class BareSandboxes implements Sandboxes {
  readonly #dataDir: string;
  readonly #log: Log;

  constructor(options: { readonly dataDir: string; readonly log: Log }) {
    this.#dataDir = options.dataDir;
    this.#log = options.log;
  }

  async open(spec: SandboxSpec, options: OpenOptions = {}): Promise<Sandbox> {
    for (const mount of spec.mounts) refuseRemapped(mount);
    if (options.signal?.aborted === true) throw new Failure("cancelled", "Cancelled.");
    const home = join(this.#dataDir, "bare", spec.id);
    await mkdir(home, { recursive: true, mode: 0o700 });
    this.#log.warn(`${spec.id}: ${caveat}`);
    const sandbox = new BareSandbox(spec.id, home);
    await sandbox.install(spec.install, options);
    return sandbox;
  }
}

class BareSandbox implements Sandbox {
  readonly id: string;
  readonly provider = "none";
  readonly files: Files;
  readonly caveats = [caveat];
  readonly #home: string;
  readonly #programs = new Set<Process>();
  #closed = false;

  constructor(id: string, home: string) {
    this.id = id;
    this.#home = home;
    this.files = new FilesByPrograms((command) => this.start(command), home);
  }

  async start(command: Command): Promise<Process> {
    if (this.#closed) throw new Failure("sandboxFailed", "The sandbox is closed.");
    const mark = randomUUID();
    const cwd = resolve(this.#home, command.cwd ?? "");
    const child = spawn(command.program, command.args, {
      cwd,
      env: { ...this.#environment(), ...command.env, [treeMark]: mark },
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const pid = await running(child).catch((error: unknown) => refused(command, cwd, error));
    const tree = new BareTree(pid, mark);
    const program = asProcess(child, {
      signal: (signal) => tree.signal(signal),
      settle: (first) => tree.end().then(() => first),
    });
    this.#programs.add(program);
    void program.exit.then(() => this.#programs.delete(program));
    return program;
  }

  /** Closes the sandbox where installing fails. */
  async install(install: Install, options: OpenOptions): Promise<void> {
    const start = (command: Command): Promise<Process> => this.start(command);
    try {
      await runInstall({ ...options, home: this.#home, install, start });
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.all(
      [...this.#programs].map(async (program) => {
        await program.signal("SIGKILL");
        await program.exit;
      }),
    );
  }

  #environment(): Record<string, string> {
    const environment: Record<string, string> = { HOME: this.#home, USERPROFILE: this.#home };
    for (const name of passed) {
      const value = process.env[name];
      if (value !== undefined) environment[name] = value;
    }
    return environment;
  }
}

function refuseRemapped(mount: Mount): void {
  if (mount.source === mount.target) return;
  throw new Failure(
    "sandboxFailed",
    `Without a jail ${mount.source} cannot be shown as ${mount.target}.`,
    { remedy: `Use ${mount.source} as the target too, or run the server in the jail.` },
  );
}

async function refused(command: Command, cwd: string, cause: unknown): Promise<never> {
  const folder = await stat(cwd).catch(() => undefined);
  if (folder?.isDirectory() !== true)
    throw new Failure("sandboxFailed", `The working directory ${cwd} does not exist.`, { cause });
  throw new Failure("commandNotFound", `${command.program} was not found or cannot be run.`, {
    cause,
    remedy: "Give a program that is on your PATH, or its absolute path.",
  });
}
