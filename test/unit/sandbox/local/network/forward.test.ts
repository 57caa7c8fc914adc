import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { readPlain } from "../../../../../src/sandbox/local/network/forward.ts";

function request(url: string, ...hosts: readonly string[]): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.url = url;
  message.rawHeaders = hosts.flatMap((host) => ["Host", host]);
  return message;
}

const through = { host: "example.com", port: 8080 };

test.each([
  ["http://example.com/", "example.com", 80, "/"],
  ["http://example.com", "example.com", 80, "/"],
  ["http://example.com:80/x?y=z", "example.com", 80, "/x?y=z"],
  ["http://example.com?y=z", "example.com:80", 80, "/?y=z"],
  ["HTTP://EXAMPLE.com:8080/x", "Example.Com.:8080", 8080, "/x"],
  ["http://example.com/@evil.test/", "example.com", 80, "/@evil.test/"],
])("%s with the Host %s is for port %i and %s", (url, host, port, path) => {
  expect(readPlain(request(url, host))).toEqual({ target: { host: "example.com", port }, path });
});

test.each([
  ["/", "example.com"],
  ["*", "example.com"],
  ["http://example.com/", "evil.test"],
  ["http://example.com/", "example.com:8080"],
  ["http://example.com/", ""],
  ["http://example.com/"],
  ["http://example.com/", "example.com", "example.com"],
  ["http://example.com@evil.test/", "example.com"],
  ["http://example.com\\@evil.test/", "example.com"],
  ["http://2130706433/", "2130706433"],
  ["http:///", "example.com"],
  ["http://example.com/#fragment", "example.com"],
  ["https://example.com/", "example.com"],
  ["ftp://example.com/", "example.com"],
])("%s with the Host %s is for nobody", (url, ...hosts) => {
  expect(readPlain(request(url, ...hosts))).toBeUndefined();
});

test("inside of a tunnel only its own host and port are meant", () => {
  const to = { target: through, path: "/x" };
  expect(readPlain(request("/x", "example.com:8080"), through)).toEqual(to);
  expect(readPlain(request("http://example.com:8080/x", "example.com:8080"), through)).toEqual(to);
  expect(readPlain(request("/x", "example.com"), through)).toBeUndefined();
  expect(readPlain(request("/x", "evil.test:8080"), through)).toBeUndefined();
  expect(readPlain(request("http://evil.test/x", "evil.test"), through)).toBeUndefined();
  expect(readPlain(request("x", "example.com:8080"), through)).toBeUndefined();
  expect(readPlain(request("*", "example.com:8080"), through)?.path).toBe("*");
});
