import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { readStatus } from "../../../../src/sandbox/local/status.ts";

test("the first process and the exit code are read as they come, in any pieces", async () => {
  const channel = new PassThrough();
  const { first, exitCode } = readStatus(channel);
  for (const piece of ['{ "child-p', 'id": 12', '34, "net-namespace": 1 }', "\n"])
    channel.write(piece);
  expect(await first).toBe(1234);
  channel.end('{ "exit-code": 3 }\n');
  expect(await exitCode).toBe(3);
});

test("a channel that closes without a word says that there was nothing", async () => {
  const channel = new PassThrough();
  const { first, exitCode } = readStatus(channel);
  channel.end();
  expect(await first).toBeUndefined();
  expect(await exitCode).toBeUndefined();
});

test("a line that was cut off is no news", async () => {
  const channel = new PassThrough();
  const { first, exitCode } = readStatus(channel);
  channel.end('{ "child-pid": 7 }\n{ "exit-code": 1');
  expect(await first).toBe(7);
  expect(await exitCode).toBeUndefined();
});
