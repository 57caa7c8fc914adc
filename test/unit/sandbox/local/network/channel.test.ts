import { once } from "node:events";
import type { Duplex } from "node:stream";
import { describe, expect, test } from "vitest";
import {
  frame,
  initialCredit,
  maxStreams,
} from "../../../../../src/sandbox/local/network/frames.ts";
import { JailEnd, wholeCredit } from "../../../../fakes/jailEnd.ts";

const echo = (stream: Duplex): void => void stream.pipe(stream);
const upTo = { timeout: 5000 };

async function textOf(stream: Duplex | undefined): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream ?? []) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts).toString();
}

describe("a stream", () => {
  test("carries bytes both ways, and each side's end", async () => {
    const jail = new JailEnd(echo).listen();
    jail.send("open", 1).data(1, "hel").data(1, "lo").send("end", 1);
    await expect.poll(() => jail.sawFrame("end", 1), upTo).toBe(true);
    expect(jail.received(1).toString()).toBe("hello");
    expect(jail.sawFrame("reset", 1)).toBe(false);
  });

  test("goes on in one direction when the other has ended", async () => {
    const jail = new JailEnd().listen();
    jail.send("open", 1).send("end", 1);
    await expect.poll(() => jail.accepted.length).toBe(1);
    const [stream] = jail.accepted;
    expect(await textOf(stream)).toBe("");
    stream?.end("an answer");
    await expect.poll(() => jail.sawFrame("end", 1), upTo).toBe(true);
    expect(jail.received(1).toString()).toBe("an answer");
  });

  test("that is reset closes without an end", async () => {
    const jail = new JailEnd().listen();
    jail.send("open", 1).data(1, "partial").send("reset", 1);
    await expect.poll(() => jail.accepted[0]?.destroyed).toBe(true);
    expect(jail.accepted[0]?.readableEnded).toBe(false);
    expect(jail.sawFrame("reset", 1)).toBe(true);
  });

  test("that the host lets go of is reset in the jail, and late bytes for it are dropped", async () => {
    const jail = new JailEnd().listen();
    jail.send("open", 1);
    await expect.poll(() => jail.accepted.length).toBe(1);
    jail.accepted[0]?.destroy();
    await expect.poll(() => jail.sawFrame("reset", 1)).toBe(true);
    jail.data(1, "late").send("credit", 1, 5).send("end", 1).send("reset", 1);
    jail.send("open", 2);
    await expect.poll(() => jail.accepted.length).toBe(2);
    expect(jail.broken).toBeUndefined();
  });

  test("on which nothing moves is closed after the idle time", async () => {
    const jail = new JailEnd(undefined, 40).listen();
    jail.send("open", 1);
    await expect.poll(() => jail.sawFrame("reset", 1), upTo).toBe(true);
    expect(jail.accepted[0]?.destroyed).toBe(true);
  });

  test("closes with the channel", async () => {
    const jail = new JailEnd();
    jail.send("open", 1).send("open", 2);
    await expect.poll(() => jail.accepted.length).toBe(2);
    const closed = Promise.all(jail.accepted.map((stream) => once(stream, "close")));
    jail.close();
    await closed;
  });
});

describe("flow control", () => {
  test("a megabyte arrives whole through windows much smaller", async () => {
    const jail = new JailEnd((stream) => stream.end(Buffer.alloc(1 << 20, 3))).listen();
    jail.send("open", 1);
    for (let got = 0; got < 1 << 20;) {
      await expect.poll(() => jail.received(1).length, upTo).toBeGreaterThan(got);
      const more = jail.received(1).length - got;
      got += more;
      jail.send("credit", 1, more);
    }
    await expect.poll(() => jail.sawFrame("end", 1), upTo).toBe(true);
    expect(jail.received(1).equals(Buffer.alloc(1 << 20, 3))).toBe(true);
  });

  test("the host sends no more than it was granted", async () => {
    const jail = new JailEnd((stream) => stream.write(Buffer.alloc(1 << 20))).listen();
    jail.send("open", 1);
    await expect.poll(() => jail.received(1).length, upTo).toBe(initialCredit);
    jail.send("credit", 1, 10);
    await expect.poll(() => jail.received(1).length, upTo).toBe(initialCredit + 10);
  });

  test("the jail is granted more only for what was read", async () => {
    const jail = new JailEnd().listen();
    jail.send("open", 1);
    for (let at = 0; at < initialCredit; at += 32_768)
      jail.data(1, wholeCredit.subarray(at, at + 32_768));
    await expect.poll(() => jail.accepted.length).toBe(1);
    expect(jail.sawFrame("credit", 1)).toBe(false);
    jail.accepted[0]?.resume();
    const granted = (): number =>
      jail.frames.filter(({ kind }) => kind === "credit").reduce((sum, one) => sum + one.amount, 0);
    await expect.poll(granted, upTo).toBe(initialCredit);
  });

  test("a jail that does not read is not read from either", async () => {
    const jail = new JailEnd(echo);
    jail.send("open", 1);
    for (let id = 2; id < 4000; id += 1) jail.send("open", id).send("reset", id);
    jail.send("open", 5000);
    await expect.poll(() => jail.accepted.length).toBeGreaterThan(0);
    const before = jail.accepted.length;
    jail.listen();
    await expect.poll(() => jail.accepted.length, upTo).toBeGreaterThan(before);
  });
});

