import { E2B, type Sandbox } from "e2b";
import { expect, test as base } from "vitest";
import { FakeE2B } from "../../fakes/e2b/fakeE2B.ts";

interface Fixtures {
  readonly fake: FakeE2B;
  /** The SDK's class, pointed at the fake. */
  readonly Box: typeof Sandbox;
  /** A sandbox that runs. */
  readonly box: Sandbox;
}

/** A test with a service of its own, which is gone afterwards with all that it started. */
export const test = base.extend<Fixtures>({
  fake: async ({}, use) => {
    await using fake = await FakeE2B.start();
    await use(fake);
  },
  Box: async ({ fake }, use) => use(new E2B(fake.connection).Sandbox),
  box: async ({ Box }, use) => use(await Box.create()),
});

/** Waits until it is so, with time for a machine that does much else. */
export const soon: typeof expect.poll = (call, options) =>
  expect.poll(call, { timeout: 20_000, interval: 20, ...options });

/** What a promise is rejected with: the error's class, and what it holds. */
export const errorOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable("It did not fail."),
    (error: unknown) => {
      expect(error).toBeInstanceOf(Error);
      return error as Error;
    },
  );

/** A promise with the function that resolves it. */
export function signal<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve = (_value: T): void => {};
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}
