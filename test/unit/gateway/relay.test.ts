import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { ask, namesIn, relayOver, text } from "./relayOver.ts";

describe("one server", () => {
  it("has its tools as it listed them, whole", async () => {
    const { relay } = relayOver({ a: { tools: { t: () => text("") } } }, { server: "a" });
    expect(await ask(relay, "tools/list")).toEqual({
      tools: [{ name: "t", inputSchema: { type: "object" }, from: "a" }],
    });
  });

  it("is started once for its list, and never again for it", async () => {
    const { relay, backend } = relayOver({ a: { tools: { t: () => text("") } } }, { server: "a" });
    await ask(relay, "tools/list");
    backend.stop("a");
    expect(namesIn(await ask(relay, "tools/list"), "tools")).toEqual(["t"]);
    expect(backend.starts).toEqual(["a"]);
  });

  it("is not started for its list when an earlier program saw it", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "offers-"));
    const servers = { a: { tools: { t: () => text("") } } };
    const first = relayOver(servers, { server: "a", dataDir });
    await ask(first.relay, "tools/list");
    const { relay, backend } = relayOver(servers, { server: "a", dataDir });
    expect(namesIn(await ask(relay, "tools/list"), "tools")).toEqual(["t"]);
    expect(backend.starts).toEqual([]);
    await rm(dataDir, { recursive: true });
  });

  it("tells of tools that are others than were seen", async () => {
    const { relay, backend } = relayOver({ a: { tools: { t: () => text("") } } }, { server: "a" });
    await ask(relay, "tools/list");
    const heard: string[] = [];
    relay.onDidNotify(({ method }) => heard.push(method));
    backend.change("a", { tools: { t: () => text(""), u: () => text("") } });
    await expect.poll(() => heard).toEqual(["notifications/tools/list_changed"]);
    expect(namesIn(await ask(relay, "tools/list"), "tools")).toEqual(["t", "u"]);
  });

  it("without prompts has an empty list of them", async () => {
    const { relay } = relayOver({ a: {} }, { server: "a" });
    expect(await ask(relay, "prompts/list")).toEqual({ prompts: [] });
  });

  it("has all pages of its prompts in one", async () => {
    const answers = {
      "prompts/list": ({ cursor }: Readonly<Record<string, unknown>>) =>
        cursor === undefined
          ? { prompts: [{ name: "p" }], nextCursor: "2" }
          : { prompts: [{ name: "q" }] },
    };
    const { relay } = relayOver({ a: { answers, capabilities: { prompts: {} } } }, { server: "a" });
    expect(namesIn(await ask(relay, "prompts/list"), "prompts")).toEqual(["p", "q"]);
  });

  it("gives its results and its errors as they are", async () => {
    const result = {
      content: [],
      structuredContent: [1, { a: null }],
      _meta: { "x/y": 1 },
      later: true,
    };
    const tools = {
      t: () => result,
      bad: () => {
        const cause = new Error("No such thing");
        throw new Failure("serverError", "…", { cause, rpc: { code: -32042, data: { a: 1 } } });
      },
    };
    const { relay } = relayOver({ a: { tools } }, { server: "a" });
    expect(await ask(relay, "tools/call", { name: "t" })).toEqual(result);
    await expect(ask(relay, "tools/call", { name: "bad" })).rejects.toMatchObject({
      ...{ code: -32042, message: "No such thing", data: { a: 1 } },
    });
  });

  it("that cannot start fails with what to do about it", async () => {
    const failing = () => {
      throw new Failure("sandboxUnavailable", "No bubblewrap.", { remedy: "Install it." });
    };
    const { relay } = relayOver({ a: { tools: { t: failing } } }, { server: "a" });
    await expect(ask(relay, "tools/call", { name: "t" })).rejects.toMatchObject({
      code: -32603,
      message: "No bubblewrap. Install it.",
    });
  });

  it("is sent the client's meta, without the client's own token", async () => {
    const tools = { t: (_: unknown, { meta }: { readonly meta?: unknown }) => ({ meta }) };
    const { relay } = relayOver({ a: { tools } }, { server: "a" });
    const _meta = { progressToken: 7, traceparent: "00-1" };
    expect(await ask(relay, "tools/call", { name: "t", _meta })).toEqual({
      meta: { traceparent: "00-1" },
    });
  });
});
