import { describe, expect, it } from "vitest";
import { type ServeFlags, wishesOf } from "../../../src/cli/serveWishes.ts";

const token = "token-of-the-tests-0123456789";
const wishes = (flags: ServeFlags, env: Record<string, string> = {}, verbose = false) =>
  wishesOf(flags, env, verbose);

describe("how to serve", () => {
  it("is over stdio, or at a free port of this machine, when nothing is said", () => {
    expect(wishes({})).toMatchObject({
      ...{ transport: "stdio", host: "127.0.0.1", port: 0, path: "/mcp", logLevel: "warning" },
    });
  });

  const env = {
    MCP_TRANSPORT: "sse",
    MCP_HOST: "::1",
    MCP_PORT: "8931",
    MCP_PATH: "/a/b",
    LOG_LEVEL: "WARN",
    MCP_SANDBOX_TOKEN: token,
  };

  it("is taken from the environment", () => {
    expect(wishes({}, env)).toEqual({
      ...{ transport: "sse", host: "::1", port: 8931, path: "/a/b", logLevel: "warning" },
      ...{ token, isNewToken: false, rest: false },
    });
  });

  it("is as the options say before that", () => {
    const own = { transport: "http", host: "localhost", port: "1", path: "/c", logLevel: "error" };
    const flags = { ...own, token: `own-${token}` };
    expect(wishes(flags, env)).toEqual({ ...flags, port: 1, isNewToken: false, rest: false });
  });

  it("has a new token of 256 bits each time, unless one is given or none is wanted", () => {
    const [one, two] = [wishes({}), wishes({})];
    expect(Buffer.from(one.token ?? "", "base64url")).toHaveLength(32);
    expect(one.token).not.toBe(two.token);
    expect(wishes({ token: false }, env)).toMatchObject({ token: undefined, isNewToken: false });
  });

  it("counts what is empty as not said", () => {
    expect(wishes({}, { MCP_PORT: "", MCP_TRANSPORT: "" })).toMatchObject({
      port: 0,
      transport: "stdio",
    });
  });

  it.each([
    [{ port: "-1" }],
    [{ port: "65536" }],
    [{ port: "x" }],
    [{ path: "/health" }],
    [{ path: "/api/x" }],
    [{ rest: true }],
    [{ path: "/a b" }],
    [{ path: "/a?b" }],
    [{ token: "with spaces in it, long enough" }],
    [{ transport: "HTTP" }],
    [{ logLevel: "none" }],
  ])("cannot be %j", (flags) => {
    expect(() => wishes(flags)).toThrow(expect.objectContaining({ code: "usage" }));
  });
});
