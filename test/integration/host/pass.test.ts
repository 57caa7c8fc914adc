import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import type { ServerNotice } from "../../../src/mcp/host.ts";
import type { HostOptions } from "../../../src/mcp/hostOptions.ts";
import { failureOf, fixture, packaged, providers, sharedHost, textOf } from "./hostIn.ts";

type Answer = NonNullable<HostOptions["answer"]>;

const clientCapabilities = {
  ...{ elicitation: { form: {}, url: {} }, sampling: {} },
  roots: { listChanged: true },
};
const root = { uri: "file:///work", name: "Work" };
const sampled = {
  ...{ model: "scripted", stopReason: "endTurn", role: "assistant" },
  content: { type: "text", text: "Lisbon" },
};
const answers: Readonly<Record<string, object>> = {
  "elicitation/create": { action: "accept", content: { name: "Ada", integer: 7 } },
  "sampling/createMessage": sampled,
  "roots/list": { roots: [root] },
};
const answer: Answer = async (_, method) => answers[method];

describe.each(providers)("in %s, the reference server everything", (provider) => {
  let answering = answer;
  /** From its start on: some it asks once. */
  const asked: string[] = [];
  const world = sharedHost(provider, [packaged("everything")], {
    clientCapabilities,
    answer: (server, method, ...more) => {
      asked.push(method);
      return answering(server, method, ...more);
    },
  });
  const call = (tool: string, args = {}) => world().host.callTool("everything", tool, args);
  const ask = (method: string, params = {}) => world().host.request("everything", method, params);

  it("has prompts, with arguments completed", async () => {
    const names = ["simple-prompt", "args-prompt", "completable-prompt", "resource-prompt"];
    expect(await ask("prompts/list")).toMatchObject({ prompts: names.map((name) => ({ name })) });
    const get = { name: "args-prompt", arguments: { city: "Porto" } };
    const message = { role: "user", content: { type: "text", text: "What's weather in Porto?" } };
    expect(await ask("prompts/get", get)).toEqual({ messages: [message] });
    const complete = {
      ref: { type: "ref/prompt", name: "completable-prompt" },
      argument: { name: "name", value: "G" },
      context: { arguments: { department: "Marketing" } },
    };
    const completion = { values: ["Grace"], total: 1, hasMore: false };
    expect(await ask("completion/complete", complete)).toEqual({ completion });
    const unknown = await failureOf(ask("prompts/get", { name: "gone" }));
    expect(unknown).toMatchObject({ code: "serverError", rpc: { code: -32_602 } });
  });

  it("has resources and templates, and tells of changes to whoever follows them", async () => {
    const { host, log } = world();
    const { resources } = (await ask("resources/list")) as { resources: { uri: string }[] };
    expect(resources.length).toBeGreaterThan(3);
    const { resourceTemplates } = (await ask("resources/templates/list")) as {
      resourceTemplates: { uriTemplate: string }[];
    };
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toContain(
      "demo://resource/dynamic/text/{resourceId}",
    );
    const uri = "demo://resource/dynamic/text/1";
    expect(await ask("resources/read", { uri })).toMatchObject({
      contents: [{ uri, mimeType: "text/plain", text: expect.stringMatching(/^Resource 1/) }],
    });
    const heard: ServerNotice[] = [];
    host.onDidNotify((notice) => void heard.push(notice));
    expect(await ask("resources/subscribe", { uri })).toEqual({});
    await host.callTool("everything", "toggle-subscriber-updates", {});
    const method = "notifications/resources/updated";
    await expect
      .poll(() => heard)
      .toContainEqual({ server: "everything", method, params: { uri } });
    const told = heard.filter((notice) => notice.method === "notifications/message");
    expect(JSON.stringify(told)).toContain("Received Subscribe Resource request");
    expect(log.text).toContain("Received Subscribe Resource request");
    expect(await ask("resources/unsubscribe", { uri })).toEqual({});
  });

  it("gets answers to what it asks: forms, a model's words, roots", async () => {
    const form = JSON.stringify(await call("trigger-elicitation-request"));
    expect(form).toContain("- Favorite Integer: 7");
    const words = JSON.stringify(await call("trigger-sampling-request", { prompt: "Where?" }));
    expect(words).toContain("Lisbon");
    expect(textOf(await call("get-roots-list"))).toContain("1. Work\n   URI: file:///work");
    expect(asked).toEqual(
      expect.arrayContaining(["elicitation/create", "sampling/createMessage", "roots/list"]),
    );
  });

  it("opens an address by asking, and is told when that is declined", async () => {
    answering = async (_, method) => {
      if (method === "elicitation/create") return { action: "decline" };
      throw new Failure("cancelled", "Not now.");
    };
    const url = await call("trigger-url-elicitation", { url: "https://example.com/" });
    expect(textOf(url)).toContain("declined to open the URL");
    const refused = await call("trigger-sampling-request", { prompt: "Where?" });
    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toContain("-32800: Not now.");
  });

  it("gives raw calls, wrong ones too, its own words", async () => {
    const raw = (args: Record<string, unknown>) =>
      world().host.callTool("everything", "echo", args, { raw: true });
    expect(textOf(await raw({ message: "hi" }))).toBe("Echo: hi");
    expect(await raw({ message: 1 })).toMatchObject({ isError: true });
  });
});

