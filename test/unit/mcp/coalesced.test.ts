import { expect, it } from "vitest";
import { coalesced } from "../../../src/mcp/coalesced.ts";

it("calls while the work is under way make it run once more, not once each", async () => {
  const finish: (() => void)[] = [];
  const run = coalesced(() => new Promise((resolve) => finish.push(resolve)));
  run();
  run();
  run();
  expect(finish).toHaveLength(1);
  finish[0]?.();
  await expect.poll(() => finish.length).toBe(2);
  finish[1]?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect(finish).toHaveLength(2);
  run();
  expect(finish).toHaveLength(3);
});
