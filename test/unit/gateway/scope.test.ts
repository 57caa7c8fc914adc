import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import type { MemoryServer } from "../../fakes/memoryBackend.ts";
import { ask, namesIn, relayOver, text } from "./relayOver.ts";

describe("several servers", () => {
  const answering = (words: string): MemoryServer => ({ tools: { t: () => text(words) } });

  it("have prefixed names, and each call reaches its own", async () => {
    const { relay } = relayOver({ a: answering("of a"), b: answering("of b") });
    expect(namesIn(await ask(relay, "tools/list"), "tools")).toEqual(["a__t", "b__t"]);
    expect(await ask(relay, "tools/call", { name: "b__t" })).toEqual(text("of b"));
  });

  it("may be others from one moment to the next, which is told", async () => {
    const { relay, backend } = relayOver({ a: answering("a") });
    const heard: string[] = [];
    relay.onDidNotify(({ method }) => heard.push(method));
    backend.define({ a: answering("a"), c: answering("c") });
    expect(heard).toEqual([
      "notifications/tools/list_changed",
      "notifications/prompts/list_changed",
      "notifications/resources/list_changed",
    ]);
    expect(namesIn(await ask(relay, "tools/list"), "tools")).toEqual(["a__t", "c__t"]);
  });

  it("leave out one that is disabled, also for calls", async () => {
    const { relay } = relayOver({ a: answering("a"), b: { ...answering("b"), disabled: true } });
    expect(namesIn(await ask(relay, "tools/list"), "tools")).toEqual(["a__t"]);
    await expect(ask(relay, "tools/call", { name: "b__t" })).rejects.toMatchObject({
      code: -32602,
    });
  });

  it("never answer to a name that two of them have", async () => {
    const servers = {
      a: { tools: { b__t: () => text("wrong"), c: () => text("c") } },
      a__b: { tools: { t: () => text("wrong") } },
    };
    const { relay, log } = relayOver(servers);
    expect(namesIn(await ask(relay, "tools/list"), "tools")).toEqual(["a__c"]);
    expect(log.text).toContain("a__b__t is left out: two servers have it.");
    await expect(ask(relay, "tools/call", { name: "a__b__t" })).rejects.toMatchObject({
      message: "The tool a__b__t is refused: it may be of a and a__b. Rename one of these servers.",
    });
  });

  it("are told apart where only one has what the name may mean", async () => {
    const servers = { a: { tools: {} }, a__b: answering("of a__b") };
    const { relay } = relayOver(servers);
    expect(await ask(relay, "tools/call", { name: "a__b__t" })).toEqual(text("of a__b"));
  });

  it("list without one that fails", async () => {
    const failing: MemoryServer = {
      capabilities: { prompts: {} },
      answers: {
        "prompts/list": () => {
          throw new Failure("serverExited", "It ended.");
        },
      },
    };
    const working: MemoryServer = {
      capabilities: { prompts: {} },
      answers: { "prompts/list": () => ({ prompts: [{ name: "p" }] }) },
    };
    const { relay, log } = relayOver({ a: failing, b: working });
    expect(namesIn(await ask(relay, "prompts/list"), "prompts")).toEqual(["b__p"]);
    expect(log.text).toContain("a is left out of prompts: It ended.");
  });

  const withResources = (uri: string, uriTemplate: string): MemoryServer => ({
    capabilities: { resources: {}, completions: {} },
    tools: { link: () => ({ content: [{ type: "resource_link", uri: `${uri}/hidden` }] }) },
    answers: {
      "resources/list": () => ({ resources: [{ uri }] }),
      "resources/templates/list": () => ({ resourceTemplates: [{ uriTemplate }] }),
      "resources/read": (params) => ({ contents: [{ uri: params["uri"], text: uri }] }),
      "resources/subscribe": () => ({}),
      "resources/unsubscribe": () => ({}),
      "completion/complete": () => ({ completion: { values: [uri] } }),
    },
  });
  const both = {
    a: withResources("x://a", "x://a/items/{id}/part{?q}"),
    b: withResources("x://b", "x://b/{+path}.txt"),
  };

  it.each([
    ["x://b", "x://b"],
    ["x://b/deep/er.txt", "x://b"],
    ["x://a/items/7/part", "x://a"],
  ])("are found by the resource %s", async (uri, owner) => {
    const { relay } = relayOver(both);
    expect(await ask(relay, "resources/read", { uri })).toEqual({
      contents: [{ uri, text: owner }],
    });
  });

  it.each(["x://c", "x://a/items/7", "x://b/deep.png"])("have no resource %s", async (uri) => {
    const { relay } = relayOver(both);
    await expect(ask(relay, "resources/read", { uri })).rejects.toMatchObject({ code: -32602 });
  });

  it("are found by a link that one of them gave", async () => {
    const { relay } = relayOver(both);
    await ask(relay, "tools/call", { name: "b__link" });
    const read = await ask(relay, "resources/read", { uri: "x://b/hidden" });
    expect(read).toMatchObject({ contents: [{ text: "x://b" }] });
  });

  it("complete for the template that was asked about", async () => {
    const { relay } = relayOver(both);
    const ref = { type: "ref/resource", uri: "x://b/{+path}.txt" };
    expect(await ask(relay, "completion/complete", { ref })).toEqual({
      completion: { values: ["x://b"] },
    });
  });

  it("are subscribed to once for all who want it, until the last has gone", async () => {
    const { relay, backend } = relayOver(both);
    const [one, two] = [{}, {}];
    await relay.subscriptions.add("x://a", one);
    await relay.subscriptions.add("x://a", two);
    await relay.subscriptions.removeAll(one);
    const sent = () => backend.requests.filter((request) => /subscribe/.test(request));
    expect(sent()).toEqual(['a resources/subscribe {"uri":"x://a"}']);
    await relay.subscriptions.removeAll(two);
    expect(sent()[1]).toBe('a resources/unsubscribe {"uri":"x://a"}');
  });

  it("answer nothing else", async () => {
    const { relay } = relayOver(both);
    await expect(ask(relay, "tasks/list")).rejects.toMatchObject({ code: -32601 });
  });
});
