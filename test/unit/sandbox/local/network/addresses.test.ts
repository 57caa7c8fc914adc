import { expect, test } from "vitest";
import { isWithin, reach, type Reach } from "../../../../../src/sandbox/local/network/addresses.ts";

const table: Record<Reach, readonly string[]> = {
  public: ["1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "2a00::1"],
  private: [
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "203.0.113.80",
    "198.18.0.1",
    "192.0.2.1",
    "fd12:3456::1",
    "2001:db8::1",
  ],
  loopback: ["127.0.0.1", "127.255.0.3", "::1"],
  never: [
    "0.0.0.0",
    "0.1.2.3",
    "255.255.255.255",
    "240.0.0.1",
    "224.0.0.251",
    "169.254.169.254",
    "169.254.1.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "::",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "100::1",
    "4000::1",
    "5f00::1",
    "not an address",
    "",
    "1.2.3",
  ],
};

test.each(Object.entries(table).flatMap(([kind, list]) => list.map((one) => [one, kind])))(
  "%j leads to: %s",
  (address, kind) => {
    expect(reach(address)).toBe(kind);
  },
);

test.each([
  ["public", [true, false, false, false]],
  ["private", [true, true, false, false]],
  ["loopback", [true, true, true, false]],
  ["never", [false, false, false, false]],
] as const)("a rule that leads to %s addresses leads no further", (furthest, expected) => {
  const addresses = ["1.1.1.1", "10.0.0.1", "127.0.0.1", "169.254.169.254"];
  expect(addresses.map((address) => isWithin(furthest, address))).toEqual(expected);
});
