import { existsSync, readdirSync } from "node:fs";
import { describe, expect } from "vitest";
import { canArrange } from "../../fakes/e2b/machine/view.ts";
import { errorOf, soon, test } from "./fakeTest.ts";

const top = "/e2b-fake-top";

describe.runIf(canArrange())("a folder at the top of the disk", () => {
  test("is the same for calls and programs, those that run already included", async ({ box }) => {
    const waits = `until [ -s ${top}/go ]; do sleep 0.02; done; cat ${top}/go; touch ${top}/gone`;
    const early = await box.commands.run(waits, { background: true });
    await box.files.makeDir(`${top}/deep`, { user: "root" });
    await box.files.write(`${top}/go`, "went", { user: "root" });
    expect((await early.wait()).stdout).toBe("went");
    const { stdout } = await box.commands.run("ls; pwd", { cwd: top });
    expect(stdout).toBe(`deep\ngo\ngone\n${top}\n`);
    expect((await box.files.list(top)).map(({ name }) => name)).toEqual(["deep", "go", "gone"]);
  });

  test("that a program makes is its sandbox's, not this machine's", async ({ Box, box }) => {
    const before = readdirSync("/");
    await box.commands.run(`mkdir ${top} && echo mine > ${top}/a`);
    expect(await box.files.read(`${top}/a`)).toBe("mine\n");
    expect(readdirSync("/")).toEqual(before);
    const other = await Box.create();
    expect(await other.files.exists(top)).toBe(false);
    const { snapshotId } = await box.createSnapshot();
    const copy = await Box.create(snapshotId);
    expect((await copy.commands.run(`cat ${top}/a`)).stdout).toBe("mine\n");
  });

  test("goes with its sandbox, and what the machine has beside it stays", async ({ box }) => {
    const entries = (): string[] => ["/", "/usr", "/etc"].flatMap((path) => readdirSync(path));
    const before = entries();
    await box.commands.run(`mkdir ${top}; exec sleep 100`, { background: true });
    await soon(() => box.files.exists(top)).toBe(true);
    await box.kill();
    expect(existsSync(top)).toBe(false);
    expect(entries()).toEqual(before);
  });
});

test("the machine's own folders are there for programs", async ({ box }) => {
  const seen = await box.commands.run("test -d /usr/bin && test -e /bin/sh && test -d /proc/self");
  expect(seen.exitCode).toBe(0);
  expect((await box.commands.run("pwd", { cwd: "/usr" })).stdout).toBe("/usr\n");
  const missing = await errorOf(box.commands.run("pwd", { cwd: "/no/such/folder" }));
  expect(missing.name).toBe("InvalidArgumentError");
});

test("a program starts whatever PATH it is given", async ({ box }) => {
  const { stdout } = await box.commands.run("echo up", { envs: { PATH: "/nowhere" } });
  expect(stdout).toBe("up\n");
});
