import { once } from "node:events";
import { PassThrough, Readable, Writable } from "node:stream";
import { expect, test } from "vitest";
import { pump } from "../../../../../src/sandbox/local/network/pump.ts";

const source = (...parts: string[]): Readable =>
  Readable.from(
    parts.map((part) => Buffer.from(part)),
    { objectMode: false },
  );

test("everything arrives, and then the end", async () => {
  const to = new PassThrough();
  const done = pump(source("a", "b", "c"), to);
  expect((await to.toArray()).join("")).toBe("abc");
  await done;
});

test("what the filter keeps back does not arrive", async () => {
  const to = new PassThrough();
  const done = pump(source("a", "b"), to, (bytes) =>
    bytes.toString() === "a" ? Buffer.alloc(0) : bytes,
  );
  expect((await to.toArray()).join("")).toBe("b");
  await done;
});

test("the next piece is read only when the last one was taken", async () => {
  let read = 0;
  const from = new Readable({
    highWaterMark: 1,
    read() {
      read += 1;
      this.push(Buffer.alloc(10));
    },
  });
  let take: (() => void) | undefined;
  const to = new Writable({ write: (_chunk, _encoding, callback) => void (take = callback) });
  const pumping = pump(from, to).catch(() => "stopped");
  await expect.poll(() => take).toBeDefined();
  const before = read;
  await new Promise((resolve) => setImmediate(resolve));
  expect(read).toBe(before);
  expect(before).toBeLessThan(5);
  to.destroy();
  await pumping;
});

test("it stops when the other end goes away, even while it waits for it", async () => {
  const to = new Writable({ write: () => {} });
  const pumping = pump(source("a", "b"), to);
  const closed = once(to, "close");
  setImmediate(() => to.destroy());
  await expect(pumping).rejects.toThrow("closed");
  await closed;
});
