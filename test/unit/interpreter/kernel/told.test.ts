import { expect, test } from "vitest";
import { toldBy } from "../../../../src/interpreter/kernel/told.ts";

const told = (value: unknown): unknown => toldBy(JSON.stringify(value));

test("what is no message, or of no kind that we know, says nothing", () => {
  for (const line of ["", "x", "[]", "5", "null", '"ready"', "{", '{"is":1}', '{"is":"new"}'])
    expect(toldBy(line)).toBeUndefined();
});

test("each kind has all of its parts, whatever was sent", () => {
  expect(told({ is: "ready" })).toEqual({ is: "ready", cwd: "", version: "" });
  expect(told({ is: "started", run: "2" })).toEqual({ is: "started", run: 2 });
  expect(told({ is: "raw", text: 5 })).toEqual({ is: "raw", stream: "stdout", text: "" });
  expect(told({ is: "stream", stream: "stderr", text: "a" })).toEqual({
    is: "stream",
    stream: "stderr",
    text: "a",
  });
  expect(told({ is: "display", data: { a: 1 }, id: "d" })).toEqual({
    is: "display",
    main: false,
    data: { a: 1 },
    id: "d",
  });
  expect(told({ is: "display", main: true, data: null, id: 5 })).toEqual({
    is: "display",
    main: true,
    data: {},
  });
  expect(told({ is: "clear", wait: 1 })).toEqual({ is: "clear", wait: true });
  expect(told({ is: "ask", question: 3, prompt: "?", password: true })).toEqual({
    is: "ask",
    question: 3,
    prompt: "?",
    password: true,
  });
  expect(told({ is: "cut", bytes: {} })).toEqual({ is: "cut", bytes: 0 });
  expect(told({ is: "done", run: 1, error: "x" })).toEqual({ is: "done", run: 1 });
  expect(told({ is: "done", run: 1, error: { value: "v" } })).toEqual({
    is: "done",
    run: 1,
    error: { name: "", value: "v", traceback: "" },
  });
  expect(told({ is: "gone", code: 1, signal: 0, stubborn: 1, missing: "m" })).toEqual({
    is: "gone",
    code: 1,
    signal: 0,
    stubborn: true,
    missing: "m",
  });
});

test("half a character becomes the sign for none", () => {
  const half = String.raw`\ud83d`;
  expect(toldBy(`{"is":"stream","text":"a${half}"}`)).toMatchObject({ text: "a\uFFFD" });
  const bundle = `{"is":"display","data":{"text/plain":"${half}","application/json":["${half}"]}}`;
  expect(toldBy(bundle)).toMatchObject({ data: { "text/plain": "\uFFFD" } });
});
