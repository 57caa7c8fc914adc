import { expect, test } from "vitest";
import { toolTooltip } from "../../../../src/editor/tree/toolTooltip.ts";
import { tool } from "./rows.ts";

const object = (properties: object, required: string[] = []) => ({
  type: "object",
  properties,
  required,
});

test("tells title, description and parameters", () => {
  const inputSchema = object(
    {
      path: { type: "string", description: "Where to look" },
      depth: { type: "integer" },
      kind: { enum: ["file", "folder"] },
    },
    ["path"],
  );
  const read = tool("list", { title: "List files", description: "Lists a folder", inputSchema });
  expect(toolTooltip(read)).toBe(
    [
      "**List files** `list`",
      "",
      "Lists a folder",
      "",
      "| Parameter | Type | Description |",
      "| --- | --- | --- |",
      String.raw`| ${"`path`"} \* | string | Where to look |`,
      "| `depth` | integer |  |",
      String.raw`| ${"`kind`"} | \"file\" \| \"folder\" |  |`,
      "",
      String.raw`\* required`,
    ].join("\n"),
  );
});

test("says that there are no parameters", () => {
  expect(toolTooltip(tool("ping"))).toContain("No parameters.");
});

test("lets nothing of the server's words work as markup", () => {
  const hostile = tool("x`y", {
    title: "[click](command:evil)",
    description: "![t](https://e.example/1.png)\n<img src=x>\n| a | b |\n# head",
    inputSchema: object({ "a|b`c": { description: "**bold** | cell" } }),
  });
  const text = toolTooltip(hostile);
  expect(text).not.toMatch(/(?<!\\)!\[|(?<!\\)\]\(|(?<!\\)<|(?<!\\)\*\*b|\n#/);
  expect(text).toContain("| ``a\\|b`c`` |");
});

test("shows hidden characters instead of letting them hide something", () => {
  expect(toolTooltip(tool("t", { description: "safe\u202eevil\u200b" }))).toContain(
    String.raw`safe\\u\{202e\}evil\\u\{200b\}`,
  );
});

test("stays short when a description or a list of parameters is long", () => {
  const properties = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`p${i}`, {}]));
  const text = toolTooltip(
    tool("t", { description: "x".repeat(100_000), inputSchema: object(properties) }),
  );
  expect(text.length).toBeLessThan(6000);
  expect(text).toContain("… and 470 more.");
});

test("repeats what the server says of the tool's effects as the server's words", () => {
  const annotations = { readOnlyHint: true, destructiveHint: true, openWorldHint: true };
  expect(toolTooltip(tool("t", { annotations }))).toContain(
    "The server says: only reads, reaches beyond its sandbox.",
  );
});
