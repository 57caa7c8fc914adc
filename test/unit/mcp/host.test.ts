import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { definition } from "../../fakes/definition.ts";
import { mcpProgram, text } from "../../fakes/mcpProgram.ts";
import { failureOf, hostOf, kindOf, stateOf } from "./hostOf.ts";

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
    const { stages } = stateOf(world.host, "memory", "running");
    expect(stages.map(({ stage }) => stage)).toEqual(["sandbox", "spawn", "handshake", "list"]);
    expect(stages.every(({ durationMs }) => durationMs !== undefined)).toBe(true);
  });

  it("shows the install stage only where something is installed", async () => {
    const install = { commands: [{ program: "sh", args: [] }], network: "none" as const };
    await using world = hostOf({ memory: mcpProgram() }, { sandbox: { install } });
    await world.host.start("memory");
    const { stages } = stateOf(world.host, "memory", "running");
    expect(stages.map(({ stage }) => stage)).toContain("install");
  });

  it("tells of each change, and the state is there when it does", async () => {
    await using world = hostOf({ memory: mcpProgram() });
    const kinds: (string | undefined)[] = [];
    world.host.onDidChange((name) => void kinds.push(kindOf(world.host, name)));
    await world.host.start("memory");
    await world.host.stop("memory");
    expect(kinds.filter((kind, index) => kind !== kinds[index - 1])).toEqual([
      "starting",
      "running",
      "stopping",
      "stopped",
    ]);
  });

  it("knows what the handshake told", async () => {
    await using world = hostOf({ memory: mcpProgram() });
    await world.host.start("memory");
    const { info } = stateOf(world.host, "memory", "running");
    expect(info).toMatchObject({ name: "memory", version: "1.0.0", protocolVersion: "2025-11-25" });
    expect(info.capabilities).toEqual({ tools: {} });
  });

  it("refuses a name that is not configured, and says which are", async () => {
    await using world = hostOf({ memory: mcpProgram(), other: mcpProgram() });
    const failure = await failureOf(world.host.start("memroy"));
    expect(failure.code).toBe("unknownServer");
    expect(failure.remedy).toBe("There are memory, other.");
  });

  it("does not start a disabled server", async () => {
    await using world = hostOf({ memory: mcpProgram() }, { disabled: true });
    expect((await failureOf(world.host.start("memory"))).code).toBe("config");
    expect(world.sandboxes.specs).toEqual([]);
  });

  it("leaves nothing when it is closed, and starts nothing any more", async () => {
    const world = hostOf({ one: mcpProgram(), two: mcpProgram() });
    await Promise.all([world.host.start("one"), world.host.start("two")]);
    expect(world.sandboxes.opened.size).toBe(2);
    await world.host[Symbol.asyncDispose]();
    expect(world.sandboxes.opened.size).toBe(0);
    expect((await failureOf(world.host.start("one"))).code).toBe("cancelled");
  });

  it("stops all servers at once", async () => {
    await using world = hostOf({ one: mcpProgram(), two: mcpProgram() });
    await Promise.all([world.host.start("one"), world.host.start("two")]);
    await world.host.stopAll();
    expect(world.host.servers.map(({ state }) => state.kind)).toEqual(["stopped", "stopped"]);
    expect(world.sandboxes.opened.size).toBe(0);
  });

  it("restarts: the new program is another one", async () => {
    await using world = hostOf({ memory: mcpProgram() });
    await world.host.start("memory");
    await world.host.restart("memory");
    expect(kindOf(world.host, "memory")).toBe("running");
    expect(world.sandboxes.started).toHaveLength(2);
  });
});

describe("definitions", () => {
  it("come, go and change their order live", async () => {
    await using world = hostOf({ one: mcpProgram(), two: mcpProgram() });
    const { host, definitions } = world;
    let changes = 0;
    host.onDidChangeServers(() => void (changes += 1));
    const names = (): string[] => host.servers.map(({ definition: { name } }) => name);
    host.define(definitions.toReversed());
    expect(names()).toEqual(["two", "one"]);
    host.define([definition({ name: "one" }), definition({ name: "three" })]);
    expect(names()).toEqual(["one", "three"]);
    host.define([definition({ name: "one" }), definition({ name: "three" })]);
    expect(changes).toBe(2);
  });

  it("that are gone take their server with them", async () => {
    await using world = hostOf({ one: mcpProgram() });
    await world.host.start("one");
    world.host.define([]);
    expect(world.host.server("one")).toBeUndefined();
    await expect.poll(() => world.sandboxes.opened.size).toBe(0);
  });

  it("mark a running server whose launch changed, until it is restarted", async () => {
    await using world = hostOf({ one: mcpProgram() });
    const { host } = world;
    await host.start("one");
    host.define([definition({ name: "one", description: "new words" })]);
    expect(host.server("one")).toMatchObject({ outdated: false });
    host.define([definition({ name: "one", args: ["--new"] })]);
    expect(host.server("one")).toMatchObject({ outdated: true, state: { kind: "running" } });
    await host.restart("one");
    expect(host.server("one")?.outdated).toBe(false);
    expect(world.sandboxes.started.at(-1)?.args).toEqual(["--new"]);
  });

  it("stop a server that they disable", async () => {
    await using world = hostOf({ one: mcpProgram() });
    await world.host.start("one");
    world.host.define([definition({ name: "one", disabled: true })]);
    await expect.poll(() => kindOf(world.host, "one")).toBe("stopped");
  });

  it("clear a failure of a launch that is no longer meant", async () => {
    await using world = hostOf({ one: async () => 1 });
    await failureOf(world.host.start("one"));
    expect(kindOf(world.host, "one")).toBe("failed");
    world.host.define([definition({ name: "one", description: "new words" })]);
    expect(kindOf(world.host, "one")).toBe("failed");
    world.host.define([definition({ name: "one", args: ["--fixed"] })]);
    expect(kindOf(world.host, "one")).toBe("stopped");
  });

  it("fail the start with their own failure when they cannot be resolved", async () => {
    const resolve = async (): Promise<never> => {
      throw new Failure("secretMissing", "Nobody has set TOKEN.");
    };
    await using world = hostOf({ one: mcpProgram() }, { resolve });
    expect((await failureOf(world.host.start("one"))).code).toBe("secretMissing");
    expect(stateOf(world.host, "one", "failed").failure.message).toBe("Nobody has set TOKEN.");
  });
});
