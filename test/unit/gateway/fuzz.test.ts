import * as fc from "fast-check";
import { Agent, request } from "node:http";
import { expect, it } from "vitest";
import { Gateway } from "../../../src/gateway/http/gateway.ts";
import { Relays } from "../../../src/gateway/relays.ts";
import { Lines } from "../../fakes/logs.ts";
import { MemoryBackend } from "../../fakes/memoryBackend.ts";

const token = "token-of-the-fuzzing-0123456789";
const inFlight = 50;
const rounds = 220;

interface Bad {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const word = fc.string({
  unit: fc.constantFrom(...'abcXYZ019-_./:%"{}[]é€'.split("")),
  maxLength: 30,
});
const headerText = fc.string({
  unit: fc.constantFrom(..."abcXYZ019-_./:;,= ".split("")),
  maxLength: 60,
});
const message = fc.record(
  {
    jsonrpc: fc.constantFrom("2.0", "2.0", "2.0", "1.0"),
    id: fc.oneof(fc.integer(), word, fc.constant(null), fc.object({ maxDepth: 1 })),
    method: fc.oneof(
      fc.constantFrom("initialize", "tools/list", "tools/call", "server/discover", "ping"),
      fc.constantFrom("subscriptions/listen", "resources/read", "notifications/cancelled"),
      word,
    ),
    params: fc.oneof(fc.object({ maxDepth: 3 }), fc.jsonValue()),
    result: fc.jsonValue(),
  },
  { requiredKeys: ["jsonrpc"] },
);
const deep = fc.integer({ min: 100, max: 20_000 }).map((depth) => {
  const nested = "[".repeat(depth) + "]".repeat(depth);
  return `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":${nested}}}`;
});
const body = fc.oneof(
  { weight: 5, arbitrary: message.map((value) => JSON.stringify(value)) },
  { weight: 2, arbitrary: fc.array(message, { maxLength: 120 }).map((all) => JSON.stringify(all)) },
  { weight: 2, arbitrary: fc.json() },
  { weight: 2, arbitrary: fc.string() },
  { weight: 1, arbitrary: deep },
);
const bad: fc.Arbitrary<Bad> = fc.record({
  method: fc.constantFrom("POST", "POST", "POST", "POST", "DELETE", "PUT", "OPTIONS", "PATCH"),
  path: fc.constantFrom(
    "/mcp",
    "/mcp",
    "/mcp",
    "/mcp?sessionId=x",
    "/",
    "//",
    "/mcp/../x",
    "/api/a/t",
    "/health?%",
  ),
  headers: fc
    .record(
      {
        authorization: fc.oneof(fc.constant(`Bearer ${token}`), headerText),
        "content-type": fc.constantFrom(
          "application/json",
          "application/json",
          "text/plain",
          "a;b",
        ),
        accept: fc.constantFrom("application/json, text/event-stream", "*/*", ""),
        origin: fc.constantFrom("http://localhost", "null", "http://evil.example", "::"),
        host: fc.constantFrom("localhost", "127.0.0.1:1", "evil.example", "[", "a b"),
        "mcp-session-id": headerText,
        "mcp-protocol-version": fc.constantFrom("2025-11-25", "2026-07-28", "never"),
        "mcp-method": headerText,
      },
      { requiredKeys: [] },
    )
    // Most come with what lets them in, so that they get far.
    .map((given) => ({
      ...{ authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...{ accept: "application/json, text/event-stream" },
      ...given,
    })),
  body,
});

/** Sends one and gives its status; −1 for a connection that was cut. */
function send(
  origin: URL,
  agent: Agent,
  { method, path, headers, body: sent }: Bad,
): Promise<number> {
  return new Promise((resolve) => {
    const { hostname, port } = origin;
    const asking = request({ hostname, port, agent, method, path, headers }, (response) => {
      response.on("data", () => {});
      // A stream that stays open has been answered as much as it will be.
      const timer = setTimeout(() => response.destroy(), 300);
      response.once("close", () => {
        clearTimeout(timer);
        resolve(response.statusCode ?? -1);
      });
    });
    asking.once("error", () => resolve(-1));
    asking.end(sent);
  });
}

it("serves on after ten thousand bad requests", { timeout: 120_000 }, async () => {
  const log = new Lines();
  const relays = new Relays({ log });
  relays.bind(new MemoryBackend({ a: { tools: { t: () => ({ content: [] }) } } }));
  await using gateway = await Gateway.listen({ token, version: "1", log, maxSessions: 20 });
  gateway.add("/mcp", relays.to("a"));
  gateway.addRest(relays.to("a"));
  const origin = new URL(gateway.origin);
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const counts = new Map<number, number>();
  const batch = fc.array(bad, { minLength: inFlight, maxLength: inFlight });
  await fc.assert(
    fc.asyncProperty(batch, async (requests) => {
      const answers = await Promise.all(requests.map((each) => send(origin, agent, each)));
      for (const status of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
      const health = await fetch(`${gateway.origin}/health`);
      return health.status === 200 && !answers.includes(500);
    }),
    { numRuns: rounds, endOnFailure: true },
  );
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThanOrEqual(10_000);
  expect([400, 401, 403, 404].every((status) => counts.has(status))).toBe(true);
  expect(log.text).not.toContain("A request failed");
  agent.destroy();
});
