import { expect, test } from "vitest";
import { userProxyFor } from "../../../../../src/sandbox/local/network/userProxy.ts";

const to = (host: string, port = 443) => ({ host, port });
const proxyOf = (env: Record<string, string>, kind: "tunnel" | "plain" = "tunnel") => {
  const found = userProxyFor(env, to("example.com"), kind);
  return found === undefined ? undefined : `${found.host}:${found.port}`;
};

test.each([
  [{}, undefined],
  [{ HTTPS_PROXY: "http://proxy.corp:3128" }, "proxy.corp:3128"],
  [{ https_proxy: "proxy.corp:3128" }, "proxy.corp:3128"],
  [{ HTTPS_PROXY: "http://upper:1", https_proxy: "http://lower:2" }, "lower:2"],
  [{ ALL_PROXY: "http://all:1" }, "all:1"],
  [{ HTTP_PROXY: "http://plain:1" }, undefined],
  [{ HTTPS_PROXY: "https://proxy.corp" }, "proxy.corp:443"],
  [{ HTTPS_PROXY: "http://[::1]:8" }, "::1:8"],
  [{ HTTPS_PROXY: "socks5://proxy:1080" }, undefined],
  [{ HTTPS_PROXY: "http://" }, undefined],
  [{ HTTPS_PROXY: "" }, undefined],
])("a tunnel under %j goes by %j", (env, expected) => {
  expect(proxyOf(env)).toBe(expected);
});

test("plain requests go by the proxy for plain requests", () => {
  expect(proxyOf({ HTTP_PROXY: "http://plain:1", HTTPS_PROXY: "http://tls:2" }, "plain")).toBe(
    "plain:1",
  );
});

test("a login is kept for the proxy", () => {
  const found = userProxyFor(
    { HTTPS_PROXY: "http://m%40e:p%3Aw@proxy:1" },
    to("example.com"),
    "tunnel",
  );
  expect(found?.authorization).toBe(`Basic ${Buffer.from("m@e:p:w").toString("base64")}`);
});

test.each([
  ["example.com", "example.com", 443],
  ["example.com", "sub.example.com", 443],
  [".example.com", "sub.example.com", 443],
  ["*.example.com", "sub.example.com", 443],
  ["a.test, example.com", "example.com", 443],
  ["example.com:8443", "example.com", 8443],
  ["*", "anything.test", 443],
  ["10.0.0.0/8", "10.1.2.3", 443],
  ["10.1.2.3", "10.1.2.3", 443],
])("NO_PROXY=%j leaves out %s:%i", (list, host, port) => {
  const env = { HTTPS_PROXY: "http://proxy:1", NO_PROXY: list };
  expect(userProxyFor(env, to(host, port), "tunnel")).toBeUndefined();
});

test.each([
  ["example.com", "notexample.com", 443],
  ["example.com:8443", "example.com", 443],
  ["10.0.0.0/8", "11.1.2.3", 443],
  ["10.0.0.0/8", "ten.test", 443],
  ["10.0.0.0/99", "10.1.2.3", 443],
  ["", "example.com", 443],
])("NO_PROXY=%j does not leave out %s:%i", (list, host, port) => {
  const env = { HTTPS_PROXY: "http://proxy:1", NO_PROXY: list };
  expect(userProxyFor(env, to(host, port), "tunnel")).toBeDefined();
});
