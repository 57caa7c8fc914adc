import { describe, expect, it } from "vitest";
import { toldIn } from "../../../../src/interpreter/service/told.ts";
import {
  brokenStream,
  refusal,
  statusOf,
  unreachable,
} from "../../../../src/interpreter/service/serviceFailure.ts";

describe("a line of the service", () => {
  it.each([
    [
      { type: "number_of_executions", execution_count: 3 },
      { kind: "begun", count: 3 },
    ],
    [{ type: "keepalive" }, { kind: "alive" }],
    [{ type: "end_of_execution" }, { kind: "end" }],
    [
      { type: "stdout", text: "a\n", timestamp: "2026-01-01T00:00:00Z" },
      { kind: "output", output: { kind: "stream", stream: "stdout", text: "a\n" } },
    ],
    [
      { type: "stderr", text: "b" },
      { kind: "output", output: { kind: "stream", stream: "stderr", text: "b" } },
    ],
    [
      { type: "error", name: "E", value: "v", traceback: "t" },
      { kind: "error", error: { name: "E", value: "v", traceback: "t" } },
    ],
    [
      { type: "error", name: "E", value: null, traceback: ["one", "two"] },
      { kind: "error", error: { name: "E", value: "", traceback: "one\ntwo" } },
    ],
  ])("%j is %j", (line, told) => {
    expect(toldIn(line)).toEqual(told);
  });

  it("with a value names each of its forms by MIME type, and leaves out those that are not there", () => {
    const line = {
      type: "result",
      text: "42",
      html: "<b>42</b>",
      markdown: "**42**",
      svg: "<svg/>",
      png: "UE5H",
      jpeg: "SlBH",
      pdf: "UERG",
      latex: "$42$",
      json: { n: 42 },
      javascript: "42",
      data: { x: [1] },
      chart: { type: "bar" },
      extra: { "application/x": 1 },
      is_main_result: true,
    };
    expect(toldIn(line)).toEqual({
      kind: "output",
      output: {
        kind: "display",
        isMain: true,
        data: {
          "text/plain": "42",
          "text/html": "<b>42</b>",
          "text/markdown": "**42**",
          "image/svg+xml": "<svg/>",
          "image/png": "UE5H",
          "image/jpeg": "SlBH",
          "application/pdf": "UERG",
          "text/latex": "$42$",
          "application/json": { n: 42 },
          "application/javascript": "42",
          "application/vnd.e2b.data+json": { x: [1] },
          "application/vnd.e2b.chart+json": { type: "bar" },
          "application/x": 1,
        },
      },
    });
    expect(toldIn({ type: "result", text: "1", html: null })).toEqual({
      kind: "output",
      output: { kind: "display", isMain: false, data: { "text/plain": "1" } },
    });
  });

  it.each([[{ type: "news" }], [{}], [[]], [null], [1], ["stdout"]])(
    "that is new to us is skipped: %j",
    (line) => {
      expect(toldIn(line)).toBeUndefined();
    },
  );
});

describe("what the service refuses", () => {
  it.each([
    [401, "Invalid key", "keyRejected", "does not let us in: Invalid key."],
    [403, "", "keyRejected", "does not let us in."],
    [404, "Context c1 not found", "sandboxFailed", "The context is gone: Context c1 not found."],
    [429, "slow down", "planLimit", "wants fewer requests: slow down."],
    [
      502,
      '{"message":"The sandbox was not found."}',
      "sandboxFailed",
      "(502): The sandbox was not",
    ],
    [503, '{"detail":"busy"}', "sandboxFailed", "(503): busy."],
    [504, '{"error":"late"}', "sandboxFailed", "(504): late."],
    [500, "  two\n  lines ", "protocol", "answered 500: two lines."],
    [418, "[1]", "protocol", "answered 418: [1]."],
  ])("%i with %j is %s", (status, text, code, message) => {
    const failure = refusal({ status, text }, "http://x");
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(message);
    expect(statusOf(failure)).toBe(status);
  });

  it("is cut where it is long, and no status comes from elsewhere", () => {
    expect(refusal({ status: 500, text: "x".repeat(5000) }, "u").message.length).toBeLessThan(600);
    expect(statusOf(brokenStream("Cut."))).toBeUndefined();
    expect(statusOf(new Error("x"))).toBeUndefined();
    expect(
      statusOf(unreachable(Object.assign(new Error("x"), { code: "E" }), "u")),
    ).toBeUndefined();
  });
});
