import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { Host, type HostOptions } from "../../../src/mcp/host.ts";
import type { ServerDefinition, ServerState } from "../../../src/mcp/server.ts";
import { definition, type Wish } from "../../fakes/definition.ts";
import { Lines } from "../../fakes/logs.ts";
import { echo, mcpProgram, text } from "../../fakes/mcpProgram.ts";
import { MemorySandboxes, type Program } from "../../fakes/memorySandboxes.ts";

const clientInfo = { name: "test", version: "1.0.0" };
const grace = { closeMs: 200, termMs: 200 };

/** A host over programs in memory, one server for each, and what it logged. */
function hostOf(
  programs: Readonly<Record<string, Program>>,
  wishes: readonly Partial<Wish>[] = [],
  options: Partial<HostOptions> = {},
) {
  const sandboxes = new MemorySandboxes(programs);
  const log = new Lines();
  const host = new Host({ sandboxes, log: () => log, clientInfo, grace, ...options });
  const names = Object.keys(programs);
  const definitions = names.map((name, index) => definition({ name, ...wishes[index] }));
  host.define(definitions);
  return { host, sandboxes, log, definitions, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
}

const failure = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => expect.unreachable("It did not fail."),
    (error: unknown) => Failure.from(error),
  );

const kindOf = (host: Host, name: string): ServerState["kind"] | undefined =>
  host.server(name)?.state.kind;

describe("a host", () => {
  it("starts a server, lists its tools and calls one", async () => {
    await using world = hostOf({ memory: mcpProgram() });
    const tools = await world.host.tools("memory");
    expect(tools.map((tool) => tool.name)).toEqual(["echo"]);
    expect(await world.host.callTool("memory", "echo", { message: "hi" })).toEqual(text("hi"));
  });

  it("passes through the stages in order and times each", async () => {
    await using world = hostOf({ memory: mcpProgram() });
    await world.host.start("memory");
    const state = world.host.server("memory")?.state;
    const stages = state?.kind === "running" ? state.stages : [];
    expect(stages.map(({ stage }) => stage)).toEqual(["sandbox", "spawn", "handshake", "list"]);
    expect(stages.every(({ durationMs }) => durationMs !== undefined)).toBe(true);
  });
});
