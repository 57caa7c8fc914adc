import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silent } from "../../../../src/base/log.ts";
import { type Route, Routes } from "../../../../src/editor/chat/routes.ts";
import { socketPlace } from "../../../../src/editor/chat/socketPlace.ts";
import { Relays } from "../../../../src/gateway/relays.ts";
import { MemoryBackend } from "../../../fakes/memoryBackend.ts";

const initialize = {
  ...{ jsonrpc: "2.0", id: 1, method: "initialize" },
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  },
};

interface Ask {
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

/** The status that a client gets; `undefined` where nobody listens. */
const reach = async (route: Route, ask: Ask = {}): Promise<number | undefined> =>
  (await sent(route, ask))?.status;

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

function sent({ address, headers }: Route, ask: Ask = {}): Promise<Answer | undefined> {
  const { scheme, authority = "localhost", path, fragment } = address;
  const url = new URL(ask.path ?? fragment ?? path, `http://${authority}`);
  return new Promise((resolve) => {
    const asked = request(url, {
      method: "POST",
      ...(scheme === "unix" && { socketPath: path }),
      headers: {
        ...(ask.headers ?? headers),
        accept: "application/json, text/event-stream",
        "content-type": "application/json",
      },
    });
    asked.on("error", () => resolve(undefined));
    asked.on("response", (response) => {
      void text(response).then((body) => resolve({ status: response.statusCode, body }));
    });
    asked.end(JSON.stringify(initialize));
  });
}

/** Where there is no place for a socket. */
const nowhere = () => Promise.reject(new Error("no place"));

describe.each([
  ["a socket of its user's own", socketPlace],
  ["this machine's own address", nowhere],
])("the ways to the servers, on %s,", (_, placeIn) => {
  let dataDir: string;
  let backend: MemoryBackend;
  let routes: Routes;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "routes-"));
    backend = new MemoryBackend({ a: { tools: {} }, b: { tools: {} } });
    const relays = new Relays({ log: silent });
    relays.bind(backend);
    const serve = async (name: string) => relays.to(name);
    const place = () => placeIn(dataDir);
    const introduction = async () => ({ description: "A server." });
    routes = new Routes({ serve, introduction, version: "1", log: silent, place });
  });
  afterEach(async () => {
    await routes[Symbol.asyncDispose]();
    expect(await readdir(dataDir)).toEqual([]);
    await rm(dataDir, { recursive: true });
  });

  it("stay the same, and start nothing", async () => {
    const [first, again] = [await routes.to("a"), await routes.to("a")];
    expect(again).toEqual(first);
    expect(first.headers["Authorization"]).toMatch(/^Bearer [\w-]{43}$/);
    expect(await reach(first)).toBe(200);
    expect(backend.starts).toEqual([]);
  });

  it("introduce the server by its own name and description", async () => {
    const { body = "" } = (await sent(await routes.to("b"))) ?? {};
    expect(body).toContain('"name":"b"');
    expect(body).toContain('"description":"A server."');
  });

  it("differ for each server, and need the token", async () => {
    const [a, b] = [await routes.to("a"), await routes.to("b")];
    expect(a.address.authority).toBe(b.address.authority);
    expect(a.address).not.toEqual(b.address);
    expect(await reach(a, { headers: {} })).toBe(401);
    expect(await reach(a, { path: "/a" })).toBe(404);
  });

  it("end with their servers, and lead elsewhere when these come again", async () => {
    const [a, b] = [await routes.to("a"), await routes.to("b")];
    await routes.keep(["b"]);
    expect(await reach(a)).toBe(404);
    expect(await reach(b)).toBe(200);
    const again = await routes.to("a");
    expect(again.address).not.toEqual(a.address);
    expect(await reach(again)).toBe(200);
  });

  it("are all gone at the end", async () => {
    const a = await routes.to("a");
    await routes[Symbol.asyncDispose]();
    expect(await reach(a)).toBeUndefined();
    await expect(routes.to("b")).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("the place of a socket", () => {
  let dataDir: string;
  beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), "place-"))));
  afterEach(() => rm(dataDir, { recursive: true }));

  it("can be entered by its user only, and goes away", async () => {
    const place = await socketPlace(join(dataDir, "new"), "linux");
    const folder = dirname(place.path);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await place.remove();
    await expect(stat(folder)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("takes away what an editor left that is no more, and nothing else", async () => {
    const [left, other] = ["gateway-2147483646-abc123", "gateway-notes"];
    for (const name of [left, other]) await mkdir(join(dataDir, name));
    const first = await socketPlace(dataDir, "linux");
    await socketPlace(dataDir, "linux");
    const names = await readdir(dataDir);
    expect(names).toHaveLength(3);
    expect(names).toContain(other);
    expect(names.map((name) => join(dataDir, name))).toContain(dirname(first.path));
  });

  it("is the name of a pipe on Windows", async () => {
    const place = await socketPlace(dataDir, "win32");
    expect([place.scheme, place.path]).toEqual([
      "pipe",
      expect.stringMatching(/^\\\\\.\\pipe\\mcp-sandbox-/),
    ]);
    await place.remove();
  });
});
