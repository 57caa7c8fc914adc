import { describe, expect, it } from "vitest";
import { initialize, sendTo, serving, token } from "./httpIn.ts";

describe("the gateway", () => {
  it("ends a session that nobody uses", async () => {
    const { gateway } = await serving({ idleMs: 50 });
    const { response } = await sendTo(gateway.origin, { body: initialize });
    const headers = { "mcp-session-id": String(response.headers.get("mcp-session-id")) };
    // Asking uses it, so that it has to be left alone between two times.
    const status = async () => (await sendTo(gateway.origin, { headers })).status;
    await expect.poll(status, { interval: 300, timeout: 5000 }).toBe(404);
    await gateway[Symbol.asyncDispose]();
  });

  it("ends a session sooner when its client has stopped listening, but not while it asks", async () => {
    const { gateway } = await serving({ leftMs: 50 });
    const open = async () => {
      const { response } = await sendTo(gateway.origin, { body: initialize });
      return { "mcp-session-id": String(response.headers.get("mcp-session-id")) };
    };
    const [left, listening, silent_] = [await open(), await open(), await open()];
    const listen = (headers: Record<string, string>) =>
      fetch(`${gateway.origin}/mcp`, {
        headers: { authorization: `Bearer ${token}`, accept: "text/event-stream", ...headers },
      });
    const streams = [await listen(left), await listen(listening)];
    await streams[0]?.body?.cancel();
    const status = async (headers: Record<string, string>) =>
      (await sendTo(gateway.origin, { headers })).status;
    await expect.poll(() => status(left), { interval: 300, timeout: 5000 }).toBe(404);
    expect([await status(listening), await status(silent_)]).toEqual([200, 200]);
    await streams[1]?.body?.cancel();
    await gateway[Symbol.asyncDispose]();
  });

  it("gives the place of an idle session to a new one, and refuses where all are in use", async () => {
    const { gateway } = await serving({ maxSessions: 1 });
    const first = await sendTo(gateway.origin, { body: initialize });
    const second = await sendTo(gateway.origin, { body: initialize });
    expect([first.status, second.status]).toEqual([200, 200]);
    const id = String(second.response.headers.get("mcp-session-id"));
    const stream = await fetch(`${gateway.origin}/mcp`, {
      headers: {
        authorization: `Bearer ${token}`,
        accept: "text/event-stream",
        "mcp-session-id": id,
      },
    });
    expect((await sendTo(gateway.origin, { body: initialize })).status).toBe(503);
    await stream.body?.cancel();
    await gateway[Symbol.asyncDispose]();
  });
});
