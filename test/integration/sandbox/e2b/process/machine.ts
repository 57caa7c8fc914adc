import type { Sandbox } from "e2b";
import type {
  MachineLink,
  ProgramTimes,
} from "../../../../../src/sandbox/e2b/process/machineLink.ts";
import type { Program } from "../../../../../src/sandbox/e2b/process/program.ts";
import { startProgram } from "../../../../../src/sandbox/e2b/process/startProgram.ts";
import type { Command } from "../../../../../src/sandbox/sandbox.ts";
import { test as base } from "../../../e2bFake/fakeTest.ts";

export { errorOf, soon } from "../../../e2bFake/fakeTest.ts";

/** A way to one sandbox of the fake, which asks the service what became of it. */
export class TestMachine implements MachineLink {
  /** How often it was asked. */
  asked = 0;
  /** Whether a paused one is resumed; it is lost otherwise. */
  resumes = false;
  readonly #Box: typeof Sandbox;
  #box: Sandbox;

  constructor(Box: typeof Sandbox, box: Sandbox) {
    this.#Box = Box;
    this.#box = box;
  }

  box(): Sandbox {
    return this.#box;
  }

  /** Goes over to another. */
  use(box: Sandbox): void {
    this.#box = box;
  }

  async recover(): Promise<{ readonly box: Sandbox } | { readonly lost: string }> {
    this.asked += 1;
    const info = await this.#Box.getInfo(this.#box.sandboxId).catch(() => undefined);
    if (info === undefined) return { lost: "The sandbox is gone." };
    if (info.state === "paused" && !this.resumes) return { lost: "The sandbox was paused." };
    if (info.state === "paused") await this.resume();
    return { box: this.#box };
  }

  /** Gives the new object for it. */
  async resume(): Promise<Sandbox> {
    this.#box = await this.#Box.connect(this.#box.sandboxId);
    return this.#box;
  }
}

/** Short enough for tests, and long enough for a machine that does much else. */
const times: Partial<ProgramTimes> = {
  startMs: 20_000,
  againMs: 5000,
  inputMs: 5000,
  retryMs: 20,
  killMs: 3000,
};

type Start = (
  command: Command,
  options?: { readonly plain?: boolean; readonly times?: Partial<ProgramTimes> },
) => Promise<Program>;

interface Fixtures {
  readonly machine: TestMachine;
  readonly start: Start;
}

/** A test with a sandbox in which programs can be started. */
export const test = base.extend<Fixtures>({
  machine: async ({ Box, box }, use) => use(new TestMachine(Box, box)),
  start: async ({ machine }, use) =>
    use((command, options = {}) =>
      startProgram(machine, command, { ...options, times: { ...times, ...options.times } }),
    ),
});

export const sh = (script: string): Command => ({ program: "/bin/sh", args: ["-c", script] });
export const js = (script: string): Command => ({ program: "node", args: ["-e", script] });

/** Says each line of its input again. */
export const echo: Command = { program: "cat", args: [] };

/** Numbers from 1 on, one a line, so many every 5 ms, until so many have been said. */
export const counter = (until: number, atOnce: number): Command =>
  js(`let n = 0;
    const tick = () => {
      let text = "";
      for (let i = 0; i < ${atOnce} && n < ${until}; i++) text += ++n + "\\n";
      process.stdout.write(text, () => n < ${until} && setTimeout(tick, 5));
    };
    tick();`);

export const numbers = (until: number): string =>
  Array.from({ length: until }, (_, index) => `${index + 1}\n`).join("");

export async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const textOf = async (stream: AsyncIterable<Uint8Array>): Promise<string> =>
  (await bytesOf(stream)).toString();

export interface Heard {
  /** So far. */
  readonly text: () => string;
  /** All of it, when the stream has ended. */
  readonly all: Promise<string>;
}

/** Reads a stream in the background. */
export function listenTo(stream: AsyncIterable<Uint8Array>): Heard {
  const chunks: Uint8Array[] = [];
  const text = (): string => Buffer.concat(chunks).toString();
  const read = async (): Promise<string> => {
    for await (const chunk of stream) chunks.push(chunk);
    return text();
  };
  return { text, all: read() };
}
