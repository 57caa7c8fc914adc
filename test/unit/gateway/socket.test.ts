import { chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { createServer as createNetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silent } from "../../../src/base/log.ts";
import { Gateway } from "../../../src/gateway/http/gateway.ts";
import { listenOnSocket } from "../../../src/gateway/http/socket.ts";
import { Relays } from "../../../src/gateway/relays.ts";
import { MemoryBackend } from "../../fakes/memoryBackend.ts";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "socket-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const token = "token-of-the-tests-0123456789";

async function serving(name: string, given?: string) {
  const relays = new Relays({ log: silent });
  relays.bind(new MemoryBackend({ a: { tools: { t: () => ({ content: [] }) } } }));
  const socket = join(folder, name);
  const gateway = await Gateway.listen({ socket, token: given, version: "1.2.3", log: silent });
  gateway.add("/mcp", relays.to("a"));
  return { socket, gateway, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
}

/** What a client of HTTP over a socket gets. */
async function ask(
  socketPath: string,
  headers: Readonly<Record<string, string>> = {},
  { path = "/health", body = "" } = {},
) {
  const sent = request({ socketPath, path, headers, method: body === "" ? "GET" : "POST" });
  sent.end(body);
  return new Promise<{ readonly status: number | undefined; readonly said: string }>(
    (resolve, reject) => {
      sent.on("error", reject);
      sent.on("response", (response) => {
        const { statusCode: status } = response;
        void text(response).then((said) => resolve({ status, said }), reject);
      });
    },
  );
}

const modes = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe("a gateway on a socket", () => {
  it("serves MCP to its owner, whose alone the socket and its new folder are", async () => {
    await using world = await serving("new/folder/s");
    expect(await modes(world.socket)).toBe("600");
    expect(await modes(join(folder, "new/folder"))).toBe("700");
    const body = JSON.stringify({
      ...{ jsonrpc: "2.0", id: 1, method: "initialize" },
      params: {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "t", version: "1" },
      },
    });
    const headers = {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    };
    const { status, said } = await ask(world.socket, headers, { path: "/mcp", body });
    expect([status, said]).toEqual([200, expect.stringContaining('"serverInfo":{"name":"a"')]);
    expect(world.gateway.origin).toBe("http://localhost");
  });

  it("takes the socket away at its end", async () => {
    const { socket, gateway } = await serving("ended");
    await gateway[Symbol.asyncDispose]();
    await expect(stat(socket)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("asks for the token that is given", async () => {
    await using world = await serving("token", token);
    const call = { path: "/mcp", body: "{}" };
    expect((await ask(world.socket, {}, call)).status).toBe(401);
    const authorization = `Bearer ${token}`;
    expect((await ask(world.socket, { authorization }, call)).status).toBe(415);
  });

  it.each([
    [{ host: "localhost" }, 200],
    [{ host: "127.0.0.1:80" }, 200],
    [{ host: "evil.example" }, 403],
    [{ origin: "http://localhost:3000" }, 403],
    [{ origin: "null" }, 403],
  ])("answers %j with %i", async (headers, status) => {
    await using world = await serving("guard");
    expect((await ask(world.socket, headers)).status).toBe(status);
  });
});

describe("listening on a socket", () => {
  it("takes the place of one that an ended program left", async () => {
    const path = join(folder, "left");
    const left = createNetServer();
    await new Promise<void>((resolve) => left.listen(`${path}-before`, resolve));
    await rename(`${path}-before`, path); // so that closing it leaves it there
    await new Promise((resolve) => left.close(resolve));
    await using world = await serving("left");
    expect((await ask(world.socket)).status).toBe(200);
  });

  it("leaves alone what others listen on, and what is no socket", async () => {
    await using world = await serving("taken");
    await expect(serving("taken")).rejects.toMatchObject({
      code: "config",
      message: `${world.socket} cannot be listened on: another program listens there.`,
    });
    expect((await ask(world.socket)).status).toBe(200);
    await writeFile(join(folder, "file"), "kept");
    await expect(serving("file")).rejects.toThrow("it is something else than a socket");
  });

  it("refuses a folder that other users may write to, but not a sticky one", async () => {
    await mkdir(join(folder, "open"));
    await chmod(join(folder, "open"), 0o777);
    await expect(serving("open/s")).rejects.toThrow("other users may write to the folder");
    await chmod(join(folder, "open"), 0o1777);
    await using world = await serving("open/s");
    expect(await modes(world.socket)).toBe("600");
  });

  it.each([
    ["relative/s", "it is no absolute path"],
    [`/tmp/${"x".repeat(120)}`, "it has more than 103 bytes"],
    ["/dev/null/s", "EEXIST"],
  ])("refuses %s", async (path, why) => {
    await expect(listenOnSocket(createServer(), path)).rejects.toThrow(why);
  });
});
