import { describe, expect, test } from "vitest";
import { FilesByPrograms } from "../../../src/sandbox/filesByPrograms.ts";
import type { Command, Exit } from "../../../src/sandbox/sandbox.ts";
import { type Pretended, Programs } from "../../fakes/programs.ts";

/** Files through pretended programs, which are told the mark that they are given. */
function filesWith(behave: (mark: string) => Pretended): FilesByPrograms {
  const programs = new Programs(({ args }: Command) => behave(args[4] ?? ""));
  return new FilesByPrograms(programs.start, "/home/me");
}

const failing = (exit: Exit, stderr = "") => filesWith(() => ({ exit, stderr }));

describe("what a program tells of files", () => {
  test("is told by the mark, whatever names look like", async () => {
    const line = (mark: string, about: string, name: string): string => `${mark}${about} ${name}\n`;
    const files = filesWith((mark) => ({
      stdout:
        line(mark, "f81a4 12 1700000000.250", "./plain") +
        line(mark, "f41ed 4096 1700000001", "./folder") +
        line(mark, "f81a4 1 -1.500", "./two\nf41ed 0 0 lines\n") +
        line(mark, "fa1ff 4 5.000", "./link") +
        line(mark, "f1180 0 6", "./pipe") +
        line(mark, "t41ed 4096 7", "./link"),
    }));
    const about = (name: string, more: object): object => ({
      ...{ name, path: `/home/me/at/${name}` },
      ...more,
    });
    expect(await files.list("at")).toEqual([
      about("plain", { kind: "file", size: 12, modifiedAt: 1_700_000_000_250 }),
      about("folder", { kind: "folder", size: 0, modifiedAt: 1_700_000_001_000 }),
      about("two\nf41ed 0 0 lines\n", { kind: "file", size: 1, modifiedAt: -1500 }),
      about("link", { kind: "link", size: 4, modifiedAt: 5000, target: "folder" }),
      about("pipe", { kind: "file", size: 0, modifiedAt: 6000 }),
    ]);
  });

  test("is nothing where it says nothing", async () => {
    await expect(filesWith(() => ({})).stat("x")).rejects.toMatchObject({ code: "fileNotFound" });
  });
});

describe("a program that fails", () => {
  test("is told of with the system's words", async () => {
    const said = "warning\ncat: /home/me/x: Permission denied\n";
    await expect(failing({ kind: "exited", code: 1 }, said).read("x")).rejects.toMatchObject({
      code: "fileFailed",
      message: "x cannot be read: permission denied.",
    });
    await expect(failing({ kind: "exited", code: 2 }).remove("x")).rejects.toMatchObject({
      message: "x cannot be removed: exit code 2.",
    });
  });

  test("for want of another says which", async () => {
    const said = "sh: 9: stat: not found\n";
    await expect(failing({ kind: "exited", code: 127 }, said).stat("x")).rejects.toMatchObject({
      message: "x cannot be looked at: the sandbox lacks a program (sh: 9: stat: not found).",
    });
  });

  test("with the sandbox, or by a limit, says so", async () => {
    const lost = { kind: "lost", message: "The microVM was paused." } as const;
    await expect(failing(lost).read("x")).rejects.toMatchObject({
      code: "sandboxFailed",
      message: "The microVM was paused.",
    });
    const limit = { kind: "limit", limit: "memory", message: "It used more than 1 MB." } as const;
    await expect(failing(limit).write("x", Buffer.from("y"))).rejects.toMatchObject({
      code: "fileFailed",
      message: "x cannot be written: it used more than 1 MB.",
    });
    const killed = { kind: "signalled", signal: "SIGKILL" } as const;
    await expect(failing(killed).list("x")).rejects.toMatchObject({ code: "sandboxFailed" });
  });
});
