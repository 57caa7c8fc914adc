import { afterAll, beforeAll, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { silent } from "../../../src/base/log.ts";
import { Gateway } from "../../../src/gateway/http/gateway.ts";
import { Relays } from "../../../src/gateway/relays.ts";
import { MemoryBackend } from "../../fakes/memoryBackend.ts";

const token = "token-of-the-tests-0123456789";
let gateway: Gateway;
let backend: MemoryBackend;

beforeAll(async () => {
  const failing = () => {
    throw new Failure("serverExited", "It ended.");
  };
  backend = new MemoryBackend({
    a: { tools: { "do it": (args) => ({ content: [], structuredContent: args }), failing } },
    b: { tools: { t: () => ({ content: [], isError: true }) } },
  });
  const relays = new Relays({ log: silent });
  relays.bind(backend);
  gateway = await Gateway.listen({ token, version: "1.2.3", log: silent });
  gateway.addRest(relays.to(undefined));
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function ask(path: string, body?: string, method = body === undefined ? "GET" : "POST") {
  const response = await fetch(`${gateway.origin}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body !== undefined && { body }),
  });
  const value: unknown = await response.json();
  return { status: response.status, value };
}

it("a tool is called by a post, and its result is the answer", async () => {
  expect(await ask("/api/a/do%20it", '{"x":1}')).toEqual({
    ...{ status: 200, value: { content: [], structuredContent: { x: 1 } } },
  });
  expect(await ask("/api/b/t", "{}")).toMatchObject({ status: 200, value: { isError: true } });
});

it.each([
  ["/api/a/failing", "{}", 502],
  ["/api/a/none", "{}", 400],
  ["/api/c/t", "{}", 404],
  ["/api/a", "{}", 404],
  ["/api/a/%ff", "{}", 404],
  ["/api/b/t", "[]", 400],
  ["/api/b/t", "{", 400],
])("%s with %s is answered with %i", async (path, body, status) => {
  expect(await ask(path, body)).toMatchObject({ status, value: { error: {} } });
});

it("other methods are refused", async () => {
  expect((await ask("/api/b/t")).status).toBe(405);
  expect((await ask("/api/openapi.json", "{}")).status).toBe(405);
});

it("nobody gets in without the token", async () => {
  const { status } = await fetch(`${gateway.origin}/api/openapi.json`);
  expect(status).toBe(401);
});

it("every tool is in the OpenAPI document", async () => {
  const { value } = await ask("/api/openapi.json");
  expect(value).toMatchObject({
    ...{ openapi: "3.1.0", info: { version: "1.2.3" }, security: [{ token: [] }] },
    paths: {
      "/api/a/do%20it": {
        post: { requestBody: { content: { "application/json": { schema: { type: "object" } } } } },
      },
      "/api/a/failing": {},
      "/api/b/t": { post: { operationId: "b__t" } },
    },
  });
});
