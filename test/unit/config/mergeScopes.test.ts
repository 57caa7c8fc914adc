import { describe, expect, it } from "vitest";
import { mergeScopes, type Scope } from "../../../src/config/mergeScopes.ts";

const path = "mcpSandbox.servers";
const user = (value: unknown): Scope => ({ origin: { scope: "user", path }, value });
const workspace = (value: unknown): Scope => ({
  origin: { scope: "workspace", folder: "/ws", path },
  value,
});
const folder = (name: string, value: unknown): Scope => ({
  origin: { scope: "folder", folder: `/ws/${name}`, path },
  value,
});
const summary = (...scopes: Scope[]) => {
  const { servers, problems } = mergeScopes(scopes);
  return {
    servers: servers.map(({ name, entry, origin }) => `${name}=${entry.command} (${origin.scope})`),
    problems: problems.map((problem) => `${problem.path}: ${problem.message}`),
  };
};

describe("scopes", () => {
  it("are joined", () => {
    expect(summary(user({ a: { command: "1" } }), workspace({ b: { command: "2" } }))).toEqual({
      servers: ["a=1 (user)", "b=2 (workspace)"],
      problems: [],
    });
  });

  it("give way to the nearer one, in whatever order they come", () => {
    const all = [
      folder("x", { a: { command: "3" } }),
      user({ a: { command: "1", description: "far" } }),
      workspace({ a: { command: "2" } }),
    ];
    expect(summary(...all).servers).toEqual(["a=3 (folder)"]);
    expect(mergeScopes(all).servers[0]?.entry.description).toBeUndefined();
  });

  it("let a broken near server hide the far one, and tell why", () => {
    const result = summary(user({ a: { command: "1" } }), workspace({ a: { command: 2 } }));
    expect(result.servers).toEqual([]);
    expect(result.problems).toEqual(["mcpSandbox.servers.a.command: Expected text, not 2."]);
  });

  it("let a good near server stand in for a broken far one, and still tell", () => {
    const result = summary(user({ a: { command: 1 } }), workspace({ a: { command: "2" } }));
    expect(result.servers).toEqual(["a=2 (workspace)"]);
    expect(result.problems).toHaveLength(1);
  });

  it("tell when two folders have a server of the same name", () => {
    const result = summary(
      folder("x", { a: { command: "1" } }),
      folder("y", { a: { command: "2" }, b: { command: "3" } }),
    );
    expect(result.servers).toEqual(["a=1 (folder)", "b=3 (folder)"]);
    expect(result.problems).toEqual([
      "mcpSandbox.servers.a: The folder /ws/x has a server of this name already, which counts. Rename one.",
    ]);
  });

  it("may be absent or of the wrong kind", () => {
    expect(summary(user(undefined), workspace("nonsense"))).toEqual({
      servers: [],
      problems: [
        'mcpSandbox.servers: Expected an object of servers by name, not the text "nonsense".',
      ],
    });
  });
});
