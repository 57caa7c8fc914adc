import { existsSync, readdirSync } from "node:fs";
import { mkdir, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { groupName } from "../../../../../src/sandbox/local/limits/cgroupFolder.ts";
import { mechanism } from "../../../../../src/sandbox/local/limits/mechanisms.ts";
import { cgroupsOf, Limited, open, sh } from "./limited.ts";

const found = await mechanism();
const here = found?.name.startsWith("cgroup") === true;

/** Folders of the groups, out of the words that enter them. */
function foldersOf(words: readonly string[]): string[] {
  const entries = [...words.join("\n").matchAll(/echo 0 > '(.*)\/cgroup\.procs'/g)];
  return entries.flatMap((entry) => entry[1] ?? []);
}

describe.skipIf(!here)("limits held by control groups", () => {
  const parents: string[] = [];
  afterAll(() => {
    const left = parents
      .flatMap((parent) => readdirSync(parent))
      .filter((name) => name.includes(`.${process.pid}.`));
    expect(left).toEqual([]);
  });

  test("all are held, and nothing has to be said about them", async () => {
    await using group = await open({});
    parents.push(...foldersOf(group.outside).map(dirname));
    expect(group.caveats).toEqual([]);
    expect(group.inside).toEqual([]);
  });

  test("the program is under the limits before its first instruction", async () => {
    await using group = await open({});
    const own = await cgroupsOf("self");
    await using program = new Limited(group, ["/bin/cat", "/proc/self/cgroup"]);
    await program.exit;
    expect(program.stdout).not.toBe(own);
    expect(program.stdout.match(/mcp-sandbox\./g)?.length).toBe(foldersOf(group.outside).length);
  });

  test("closing ends who is left in the group and removes its folders", async () => {
    const group = await open({});
    const folders = foldersOf(group.outside);
    await using program = new Limited(group, sh("setsid -f sleep 8 >/dev/null 2>&1; echo left"));
    await program.exit;
    expect(folders.every((folder) => existsSync(folder))).toBe(true);
    await group[Symbol.asyncDispose]();
    expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
  });

  test("a program does not run where its group is gone", async () => {
    const group = await open({});
    await group[Symbol.asyncDispose]();
    await using program = new Limited(group, sh("echo ran"));
    expect((await program.exit).code).toBe(125);
    expect(program.stdout).toBe("");
  });

  test("groups of a host that was killed are removed by the next opening", async () => {
    const parent = dirname(foldersOf((await closed(open({}))).outside)[0] ?? "");
    const orphan = join(
      parent,
      (await groupName("test")).replace(`.${process.pid}.`, ".999999999."),
    );
    const reused = join(parent, (await groupName("test")).replace(/\.(\d+)\.(\d+)\./, `.$1.1.`));
    const foreign = join(
      parent,
      (await groupName("test")).replace(/^(mcp-sandbox)\.\d+\./, `$1.1.`),
    );
    for (const folder of [orphan, reused, foreign]) await mkdir(folder);
    try {
      await using _group = await open({});
      await expect.poll(() => [orphan, reused].filter((folder) => existsSync(folder))).toEqual([]);
      expect(existsSync(foreign)).toBe(true);
    } finally {
      await rmdir(foreign);
    }
  });
});

async function closed(opening: ReturnType<typeof open>) {
  const group = await opening;
  await group[Symbol.asyncDispose]();
  return group;
}
