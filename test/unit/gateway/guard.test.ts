import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { Guard } from "../../../src/gateway/http/guard.ts";

const token = "token-of-the-tests-0123456789";

function status(
  listening: string,
  headers: Record<string, string>,
  given = true,
): number | undefined {
  const guard = new Guard({ host: listening, token: given ? token : undefined });
  const request = { headers: { authorization: `Bearer ${token}`, ...headers } };
  return guard.refuse(request as IncomingMessage, false)?.status;
}

describe("where others can reach us", () => {
  it.each([
    ["0.0.0.0", "192.168.1.7:8931", undefined],
    ["0.0.0.0", "[fe80::1]:8931", undefined],
    ["0.0.0.0", "localhost:8931", undefined],
    ["box.lan", "box.lan:8931", undefined],
    ["0.0.0.0", "evil.example:8931", 403],
    ["box.lan", "box.lan.evil.example", 403],
    ["127.0.0.1", "192.168.1.7:8931", 403],
    ["127.0.0.1", "127.0.0.1.evil.example", 403],
  ])("listening on %s the Host %s is answered with %s", (listening, host, expected) => {
    expect(status(listening, { host })).toBe(expected);
  });

  it.each([
    ["http://192.168.1.7:8931", undefined],
    ["https://192.168.1.7", undefined],
    ["http://localhost:3000", undefined],
    ["http://192.168.1.8:8931", 403],
    ["https://evil.example", 403],
    ["http://192.168.1.7@evil.example", 403],
  ])("the Origin %s is answered with %s", (origin, expected) => {
    expect(status("0.0.0.0", { host: "192.168.1.7:8931", origin })).toBe(expected);
  });
});

describe("the token", () => {
  const host = "localhost";

  it.each([
    [`Bearer ${token}`, undefined],
    [`bearer  ${token} `, undefined],
    [`Bearer ${token}${token}`, 401],
    [`Bearer ${token.toUpperCase()}`, 401],
    [`Bearer`, 401],
    [`Bearer ${token} x`, 401],
    ["", 401],
  ])("%j is answered with %s", (authorization, expected) => {
    expect(status("127.0.0.1", { host, authorization })).toBe(expected);
  });

  it("is not asked for where there is none", () => {
    expect(status("127.0.0.1", { host, authorization: "" }, false)).toBeUndefined();
  });
});
