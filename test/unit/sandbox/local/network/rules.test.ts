import { expect, test } from "vitest";
import { target } from "../../../../../src/sandbox/local/network/hostName.ts";
import { anyHost, parseRule, ruleFor } from "../../../../../src/sandbox/local/network/rules.ts";
import { codeOf } from "../../../../fakes/codeOf.ts";

const lets = (rule: string, written: string): boolean => {
  const to = target(written);
  return to !== undefined && ruleFor([parseRule(rule)], to) !== undefined;
};

test.each([
  ["example.com", "example.com:443"],
  ["example.com", "example.com:80"],
  ["example.com", "EXAMPLE.COM.:443"],
  ["Example.Com.", "example.com:443"],
  ["bücher.example", "xn--bcher-kva.example:443"],
  ["example.com:8443", "example.com:8443"],
  ["*.example.com", "a.example.com:443"],
  ["*.example.com", "a.b.example.com:443"],
  ["*.example.com:8443", "a.example.com:8443"],
  ["93.184.216.34", "93.184.216.34:443"],
  ["192.168.1.10:8080", "192.168.1.10:8080"],
  ["[2606:4700::1]:443", "[2606:4700:0::1]:443"],
  ["127.0.0.1:5432", "127.0.0.1:5432"],
])("%j lets %j through", (rule, written) => {
  expect(lets(rule, written)).toBe(true);
});

test.each([
  ["example.com", "example.com:22"],
  ["example.com", "example.com:8443"],
  ["example.com:8443", "example.com:443"],
  ["example.com", "a.example.com:443"],
  ["example.com", "notexample.com:443"],
  ["example.com", "example.com.evil.test:443"],
  ["example.com", "example.co:443"],
  ["*.example.com", "example.com:443"],
  ["*.example.com", "notexample.com:443"],
  ["*.example.com", "a.example.com.evil.test:443"],
  ["*.example.com", "a.example.com:22"],
  ["127.0.0.1:5432", "127.0.0.1:5433"],
  ["93.184.216.34", "93.184.216.35:443"],
  ["example.com", "93.184.216.34:443"],
])("%j does not let %j through", (rule, written) => {
  expect(lets(rule, written)).toBe(false);
});

test.each([
  "",
  "*",
  "*.",
  "*example.com",
  "a.*.com",
  "https://example.com",
  "example.com/path",
  "example.com:0",
  "example.com:http",
  "user@example.com",
  "*.1.2.3.4",
  "0x7f.1",
  "127.0.0.1",
  "[::1]",
  "169.254.169.254",
  "169.254.169.254:80",
  "[::ffff:127.0.0.1]:80",
  "[fe80::1]:80",
  "exa mple.com",
  "example.com\0",
])("%j is refused as a rule, with the way to write one", (written) => {
  expect(codeOf(() => parseRule(written))).toBe("config");
});

test("a rule of a name leads to public addresses unless more is said", () => {
  expect(parseRule("example.com").reach).toBe("public");
  expect(parseRule("example.com", "private").reach).toBe("private");
});

test("an address that is spelled out may be private, and this machine's only with its port", () => {
  expect(parseRule("10.1.2.3").reach).toBe("private");
  expect(parseRule("10.1.2.3:8080", "public").reach).toBe("private");
  expect(parseRule("127.0.0.1:8080").reach).toBe("loopback");
});

test("the rule for any host lets every host and port through, to public addresses only", () => {
  expect(ruleFor([anyHost], { host: "anything.test", port: 12_345 })).toBe(anyHost);
  expect(anyHost.reach).toBe("public");
});

test("the first rule that fits decides", () => {
  const own = parseRule("example.com", "private");
  expect(ruleFor([own, anyHost], { host: "example.com", port: 443 })).toBe(own);
  expect(ruleFor([own, anyHost], { host: "example.com", port: 8080 })).toBe(anyHost);
});
