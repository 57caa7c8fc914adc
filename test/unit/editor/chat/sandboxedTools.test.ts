import { describe, expect, it } from "vitest";
import { silent } from "../../../../src/base/log.ts";
import type { ServerConfig } from "../../../../src/config/serverEntry.ts";
import { SandboxedTools } from "../../../../src/editor/chat/tools/sandboxedTools.ts";
import { Relays } from "../../../../src/gateway/relays.ts";
import { MemoryBackend, type MemoryServer } from "../../../fakes/memoryBackend.ts";

const { signal } = new AbortController();
const nothing = (): void => {};
const said = (words: string) => ({ content: [{ type: "text", text: words }] });

function toolsOver(servers: Readonly<Record<string, MemoryServer>>, isTrusted = true) {
  const backend = new MemoryBackend(servers);
  const relays = new Relays({ log: silent });
  relays.bind(backend);
  const configs = Object.entries(servers).map(([name, { disabled = false }]): ServerConfig => ({
    name,
    entry: { command: name, disabled },
    origin: { scope: "workspace", path: "servers" },
  }));
  const asked: string[] = [];
  const tools = new SandboxedTools({
    configuration: {
      servers: configs,
      server: (name) => configs.find((config) => config.name === name),
    },
    host: { server: () => undefined },
    relayTo: (name) => relays.to(name),
    ahead: { ask: async ({ name }) => void asked.push(name) },
    isTrusted: () => isTrusted,
  });
  const call = (server: string, tool: string, args = {}) =>
    tools.call({ server, tool, args }, signal, nothing);
  return { backend, tools, call, asked };
}

const sea = { tools: { look: () => said("blue") } };

describe("listing for a model", () => {
  it("starts nothing and asks nothing until a server is named", async () => {
    const { tools, backend, asked } = toolsOver({ sea, off: { disabled: true } });
    expect(await tools.list(undefined, signal)).toEqual([
      { server: "sea", note: expect.stringContaining("not known yet") },
    ]);
    expect([backend.starts, asked]).toEqual([[], []]);
    expect(await tools.list("sea", signal)).toEqual([
      { server: "sea", tools: [{ name: "look", inputSchema: { type: "object" }, from: "sea" }] },
    ]);
    expect([backend.starts, asked]).toEqual([["sea"], ["sea"]]);
  });

  it("is brief about servers that were seen", async () => {
    const { tools } = toolsOver({ sea });
    await tools.list("sea", signal);
    expect(await tools.list(undefined, signal)).toEqual([
      { server: "sea", tools: [{ name: "look" }] },
    ]);
  });
});

describe("calling for a model", () => {
  it("asks the user first, and gives the result as it is", async () => {
    const { call, asked } = toolsOver({ sea });
    expect(await call("sea", "look")).toEqual(said("blue"));
    expect(asked).toEqual(["sea"]);
  });

  it("of a tool that is not listed never reaches the server", async () => {
    const { call, backend } = toolsOver({ sea });
    await expect(call("sea", "drink")).rejects.toMatchObject({
      code: "unknownTool",
      remedy: "It has look.",
    });
    expect(backend.requests).toEqual([]);
  });

  it.each([
    ["unknown", "lake"],
    ["disabled", "off"],
  ])("of a server that is %s names those that there are", async (_, server) => {
    const { call, asked } = toolsOver({ sea, off: { disabled: true } });
    await expect(call(server, "look")).rejects.toMatchObject({
      code: "unknownServer",
      remedy: "There are sea.",
    });
    expect(asked).toEqual([]);
  });

  it("is refused, as is listing, while the workspace is not trusted", async () => {
    const { call, tools, backend } = toolsOver({ sea }, false);
    await expect(call("sea", "look")).rejects.toMatchObject({ code: "untrusted" });
    await expect(tools.list(undefined, signal)).rejects.toMatchObject({ code: "untrusted" });
    expect(backend.starts).toEqual([]);
  });
});
