import { expect, test } from "vitest";
import {
  ChannelBroken,
  frame,
  frameKinds,
  type FrameKind,
  FrameReader,
  maxData,
} from "../../../../../src/sandbox/local/network/frames.ts";

function reading(): { readonly reader: FrameReader; readonly seen: string[] } {
  const seen: string[] = [];
  const reader = new FrameReader({
    frame: (kind, stream, amount) => void seen.push(`${kind} ${stream} ${amount}`),
    data: (stream, bytes) => void seen.push(`data ${stream} ${bytes.toString("latin1")}`),
  });
  return { reader, seen };
}

const session = Buffer.concat([
  frame("open", 1),
  frame("data", 1, 5),
  Buffer.from("hello"),
  frame("credit", 0xff_ff_ff, 0xff_ff_ff_ff),
  frame("data", 1, 0),
  frame("end", 1),
  frame("reset", 2),
]);
const story = ["open 1 0", "data 1 hello", "credit 16777215 4294967295", "end 1 0", "reset 2 0"];

test("frames come out as they went in", () => {
  const { reader, seen } = reading();
  reader.push(session);
  expect(seen).toEqual(story);
});

test.each([1, 2, 3, 7, 8, 9, 12])("pieces of %i bytes tell the same story", (size) => {
  const { reader, seen } = reading();
  for (let at = 0; at < session.length; at += size) reader.push(session.subarray(at, at + size));
  expect(seen.join(" ").replaceAll(/ data 1 (?!h)/g, "")).toBe(story.join(" "));
});

test.each([0, 6, 255])("a frame of the unknown kind %i ends the reading", (code) => {
  const { reader, seen } = reading();
  expect(() => reader.push(Buffer.from([code, 0, 0, 1, 0, 0, 0, 0]))).toThrow(ChannelBroken);
  expect(seen).toEqual([]);
});

test("a data frame may not be longer than the limit", () => {
  expect(() => reading().reader.push(frame("data", 1, maxData))).not.toThrow();
  expect(() => reading().reader.push(frame("data", 1, maxData + 1))).toThrow(ChannelBroken);
  expect(() => reading().reader.push(frame("data", 1, 0xff_ff_ff_ff))).toThrow(ChannelBroken);
});

test("every kind has a number of its own", () => {
  const kinds = Object.keys(frameKinds) as FrameKind[];
  expect(new Set(kinds.map((kind) => frame(kind, 0)[0])).size).toBe(kinds.length);
});

test("random bytes end in frames or in ChannelBroken, never in another error", () => {
  for (let round = 0; round < 500; round += 1) {
    const { reader } = reading();
    const bytes = Buffer.from(Array.from({ length: 400 }, () => Math.floor(Math.random() * 256)));
    try {
      reader.push(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(ChannelBroken);
    }
  }
});
