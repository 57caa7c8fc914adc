import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { World } from "../../../src/cli/world.ts";
import { FakeWorld } from "../../fakes/world.ts";
import { CommandLine, processesWith } from "../cli/commandLine.ts";

let cli: CommandLine;
let world: FakeWorld;
beforeAll(async () => {
  [cli, world] = await Promise.all([CommandLine.make(), FakeWorld.make()]);
});
afterAll(async () => {
  await say(["contexts", "stop", "--all"]);
  await world[Symbol.asyncDispose]();
  await cli[Symbol.asyncDispose]();
});

/** The command line in this process; keepers are processes of the real one. */
function say(words: readonly string[], over: Partial<World> = {}) {
  const env = { PATH: process.env["PATH"], MCP_SANDBOX_DATA: join(world.folder, "data") };
  const program = { node: process.execPath, script: cli.file };
  return world.runWith({ env, program, ...over }, ...words);
}

const run = (code: string, ...more: string[]) =>
  say(["run", "--context", "work", "-c", code, ...more]);
const list = async () =>
  JSON.parse((await say(["contexts", "list", "--json"])).out) as readonly {
    readonly name: string;
    readonly pid: number;
  }[];

/** No process and no file of a keeper is left. */
async function gone(): Promise<void> {
  await expect.poll(() => processesWith(world.folder), { timeout: 15_000 }).toEqual([]);
  const files = await readdir(join(world.folder, "data/contexts"));
  expect(files.filter((one) => !one.endsWith(".lock"))).toEqual([]);
}

/** Code without an end, when it has begun. */
async function endless() {
  const cancel = new AbortController();
  let out = "";
  const stdout = { write: (text: string) => void (out += text) };
  const code = "print('begun', flush=True)\nwhile True: pass";
  const over = { signal: cancel.signal, stdout };
  const running = say(["run", "--context", "work", "-c", code], over);
  await expect.poll(() => out, { timeout: 15_000 }).toBe("begun\n");
  return { running, cancel };
}

it("a named context keeps its variables from run to run, until it is stopped", async () => {
  expect(await run("x = 20; print('made')")).toEqual({ exitCode: 0, out: "made\n", err: "" });
  expect(await run("x + 1")).toMatchObject({ exitCode: 0, out: "21\n" });
  const stdin = Readable.from(["A\n"]);
  const asked = await say(["run", "--context", "work", "-c", "input('who? ')"], { stdin });
  expect(asked).toMatchObject({ out: "'A'\n", err: "who? " });
  const [work, ...others] = await list();
  expect(others).toEqual([]);
  const about = { language: "python", state: "idle", provider: "local", cwd: "/home/mcp" };
  expect(work).toMatchObject({ name: "work", ...about });
  const { out } = await say(["contexts", "list", "--all"]);
  expect(out).toMatch(/^NAME +LANGUAGE +STATE .*FOLDER\nwork +python +idle +local /);

  expect(await run("x", "--language", "js")).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining("The context work is of python, not of javascript."),
  });
  expect(await run("x", "--network", "all")).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining("The context work was started with other options."),
  });
  expect(await run("import sys; sys.exit(5)")).toMatchObject({ exitCode: 5, out: "" });

  expect((await say(["contexts", "stop"])).exitCode).toBe(2);
  const stopped = await say(["contexts", "stop", "work"]);
  expect(stopped).toEqual({ exitCode: 0, out: "1 context stopped.\n", err: "" });
  expect(await list()).toEqual([]);
  expect((await say(["contexts", "stop", "work"])).err).toContain("There is no context work");
  await gone();
});

it("two that come at once find one context, and another workspace has its own", async () => {
  const both = await Promise.all([run("y = 1"), run("y = 1")]);
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(await list()).toHaveLength(1);
  expect((await say(["contexts", "list", "--json"], { cwd: "/" })).out).toBe("[]\n");
});

it("cancelling stops the code and not the context, and so does an interrupt from elsewhere", async () => {
  await run("x = 1");
  const first = await endless();
  first.cancel.abort();
  expect(await first.running).toMatchObject({ exitCode: 130 });
  const second = await endless();
  expect((await say(["contexts", "interrupt", "work"])).out).toBe("work was interrupted.\n");
  expect((await second.running).err).toContain("KeyboardInterrupt");
  expect(await run("x")).toMatchObject({ out: "1\n" });
  await say(["contexts", "restart", "work"]);
  expect((await run("x")).err).toContain("NameError");
});

it("a context that has failed begins anew, and one whose keeper was killed is made anew", async () => {
  expect(await run("import os; os._exit(3)")).toMatchObject({ exitCode: 3 });
  const err = "The context work had failed: it begins anew.\n";
  expect(await run("1")).toEqual({ exitCode: 0, out: "1\n", err });
  const [work] = await list();
  process.kill(work?.pid ?? 0, "SIGKILL");
  await expect.poll(() => processesWith(world.folder), { timeout: 15_000 }).toEqual([]);
  expect(await list()).toEqual([]);
  expect(await run("2")).toMatchObject({ exitCode: 0, out: "2\n" });
  await say(["contexts", "stop", "--all"]);
  await gone();
});

it("a context that cannot be made says why, and one that nobody uses ends by itself", async () => {
  const none = await say(["run", "--context", "none", "--language", "r", "-c", "1"]);
  expect(none.exitCode).toBe(2);
  expect(none.err).toMatch(/^error: /);
  expect(await run("1", "--keep", "0.02")).toMatchObject({ exitCode: 0, out: "1\n" });
  await gone();
  expect(await run("1", "--keep", "long")).toMatchObject({ exitCode: 2 });
});
