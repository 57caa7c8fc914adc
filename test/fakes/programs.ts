import type { Command, Exit, Process } from "../../src/sandbox/sandbox.ts";

/** What a pretended program writes, and how it ends. */
export interface Pretended {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exit?: Exit;
  /** Goes on until it is killed. */
  readonly hangs?: boolean;
}

/** Pretends to start programs and remembers which. */
export class Programs {
  readonly started: Command[] = [];
  readonly #behave: (command: Command) => Pretended;
  killed = 0;

  constructor(behave: (command: Command) => Pretended = () => ({})) {
    this.#behave = behave;
  }

  readonly start = async (command: Command): Promise<Process> => {
    this.started.push(command);
    const { stdout = "", stderr = "", exit, hangs = false } = this.#behave(command);
    let kill = (): void => {};
    const killed = new Promise<Exit>((resolve) => {
      kill = () => resolve({ kind: "signalled", signal: "SIGKILL" });
    });
    return {
      stdout: bytes(stdout),
      stderr: bytes(stderr),
      exit: hangs ? killed : Promise.resolve(exit ?? { kind: "exited", code: 0 }),
      write: async () => {},
      end: async () => {},
      signal: async (signal) => {
        if (signal !== "SIGKILL") return;
        this.killed += 1;
        kill();
      },
    };
  };
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
