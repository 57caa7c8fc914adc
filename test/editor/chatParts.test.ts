import assert from "node:assert/strict";
import { LanguageModelDataPart, LanguageModelTextPart, type MarkdownString } from "vscode";
import { confirmation } from "../../src/editor/chat/tools/confirmation.ts";
import { toolContent } from "../../src/editor/chat/tools/toolContent.ts";

const seen = (result: unknown) =>
  toolContent(result).map((part) =>
    part instanceof LanguageModelTextPart ? part.value : `${part.mimeType} ${part.data.length}`,
  );

describe("a tool's result for a model", () => {
  const text = (words: string) => ({ type: "text", text: words });

  it("keeps texts, and gives pictures, sounds and other data as bytes", () => {
    const content = [
      text("one"),
      { type: "image", data: "AAEC", mimeType: "image/png" },
      { type: "audio", data: "AAE=", mimeType: "audio/wav" },
      { type: "resource", resource: { uri: "a:b", text: "inside" } },
      { type: "resource", resource: { uri: "a:c", blob: "AA==" } },
    ];
    assert.deepEqual(seen({ content }), [
      "one",
      "image/png 3",
      "audio/wav 2",
      "a:b\ninside",
      "application/octet-stream 1",
    ]);
    const [, image] = toolContent({ content });
    assert.ok(image instanceof LanguageModelDataPart);
    assert.deepEqual([...image.data], [0, 1, 2]);
  });

  it("tells of what it does not know, and of what is broken, as JSON", () => {
    const link = { type: "resource_link", uri: "file:///a", name: "a" };
    const broken = { type: "image", data: 7 };
    assert.deepEqual(seen({ content: [link, broken] }), [
      JSON.stringify(link),
      JSON.stringify(broken),
    ]);
  });

  it("has structured output as text where there is no text", () => {
    const structuredContent = { sum: 3 };
    assert.deepEqual(seen({ content: [], structuredContent }), ['{"sum":3}']);
    assert.deepEqual(seen({ content: [text("3")], structuredContent }), ["3"]);
  });

  it("says that it is an error, or that there is nothing", () => {
    const content = [text("no such file")];
    const error = "The tool reports an error:";
    assert.deepEqual(seen({ content, isError: true }), [error, "no such file"]);
    assert.deepEqual(seen({ content: [] }), ["The tool gave no output."]);
    assert.deepEqual(seen("nonsense"), ["The tool gave no output."]);
  });
});

describe("what is confirmed before a call", () => {
  const shown = (args: object) => {
    const { confirmationMessages } = confirmation({
      ...{ server: "a`b", tool: "t\u202e" },
      args: { ...args },
    });
    assert.ok(confirmationMessages);
    const { title, message } = confirmationMessages;
    return { title, message: (message as MarkdownString).value };
  };

  it("names server and tool so that nothing in them is hidden or markup", () => {
    const { title, message } = shown({});
    assert.match(title, /t\\u\{202e\}/);
    assert.ok(message.includes("``a`b``"), message);
  });

  it("holds every argument, and none can end the block that it stands in", () => {
    const { message } = shown({ text: "```\n[x](command:y)", zero: "\u200b" });
    assert.ok(message.includes("````json"), message);
    assert.ok(message.includes(String.raw`\u{200b}`), message);
  });
});
