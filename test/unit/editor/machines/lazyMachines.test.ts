import { describe, expect, test } from "vitest";
import { Failure } from "../../../../src/base/failure.ts";
import { LazyMachines } from "../../../../src/editor/machines/lazyMachines.ts";
import { MemoryMachines, machine } from "../../../fakes/memoryMachines.ts";

function setUp(found = [machine("i1")]) {
  const inner = new MemoryMachines(found);
  let loads = 0;
  let broken = false;
  const lazy = new LazyMachines(async () => {
    loads++;
    if (broken) throw new Failure("internal", "Cannot be loaded.");
    return inner;
  });
  let told = 0;
  lazy.onDidChange(() => void told++);
  const breakIt = (is: boolean): void => void (broken = is);
  return { lazy, inner, breakIt, loads: () => loads, told: () => told };
}

describe("machines that are not loaded", () => {
  test("are none, and stay so while nobody asks for more", () => {
    const { lazy, loads } = setUp();
    expect(lazy.list()).toEqual([]);
    lazy.files("i1");
    expect(loads()).toBe(0);
  });

  test("are loaded once by all who ask at the same time", async () => {
    const { lazy, inner, loads } = setUp();
    const [first, found] = await Promise.all([lazy.get(), lazy.refresh()]);
    expect(first).toBe(inner);
    expect(found.map(({ id }) => id)).toEqual(["i1"]);
    expect(loads()).toBe(1);
  });

  test("are loaded anew after an attempt that failed", async () => {
    const { lazy, breakIt } = setUp();
    breakIt(true);
    await expect(lazy.refresh()).rejects.toMatchObject({ code: "internal" });
    breakIt(false);
    expect(await lazy.refresh()).toHaveLength(1);
  });

  test("are not loaded by letting go of them, nor after it", async () => {
    const { lazy, loads } = setUp();
    await lazy[Symbol.asyncDispose]();
    await expect(lazy.refresh()).rejects.toMatchObject({ code: "cancelled" });
    expect(loads()).toBe(0);
  });
});

describe("machines that are loaded", () => {
  test("are known, and their changes are told", async () => {
    const { lazy, inner, told } = setUp();
    await lazy.get();
    expect(told()).toBe(1);
    expect(lazy.list().map(({ id }) => id)).toEqual(["i1"]);
    inner.become([]);
    expect(told()).toBe(2);
    expect(lazy.list()).toEqual([]);
  });

  test("are ended through it", async () => {
    const { lazy, inner } = setUp([machine("i1"), machine("i2"), machine("i3")]);
    await lazy.kill("i2");
    expect(await lazy.killAll()).toEqual(["i1", "i3"]);
    expect(inner.killed).toEqual(["i2", "i1", "i3"]);
    await lazy.pause("i1");
    expect(await lazy.sweep([])).toEqual({ kept: [], killed: [] });
  });

  test("have their files, each verb of them", async () => {
    const { lazy, inner } = setUp();
    const files = lazy.files("i1");
    await files.makeDir("d");
    await files.write("d/a", new TextEncoder().encode("text"));
    await files.move("d/a", "d/b");
    expect(await inner.files("i1").read("d/b")).toEqual(await files.read("d/b"));
    expect((await files.list("d")).map(({ name }) => name)).toEqual(["b"]);
    await files.remove("d");
    await expect(files.stat("d")).rejects.toMatchObject({ code: "fileNotFound" });
  });

  test("are let go of with it, also when they are still loading", async () => {
    const { lazy, inner } = setUp();
    void lazy.get();
    await lazy[Symbol.asyncDispose]();
    expect(inner.closed).toBe(1);
  });
});