describe.each(providers)("in %s, a server of before 2026 that asks", (provider) => {
  const world = sharedHost(provider, [fixture("asker.mjs")], { clientCapabilities, answer });

  it.each(Object.keys(answers))("%s gets the answer as it is", async (method) => {
    const { host } = world();
    const given = await host.callTool("asker", "ask", { method, params: { odd: [null] } });
    expect(JSON.parse(textOf(given))).toMatchObject({ result: answers[method] });
    const title = JSON.stringify(clientCapabilities);
    expect(host.server("asker")?.state).toMatchObject({ info: { title } });
  });
});

describe.each(providers)("in %s, a server of 2026 that", (provider) => {
  const world = sharedHost(provider, [fixture("modernFull.mjs")], { clientCapabilities, answer });

  it("has prompts and resources gives them with all that its revision adds", async () => {
    const ask = (method: string, params = {}) => world().host.request("modernFull", method, params);
    const cached = { resultType: "complete", ttlMs: 0, cacheScope: "private" };
    expect(await ask("prompts/list")).toMatchObject({ ...cached, prompts: [{ name: "greet" }] });
    expect(await ask("prompts/get", { name: "greet" })).toMatchObject({
      ...{ resultType: "complete", messages: [{ content: { text: "Hello" } }] },
    });
    const uri = "test://counter";
    expect(await ask("resources/read", { uri })).toMatchObject({
      ...{ ...cached, contents: [{ uri, text: "0" }] },
    });
    expect(await failureOf(ask("roots/list"))).toMatchObject({ rpc: { code: -32_601 } });
  });

  it("tells of its changes to whoever follows them, until they leave", async () => {
    const { host } = world();
    const heard: ServerNotice[] = [];
    host.onDidNotify((notice) => void heard.push(notice));
    const updates = () =>
      heard.filter(({ method }) => method === "notifications/resources/updated");
    const params = { uri: "test://counter" };
    expect(await host.request("modernFull", "resources/subscribe", params)).toEqual({});
    await host.callTool("modernFull", "count", {});
    await expect.poll(updates).toMatchObject([{ server: "modernFull", params }]);
    expect(await host.request("modernFull", "resources/unsubscribe", params)).toEqual({});
    await host.callTool("modernFull", "count", {});
    await host.callTool("modernFull", "grow", {});
    const methods = () => heard.map(({ method }) => method);
    await expect.poll(methods).toContain("notifications/prompts/list_changed");
    expect(updates()).toHaveLength(1);
  });

  it("asks in its result gets the answers and its own state back", async () => {
    const given = textOf(await world().host.callTool("modernFull", "ask", {}));
    expect(JSON.parse(given)).toEqual({
      state: " stätë \n1",
      inputResponses: { city: answers["elicitation/create"], roots: answers["roots/list"] },
    });
  });
});
