import { expect, test } from "vitest";
import {
  hostName,
  isAddress,
  shownTarget,
  target,
} from "../../../../../src/sandbox/local/network/hostName.ts";

test.each([
  ["example.com", "example.com"],
  ["EXAMPLE.com", "example.com"],
  ["example.com.", "example.com"],
  ["bücher.example", "xn--bcher-kva.example"],
  ["BÜCHER.example", "xn--bcher-kva.example"],
  ["ｅｘａｍｐｌｅ.com", "example.com"],
  ["example。com", "example.com"],
  ["_service.example.com", "_service.example.com"],
  ["localhost", "localhost"],
  ["93.184.216.34", "93.184.216.34"],
  ["[2606:4700::1111]", "2606:4700::1111"],
  ["2606:4700:0:0:0:0:0:1111", "2606:4700::1111"],
  ["[::FFFF:127.0.0.1]", "::ffff:7f00:1"],
])("the host %j is compared as %j", (written, normal) => {
  expect(hostName(written)).toBe(normal);
});

test.each([
  "",
  ".",
  "..",
  "example..com",
  ".example.com",
  "example.com..",
  "example.com\0.evil.test",
  "example.com\n",
  "example.com\r\nHost: evil.test",
  " example.com",
  "user@example.com",
  "example.com@evil.test",
  "example.com/evil",
  "example.com\\evil",
  "example.com?evil",
  "example.com#evil",
  "example%2ecom",
  "exam\u00adple com",
  "-example.com",
  "example-.com",
  `${"a".repeat(64)}.com`,
  `${"a.".repeat(140)}com`,
  "[example.com]",
  "[::1",
  "::1]",
  "[fe80::1%eth0]",
  "fe80::1%eth0",
  "2130706433",
  "0x7f000001",
  "0x7f.0.0.1",
  "0177.0.0.1",
  "127.1",
  "127.0.1",
  "127.0.0.01",
  "256.1.1.1",
  "1.2.3.4.5",
  "１２７.0.0.1",
  "127.0.0.1.",
  "①②⑦.0.0.1",
])("%j is no host at all", (written) => {
  expect(hostName(written)).toBeUndefined();
});

test("a number in front of a name does not make it an address", () => {
  expect(hostName("1password.com")).toBe("1password.com");
  expect(hostName("3.example")).toBe("3.example");
  expect(isAddress("1password.com")).toBe(false);
  expect(isAddress("1.2.3.4")).toBe(true);
  expect(isAddress("::1")).toBe(true);
});

test.each([
  ["example.com:443", { host: "example.com", port: 443 }],
  ["[::1]:8080", { host: "::1", port: 8080 }],
  ["1.2.3.4:1", { host: "1.2.3.4", port: 1 }],
])("%j names a host and a port", (written, expected) => {
  expect(target(written)).toEqual(expected);
  expect(target(shownTarget(expected))).toEqual(expected);
});

test.each([
  "example.com",
  "example.com:",
  "example.com:0",
  "example.com:65536",
  "example.com:443443",
  "example.com:-1",
  "example.com: 443",
  "example.com:443 ",
  "example.com:80:443",
  "user:password@example.com:443",
  "http://example.com:443",
  "::1:443",
  "[::1]",
])("%j does not name a host and a port", (written) => {
  expect(target(written)).toBeUndefined();
});

test("a port may be left out where there is a usual one", () => {
  expect(target("example.com", 80)).toEqual({ host: "example.com", port: 80 });
  expect(target("[::1]", 80)).toEqual({ host: "::1", port: 80 });
  expect(target("example.com:", 80)).toBeUndefined();
});
