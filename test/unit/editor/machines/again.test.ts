import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Failure } from "../../../../src/base/failure.ts";
import { type Sweeping, sweepSoon } from "../../../../src/editor/machines/sweep.ts";
import type { Machine } from "../../../../src/sandbox/machines.ts";
import { Lines } from "../../../fakes/logs.ts";
import { machine, MemoryMachines } from "../../../fakes/memoryMachines.ts";
import { row, running, stopped } from "../tree/rows.ts";
import { hostOf } from "./hostOf.ts";
import { memoryMemento } from "./memory.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const times = { delayMs: 10_000, soonMs: 100, againMs: 500, untilMs: 1200 };
const own = (id: string, wish: Partial<Machine> = {}) =>
  machine(id, { specs: ["files-1"], ...wish });

type Memory = ReturnType<typeof memoryMemento>;

/** One window of a workspace; what it remembers is handed to the next. */
function windowOf(memory: Memory, machines: MemoryMachines, wish: Partial<Sweeping> = {}) {
  const host = hostOf([row(stopped), row(stopped, { name: "time" })]);
  const told: string[] = [];
  const handle = sweepSoon(
    {
      ...{ machines, memory, host, log: new Lines() },
      key: { isSet: async () => true },
      isQuiet: async () => true,
      isWhole: () => true,
      tell: (text) => void told.push(text),
      ...wish,
    },
    times,
  );
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  return { host, told, handle, pass };
}

/** A workspace whose window was closed while `files` ran in the microVM `i1`. */
function left(): { memory: Memory; machines: MemoryMachines } {
  const memory = memoryMemento();
  const machines = new MemoryMachines([own("i1", { mine: true })]);
  const before = windowOf(memory, machines);
  machines.become(machines.list());
  before.host.become("files", running());
  before.handle.dispose();
  // The window's end stops its servers.
  before.host.become("files", stopped);
  return { memory, machines };
}

/** The service has it still, and this window has not used it yet. */
function find(machines: MemoryMachines, wish: Partial<Machine> = {}, isFree = true) {
  const found = own("i1", wish);
  machines.become([found]);
  return vi.spyOn(machines, "sweep").mockImplementation(async () => ({
    kept: isFree ? [found] : [],
    killed: [],
  }));
}

describe("a server that ran in a microVM before a reload", () => {
  test("is started again soon, and what was kept and lost is told", async () => {
    const { memory, machines } = left();
    find(machines);
    const { host, told, pass } = windowOf(memory, machines);
    host.onDidChange(() => machines.become([own("i1", { mine: true })]));
    await pass(times.soonMs);
    expect(host.started).toEqual(["files"]);
    expect(told).toEqual([
      "Lost in the reload: what files had in memory, and calls under way. Kept: its microVM and disk, with all that is installed; files runs again in it.",
    ]);
  });

  test("that comes up in another microVM is said to have lost its disk", async () => {
    const { memory, machines } = left();
    find(machines);
    const { host, told, pass } = windowOf(memory, machines);
    host.onDidChange(() => machines.become([own("i2", { mine: true })]));
    await pass(times.soonMs);
    expect(told.join()).toContain("calls under way, and its microVM with its disk.");
    expect(told.join()).toContain("It runs again in a new one.");
  });

  test("waits until the window before has let go of the microVM", async () => {
    const { memory, machines } = left();
    find(machines, {}, false);
    const { host, pass } = windowOf(memory, machines);
    await pass(times.soonMs);
    expect(host.started).toEqual([]);
    find(machines);
    await pass(times.againMs);
    expect(host.started).toEqual(["files"]);
  });

  test("stays stopped for good where another window goes on using the microVM", async () => {
    const { memory, machines } = left();
    const sweep = find(machines, {}, false);
    const { host, told, pass } = windowOf(memory, machines);
    await pass(60_000);
    expect(host.started).toEqual([]);
    expect(told).toEqual([]);
    expect(sweep).toHaveBeenCalledTimes(4);
  });

  test("stays stopped where a start would ask something, and that is told", async () => {
    const { memory, machines } = left();
    find(machines);
    const { host, told, pass } = windowOf(memory, machines, { isQuiet: async () => false });
    await pass(times.soonMs);
    expect(host.started).toEqual([]);
    expect(told.join()).toContain("is stopped: a start would ask you something first.");
  });

  test("stays stopped where its settings have changed, and that is told", async () => {
    const { memory, machines } = left();
    find(machines);
    const { host, told, pass } = windowOf(memory, machines);
    const [first] = host.servers;
    if (first !== undefined)
      host.servers[0] = { ...first, definition: { ...first.definition, launchKey: "2" } };
    await pass(times.soonMs);
    expect(host.started).toEqual([]);
    expect(told.join()).toContain("is stopped: its settings have changed since.");
  });

  test("stays stopped where the key is gone, and that is told", async () => {
    const { memory, machines } = left();
    const sweep = find(machines);
    const noKey = { isSet: async () => false };
    const { told, pass } = windowOf(memory, machines, { key: noKey });
    await pass(times.soonMs);
    expect(sweep).not.toHaveBeenCalled();
    expect(told.join()).toContain("is stopped: no E2B API key is set now.");
  });

  test("whose microVM is gone is said to have lost it", async () => {
    const { memory, machines } = left();
    machines.become([]);
    const { host, told, pass } = windowOf(memory, machines);
    await pass(times.soonMs);
    expect(host.started).toEqual([]);
    expect(told.join()).toContain("its microVM is gone, and its disk with it");
  });

  test("whose start fails is told with the reason", async () => {
    const { memory, machines } = left();
    find(machines);
    const { host, told, pass } = windowOf(memory, machines);
    host.start = () => Promise.reject(new Failure("planLimit", "Too many."));
    await pass(times.soonMs);
    expect(told).toEqual(["files ran before the reload and could not be started again: Too many."]);
  });

  test.each<[string, Partial<Machine>, Partial<Sweeping>]>([
    ["its microVM has been paused meanwhile: that costs nothing", { state: "paused" }, {}],
    ["not every server is known, as without trust", {}, { isWhole: () => false }],
  ])("is left alone without a word where %s", async (_, found, wish) => {
    const { memory, machines } = left();
    find(machines, found);
    const { host, told, pass } = windowOf(memory, machines, wish);
    await pass(times.soonMs);
    expect(host.started).toEqual([]);
    expect(told).toEqual([]);
  });

  test("is started again by one window, not by each one after it", async () => {
    const { memory, machines } = left();
    find(machines);
    const first = windowOf(memory, machines, { isQuiet: async () => false });
    await first.pass(times.soonMs);
    first.handle.dispose();
    const second = windowOf(memory, machines);
    await second.pass(times.delayMs);
    expect(second.host.started).toEqual([]);
  });
});

test("a server that its user has stopped before the reload stays stopped", async () => {
  const memory = memoryMemento();
  const machines = new MemoryMachines([own("i1", { mine: true })]);
  const before = windowOf(memory, machines);
  machines.become(machines.list());
  before.host.become("files", running());
  before.host.become("files", { kind: "stopping", since: 0 });
  before.host.become("files", stopped);
  before.handle.dispose();
  find(machines);
  const { host, told, pass } = windowOf(memory, machines);
  await pass(times.delayMs);
  expect(host.started).toEqual([]);
  expect(told).toEqual([]);
});
