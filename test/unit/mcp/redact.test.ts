import { describe, expect, it } from "vitest";
import { redacted } from "../../../src/mcp/redact.ts";
import { maskOf } from "../../../src/mcp/secrets.ts";
import { mcpProgram, text } from "../../fakes/mcpProgram.ts";
import { say } from "../../fakes/jsonLines.ts";
import { hostOf } from "./hostOf.ts";

const secret = "tok-0123456789";
const mask = maskOf([secret]);

describe("a value without secrets", () => {
  it.each([[{ a: [1, { b: "c" }], d: null }], [["x"]], ["text"], [undefined]])(
    "is the very same: %j",
    (value) => expect(redacted(value, mask)).toBe(value),
  );

  it("is not even looked through where there are none", () => {
    const value = {
      get a(): never {
        throw new Error("looked at");
      },
    };
    expect(redacted(value, maskOf([""]))).toBe(value);
  });
});

it("secrets are masked in values and in keys, however deep", () => {
  const value = { a: [{ [`k-${secret}`]: `x ${secret} y` }], b: 1 };
  expect(redacted(value, mask)).toEqual({ a: [{ "k-•••": "x ••• y" }], b: 1 });
});

/** A server that tells its secret in every way that it has. */
const telling = mcpProgram(
  {
    tell: {
      call: (_, { io, meta }) => {
        const { progressToken } = meta;
        say(io, { method: "notifications/message", params: { level: "info", data: secret } });
        say(io, {
          method: "notifications/progress",
          params: { progressToken, progress: 1, message: secret },
        });
        return { ...text(secret), structuredContent: { secret } };
      },
    },
  },
  { "prompts/get": () => ({ messages: [{ content: { type: "text", text: secret } }] }) },
);

describe("a server's secret on its way to clients", () => {
  const secrets = [secret];

  it("is masked in results, prompts, log messages and progress", async () => {
    await using world = hostOf({ s: telling }, { secrets });
    const said: unknown[] = [];
    world.host.onDidNotify(({ params }) => said.push(params));
    const onProgress = (progress: unknown) => void said.push(progress);
    const result = await world.host.callTool("s", "tell", {}, { raw: true, onProgress });
    const prompt = await world.host.request("s", "prompts/get", { name: "p" });
    await expect.poll(() => said).toHaveLength(2);
    const all = JSON.stringify([result, prompt, said]);
    expect(all).not.toContain(secret);
    expect(all.match(/•••/g)).toHaveLength(5);
  });

  it("is there in what the user asks for himself", async () => {
    await using world = hostOf({ s: telling }, { secrets });
    expect(JSON.stringify(await world.host.callTool("s", "tell", {}))).toContain(secret);
  });
});
