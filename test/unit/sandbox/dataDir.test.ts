import { homedir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dataDir } from "../../../src/sandbox/dataDir.ts";

test("its own variable comes first", () => {
  expect(dataDir({ MCP_SANDBOX_DATA: "/own", XDG_DATA_HOME: "/data" })).toBe("/own");
});

test("it lies in the user's folder of program data", () => {
  expect(dataDir({ XDG_DATA_HOME: "/data" })).toBe("/data/mcp-sandbox");
});

test("without any variable it lies where the XDG specification says", () => {
  expect(dataDir({})).toBe(join(homedir(), ".local/share/mcp-sandbox"));
});

test("relative paths are ignored, which would depend on where the editor was started", () => {
  const home = join(homedir(), ".local/share/mcp-sandbox");
  expect(dataDir({ MCP_SANDBOX_DATA: "own", XDG_DATA_HOME: "data" })).toBe(home);
  expect(dataDir({ MCP_SANDBOX_DATA: "", XDG_DATA_HOME: "" })).toBe(home);
});
