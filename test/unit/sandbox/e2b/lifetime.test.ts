import { expect, test } from "vitest";
import { Lifetime } from "../../../../src/sandbox/e2b/lifetime.ts";
import { defaultTimes } from "../../../../src/sandbox/e2b/times.ts";

const times = { ...defaultTimes, lifetimeMs: 600, extendMs: 30, marginMs: 20 };

function lifetime(extend: (ms: number) => Promise<number>) {
  const heard = { nearEnd: 0, failures: 0, extended: 0 };
  const one = new Lifetime(Date.now() + times.lifetimeMs, {
    times,
    extend: (ms) => {
      heard.extended += 1;
      return extend(ms);
    },
    onDidNearEnd: () => void (heard.nearEnd += 1),
    onDidFail: () => void (heard.failures += 1),
  });
  return { one, heard, [Symbol.dispose]: () => one.stop() };
}

test("is put off again and again while it is on", async () => {
  using world = lifetime(async (ms) => Date.now() + ms);
  world.one.start();
  await expect.poll(() => world.heard.extended).toBeGreaterThan(3);
  expect(world.heard.nearEnd).toBe(0);
});

test("that cannot be put off tells shortly before its end, once", async () => {
  const end = Date.now() + 120;
  using world = lifetime(async () => end);
  world.one.start();
  await expect.poll(() => world.heard.nearEnd).toBe(1);
  expect(Date.now()).toBeGreaterThan(end - 60);
  expect(world.heard.extended).toBe(1);
});

test("that the plan refuses keeps the end that is known", async () => {
  using world = lifetime(async () => {
    throw Object.assign(new Error("over the cap"), { statusCode: 400 });
  });
  const { endsAt } = world.one;
  world.one.start();
  await expect.poll(() => world.heard.nearEnd, { timeout: 2000 }).toBe(1);
  expect(world.one.endsAt).toBe(endsAt);
  expect(world.heard.failures).toBe(0);
});

test("that got no answer is tried again soon", async () => {
  let tries = 0;
  using world = lifetime(async (ms) => {
    tries += 1;
    if (tries < 3) throw new TypeError("fetch failed");
    return Date.now() + ms;
  });
  world.one.start();
  await expect.poll(() => tries).toBeGreaterThan(3);
  expect(world.heard).toMatchObject({ failures: 2, nearEnd: 0 });
});

test("is left alone when it is off", async () => {
  const world = lifetime(async (ms) => Date.now() + ms);
  world.one.start();
  await expect.poll(() => world.heard.extended).toBeGreaterThan(0);
  world.one.stop();
  const before = world.heard.extended;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(world.heard.extended).toBe(before);
});
