import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silent } from "../../../src/base/log.ts";
import { Gateway } from "../../../src/gateway/http/gateway.ts";
import { initialize, list, type Post, sendTo, serving, token } from "./httpIn.ts";

let world: Awaited<ReturnType<typeof serving>>;
beforeAll(async () => void (world = await serving()));
afterAll(() => world.gateway[Symbol.asyncDispose]());

const send = (post?: Post) => sendTo(world.gateway.origin, post);

/** Words of our own over a socket, for what `fetch` does not send. */
function raw(words: string): Promise<string> {
  const { hostname, port } = new URL(world.gateway.origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(words));
    let answer = "";
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

const withHost = (host: string, rest = `Authorization: Bearer ${token}\r\n`): Promise<string> =>
  raw(`GET /health HTTP/1.1\r\nHost: ${host}\r\n${rest}Connection: close\r\n\r\n`);

describe("the gateway refuses", () => {
  it("who shows no token, and says that one is missing", async () => {
    const { response, json } = await send({ headers: { authorization: undefined } });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="mcp-sandbox"');
    expect(json).toMatchObject({ error: { message: "A bearer token is missing." }, id: null });
  });

  it.each([
    "Bearer wrong",
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    `Basic ${token}`,
    "Bearer",
  ])("the wrong token %s", async (authorization) => {
    const { status, json } = await send({ headers: { authorization } });
    expect([status, json.error?.message]).toEqual([401, "The token is wrong."]);
  });

  it.each([
    "evil.example",
    "evil.example:80",
    "127.0.0.1.evil.example",
    "user@localhost",
    "10.0.0.1",
    "",
  ])("the Host %j", async (host) => {
    expect(await withHost(host)).toMatch(/^HTTP\/1.1 (403|400) /);
  });

  it.each(["localhost:1", "127.0.0.1", "[::1]:80", "LOCALHOST"])(
    "not the Host %s",
    async (host) => {
      expect(await withHost(host)).toMatch(/^HTTP\/1.1 200 /);
    },
  );

  it.each([
    "https://evil.example",
    "http://127.0.0.1.evil.example",
    "null",
    "file://",
    "vscode-webview://x",
  ])("the Origin %s", async (origin) => {
    const { status, json } = await send({ headers: { origin } });
    expect([status, json.error?.message]).toEqual([403, "Pages of this Origin may not ask here."]);
  });

  it.each(["http://localhost:3000", "http://127.0.0.1"])("not the Origin %s", async (origin) => {
    expect((await send({ body: initialize, headers: { origin } })).status).toBe(200);
  });

  it("a request of a session that is not there", async () => {
    for (const method of ["POST", "GET", "DELETE"]) {
      const { status, json } = await send({ method, headers: { "mcp-session-id": "unknown" } });
      expect([status, json.error]).toEqual([404, { code: -32001, message: "Session not found" }]);
    }
    const posted = await send({ path: "/mcp?sessionId=unknown" });
    expect([posted.status, posted.json.error?.code]).toEqual([404, -32001]);
  });

  it("a request of no session that does not begin one", async () => {
    const { status, json } = await send();
    expect([status, json.error?.message]).toEqual([
      400,
      "Bad Request: Mcp-Session-Id header is required",
    ]);
  });

  it.each(['{"jsonrpc":', "", "\u0000", "[", '{"a":1}}'])("bad JSON: %j", async (body) => {
    const { status, json } = await send({ body });
    expect([status, json.error?.code]).toEqual([400, -32700]);
  });

  it.each(["1", "null", "[]", "[1]", '{"jsonrpc":"1.0"}', '"2.0"', '[{"jsonrpc":"2.0"},null]'])(
    "JSON that is no message: %s",
    async (body) => {
      const { status, json } = await send({ body });
      expect([status, json.error?.code]).toEqual([400, -32600]);
    },
  );

  it("a batch of more than a hundred", async () => {
    const { status, json } = await send({ body: Array.from({ length: 101 }, () => list) });
    expect([status, json.error]).toEqual([
      400,
      { code: -32600, message: "A batch may have 100 messages." },
    ]);
  });

  it("a request that is too large, by what it says and by what it sends", async () => {
    const said = await raw(
      `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n`,
    );
    expect(said).toMatch(/^HTTP\/1.1 413 /);
    const head = `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunk = `100000\r\n${" ".repeat(0x100000)}\r\n`;
    const sent = await raw(head + chunk.repeat(33)).catch((error: Error) => error.message);
    expect(sent).toMatch(/^HTTP\/1.1 413 |ECONNRESET|EPIPE/);
  });

  it("headers that are too large", async () => {
    expect(await withHost("localhost", `X-Large: ${"x".repeat(20_000)}\r\n`)).toMatch(
      /^HTTP\/1.1 431 /,
    );
  });

  it.each([
    [{ "content-type": "text/plain" }, 415],
    [{ accept: "application/json" }, 406],
  ])("a request with %j", async (headers, status) => {
    expect((await send({ body: initialize, headers })).status).toBe(status);
  });

  it("methods and paths that are not served", async () => {
    const put = await send({ method: "PUT" });
    expect([put.status, put.response.headers.get("allow")]).toEqual([405, "GET, POST, DELETE"]);
    expect((await send({ path: "/other" })).status).toBe(404);
    expect((await send({ path: "/mcp/" })).status).toBe(404);
    expect((await send({ path: "/health" })).status).toBe(405);
  });

  it("to listen without a token where others could reach it", async () => {
    const listening = Gateway.listen({ host: "0.0.0.0", version: "1", log: silent });
    await expect(listening).rejects.toMatchObject({
      code: "config",
      remedy: "Serve with a token.",
    });
  });

  it("a port that is taken", async () => {
    const port = Number(new URL(world.gateway.origin).port);
    await expect(Gateway.listen({ port, version: "1", log: silent })).rejects.toMatchObject({
      ...{ code: "config", message: `127.0.0.1:${port} cannot be listened on: EADDRINUSE.` },
    });
  });
});

describe("the gateway", () => {
  it("says that it is well, also without a token", async () => {
    const { status, json } = await send({
      ...{ method: "GET", path: "/health", headers: { authorization: undefined } },
    });
    expect({ status, json }).toEqual({ status: 200, json: { status: "ok", version: "1.2.3" } });
  });

  it("answers initialize without starting anything", async () => {
    await using fresh = await serving().then(({ gateway, backend }) => ({
      gateway,
      backend,
      [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
    }));
    const { status, json } = await sendTo(fresh.gateway.origin, { body: initialize });
    expect([status, json.result?.serverInfo]).toEqual([200, { name: "a", version: "1.2.3" }]);
    expect(fresh.backend.starts).toEqual([]);
  });

  it("ends a session with its client", async () => {
    const { response } = await send({ body: initialize });
    const id = String(response.headers.get("mcp-session-id"));
    const headers = { "mcp-session-id": id };
    expect((await send({ headers })).status).toBe(200);
    expect((await send({ headers, method: "DELETE" })).status).toBe(200);
    expect((await send({ headers })).status).toBe(404);
  });

  it("never takes one client's session for another's", async () => {
    const ids = await Promise.all(
      Array.from({ length: 5 }, async () =>
        (await send({ body: initialize })).response.headers.get("mcp-session-id"),
      ),
    );
    expect(new Set(ids).size).toBe(5);
  });
});
