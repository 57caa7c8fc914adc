import { expect, it } from "vitest";
import { Stderr } from "../../../src/mcp/stderr.ts";
import { Lines } from "../../fakes/logs.ts";

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

it("the error stream goes to the log line by line, harmless to look at", async () => {
  const log = new Lines();
  const stderr = new Stderr(chunks("one\ntw", "o\u0007\n", "three"), log);
  await stderr.ended;
  expect(log.lines).toEqual(["info: one", "info: two\\u0007", "info: three"]);
});

it("the last lines are remembered, and no more than twenty", async () => {
  const log = new Lines();
  const lines = Array.from({ length: 100_000 }, (_, index) => `line ${index}`);
  const stderr = new Stderr(chunks(lines.join("\n")), log);
  await stderr.ended;
  expect(stderr.tail?.split("\n")).toEqual(lines.slice(-20));
  expect(log.lines.length).toBeLessThan(5000);
});

it("there is no tail where nothing was said", async () => {
  const stderr = new Stderr(chunks(), new Lines());
  await stderr.ended;
  expect(stderr.tail).toBeUndefined();
});

it("a line without end is cut", async () => {
  const log = new Lines();
  const stderr = new Stderr(chunks("x".repeat(100_000), "y".repeat(100_000)), log);
  await stderr.ended;
  expect(stderr.tail).toHaveLength(4097);
  expect(log.lines).toHaveLength(1);
});

it("a stream that breaks has ended", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode("last words\n");
    throw new Error("gone");
  }
  const stderr = new Stderr(broken(), new Lines());
  await stderr.ended;
  expect(stderr.tail).toBe("last words");
});
