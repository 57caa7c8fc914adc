import { posix } from "node:path";
import { memoryHome } from "../../../../fakes/memoryFiles.ts";
import type { Io, Program } from "../../../../fakes/memorySandboxes.ts";
import type { Command } from "../../../../../src/sandbox/sandbox.ts";
import type { Spelled } from "../kind.ts";

const asked = ({ terminated }: Io): Promise<void> =>
  new Promise((resolve) => terminated.addEventListener("abort", () => resolve()));

const word = ({ command }: Io, at: number): string => command.args[at] ?? "";

/** Programs of the in-memory twin, by name. */
export const memoryPrograms: Readonly<Record<string, Program>> = {
  copy: async (io) => {
    for await (const chunk of io.stdin) io.stdout(chunk);
    return 0;
  },
  say: async (io) => {
    io.stdout(word(io, 0));
    io.stderr(word(io, 1));
    return 0;
  },
  words: async (io) => {
    io.stdout(io.command.args.map((each) => `${each}\0`).join(""));
    return 0;
  },
  ends: async (io) => Number(word(io, 0)),
  waits: async (io) => {
    io.stdout("ready\n");
    await asked(io);
    return { kind: "signalled", signal: "SIGTERM" };
  },
  polite: async (io) => {
    io.stdout("ready\n");
    await asked(io);
    io.stdout("asked\n");
    return 7;
  },
  stubborn: (io) => {
    io.stdout("ready\n");
    return new Promise(() => {});
  },
  environment: async (io) => {
    for (const [name, value] of Object.entries(io.command.env ?? {}))
      io.stdout(`${name}=${value}\n`);
    return 0;
  },
  folder: async (io) => {
    io.stdout(`${posix.resolve(memoryHome, io.command.cwd ?? "")}\n`);
    return 0;
  },
  show: async (io) => {
    io.stdout(await io.files.read(word(io, 0)));
    return 0;
  },
  keep: async (io) => {
    await io.files.write(word(io, 0), Buffer.from(word(io, 1)));
    return 0;
  },
};

const named = (program: string, ...args: readonly string[]): Command => ({ program, args });

export const memorySpelled: Spelled = {
  copy: named("copy"),
  say: (out, err = "") => named("say", out, err),
  words: (...words) => named("words", ...words),
  ends: (code) => named("ends", String(code)),
  waits: named("waits"),
  polite: named("polite"),
  stubborn: named("stubborn"),
  environment: named("environment"),
  folder: named("folder"),
  show: (path) => named("show", path),
  keep: (path, text) => named("keep", path, text),
  family: () => named("none"),
  link: () => named("none"),
  takes: () => named("none"),
};
