import { access, mkdir, readdir, rm } from "node:fs/promises";
import { describe, expect } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { forgetInstall, installKey, runInstall } from "../../../src/sandbox/install.ts";
import type { Command } from "../../../src/sandbox/sandbox.ts";
import { type Folder, test } from "../../fakes/folder.ts";
import { Programs } from "../../fakes/programs.ts";

const line = (text: string): Command => ({ program: "sh", args: ["-c", text] });
const plain = (program: string, ...args: string[]): Command => ({ program, args });
const networkless = (...commands: Command[]) => ({ commands, network: "none" as const });

interface Run {
  readonly said: string[];
  readonly failure: Failure | undefined;
}

async function install(
  folder: Folder,
  programs: Programs,
  commands: readonly Command[],
  signal?: AbortSignal,
): Promise<Run> {
  const said: string[] = [];
  try {
    await runInstall({
      home: folder.at("home"),
      install: networkless(...commands),
      start: programs.start,
      onDidSay: (one) => said.push(one),
      ...(signal === undefined ? {} : { signal }),
    });
    return { said, failure: undefined };
  } catch (error) {
    if (error instanceof Failure) return { said, failure: error };
    throw error;
  }
}

describe("install commands", () => {
  test("run in order, and their output is told line by line", async ({ folder }) => {
    const programs = new Programs(({ program }) => ({ stdout: `${program} 1\n${program} 2\n` }));
    const { said } = await install(folder, programs, [plain("a", "x y"), plain("b")]);
    expect(programs.started.map(({ program }) => program)).toEqual(["a", "b"]);
    expect(said).toEqual(["$ a x y", "a 1", "a 2", "$ b", "b 1", "b 2"]);
  });

  test("run once for a home, and again for other commands", async ({ folder }) => {
    const programs = new Programs();
    await install(folder, programs, [plain("a")]);
    await install(folder, programs, [plain("a")]);
    expect(programs.started).toHaveLength(1);
    await install(folder, programs, [plain("a", "more")]);
    expect(programs.started).toHaveLength(2);
  });

  test("run again when the home was deleted, and when they are forgotten", async ({ folder }) => {
    const programs = new Programs();
    await install(folder, programs, [plain("a")]);
    await rm(folder.at("home"), { recursive: true });
    await mkdir(folder.at("other"));
    await install(folder, programs, [plain("a")]);
    expect(programs.started).toHaveLength(2);
    await forgetInstall(folder.at("home"));
    await install(folder, programs, [plain("a")]);
    expect(programs.started).toHaveLength(3);
  });

  test("leave nothing in the home by themselves: the marker is beside it", async ({ folder }) => {
    await install(folder, new Programs(), [plain("a")]);
    expect(await readdir(folder.at("home"))).toEqual([]);
    expect(await readdir(folder.path)).toEqual(["home", "home.installed"]);
  });

  test("are not even begun where there are none", async ({ folder }) => {
    const programs = new Programs();
    expect((await install(folder, programs, [])).said).toEqual([]);
    await expect(access(folder.at("home"))).rejects.toThrow("ENOENT");
  });

  test("a line of shell runs in bash where there is one, each in a shell of its own", async ({
    folder,
  }) => {
    const programs = new Programs();
    const { said } = await install(folder, programs, [line("source x && y"), line("z")]);
    expect(programs.started).toHaveLength(2);
    expect(programs.started[0]?.args).toEqual([
      "-c",
      expect.stringContaining("exec bash -c"),
      "source x && y",
    ]);
    expect(said).toEqual(["$ source x && y", "$ z"]);
  });
});

