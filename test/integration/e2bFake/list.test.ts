import type { Sandbox, SandboxListOpts } from "e2b";
import { expect } from "vitest";
import { test } from "./fakeTest.ts";

/** The ids of all pages, page by page. */
async function pages(Box: typeof Sandbox, options: SandboxListOpts = {}): Promise<string[][]> {
  const found: string[][] = [];
  for (const paginator = Box.list(options); paginator.hasNext;)
    found.push((await paginator.nextItems()).map(({ sandboxId }) => sandboxId));
  return found;
}

test("sandboxes are listed page by page, newest first", async ({ Box }) => {
  const ids: string[] = [];
  for (let count = 0; count < 5; count++) ids.unshift((await Box.create()).sandboxId);
  const [a, b, c, d, e] = ids;
  expect(await pages(Box, { limit: 2 })).toEqual([[a, b], [c, d], [e]]);
  expect(await pages(Box, { limit: 5, order: "asc" })).toEqual([ids.toReversed()]);
});

test("metadata finds its own sandboxes, whatever is in it", async ({ Box }) => {
  const metadata = { "a key": "ü=1&b=%20", workspace: "/home/me/x y" };
  const mine = await Box.create({ metadata });
  await Box.create({ metadata: { ...metadata, workspace: "other" } });
  await Box.create();
  expect(await pages(Box, { query: { metadata } })).toEqual([[mine.sandboxId]]);
  expect(await pages(Box, { query: { metadata: { none: "1" } } })).toEqual([[]]);
});

test("states are told apart", async ({ Box, box }) => {
  const paused = await Box.create();
  await paused.pause();
  expect(await pages(Box, { query: { state: ["paused"] } })).toEqual([[paused.sandboxId]]);
  expect(await pages(Box, { query: { state: ["running"] } })).toEqual([[box.sandboxId]]);
  expect(await pages(Box)).toEqual([[paused.sandboxId, box.sandboxId]]);
});
