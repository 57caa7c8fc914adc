import { expect, test } from "vitest";
import { ByteQueue } from "../../../src/sandbox/byteQueue.ts";

test("what was put in comes out once, in order", () => {
  const queue = new ByteQueue();
  for (let at = 0; at < 5000; at += 1) queue.append(Buffer.from([at % 251]));
  expect(queue.length).toBe(5000);
  const all = queue.take();
  expect([...all]).toEqual(Array.from({ length: 5000 }, (_, at) => at % 251));
  expect(queue.length).toBe(0);
  expect(queue.take()).toHaveLength(0);
});

test("a piece is a copy: it keeps no larger buffer alive and does not change with it", () => {
  const queue = new ByteQueue();
  const large = Buffer.alloc(65_536, 1);
  queue.append(large.subarray(0, 1));
  large.fill(2);
  const [byte] = queue.peek();
  expect(byte).toBe(1);
  expect(queue.peek().buffer.byteLength).toBeLessThan(2048);
});

test("what was taken does not change with what comes next", () => {
  const queue = new ByteQueue();
  queue.append(Buffer.from("first"));
  const first = queue.take();
  queue.append(Buffer.from("second"));
  expect(first.toString()).toBe("first");
  expect(queue.take().toString()).toBe("second");
});
