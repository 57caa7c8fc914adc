import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { anyHost, parseRule } from "../../../src/sandbox/local/network/rules.ts";
import {
  localHttp,
  localTcp,
  localTls,
  proxyWith,
  textOf,
  tlsOver,
} from "../../fakes/proxyClient.ts";

const names = {
  "good.test": ["127.0.0.1"],
  "other.test": ["127.0.0.1"],
  "loop.test": ["127.0.0.1"],
  "loop6.test": ["::1"],
  "lan.test": ["10.1.2.3"],
  "meta.test": ["169.254.169.254"],
  "mapped.test": ["::ffff:127.0.0.1"],
  "mixed.test": ["169.254.169.254", "10.0.0.1", "127.0.0.1"],
};
const good = (port: number) => parseRule(`good.test:${port}`, "loopback");
const hello = () => localHttp((request, response) => void response.end(`${request.headers.host}`));
const get = (url: string, host: string) => `GET ${url} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

describe("plain HTTP", () => {
  test("an allowed host is asked, under its own name", async () => {
    await using server = await hello();
    const { ask, log } = proxyWith([good(server.port)], names);
    const host = `good.test:${server.port}`;
    const answer = await ask(
      `GET http://${host}/x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(answer).toContain(host);
    expect(log.lines).toEqual([`info: test: ${host} allowed (127.0.0.1)`]);
  });

  test("a body goes there whole, and credentials for the proxy do not", async () => {
    await using server = await localHttp(async (request, response) => {
      let length = 0;
      for await (const part of request) length += (part as Buffer).length;
      response.setHeader("Set-Cookie", ["a=1", "b=2"]);
      response.end(JSON.stringify({ length, headers: request.headers }));
    });
    const { ask } = proxyWith([good(server.port)], names);
    const host = `good.test:${server.port}`;
    const head =
      `POST http://${host}/ HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100000\r\n` +
      "Proxy-Authorization: Basic c2VjcmV0\r\nConnection: close, X-Drop\r\nX-Drop: 1\r\nX-Keep: 1\r\n\r\n";
    const answer = await ask(head + "x".repeat(100_000));
    expect(answer).toContain('"length":100000');
    expect(answer).toContain('"x-keep":"1"');
    expect(answer).not.toMatch(/x-drop|proxy-authorization/i);
    expect(answer.match(/set-cookie/gi)).toHaveLength(2);
  });

  test.each([
    ["another Host header", (port: number) => get(`http://good.test:${port}/`, "evil.test")],
    [
      "another port in the Host header",
      (port: number) => get(`http://good.test:${port}/`, "good.test:1"),
    ],
    [
      "two Host headers",
      (port: number) => get(`http://good.test:${port}/`, `good.test:${port}\r\nHost: evil.test`),
    ],
    ["a user name", (port: number) => get(`http://u@good.test:${port}/`, `good.test:${port}`)],
    ["no absolute address", (port: number) => get("/", `good.test:${port}`)],
    ["https in plain", (port: number) => get(`https://good.test:${port}/`, `good.test:${port}`)],
  ])("a request with %s is refused", async (_what, request) => {
    await using server = await hello();
    const { ask } = proxyWith([good(server.port)], names);
    expect(await ask(request(server.port))).toMatch(/^HTTP\/1\.1 40[03]/);
    expect(server.connections).toBe(0);
  });

  test("a second request on the same connection is judged by itself", async () => {
    await using server = await hello();
    const { connect, blocked } = proxyWith([good(server.port)], names);
    const host = `good.test:${server.port}`;
    const program = connect();
    program.write(get(`http://${host}/`, host));
    await once(program, "data");
    program.write(get("http://evil.test/", "evil.test"));
    expect(await textOf(program)).toContain("403 Forbidden");
    expect(blocked).toMatchObject([{ host: "evil.test", port: 80 }]);
  });

  test("inside of a tunnel the Host header of each request is held against the tunnel's host", async () => {
    await using server = await hello();
    const { tunnel } = proxyWith([good(server.port)], names);
    const host = `good.test:${server.port}`;
    const through = await tunnel(host);
    through.write(get("/", host));
    const [first]: Buffer[] = await once(through, "data");
    expect(String(first)).toContain("200 OK");
    through.write(get("/", "evil.test"));
    expect(await textOf(through)).toContain("403 Forbidden");
  });

  test.each([
    ["a blank line in front", "\r\nGET / HTTP/1.1\r\nHost: evil.test\r\n\r\n"],
    ["a method of its own", "FOO / HTTP/1.1\r\nHost: evil.test\r\n\r\n"],
    ["small letters", "get / HTTP/1.1\r\nHost: evil.test\r\n\r\n"],
    ["HTTP/2 without TLS", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["a tunnel in the tunnel", "CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n\r\n"],
    [
      "two lengths",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
  ])("%s does not get past it", async (_what, bytes) => {
    await using server = await localTcp(
      (socket) => void socket.on("data", (data) => received.push(data)),
    );
    const received: Buffer[] = [];
    const { tunnel } = proxyWith([good(server.port)], names);
    const through = await tunnel(`good.test:${server.port}`);
    through.write(bytes.replace("Host: x", `Host: good.test:${server.port}`));
    expect(await textOf(through)).toMatch(/^HTTP\/1\.1 40[03]|^$/);
    expect(Buffer.concat(received).toString()).toBe("");
  });
});

