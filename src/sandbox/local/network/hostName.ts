import { domainToASCII } from "node:url";
import ipaddr from "ipaddr.js";

/**
 * A host as it is compared: a lower-case name in ASCII without its final dot, or an address in its
 * one canonical spelling (IPv6 without brackets). Undefined for everything that is not plainly one
 * of the two: control characters, user names, ports, addresses in octal, hex or as one number.
 */
export function hostName(written: string): string | undefined {
  if (written.length > 255) return undefined;
  const bracketed = /^\[([0-9a-f:.]+)\]$/i.exec(written)?.[1];
  if (bracketed !== undefined) return ipv6(bracketed);
  if (written.includes(":")) return ipv6(written);
  if (/[\p{Cc}\p{Zs}%@/\\?#[\]]/u.test(written)) return undefined;
  const name = domainToASCII(written).replace(/\.$/, "");
  if (
    !/^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/.test(
      name,
    )
  )
    return undefined;
  if (isAddress(name)) return written === name ? name : undefined;
  return /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(name) ? undefined : name;
}

/** Whether a normalised host is an address and not a name. */
export function isAddress(host: string): boolean {
  return host.includes(":") || ipaddr.IPv4.isValidFourPartDecimal(host);
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** `host:port` as CONNECT and Host headers write it. The port may be left out where a default is given. */
export function target(written: string, defaultPort?: number): Target | undefined {
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d{1,5}))?$/.exec(written);
  const host = hostName(match?.[1] ?? "");
  const port = match?.[2] === undefined ? defaultPort : Number(match[2]);
  if (host === undefined || port === undefined || port < 1 || port > 65_535) return undefined;
  return { host, port };
}

/** `host:port` to be read by people. */
export function shownTarget({ host, port }: Target): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function ipv6(written: string): string | undefined {
  return ipaddr.IPv6.isValid(written) && !written.includes("%")
    ? ipaddr.IPv6.parse(written).toString()
    : undefined;
}
