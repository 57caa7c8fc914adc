import ipaddr from "ipaddr.js";

/**
 * Where an address leads: anywhere on the Internet, into a network of its own (a company's, a
 * provider's), to this machine, or to nowhere that a program has any business with: link-local and
 * with it the metadata services of clouds, multicast, addresses that wrap another one.
 */
export type Reach = "public" | "private" | "loopback" | "never";

const reachOf: Readonly<Record<string, Reach>> = {
  unicast: "public",
  private: "private",
  carrierGradeNat: "private",
  uniqueLocal: "private",
  reserved: "private",
  as112: "private",
  amt: "private",
  benchmarking: "private",
  loopback: "loopback",
};

/** Metadata services that do not live on link-local addresses, and ranges that no one may serve from. */
const never = [
  "100.100.100.200/32",
  "168.63.129.16/32",
  "192.0.0.192/32",
  "240.0.0.0/4",
  "fd00:ec2::/32",
  "fd20:ce::254/128",
].map((range) => ipaddr.parseCIDR(range));

const globalIpv6 = ipaddr.parseCIDR("2000::/3");

export function reach(address: string): Reach {
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return "never";
  const parsed = ipaddr.parse(address);
  const isIn = ([base, bits]: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean =>
    base.kind() === parsed.kind() && parsed.match(base, bits);
  const found = reachOf[parsed.range()] ?? "never";
  if (never.some(isIn)) return "never";
  return found === "public" && parsed.kind() === "ipv6" && !isIn(globalIpv6) ? "never" : found;
}

const order = ["public", "private", "loopback"];

/** Whether a rule that may lead as far as `furthest` may lead to this address. */
export function isWithin(furthest: Reach, address: string): boolean {
  const found = order.indexOf(reach(address));
  return found !== -1 && found <= order.indexOf(furthest);
}
