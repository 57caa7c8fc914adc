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
    expect(wishes({}, env)).toMatchObject({
      ...{ transport: "sse", host: "::1", port: 8931, path: "/a/b", logLevel: "warning" },
      ...{ token, isNewToken: false, rest: false },
    });
  });

  it("is as the options say before that", () => {
    const own = { transport: "http", host: "localhost", port: "1", path: "/c", logLevel: "error" };
    const flags = { ...own, token: `own-${token}` };
    expect(wishes(flags, env)).toMatchObject({ ...flags, port: 1, isNewToken: false, rest: false });
  });

  it("has a new token of 256 bits each time, unless one is given or none is wanted", () => {
    const [one, two] = [wishes({}), wishes({})];
    expect(Buffer.from(one.token ?? "", "base64url")).toHaveLength(32);
    expect(one.token).not.toBe(two.token);
    expect(wishes({ token: false }, env)).toMatchObject({ token: undefined, isNewToken: false });
  });

  it("asks about tools and cuts results as the options say", () => {
    expect(wishes({})).toMatchObject({ pins: "ask", maxResult: undefined });
    expect(wishes({ pins: "off", maxResult: "2M" })).toMatchObject({
      ...{ pins: "off", maxResult: 2_000_000 },
    });
    expect(wishes({ maxResult: "500k" }).maxResult).toBe(500_000);
    expect(wishes({ maxResult: "1000" }).maxResult).toBe(1000);
  });

  it.each(["", "1", "999", "1G", "-5k", "1.5M", "many"])(
    "takes no --max-result %j",
    (maxResult) => {
      expect(() => wishes({ maxResult })).toThrow("expected 1k or more");
    },
  );

  it("counts what is empty as not said", () => {
    expect(wishes({}, { MCP_PORT: "", MCP_TRANSPORT: "" })).toMatchObject({
      port: 0,
      transport: "stdio",
    });
  });

  it("is over HTTP on a socket, and without a token there unless one is given", () => {
    const socket = "/run/me/mcp.sock";
    expect(wishes({ socket })).toMatchObject({ socket, transport: "http", token: undefined });
    expect(wishes({ socket }, { MCP_TRANSPORT: "stdio" }).transport).toBe("http");
    expect(wishes({ socket, transport: "sse" }, env)).toMatchObject({ transport: "sse", token });
  });

  it.each([
    [{ socket: "/s", transport: "stdio" }],
    [{ socket: "/s", host: "127.0.0.1" }],
    [{ socket: "/s", port: "1" }],
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
