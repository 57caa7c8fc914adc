import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sweepSoon } from "../../../../src/editor/machines/sweep.ts";
import type { Machine, Swept } from "../../../../src/sandbox/machines.ts";
import { Lines } from "../../../fakes/logs.ts";
import { MemoryMachines, machine } from "../../../fakes/memoryMachines.ts";
import { row, stopped } from "../tree/rows.ts";
import { memoryMemento } from "./memory.ts";
import { hostOf } from "./hostOf.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const delayMs = 1000;
const times = { delayMs, soonMs: 100, againMs: 500, untilMs: 2000 };

interface Given {
  readonly used?: boolean;
  readonly isSet?: boolean;
  readonly isWhole?: boolean;
  readonly swept?: Partial<Swept>;
}

async function setUp({ used = true, isSet = true, isWhole = true, swept = {} }: Given = {}) {
  const machines = new MemoryMachines([]);
  const sweep = vi
    .spyOn(machines, "sweep")
    .mockImplementation(async () => ({ kept: [], killed: [], ...swept }));
  const memory = memoryMemento();
  if (used) await memory.update("usedMachines", true);
  const log = new Lines();
  const told: string[] = [];
  const handle = sweepSoon(
    {
      ...{ machines, memory, log },
      host: hostOf([row(stopped), row(stopped, { name: "time", group: "clocks" })]),
      isQuiet: async () => true,
      key: { isSet: async () => isSet },
      isWhole: () => isWhole,
      tell: (text) => void told.push(text),
    },
    times,
  );
  const wait = () => vi.advanceTimersByTimeAsync(delayMs);
  return { machines, sweep, memory, log, told, handle, wait };
}

describe("looking for what an earlier window left", () => {
  test("comes some time after the start, with the sandboxes of all servers", async () => {
    const { sweep, wait } = await setUp();
    expect(sweep).not.toHaveBeenCalled();
    await wait();
    expect(sweep).toHaveBeenCalledExactlyOnceWith([
      { spec: "files-1" },
      { spec: "time-1", group: "clocks" },
    ]);
  });

  test.each<[string, Given]>([
    ["this workspace never used a machine", { used: false }],
    ["there is no key", { isSet: false }],
    ["not every server is known: what is still wanted would be ended", { isWhole: false }],
  ])("does not happen where %s", async (_, how) => {
    const { sweep, wait } = await setUp(how);
    await wait();
    expect(sweep).not.toHaveBeenCalled();
  });

  test("does not happen after the window has let go of it", async () => {
    const { sweep, handle, wait } = await setUp();
    handle.dispose();
    await wait();
    expect(sweep).not.toHaveBeenCalled();
  });

  test("that fails is told in the log alone", async () => {
    const { sweep, log, told, wait } = await setUp();
    sweep.mockRejectedValue(new Error("down"));
    await wait();
    expect(log.lines).toEqual(["warn: Could not look for sandboxes left behind: down"]);
    expect(told).toEqual([]);
  });
});

describe("what was found", () => {
  const one = (id: string, wish: Partial<Machine> = {}) =>
    machine(id, { specs: ["old-0123456789"], state: "paused", ...wish });

  test("stands in the log", async () => {
    const swept = { kept: [one("i1")], killed: [one("i2", { onEnd: "kill" })] };
    const { log, told, wait } = await setUp({ swept });
    await wait();
    expect(log.lines).toEqual([
      "info: Found again: microVM base i1, paused, made for old.",
      "warn: Ended, no server here can use it: microVM base i2, paused, made for old.",
    ]);
    expect(told).toEqual([]);
  });

  test("is told to the user when it was to be kept and is gone, in one message", async () => {
    const { told, wait } = await setUp({ swept: { killed: [one("i1"), one("i2")] } });
    await wait();
    expect(told).toEqual([
      "2 microVMs that no server here can use any more were ended; their disks are gone. They were made for old.",
    ]);
  });
});

describe("a workspace", () => {
  test("is remembered once a machine is used in it", async () => {
    const { machines, memory } = await setUp({ used: false });
    machines.become([machine("i1", { mine: true })]);
    expect(memory.get("usedMachines")).toBe(true);
  });

  test("is not remembered for machines of others", async () => {
    const { machines, memory } = await setUp({ used: false });
    machines.become([machine("i1", { mine: false })]);
    expect(memory.get("usedMachines")).toBeUndefined();
  });
});