describe("TLS", () => {
  test("a client that asks for the tunnel's host talks to it", async () => {
    await using server = await localTls((socket) => void socket.end(`for ${socket.servername}`));
    const { tunnel, log } = proxyWith([good(server.port)], names);
    const client = tlsOver(await tunnel(`good.test:${server.port}`), "good.test");
    expect(await textOf(client)).toBe("for good.test");
    expect(log.text).toContain(`good.test:${server.port} allowed`);
  });

  test("a client that asks for another host is cut off before the server hears a byte", async () => {
    const heard: Buffer[] = [];
    await using server = await localTcp(
      (socket) => void socket.on("data", (data) => heard.push(data)),
    );
    const { tunnel, blocked } = proxyWith([good(server.port)], names);
    const client = tlsOver(await tunnel(`good.test:${server.port}`), "evil.test");
    const [error]: Error[] = await once(client, "error");
    expect(error?.message).toMatch(/unrecognized name|disconnected/i);
    expect(blocked[0]?.reason).toContain('asks in TLS for "evil.test"');
    expect(heard).toEqual([]);
  });

  test("bytes that are neither TLS nor HTTP are not carried", async () => {
    await using server = await localTcp((socket) => void socket.pipe(socket));
    const { tunnel, blocked } = proxyWith([good(server.port)], names);
    const through = await tunnel(`good.test:${server.port}`);
    through.write(Buffer.from([0, 1, 2, 3]));
    expect(await textOf(through)).toBe("");
    expect(blocked[0]?.reason).toBe("it speaks neither TLS nor HTTP");
  });

  test("SSH may speak on a port that is allowed for it", async () => {
    await using server = await localTcp((socket) => void socket.pipe(socket));
    const { tunnel } = proxyWith([good(server.port)], names);
    const through = await tunnel(`good.test:${server.port}`);
    through.end("SSH-2.0-test\r\n");
    expect(await textOf(through)).toBe("SSH-2.0-test\r\n");
  });
});

