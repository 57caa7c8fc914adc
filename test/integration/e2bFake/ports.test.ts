import { get } from "node:http";
import { E2B, type Sandbox } from "e2b";
import { describe, expect } from "vitest";
import { canArrange } from "../../fakes/e2b/machine/view.ts";
import type { FakeE2B } from "../../fakes/e2b/fakeE2B.ts";
import { soon, test } from "./fakeTest.ts";

const script = `
const { createServer } = require("node:http");
createServer(async (request, response) => {
  const body = await new Response(request).text();
  response.writeHead(201, { "x-path": request.url }).write("got " + body);
  if (request.url !== "/open") response.end();
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });`;

/** A web server in a sandbox, and its port. */
async function serve(box: Sandbox): Promise<number> {
  await box.files.write("server.cjs", script);
  let port = "";
  const onStdout = (text: string): void => void (port += text);
  await box.commands.run("exec node server.cjs", { background: true, timeoutMs: 0, onStdout });
  await soon(() => port).toMatch(/\n/);
  return Number(port);
}

const routed = ({ sandboxId }: Sandbox, port: number): Record<string, string> => ({
  "e2b-sandbox-id": sandboxId,
  "e2b-sandbox-port": String(port),
});

/** A call by the host alone, which `fetch` does not let a caller choose. */
const byHost = (fake: FakeE2B, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(fake.url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
  });

describe("the address of a port", () => {
  test("as the SDK tells it ignores where the service is", async ({ fake, box }) => {
    expect(box.getHost(3000)).toBe(`3000-${box.sandboxId}.e2b.app`);
    expect(box.getMcpUrl()).toBe(`https://50005-${box.sandboxId}.e2b.app/mcp`);
    const { Sandbox } = new E2B({ ...fake.connection, domain: "self.example" });
    const own = await Sandbox.create();
    expect(own.getHost(80)).toBe(`80-${own.sandboxId}.self.example`);
    expect(own.getMcpUrl()).toBe(`https://50005-${own.sandboxId}.self.example/mcp`);
    const debug = await new E2B({ debug: true }).Sandbox.create();
    expect([debug.getHost(80), debug.getMcpUrl()]).toEqual([
      "localhost:80",
      "https://localhost:50005/mcp",
    ]);
  });

  test("leads to the program that listens there, by headers or by host", async ({ fake, box }) => {
    const port = await serve(box);
    const headers = routed(box, port);
    const url = `${fake.url}/some?query=1`;
    const response = await fetch(url, { method: "POST", body: "a body", headers });
    expect([response.status, response.headers.get("x-path")]).toEqual([201, "/some?query=1"]);
    expect(await response.text()).toBe("got a body");
    expect(await byHost(fake, box.getHost(port))).toBe(201);
  });

  test("is closed where the sandbox does not listen, though this machine does", async ({
    fake,
    Box,
    box,
  }) => {
    const other = await Box.create();
    const port = await serve(other);
    expect((await fetch(fake.url, { headers: routed(other, port) })).status).toBe(201);
    for (const closed of [port, Number(new URL(fake.url).port)]) {
      const response = await fetch(fake.url, { headers: routed(box, closed) });
      expect([response.status, await response.json()]).toMatchObject([502, { port: closed }]);
    }
  });

  test("is cut with a pause, and closed with the sandbox", async ({ fake, box }) => {
    const headers = routed(box, await serve(box));
    const open = await fetch(`${fake.url}/open`, { headers });
    await box.pause();
    await expect(open.text()).rejects.toThrow("terminated");
    expect((await fetch(fake.url, { headers })).status).toBe(502);
    await soon(() => fake.openStreams).toBe(0);
  });

  test.runIf(canArrange())("of an offline sandbox leads nowhere", async ({ fake, Box }) => {
    const box = await Box.create({ allowInternetAccess: false });
    const headers = routed(box, await serve(box));
    expect((await fetch(fake.url, { headers })).status).toBe(502);
  });

  test("may be closed to those without the sandbox's token", async ({ fake, Box }) => {
    const box = await Box.create({ network: { allowPublicTraffic: false } });
    const headers = routed(box, await serve(box));
    const status = async (token?: string): Promise<number> => {
      const given = token === undefined ? {} : { "e2b-traffic-access-token": token };
      return (await fetch(fake.url, { headers: { ...headers, ...given } })).status;
    };
    expect(await status()).toBe(403);
    expect(await status("wrong")).toBe(403);
    expect(await status(box.trafficAccessToken)).toBe(201);
  });
});
