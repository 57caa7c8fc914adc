import { PassThrough } from "node:stream";
import { Failure } from "../../src/base/failure.ts";
import type { Files } from "../../src/sandbox/files.ts";
import type {
  Command,
  Exit,
  OpenOptions,
  Process,
  Sandbox,
  Sandboxes,
  SandboxSpec,
} from "../../src/sandbox/sandbox.ts";
import { MemoryFiles } from "./memoryFiles.ts";

/** What a program in memory has: its streams, its command, the sandbox's files, and a signal that fires on SIGTERM. */
export interface Io {
  readonly command: Command;
  readonly files: Files;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: (data: string | Uint8Array) => void;
  readonly stderr: (data: string | Uint8Array) => void;
  readonly terminated: AbortSignal;
}

/** A program: runs until it returns its exit code, or how else it ended. */
export type Program = (io: Io) => Promise<number | Exit>;

/** The in-memory twin of the waist: programs are functions of this process, found by name. */
export class MemorySandboxes implements Sandboxes {
  /** Sandboxes opened so far and not closed yet. */
  readonly opened = new Set<Sandbox>();
  readonly specs: SandboxSpec[] = [];
  readonly started: Command[] = [];
  readonly #programs: Readonly<Record<string, Program>>;
  readonly #provider: Sandbox["provider"];
  /** By id: sandboxes with the same one share their home. */
  readonly #files = new Map<string, Files>();

  /** @param provider what they pretend to be. */
  constructor(
    programs: Readonly<Record<string, Program>>,
    provider: Sandbox["provider"] = "local",
  ) {
    this.#programs = programs;
    this.#provider = provider;
  }

  async open(spec: SandboxSpec, options: OpenOptions = {}): Promise<Sandbox> {
    this.specs.push(spec);
    if (spec.install.commands.length > 0) options.onDidStartInstall?.();
    if (options.signal?.aborted === true) throw new Failure("cancelled", "Cancelled.");
    const running = new Set<Process>();
    const files = this.#files.get(spec.id) ?? new MemoryFiles();
    this.#files.set(spec.id, files);
    const sandbox: Sandbox = {
      ...{ id: spec.id, provider: this.#provider, files, caveats: [] },
      start: async (command) => {
        const program = this.#programs[command.program];
        if (program === undefined)
          throw new Failure("commandNotFound", `${command.program} was not found.`);
        if (!this.opened.has(sandbox)) throw new Failure("sandboxFailed", "The sandbox is closed.");
        this.started.push(command);
        const process = startProgram(program, command, files);
        running.add(process);
        return process;
      },
      [Symbol.asyncDispose]: async () => {
        this.opened.delete(sandbox);
        for (const process of running) await process.signal("SIGKILL");
      },
    };
    this.opened.add(sandbox);
    return sandbox;
  }
}

function startProgram(program: Program, command: Command, files: Files): Process {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const terminated = new AbortController();
  let kill: (exit: Exit) => void = () => {};
  const killed = new Promise<Exit>((resolve) => (kill = resolve));
  const write = (stream: PassThrough) => (data: string | Uint8Array) => {
    if (stream.writable) stream.write(data);
  };
  const io = {
    ...{ command, files, stdin, stdout: write(stdout), stderr: write(stderr) },
    terminated: terminated.signal,
  };
  const ended = program(io).then(
    (exit): Exit => (typeof exit === "number" ? { kind: "exited", code: exit } : exit),
    (error: unknown): Exit => {
      io.stderr(`${String(error)}\n`);
      return { kind: "exited", code: 1 };
    },
  );
  const exit = Promise.race([ended, killed]).finally(() => {
    for (const stream of [stdin, stdout, stderr]) stream.end();
  });
  return {
    ...{ stdout, stderr, exit },
    write: async (data) => {
      if (!stdin.writable) throw new Failure("sandboxFailed", "The program's input is closed.");
      stdin.write(data);
    },
    end: async () => void stdin.end(),
    signal: async (signal) => {
      if (signal === "SIGTERM") terminated.abort();
      else kill({ kind: "signalled", signal });
    },
  };
}
