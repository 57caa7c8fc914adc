import { type ChildProcess, spawn } from "node:child_process";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test as base } from "vitest";
import { Namespace } from "../../../../src/sandbox/local/namespace.ts";

const test = base.extend<{ first: ChildProcess }>({
  first: async ({}, use) => {
    const child = spawn("/bin/sleep", ["60"]);
    await use(child);
    child.kill("SIGKILL");
  },
});

test("a namespace is gone when its first process is", async ({ first }) => {
  const namespace = new Namespace(first.pid ?? 0);
  let isGone = false;
  const gone = namespace.gone().then(() => (isGone = true));
  await nextTurn();
  expect(isGone).toBe(false);
  first.kill("SIGKILL");
  await gone;
  expect(isGone).toBe(true);
});

test("a namespace whose first process never was is gone", async () => {
  await new Namespace(2 ** 22 + 1).gone();
});

test("nobody waits longer than is reasonable", async ({ first }) => {
  await new Namespace(first.pid ?? 0).gone(5);
  expect(first.exitCode).toBeNull();
});

test("a process outside of any jail is never taken for the program", async ({ first }) => {
  const parent = new Namespace(process.pid);
  expect(parent.isRunning()).toBe(false);
  parent.askToEnd();
  await nextTurn();
  expect(first.signalCode).toBeNull();
});
