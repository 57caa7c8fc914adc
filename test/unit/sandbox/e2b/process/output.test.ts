import { expect, test } from "vitest";
import { Output } from "../../../../../src/sandbox/e2b/process/output.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);

async function all(output: Output): Promise<string> {
  let text = "";
  for await (const piece of output) text += Buffer.from(piece).toString();
  return text;
}

test("what came before and after the reader is read in order, to the end", async () => {
  const output = new Output();
  for (const text of ["a", "b", "c"]) output.push(bytes(text));
  const read = all(output);
  await Promise.resolve();
  output.push(bytes("d"));
  output.end();
  expect(await read).toBe("abcd");
});

test("what waits is counted as received, and as read when it is", async () => {
  const reads: number[] = [];
  const output = new Output(() => reads.push(output.read));
  output.push(bytes("12345"));
  output.push(bytes("678"));
  expect([output.received, output.read, output.waiting]).toEqual([8, 0, 8]);
  const reader = output[Symbol.asyncIterator]();
  await reader.next();
  expect([output.received, output.read, output.waiting]).toEqual([8, 5, 3]);
  await reader.next();
  expect([output.read, output.waiting]).toEqual([8, 0]);
  expect(reads).toEqual([5, 8]);
});

test("when the reader leaves, all counts as read, also what comes later", async () => {
  const output = new Output();
  output.push(bytes("first"));
  output.push(bytes("second"));
  for await (const _ of output) break;
  output.push(bytes("later"));
  expect([output.received, output.read, output.waiting]).toEqual([16, 16, 0]);
});

test("what comes after the end is not told", async () => {
  const output = new Output();
  output.push(bytes("told"));
  output.end();
  output.push(bytes("late"));
  expect(await all(output)).toBe("told");
});
