import { describe, expect, it } from "vitest";
import { mcpProgram, RpcError } from "../../fakes/mcpProgram.ts";
import type { Program } from "../../fakes/memorySandboxes.ts";
import { failureOf, hostOf, stateOf } from "./hostOf.ts";
import { modernProgram } from "./modernProgram.ts";

const versions = { supported: ["2026-07-28"], requested: "2025-11-25" };

const modern = modernProgram();

describe("a modern server", () => {
  it("is started again when it refuses the first handshake, in the same sandbox", async () => {
    await using world = hostOf({ modern });
    await world.host.start("modern");
    expect(stateOf(world.host, "modern", "running").info).toMatchObject({
      ...{ name: "modern", version: "2", protocolVersion: "2026-07-28", instructions: "Hi." },
    });
    expect(world.sandboxes.started).toHaveLength(2);
    expect(world.sandboxes.specs).toHaveLength(1);
  });

  it("is known from then on", async () => {
    await using world = hostOf({ modern });
    await world.host.start("modern");
    await world.host.restart("modern");
    expect(world.sandboxes.started).toHaveLength(3);
  });

  it("that has become an old one is found out as well", async () => {
    let current: Program = modern;
    await using world = hostOf({ server: (io) => current(io) });
    await world.host.start("server");
    current = mcpProgram();
    await world.host.restart("server");
    expect(stateOf(world.host, "server", "running").info.protocolVersion).toBe("2025-11-25");
    await world.host.restart("server");
    expect(world.sandboxes.started).toHaveLength(5);
  });

  it("that works in neither way fails, after two starts", async () => {
    const refuse = (): never => {
      throw new RpcError(-32_022, "Unsupported protocol version", versions);
    };
    const neither = mcpProgram({}, { initialize: refuse, "server/discover": refuse });
    await using world = hostOf({ neither });
    expect((await failureOf(world.host.start("neither"))).code).toBe("handshakeFailed");
    expect(world.sandboxes.started).toHaveLength(2);
  });
});
