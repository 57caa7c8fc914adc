import { spawnSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { describe, expect } from "vitest";
import { lockFile } from "../../../src/sandbox/fileLock.ts";
import { test } from "../../fakes/folder.ts";

/** The number of a process that has ended. */
const deadPid = (): number => spawnSync("true").pid;

describe("a file lock", () => {
  test("is held by one at a time", async ({ folder }) => {
    let holders = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      await using _lock = await lockFile(folder.at("lock"));
      holders += 1;
      most = Math.max(most, holders);
      await new Promise((resolve) => setImmediate(resolve));
      holders -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, work));
    expect(most).toBe(1);
    expect(await readdir(folder.path)).toEqual([]);
  });

  test("of a dead process is taken over, by one of many", async ({ folder }) => {
    await writeFile(folder.at("lock"), `${deadPid()} 1 abandoned`);
    let holders = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      await using _lock = await lockFile(folder.at("lock"));
      holders += 1;
      most = Math.max(most, holders);
      await new Promise((resolve) => setImmediate(resolve));
      holders -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, work));
    expect(most).toBe(1);
    expect(await readdir(folder.path)).toEqual([]);
  });

  test("whose takeover was abandoned too is taken over all the same", async ({ folder }) => {
    await writeFile(folder.at("lock"), `${deadPid()} 1 first`);
    await writeFile(folder.at("lock.first"), `${deadPid()} 1 second`);
    await using _lock = await lockFile(folder.at("lock"));
    expect(await readFile(folder.at("lock"), "utf8")).toMatch(new RegExp(`^${process.pid} `));
  });

  test("of an earlier process with the number of a living one is taken over", async ({
    folder,
  }) => {
    await writeFile(folder.at("lock"), `${process.pid} 1 before-the-restart`);
    await using _lock = await lockFile(folder.at("lock"));
    expect(await readFile(folder.at("lock"), "utf8")).not.toContain("before-the-restart");
  });

  test("that makes no sense is taken over", async ({ folder }) => {
    await writeFile(folder.at("lock"), "");
    await using _lock = await lockFile(folder.at("lock"));
    expect(await readFile(folder.at("lock"), "utf8")).toMatch(new RegExp(`^${process.pid} `));
  });

  test("waits no longer than its signal, and leaves the holder alone", async ({ folder }) => {
    const lock = await lockFile(folder.at("lock"));
    const abort = new AbortController();
    const waiting = lockFile(folder.at("lock"), abort.signal);
    abort.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    expect(await readdir(folder.path)).toEqual(["lock"]);
    await lock[Symbol.asyncDispose]();
  });

  test("given back late does not give back another's", async ({ folder }) => {
    const lock = await lockFile(folder.at("lock"));
    await writeFile(folder.at("lock"), "another's");
    await lock[Symbol.asyncDispose]();
    expect(await readFile(folder.at("lock"), "utf8")).toBe("another's");
  });
});
