import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Failure } from "../../../../src/base/failure.ts";
import { FileWatches } from "../../../../src/editor/files/fileWatches.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const everyMs = 1000;

/** Watches over files that are there by their name. */
function setUp() {
  const files = new Map<string, { modifiedAt: number; size: number }>();
  const look = vi.fn(async (name: string) => {
    const found = files.get(name);
    if (found === undefined) throw new Failure("fileNotFound", `There is no ${name}.`);
    return found;
  });
  let awake = true;
  const told: string[] = [];
  const watches = new FileWatches<string>({
    ...{ look, everyMs },
    isAwake: () => awake,
    onDidChange: (name, change) => void told.push(`${change} ${name}`),
  });
  const tick = () => vi.advanceTimersByTimeAsync(everyMs);
  const sleep = (): void => void (awake = false);
  const wake = (): void => void (awake = true);
  return { files, look, watches, told, tick, sleep, wake };
}

describe("a watched file", () => {
  test("is told of when it changes, comes and goes, and only then", async () => {
    const { files, watches, told, tick } = setUp();
    files.set("a", { modifiedAt: 1, size: 1 });
    watches.watch("a");
    await tick();
    expect(told).toEqual([]);
    files.set("a", { modifiedAt: 2, size: 1 });
    await tick();
    files.set("a", { modifiedAt: 2, size: 5 });
    await tick();
    await tick();
    files.delete("a");
    await tick();
    await tick();
    files.set("a", { modifiedAt: 3, size: 1 });
    await tick();
    expect(told).toEqual(["changed a", "changed a", "deleted a", "created a"]);
  });

  test("is compared with what was there when the watch began, not at the first tick", async () => {
    const { files, watches, told, tick } = setUp();
    files.set("a", { modifiedAt: 1, size: 1 });
    watches.watch("a");
    await vi.advanceTimersByTimeAsync(1);
    files.set("a", { modifiedAt: 2, size: 1 });
    await tick();
    expect(told).toEqual(["changed a"]);
  });

  test("is not looked at while its machine sleeps", async () => {
    const { files, look, watches, told, tick, sleep, wake } = setUp();
    files.set("a", { modifiedAt: 1, size: 1 });
    watches.watch("a");
    await tick();
    sleep();
    look.mockClear();
    files.set("a", { modifiedAt: 2, size: 1 });
    await tick();
    expect(look).not.toHaveBeenCalled();
    wake();
    await tick();
    expect(told).toEqual(["changed a"]);
  });

  test("is not taken for deleted when it cannot be looked at", async () => {
    const { files, look, watches, told, tick } = setUp();
    files.set("a", { modifiedAt: 1, size: 1 });
    watches.watch("a");
    await tick();
    look.mockRejectedValueOnce(new Failure("serviceUnreachable", "down"));
    await tick();
    await tick();
    expect(told).toEqual([]);
  });

  test("is looked at by one at a time", async () => {
    const { look, watches, tick } = setUp();
    look.mockImplementation(() => new Promise(() => {}));
    watches.watch("a");
    await tick();
    await tick();
    expect(look).toHaveBeenCalledTimes(1);
  });
});

test("nothing is looked at when nothing is watched any more", async () => {
  const { files, look, watches, told, tick } = setUp();
  files.set("a", { modifiedAt: 1, size: 1 });
  const [first, second] = [watches.watch("a"), watches.watch("a")];
  await tick();
  first.dispose();
  files.set("a", { modifiedAt: 2, size: 1 });
  await tick();
  expect(told).toEqual(["changed a"]);
  second.dispose();
  expect(vi.getTimerCount()).toBe(0);
  look.mockClear();
  watches.watch("a");
  watches.dispose();
  await tick();
  expect(look).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});
