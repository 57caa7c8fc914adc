import { describe, expect, it } from "vitest";
import { failureOf, fixture, hostIn, providers, textOf } from "./hostIn.ts";

describe.each(providers)("in %s, the list of tools", (provider) => {
  it("has all pages, in the server's order", async () => {
    await using world = await hostIn(provider, [fixture("pages.mjs")]);
    const tools = await world.host.tools("pages");
    expect(tools.map(({ name }) => name)).toEqual(
      Array.from({ length: 210 }, (_, index) => `tool${index}`),
    );
    expect(textOf(await world.host.callTool("pages", "tool209", {}))).toBe("tool209");
  });

  it("follows the server's changes", async () => {
    await using world = await hostIn(provider, [fixture("changing.mjs")]);
    const names = async () => (await world.host.tools("changing")).map(({ name }) => name);
    expect(await names()).toEqual(["add"]);
    await world.host.callTool("changing", "add", { name: "new" });
    await expect.poll(names).toEqual(["add", "new"]);
    expect(textOf(await world.host.callTool("changing", "new", {}))).toBe("new");
  });
});

it.each([
  ["endless", "The server's list of tools has more than 100 pages."],
  ["stuck", "The server's list of tools gives the same cursor twice."],
])("a list of tools that is %s fails the start", async (mode, message) => {
  await using world = await hostIn("bare", [fixture("pages.mjs", [mode])]);
  expect(await failureOf(world.host.start("pages"))).toMatchObject({ code: "protocol", message });
});
