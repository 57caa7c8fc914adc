import { expect, it } from "vitest";
import { within } from "../../../src/base/within.ts";

it("a promise in time gives its value, a late one undefined, a failing one its error", async () => {
  expect(await within(1000, Promise.resolve("value"))).toBe("value");
  expect(await within(1, new Promise(() => {}))).toBeUndefined();
  await expect(within(1000, Promise.reject(new Error("no")))).rejects.toThrow("no");
});
