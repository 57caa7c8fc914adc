import { describe, expect, it } from "vitest";
import {
  promptText,
  samplingRequest,
} from "../../../../src/editor/chat/sampling/samplingRequest.ts";

const said = (role: string, content: unknown) => ({ role, content });
const text = (words: string) => ({ type: "text", text: words });

describe("a request for a model", () => {
  it("is shown whole, with its system prompt and what cannot be read", () => {
    const image = { type: "image", data: "AAEC", mimeType: "image/png" };
    const request = samplingRequest({
      systemPrompt: "Be brief.",
      messages: [said("user", [text("What is it?"), image]), said("assistant", text("A cat."))],
      maxTokens: 9,
      modelPreferences: { hints: [{ name: "small" }, { name: "" }, "large"] },
    });
    expect(request).toMatchObject({ maxTokens: 9, hints: ["small"] });
    expect(request && promptText(request)).toBe(
      "system:\nBe brief.\n\nuser:\nWhat is it?\n[image/png, 3 bytes]\n\nassistant:\nA cat.",
    );
  });

  it.each([
    ["no messages", {}],
    ["sound", { messages: [said("user", { type: "audio", data: "", mimeType: "audio/wav" })] }],
    ["tools", { messages: [], tools: [] }],
    ["a role that there is not", { messages: [said("system", text("x"))] }],
    ["no object", "x"],
  ])("with %s is none that can be passed on", (_, params) => {
    expect(samplingRequest(params)).toBeUndefined();
  });
});
