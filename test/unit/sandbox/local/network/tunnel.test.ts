import { duplexPair } from "node:stream";
import { describe, expect, test } from "vitest";
import { join, listen, reasonAgainst } from "../../../../../src/sandbox/local/network/tunnel.ts";

describe("what a client begins to speak", () => {
  test.each([
    [[22, 3, 1], "tls"],
    ["GET / HTTP/1.1", "http"],
    ["get / HTTP/1.1", "http"],
    ["\r\nGET /", "http"],
    ["SSH-2.0-x\r\n", "ssh"],
    ["SSH", "http"],
    [[0, 0, 0, 8], "other"],
    [[128, 46, 1], "other"],
    [" GET /", "other"],
  ])("%j is %s", async (bytes, speech) => {
    const [near, far] = duplexPair();
    const heard = listen(near);
    far.write(Buffer.from(bytes as string));
    expect(await heard).toBe(speech);
    expect(near.read()).toEqual(Buffer.from(bytes as string));
  });

  test("is nothing when it ends or goes away without a word", async () => {
    const [ending, otherEnd] = duplexPair();
    const ended = listen(ending);
    otherEnd.end();
    expect(await ended).toBeUndefined();
    const [closing] = duplexPair();
    const closed = listen(closing);
    closing.destroy();
    expect(await closed).toBeUndefined();
  });
});

describe("a client's hello", () => {
  const hello = (serverName: string | undefined, isEncrypted = false) => ({
    serverName,
    isEncrypted,
  });

  test.each(["example.com", "EXAMPLE.com", "example.com."])(
    "for %s may go to example.com",
    (name) => {
      expect(reasonAgainst(hello(name), "example.com")).toBeUndefined();
    },
  );

  test.each([
    [hello("evil.test"), "asks in TLS for"],
    [hello("example.com\0.evil.test"), "asks in TLS for"],
    [hello("sub.example.com"), "asks in TLS for"],
    [hello(""), "asks in TLS for"],
    [hello(undefined), "does not say"],
    [hello("example.com", true), "hides"],
  ])("%j may not", (said, reason) => {
    expect(reasonAgainst(said, "example.com")).toContain(reason);
  });

  test("for an address names no host, or that address", () => {
    expect(reasonAgainst(hello(undefined), "192.0.2.1")).toBeUndefined();
    expect(reasonAgainst(hello("evil.test"), "192.0.2.1")).toContain("asks in TLS for");
  });
});

describe("two joined streams", () => {
  test("carry bytes and ends both ways, and are let go of", async () => {
    const [a, program] = duplexPair();
    const [b, server] = duplexPair();
    const joined = join(a, b, (bytes) => Buffer.from(bytes.toString().toUpperCase()));
    program.end("question");
    server.end("answer");
    const said = await Promise.all([text(server), text(program)]);
    await joined;
    expect(said).toEqual(["QUESTION", "answer"]);
    expect(b.destroyed).toBe(true);
  });

  test("are let go of when one of them goes away", async () => {
    const [a] = duplexPair();
    const [b] = duplexPair();
    const joined = join(a, b).catch(() => "broken");
    b.destroy();
    await joined;
    expect([a.destroyed, b.destroyed]).toEqual([true, true]);
  });

  test("are left to the caller's last word when the client is refused", async () => {
    const [a, program] = duplexPair();
    const [b] = duplexPair();
    const joined = join(a, b, () => {
      throw new Error("refused");
    });
    const outcome = joined.catch((error: Error) => {
      a.end(error.message);
      return "told";
    });
    program.write("x");
    expect(await outcome).toBe("told");
    expect(b.destroyed).toBe(true);
  });
});

async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}
