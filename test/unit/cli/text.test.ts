import { describe, expect, it } from "vitest";
import { resultText } from "../../../src/cli/resultText.ts";
import { Terminal } from "../../../src/cli/terminal.ts";
import { columns, count, indent, safeText, span } from "../../../src/cli/text.ts";
import { toJson } from "../../../src/cli/toJson.ts";
import { toolsText } from "../../../src/cli/toolsText.ts";

const terminal = (
  over: { isTTY?: boolean; env?: Record<string, string>; json?: boolean; columns?: number } = {},
) => {
  const said = { out: "", err: "" };
  const stream = (key: keyof typeof said) => ({
    write: (text: string) => void (said[key] += text),
    isTTY: over.isTTY ?? false,
    columns: over.columns ?? 80,
  });
  const world = { stdout: stream("out"), stderr: stream("err"), env: over.env ?? {} };
  return { said, terminal: new Terminal(world, { json: over.json ?? false, verbose: false }) };
};

describe("text of a server", () => {
  it("reaches no terminal as it is", () => {
    expect(safeText("a\u001b]0;title\u0007b\r\nc\u009bd\u202ee\tf")).toBe(
      "a\\u001b]0;title\\u0007b\nc\\u009bd\\u202ee\tf",
    );
  });

  it("is the same value in JSON that a terminal may show", () => {
    const value = { "k\u009b": "\u202e\u2028\u007f\ufeff\u001b" };
    expect(toJson(value)).not.toMatch(/[\u007f-\u009f\u2028-\u202e\ufeff\u001b]/);
    expect(JSON.parse(toJson(value))).toEqual(value);
  });

  it("that is nothing at all is null", () => {
    expect(toJson(undefined)).toBe("null");
  });
});

it.each([
  [-5, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_599_999, "59 min"],
  [7_200_000, "2 h"],
  [12_000_000, "3 h 20 min"],
  [172_800_000, "2 d"],
])("a span of %i ms is %s", (ms, words) => {
  expect(span(ms)).toBe(words);
});

describe("columns", () => {
  it("stand below one another, with no space at the end", () => {
    expect(columns([["a", "bb", ""], ["aaa", "b", "c"], ["x"]])).toBe("a    bb\naaa  b   c\nx");
  });

  it("are indented line by line, empty lines not", () => {
    expect(indent("a\n\nb")).toBe("  a\n\n  b");
  });

  it("count in words", () => {
    expect([count(1, "tool"), count(2, "tool"), count(0, "tool")]).toEqual([
      "1 tool",
      "2 tools",
      "0 tools",
    ]);
  });
});

describe("a result", () => {
  it("shows texts and names everything else with its size", () => {
    const content = [
      { type: "text", text: "hello\u001b[31m" },
      { type: "image", mimeType: "image/png", data: "AAAA".repeat(1000) },
      { type: "audio", mimeType: "audio/wav", data: "AA==" },
      { type: "resource", resource: { uri: "file:///a", mimeType: "text/plain", text: "inside" } },
      { type: "resource", resource: { uri: "file:///b", blob: "AAAA" } },
      { type: "resource_link", name: "link", uri: "https://x.example" },
      { type: "novelty", value: 1 },
    ];
    expect(resultText({ content, structuredContent: { told: "already" } })).toBe(
      [
        "hello",
        "[image image/png, 3.0 kB; --json prints it]",
        "[audio audio/wav, 1 B; --json prints it]",
        "[resource file:///a text/plain]",
        "inside",
        "[resource file:///b 3 B]",
        "[link link https://x.example]",
        '{\n  "type": "novelty",\n  "value": 1\n}',
      ].join("\n"),
    );
  });

  it("is its structured content where no text tells it", () => {
    expect(resultText({ content: [], structuredContent: { a: 1 } })).toBe('{\n  "a": 1\n}');
    expect(resultText({ content: [] })).toBe("");
  });
});

it("tools are listed with what they want", () => {
  const inputSchema = {
    type: "object",
    required: ["path"],
    properties: {
      path: { type: "string", description: "where\nto look" },
      depth: { type: "integer" },
      any: true,
    },
  };
  const tools = [
    { name: "list", title: "List", description: "Lists.\n", inputSchema },
    { name: "none", inputSchema: { type: "object" } },
  ];
  expect(toolsText("files", tools, terminal().terminal)).toBe(
    [
      "files has 2 tools:",
      "",
      "list  List",
      "  Lists.",
      "  path   string   required  where to look",
      "  depth  integer  optional",
      "  any    any      optional",
      "",
      "none",
    ].join("\n"),
  );
  expect(toolsText("files", [], terminal().terminal)).toBe("files has no tools.");
});

describe("a terminal", () => {
  it.each([
    [{ isTTY: true }, true],
    [{ isTTY: false }, false],
    [{ isTTY: true, env: { NO_COLOR: "1" } }, false],
    [{ isTTY: true, env: { NO_COLOR: "" } }, true],
    [{ isTTY: true, env: { TERM: "dumb" } }, false],
  ])("with %j has colours: %j", (over, coloured) => {
    expect(terminal(over).terminal.style("red", "x") !== "x").toBe(coloured);
  });

  it("gets one JSON value where JSON is wanted, and else the text", () => {
    const json = terminal({ json: true });
    json.terminal.result({ a: 1 }, "text");
    expect(json.said.out).toBe('{\n  "a": 1\n}\n');
    const plain = terminal();
    plain.terminal.result({ a: 1 }, "text");
    plain.terminal.result(undefined, "");
    expect(plain.said).toEqual({ out: "text\n", err: "" });
  });

  it("shows a status in one line, cut to its width, and takes it away for a note", () => {
    const { said, terminal: shown } = terminal({
      isTTY: true,
      columns: 10,
      env: { NO_COLOR: "1" },
    });
    shown.status("0123456789abc");
    shown.note("note");
    shown.status("");
    expect(said.err).toBe("\r\u001b[2K01234567…\r\u001b[2Knote\n\r\u001b[2K01234567…\r\u001b[2K");
  });

  it("that is none gets no status", () => {
    const { said, terminal: shown } = terminal();
    shown.status("busy");
    expect(said.err).toBe("");
  });

  it("hears warnings always and the rest only when verbose", () => {
    const { said, terminal: quiet } = terminal();
    for (const level of ["trace", "debug", "info", "warn", "error"] as const)
      quiet.log("s")[level](`a ${level}\u001b`);
    expect(said.err).toBe("[s] warning a warn\\u001b\n[s] error a error\\u001b\n");
  });
});
