import { request } from "node:http";
import { expect, it } from "vitest";
import { silent } from "../../../src/base/log.ts";
import { Gateway } from "../../../src/gateway/http/gateway.ts";
import { Relays } from "../../../src/gateway/relays.ts";
import { MemoryBackend } from "../../fakes/memoryBackend.ts";

const token = "token-of-the-tests-0123456789";

it("a client that does not read is cut off, and the others are served", async () => {
  const backend = new MemoryBackend({ a: { capabilities: { logging: {}, tools: {} } } });
  const relays = new Relays({ log: silent });
  relays.bind(backend);
  await using gateway = await Gateway.listen({ token, version: "1", log: silent });
  gateway.add("/mcp", relays.to("a"));
  const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
  let post = "";
  const stream = request(`${gateway.origin}/mcp`, { headers }, (response) => {
    response.once("data", (chunk: Buffer) => {
      post = /data: (\S+)/.exec(chunk.toString())?.[1] ?? "";
      response.pause();
    });
    response.on("error", () => {}); // it is cut
  });
  stream.on("error", () => {});
  stream.end();
  await expect.poll(() => post).toContain("sessionId=");
  const send = (message: object) =>
    fetch(`${gateway.origin}${post}`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", ...message }),
    });
  const clientInfo = { name: "slow", version: "1" };
  const params = { protocolVersion: "2024-11-05", capabilities: {}, clientInfo };
  await send({ id: 1, method: "initialize", params });
  await send({ method: "notifications/initialized" });
  const data = "x".repeat(1024 * 1024);
  let told = 0;
  const tell = (): void => {
    backend.notify({
      server: "a",
      method: "notifications/message",
      params: { level: "info", data },
    });
    told++;
  };
  await expect
    .poll(
      async () => {
        tell();
        // A session that was cut is gone.
        return (await send({ method: "notifications/nothing" })).status;
      },
      { timeout: 8000, interval: 5 },
    )
    .toBe(404);
  expect(told).toBeLessThan(60);
  expect((await fetch(`${gateway.origin}/health`)).status).toBe(200);
  stream.destroy();
});
