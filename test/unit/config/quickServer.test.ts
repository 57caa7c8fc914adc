import { expect, it } from "vitest";
import { quickServer } from "../../../src/config/quickServer.ts";

it("a quick run is called after its package and keeps no microVM", () => {
  expect(quickServer({ command: "npx -y @scope/server-x@1" }, "/ws")).toEqual({
    name: "quick-server-x",
    entry: { command: "npx -y @scope/server-x@1", sandbox: { onIdle: "kill" } },
    origin: { scope: "file", path: "", folder: "/ws" },
  });
});

it("a quick run keeps one that is asked for", () => {
  const { name, entry, origin } = quickServer(
    { command: "uvx", args: ["mcp-y"], sandbox: { onIdle: "pause", template: "t" } },
    undefined,
  );
  expect(name).toBe("quick-mcp-y");
  expect(entry.sandbox).toEqual({ onIdle: "pause", template: "t" });
  expect(origin).not.toHaveProperty("folder");
});