describe("a jail that breaks the protocol loses its network:", () => {
  const tooMuch = Buffer.concat(
    [0, 1, 2].flatMap(() => [frame("data", 1, 65_536), Buffer.alloc(65_536)]),
  );
  test.each([
    ["an unknown frame", Buffer.from([9, 0, 0, 1, 0, 0, 0, 0])],
    ["a data frame of four gigabytes", frame("data", 1, 0xff_ff_ff_ff)],
    ["more data than was granted", tooMuch],
    ["a stream opened twice", frame("open", 1)],
    [
      "data behind the end",
      Buffer.concat([frame("end", 1), frame("data", 1, 1), Buffer.from("x")]),
    ],
    ["two ends", Buffer.concat([frame("end", 1), frame("end", 1)])],
    ["absurd credit", Buffer.concat([frame("credit", 1, 0x7f_ff_ff_ff), frame("credit", 1, 1)])],
  ])("%s", async (_what, bytes) => {
    const jail = new JailEnd().listen();
    jail.send("open", 1).raw(bytes);
    await expect.poll(() => jail.broken).toBeTypeOf("string");
    await expect.poll(() => jail.isClosed).toBe(true);
    expect(jail.accepted.every((stream) => stream.destroyed)).toBe(true);
  });
});

describe("limits", () => {
  test("streams beyond the limit are refused, and taken again when others have closed", async () => {
    const jail = new JailEnd().listen();
    for (let id = 1; id <= maxStreams + 3; id += 1) jail.send("open", id);
    await expect.poll(() => jail.sawFrame("reset", maxStreams + 3)).toBe(true);
    expect(jail.accepted).toHaveLength(maxStreams);
    jail.send("reset", 1).send("open", 1000);
    await expect.poll(() => jail.accepted.length).toBe(maxStreams + 1);
  });

  test("streams that are opened in a flood are refused unseen, and served again later", async () => {
    const jail = new JailEnd().listen();
    const flood = Array.from({ length: 3000 }, (_, id) => [frame("open", id), frame("reset", id)]);
    jail.raw(Buffer.concat(flood.flat()));
    await expect.poll(() => jail.sawFrame("reset", 2999)).toBe(true);
    expect(jail.accepted.length).toBeLessThan(700);
    const before = jail.accepted.length;
    jail.send("open", 5000);
    await expect.poll(() => jail.accepted.length, upTo).toBe(before + 1);
  });

  test("a byte a frame costs memory for the bytes, not for the frames", async () => {
    const jail = new JailEnd();
    const one = Buffer.concat([frame("data", 1, 1), Buffer.from("x")]);
    const many = Buffer.concat(Array.from({ length: 10_000 }, () => one));
    jail.send("open", 1);
    for (let round = 0; round < 13; round += 1) jail.raw(many);
    await expect.poll(() => jail.accepted.length).toBe(1);
    jail.send("end", 1);
    expect((await textOf(jail.accepted[0])).length).toBe(130_000);
  });

  test("random frames neither crash the host nor leave a stream behind", async () => {
    for (let round = 0; round < 40; round += 1) {
      const jail = new JailEnd(echo).listen();
      for (let count = 0; count < 200; count += 1) jail.raw(randomFrame());
      await new Promise((resolve) => setImmediate(resolve));
      jail.close();
      await expect.poll(() => jail.accepted.every((stream) => stream.destroyed)).toBe(true);
    }
  });
});

function randomFrame(): Buffer {
  const kinds = ["open", "data", "end", "reset", "credit"] as const;
  const kind = kinds[Math.floor(Math.random() * kinds.length)] ?? "open";
  const amount = Math.floor(Math.random() * 300);
  const head = frame(kind, Math.floor(Math.random() * 12), amount);
  return kind === "data" ? Buffer.concat([head, Buffer.alloc(amount)]) : head;
}
