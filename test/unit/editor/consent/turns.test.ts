import { expect, test } from "vitest";
import { Turns } from "../../../../src/editor/consent/turns.ts";

test("one turn begins when the one before is over, also when that has failed", async () => {
  const turns = new Turns();
  const first = Promise.withResolvers<string>();
  const begun: string[] = [];
  const turn = (name: string, work: Promise<string>) =>
    turns.take(() => {
      begun.push(name);
      return work;
    });
  const one = turn("one", first.promise);
  const two = turn("two", Promise.resolve("done"));
  await expect.poll(() => begun).toEqual(["one"]);
  first.reject(new Error("failed"));
  await expect(one).rejects.toThrow("failed");
  expect(await two).toBe("done");
});