describe("an install that fails", () => {
  test("stops at the first failure, with the command and its last words", async ({ folder }) => {
    const programs = new Programs(({ program }) =>
      program === "bad" ? { stderr: "what went wrong\n", exit: { kind: "exited", code: 3 } } : {},
    );
    const { failure } = await install(folder, programs, [
      plain("a"),
      plain("bad", "x"),
      plain("c"),
    ]);
    expect(failure?.code).toBe("installFailed");
    expect(failure?.message).toBe("The install command `bad x` ended with exit code 3.");
    expect(failure?.log).toBe("what went wrong");
    expect(programs.started.map(({ program }) => program)).toEqual(["a", "bad"]);
  });

  test("is tried again from the start", async ({ folder }) => {
    let fails = true;
    const programs = new Programs(() => ({ exit: { kind: "exited", code: fails ? 1 : 0 } }));
    expect((await install(folder, programs, [plain("a")])).failure?.code).toBe("installFailed");
    fails = false;
    expect((await install(folder, programs, [plain("a")])).failure).toBeUndefined();
    expect(programs.started).toHaveLength(2);
    expect(await readdir(folder.path)).toEqual(["home", "home.installed"]);
  });

  test.for([
    [{ kind: "signalled", signal: "SIGSEGV" }, "was ended by SIGSEGV"],
    [{ kind: "limit", limit: "memory", message: "2 GB" }, "was ended by a limit: 2 GB"],
    [{ kind: "lost", message: "gone" }, "was lost: gone"],
  ] as const)("says how it ended: %j", async ([exit, words], { folder }) => {
    const { failure } = await install(folder, new Programs(() => ({ exit })), [plain("a")]);
    expect(failure?.message).toContain(words);
  });

  test("keeps the last lines of a long output, not all of it", async ({ folder }) => {
    const stdout = Array.from({ length: 5000 }, (_, at) => `line ${at}`).join("\n");
    const programs = new Programs(() => ({ stdout, exit: { kind: "exited", code: 1 } }));
    const log = (await install(folder, programs, [plain("a")])).failure?.log ?? "";
    expect(log.split("\n")).toHaveLength(40);
    expect(log).toMatch(/line 4999$/);
  });
});

describe("cancelling", () => {
  test("kills the command that is running and is not a failed install", async ({ folder }) => {
    const abort = new AbortController();
    const programs = new Programs(() => {
      queueMicrotask(() => abort.abort());
      return { hangs: true };
    });
    const { failure } = await install(folder, programs, [plain("a"), plain("b")], abort.signal);
    expect(failure?.code).toBe("cancelled");
    expect(programs.killed).toBe(1);
    expect(programs.started).toHaveLength(1);
  });

  test("before the start starts nothing", async ({ folder }) => {
    const programs = new Programs();
    const { failure } = await install(folder, programs, [plain("a")], AbortSignal.abort());
    expect(failure?.code).toBe("cancelled");
    expect(programs.started).toHaveLength(0);
  });
});

describe("two installs of one home", () => {
  test("at the same time run the commands once", async ({ folder }) => {
    const programs = new Programs();
    const both = [install(folder, programs, [plain("a")]), install(folder, programs, [plain("a")])];
    for (const { failure } of await Promise.all(both)) expect(failure).toBeUndefined();
    expect(programs.started).toHaveLength(1);
  });

  test("the second gives up waiting when it is cancelled", async ({ folder }) => {
    const abort = new AbortController();
    const first = new AbortController();
    const programs = new Programs(() => ({ hangs: true }));
    const running = install(folder, programs, [plain("a")], first.signal);
    await expect.poll(() => programs.started.length).toBe(1);
    const waiting = install(folder, programs, [plain("a")], abort.signal);
    abort.abort();
    expect((await waiting).failure?.code).toBe("cancelled");
    first.abort();
    await running;
    expect(programs.started).toHaveLength(1);
  });
});

test("the key of commands changes with every word, folder and variable", () => {
  const keys = [
    [plain("a")],
    [plain("a", "b")],
    [plain("a b")],
    [plain("a"), plain("b")],
    [{ ...plain("a"), cwd: "/x" }],
    [{ ...plain("a"), env: { A: "1" } }],
    [{ ...plain("a"), env: { A: "2" } }],
  ].map(installKey);
  expect(new Set(keys).size).toBe(keys.length);
  expect(installKey([{ ...plain("a"), env: { A: "1", B: "2" } }])).toBe(
    installKey([{ ...plain("a"), env: { B: "2", A: "1" } }]),
  );
});
