import { expect, test, vi } from "vitest";
import { Lookout } from "../../../../src/sandbox/local/lookout.ts";

test("every watch looks again and again, one last time, and is disposed then", async () => {
  vi.useFakeTimers();
  const did: string[] = [];
  const lookout = new Lookout();
  lookout.add({ check: async () => void did.push("look"), dispose: () => did.push("dispose") });
  lookout.add({ dispose: () => did.push("dispose other") });
  await vi.advanceTimersByTimeAsync(2500);
  expect(did).toEqual(["look", "look"]);
  await lookout.end();
  expect(did.slice(2)).toEqual(["look", "dispose", "dispose other"]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(did).toHaveLength(5);
  vi.useRealTimers();
});

test("a look that takes long is not overtaken by the next", async () => {
  vi.useFakeTimers();
  let looks = 0;
  let finish: () => void = () => {};
  const lookout = new Lookout();
  lookout.add({
    check: () => {
      looks += 1;
      return looks > 1 ? Promise.resolve() : new Promise((resolve) => (finish = resolve));
    },
  });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(looks).toBe(1);
  finish();
  await lookout.end();
  expect(looks).toBe(2);
  vi.useRealTimers();
});
