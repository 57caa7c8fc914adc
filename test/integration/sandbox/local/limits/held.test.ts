import { describe, expect, test } from "vitest";
import { mechanism } from "../../../../../src/sandbox/local/limits/mechanisms.ts";
import { fork, js, Limited, open, shares, spin, takeMemory } from "./limited.ts";

const found = await mechanism();

describe.skipIf(found?.holds.size !== 3)(
  `limits held by the kernel (${found?.name ?? "none"})`,
  () => {
    test("a program that takes more memory than allowed is ended, and the memory is named", async () => {
      await using group = await open({ memoryMB: 128 });
      await using bomb = new Limited(group, takeMemory(480, 0));
      expect((await bomb.exit).code).not.toBe(0);
      expect(bomb.stdout).not.toContain("took all");
      expect(await group.exceeded()).toEqual({
        limit: "memory",
        message: "It used more than its 128 MB of memory.",
      });
    });

    test("no more processes come about than allowed, and the processes are named", async () => {
      await using group = await open({ maxProcesses: 40 });
      await using bomb = new Limited(group, fork(90));
      await expect.poll(() => bomb.stdout, { timeout: 7000 }).toMatch(/running \d+/);
      expect(Number(/running (\d+)/.exec(bomb.stdout)?.[1])).toBeLessThan(42);
      expect(await group.exceeded()).toEqual({
        limit: "processes",
        message: "It reached its limit of 40 processes and threads.",
      });
    });

    test("spinners together get no more than the cores they may use", async () => {
      await using group = await open({ cpus: 0.5 });
      await using spinners = new Limited(group, spin());
      await spinners.exit;
      expect(shares(spinners.stdout)).toBeLessThan(0.65);
      expect(await group.exceeded()).toBeUndefined();
    });

    test("a program that stays within its limits has exceeded none", async () => {
      await using group = await open({});
      await using program = new Limited(group, js("console.log('fine')"));
      expect(await program.exit).toEqual({ code: 0, signal: null });
      expect(await group.exceeded()).toBeUndefined();
    });
  },
);
