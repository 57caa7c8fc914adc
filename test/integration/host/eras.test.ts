import { describe, expect, it } from "vitest";
import { failureOf, fixture, hostIn, providers, sharedHost, textOf } from "./hostIn.ts";

describe.each(providers)("in %s, a server that speaks 2026-07-28 only", (provider) => {
  const world = sharedHost(provider, [fixture("modern.mjs")]);
  const starts = () => world().log.lines.filter((line) => line === "info: start").length;

  it("is found out, started again, and works", async () => {
    const { host } = world();
    expect(textOf(await host.callTool("modern", "echo", { message: "hi" }))).toBe("hi");
    expect(host.server("modern")?.state).toMatchObject({
      kind: "running",
      info: {
        name: "modern",
        version: "2.0.0",
        protocolVersion: "2026-07-28",
        instructions: "Be modern.",
      },
    });
    expect(starts()).toBe(2);
  });

  it("is remembered, so that its next start is its only one", async () => {
    const { host } = world();
    await host.start("modern");
    const before = starts();
    await host.restart("modern");
    expect(starts()).toBe(before + 1);
  });

  it("may give structured content that is no object", async () => {
    const result = await world().host.callTool("modern", "list", {});
    expect(result).toMatchObject({ structuredContent: [1], resultType: "complete" });
  });

  it("tells of its changed tools and its log", async () => {
    const { host, log } = world();
    await host.callTool("modern", "add", {});
    const names = async () => (await host.tools("modern")).map(({ name }) => name);
    await expect.poll(names).toContain("added");
    await host.callTool("modern", "log", {});
    await expect.poll(() => log.lines).toContain("warn: careful");
  });

  it("that asks for input fails the call, and goes on", async () => {
    const { host } = world();
    const failure = await failureOf(host.callTool("modern", "ask", {}));
    expect(["serverError", "protocol"]).toContain(failure.code);
    expect(textOf(await host.callTool("modern", "echo", { message: "on" }))).toBe("on");
  });
});

describe.each(providers)("in %s, a server on the first SDK", (provider) => {
  it("lists, adds, changes and logs", async () => {
    await using world = await hostIn(provider, [fixture("first.mjs")]);
    const { host } = world;
    expect(await host.callTool("first", "add", { a: 1, b: 2 })).toEqual({
      content: [{ type: "text", text: "3" }],
      structuredContent: { sum: 3 },
    });
    expect((await failureOf(host.callTool("first", "add", { a: 1 }))).problems).toEqual([
      { path: "/b", message: "is required" },
    ]);
    await host.callTool("first", "grow", {});
    const names = async () => (await host.tools("first")).map(({ name }) => name);
    await expect.poll(names).toEqual(["add", "grow", "grown"]);
    expect(world.log.lines).toContain("warn: grown");
    expect(host.server("first")?.state).toMatchObject({
      info: { protocolVersion: "2025-11-25", instructions: "Be first." },
    });
  });
});
