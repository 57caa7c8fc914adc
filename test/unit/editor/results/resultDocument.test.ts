import { describe, expect, test } from "vitest";
import { bytes, decodedSize } from "../../../../src/editor/results/bytes.ts";
import { isCallResult } from "../../../../src/editor/results/callResult.ts";
import { type Call, resultDocument } from "../../../../src/editor/results/resultDocument.ts";
import type { CallResult } from "../../../../src/mcp/server.ts";

const startedAt = new Date(2026, 0, 1, 12, 30, 5).getTime();

function documentOf(result: CallResult, more: Partial<Call> = {}): string {
  const call = { server: "files", tool: "list", arguments: { path: "/" }, result, startedAt };
  return resultDocument({ ...call, durationMs: 1234, ...more });
}

/** The document without its head. */
const body = (result: CallResult): string =>
  documentOf(result).split("\n").slice(6).join("\n").trim();

const png = Buffer.alloc(1500).toString("base64");

describe("a result for reading", () => {
  test("begins with what was called, how it went and with what", () => {
    const head = documentOf({ content: [{ type: "text", text: "a" }] })
      .split("\n")
      .slice(0, 5);
    expect(head[0]).toBe("# list · files");
    expect(head[2]).toMatch(/^✓ Done · 1\.2 s · 1 content item · \d+:30:05/);
    expect(head[4]).toBe('Called with `{"path":"/"}`');
  });

  test("says that the tool reports an error", () => {
    expect(documentOf({ content: [], isError: true })).toContain("✗ The tool reports an error");
  });

  test("says what is wrong with a result that came nevertheless", () => {
    const caution = "It breaks its schema.";
    expect(documentOf({ content: [] }, { caution })).toContain(`**${caution}**`);
  });

  test.each<[string, CallResult["content"][number], string]>([
    ["text", { type: "text", text: "hello\n" }, "## Text\n\n```text\nhello\n```"],
    ["JSON", { type: "text", text: '[{"a": 1}]' }, '## Text\n\n```json\n[{"a": 1}]\n```'],
    [
      "an image",
      { type: "image", mimeType: "image/png", data: png },
      "## Image\n\nimage/png · 1.5 kB",
    ],
    [
      "a sound",
      { type: "audio", mimeType: "audio/wav", data: "AAAA" },
      "## Audio\n\naudio/wav · 3 B",
    ],
    [
      "a resource with text",
      { type: "resource", resource: { uri: "file:///a", mimeType: "text/plain", text: "x" } },
      "## Resource\n\n`file:///a` · text/plain\n\n```text\nx\n```",
    ],
    [
      "a resource of bytes",
      { type: "resource", resource: { uri: "demo:b", blob: "AAAA" } },
      "## Resource\n\n`demo:b` · 3 B",
    ],
    [
      "a link",
      { type: "resource_link", name: "n", uri: "demo:c", description: "d" },
      "## Link\n\nn · `demo:c`\n\n```text\nd\n```",
    ],
    [
      "a kind that is yet to come",
      { type: "hologram", z: 1 },
      '## hologram\n\n```json\n{\n  "type": "hologram",\n  "z": 1\n}\n```',
    ],
  ])("shows %s", (_, block, shown) => {
    expect(body({ content: [block] })).toBe(shown);
  });

  test("numbers several blocks and keeps their order", () => {
    const content = [
      { type: "text", text: "a" },
      { type: "image", mimeType: "image/png", data: png },
    ];
    expect(body({ content }).match(/^## .*/gm)).toEqual(["## 1 Text", "## 2 Image"]);
  });

  test("shows structured content and whatever else was sent", () => {
    const text = body({ content: [], structuredContent: { a: 1 }, _meta: { b: 2 } });
    expect(text).toContain('## Structured content\n\n```json\n{\n  "a": 1\n}');
    expect(text).toContain('## Also sent\n\n```json\n{\n  "_meta"');
  });

  test("lets no text pretend to be another part of the document", () => {
    const text = "```\n## Structured content\n\n✓ Done";
    expect(body({ content: [{ type: "text", text }] })).toBe(
      `## Text\n\n\`\`\`\`text\n${text}\n\`\`\`\``,
    );
  });

  test("spells out hidden characters", () => {
    expect(body({ content: [{ type: "text", text: "\u202ex" }] })).toContain(String.raw`\u{202e}x`);
  });

  test("cuts what is very long and says that there is more", () => {
    const shown = body({ content: [{ type: "text", text: "x".repeat(10_000_000) }] });
    expect(shown.length).toBeLessThan(510_000);
    expect(shown).toContain("… 9.5 MB more: open the raw result.");
  });

  test("holds out against blocks that break the protocol", () => {
    const content = [
      { type: "text" },
      { type: "image" },
      { type: "resource" },
      { type: "resource_link" },
    ];
    expect(() => documentOf({ content })).not.toThrow();
  });
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [999_949, "999.9 kB"],
  [1_500_000, "1.5 MB"],
])("%d bytes are %s", (size, words) => {
  expect(bytes(size)).toBe(words);
});

test("base64 tells the size of what it holds", () => {
  for (const size of [0, 1, 2, 3, 100])
    expect(decodedSize(Buffer.alloc(size).toString("base64"))).toBe(size);
});

test("a result is told from other values", () => {
  expect(isCallResult({ content: [] })).toBe(true);
  for (const other of [undefined, null, {}, { content: "x" }, []])
    expect(isCallResult(other)).toBe(false);
});
