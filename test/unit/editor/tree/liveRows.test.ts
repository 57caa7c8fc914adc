import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Emitter } from "../../../../src/base/event.ts";
import { silent } from "../../../../src/base/log.ts";
import { LiveRows } from "../../../../src/editor/tree/liveRows.ts";
import type { ServerRow } from "../../../../src/editor/tree/serverNode.ts";
import { MemoryMachines, machine } from "../../../fakes/memoryMachines.ts";
import { failed, row, running, stopped } from "./rows.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const changed = new Emitter<string>();
  const changedServers = new Emitter<void>();
  const settingsChanged = new Emitter<void>();
  const host = {
    servers: [row(stopped)] as readonly ServerRow[],
    server: () => undefined,
    onDidChange: changed.event,
    onDidChangeServers: changedServers.event,
  };
  const settings = { problems: [{ path: "p", message: "m" }], onDidChange: settingsChanged.event };
  const machines = new MemoryMachines([]);
  const asked = new Set<string>();
  const askedOf = new Emitter<string>();
  const consents = { isWaiting: (name: string) => asked.has(name), onDidChange: askedOf.event };
  const rows = new LiveRows(host, settings, machines, silent, consents);
  const told: (string | undefined)[] = [];
  rows.onDidChange((name) => void told.push(name));
  const become = (state: ServerRow["state"]) => {
    host.servers = [row(state)];
    changed.fire("files");
  };
  const ask = () => {
    asked.add("files");
    askedOf.fire("files");
  };
  return { rows, told, become, ask, changedServers, settingsChanged, machines };
}

test("a server is said to wait for approval as soon as its user is asked", () => {
  const { rows, told, ask } = setUp();
  ask();
  expect(told).toEqual(["files"]);
  expect(rows.rows().at(-1)?.description).toBe("waits for your approval");
});

test("rows are the problems of the settings and the host's servers", () => {
  expect(
    setUp()
      .rows.rows()
      .map(({ label }) => label),
  ).toEqual(["p", "files"]);
});

test("a change of one server is told with its name, any other without", () => {
  const { told, become, changedServers, settingsChanged } = setUp();
  become(running());
  changedServers.fire();
  settingsChanged.fire();
  expect(told).toEqual(["files", undefined, undefined]);
});

test("the clock runs once a second while a server starts, and stops when it runs", () => {
  const { told, become } = setUp();
  become({ kind: "starting", since: Date.now(), stages: [] });
  vi.advanceTimersByTime(3000);
  expect(told).toHaveLength(4);
  become(running());
  vi.advanceTimersByTime(3000);
  expect(told).toHaveLength(5);
  expect(vi.getTimerCount()).toBe(0);
});

test("the clock runs while a failed server waits to be started again", () => {
  const { told, become } = setUp();
  become(failed("serverExited", "m", {}, Date.now() + 2500));
  vi.advanceTimersByTime(2000);
  expect(told).toHaveLength(3);
});

test("nothing runs and nothing is told after disposing", () => {
  const { rows, told, become } = setUp();
  become({ kind: "starting", since: 0, stages: [] });
  rows.dispose();
  become(running());
  vi.advanceTimersByTime(3000);
  expect(told).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test("machines are told of with the row that holds them, as long as it does and once more", () => {
  const { told, machines } = setUp();
  machines.become([machine("i1", { specs: ["files-1"] })]);
  machines.become([machine("i1", { specs: ["files-1"], state: "paused" })]);
  machines.become([]);
  machines.become([]);
  expect(told).toEqual(["files", "files", "files"]);
});

test("the group of other machines is told of as a whole when it comes and goes, else by its row", () => {
  const { rows, told, machines } = setUp();
  machines.become([machine("i1")]);
  expect(rows.rows().at(-1)?.label).toBe("Other Sandboxes");
  machines.become([machine("i1", { state: "paused" })]);
  machines.become([]);
  expect(told).toEqual([undefined, "other sandboxes", undefined]);
});

test("the time that a machine has left passes while the tree is looked at", async () => {
  const { rows, told, machines } = setUp();
  machines.become([machine("i1", { specs: ["files-1"], endsAt: Date.now() + 60_000 })]);
  rows.look(true);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(told).toHaveLength(4);
  rows.dispose();
  expect(vi.getTimerCount()).toBe(0);
});