describe("what is not allowed", () => {
  const denied = async (target: string, rules = [parseRule("good.test")]) => {
    const { ask, blocked, log } = proxyWith(rules, names);
    const answer = await ask(`CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
    return { status: answer.slice(9, 12), blocked: blocked[0]?.reason, log: log.text };
  };

  test.each([
    "evil.test:443",
    "good.test:22",
    "xgood.test:443",
    "good.test.evil.test:443",
    "127.0.0.1:443",
    "localhost:443",
    "169.254.169.254:80",
    "[::1]:443",
    "[::ffff:127.0.0.1]:443",
  ])("%s is answered with 403 and told", async (target) => {
    const { status, blocked, log } = await denied(target);
    expect(status).toBe("403");
    expect(blocked).toBe("not in the allow-list");
    expect(log).toMatch(/^warn: test: .* blocked: not in the allow-list$/);
  });

  test.each([
    "2130706433:443",
    "0x7f.1:443",
    "0177.0.0.1:80",
    "good.test",
    "u@good.test:443",
    "good.test:443:80",
    "/",
    "*",
  ])("%s is no address and answered with 400", async (target) => {
    expect((await denied(target)).status).toBe("400");
  });

  test.each(["loop.test", "loop6.test", "lan.test", "meta.test", "mapped.test", "mixed.test"])(
    "%s is refused for its addresses although its name is allowed",
    async (host) => {
      for (const rule of [parseRule(host), anyHost]) {
        const { status, blocked } = await denied(`${host}:443`, [rule]);
        expect(status).toBe("403");
        expect(blocked).toMatch(/^its address .* is not public$/);
      }
    },
  );

  test("a mirror in a private network is reached by its own rule, this machine is not", async () => {
    const isRefused = async (host: string) => {
      const { status } = await denied(`${host}:1`, [parseRule(`${host}:1`, "private")]);
      return status === "403";
    };
    expect(await isRefused("loop.test")).toBe(true);
    expect(await isRefused("meta.test")).toBe(true);
  });

  test("only the addresses that were checked are connected to", async () => {
    await using server = await localTcp((socket) => void socket.end("reached"));
    const rule = parseRule(`mixed.test:${server.port}`, "loopback");
    const { tunnel, log } = proxyWith([rule], { "mixed.test": ["169.254.169.254", "127.0.0.1"] });
    await tunnel(`mixed.test:${server.port}`);
    expect(log.text).toContain("allowed (127.0.0.1)");
  });

  test("a name that does not resolve is a failure and not a decision", async () => {
    const { status, blocked } = await denied("gone.test:443", [parseRule("gone.test")]);
    expect(status).toBe("502");
    expect(blocked).toBeUndefined();
  });

  test("the same blocked host is told once, and written down each time", async () => {
    const { ask, blocked, log } = proxyWith([], names);
    for (let time = 0; time < 3; time += 1)
      await ask("CONNECT a.test:443 HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(blocked).toEqual([{ host: "a.test", port: 443, reason: "not in the allow-list" }]);
    expect(log.lines).toHaveLength(3);
  });
});

describe("hostile bytes", () => {
  test("headers without end are cut off", async () => {
    const { ask } = proxyWith([], names);
    expect(await ask(`GET / HTTP/1.1\r\nX: ${"x".repeat(40_000)}`)).toMatch(/^HTTP\/1\.1 4\d\d/);
  });

  test("random bytes are answered or closed", async () => {
    const { connect } = proxyWith([anyHost], {});
    for (let round = 0; round < 100; round += 1) {
      const program = connect();
      const bytes = Array.from({ length: 200 }, () => Math.floor(Math.random() * 256));
      program.end(Buffer.from(bytes));
      await textOf(program);
    }
  });
});

describe("the user's own proxy", () => {
  test("is asked by name and with its login, which the jail never sees", async () => {
    const asked: string[] = [];
    const server = createServer();
    server.on("connect", (request, socket) => {
      asked.push(`${request.url} ${request.headers["proxy-authorization"]}`);
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(socket);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const { tunnel } = proxyWith(
      [anyHost],
      {},
      { HTTPS_PROXY: `http://me:secret@127.0.0.1:${port}` },
    );
    const through = await tunnel("public.test:443");
    through.end("echo");
    expect(await textOf(through)).toBe("echo");
    expect(asked).toEqual([`public.test:443 Basic ${Buffer.from("me:secret").toString("base64")}`]);
    server.close();
  });
});
