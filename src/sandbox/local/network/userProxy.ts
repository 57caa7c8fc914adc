import ipaddr from "ipaddr.js";
import { isAddress, type Target, target } from "./hostName.ts";

/** The proxy by which the user's own programs reach the Internet. */
export interface UserProxy {
  readonly isTls: boolean;
  readonly host: string;
  readonly port: number;
  /** Value of `Proxy-Authorization`. Used by the host only, never handed in. */
  readonly authorization?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY name for a target. */
export function userProxyFor(
  env: Environment,
  wanted: Target,
  kind: "tunnel" | "plain",
): UserProxy | undefined {
  const names = [kind === "tunnel" ? "https_proxy" : "http_proxy", "all_proxy"];
  const written = names.map((name) => variable(env, name)).find((value) => value !== undefined);
  if (written === undefined || isExcepted(variable(env, "no_proxy") ?? "", wanted))
    return undefined;
  return parse(written);
}

function variable(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || env[name.toUpperCase()]?.trim() || undefined;
}

function parse(written: string): UserProxy | undefined {
  const text = written.includes("://") ? written : `http://${written}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  const isTls = url.protocol === "https:";
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    isTls,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (isTls ? 443 : 80),
    ...(user === ":" ? {} : { authorization: `Basic ${Buffer.from(user).toString("base64")}` }),
  };
}

function isExcepted(list: string, wanted: Target): boolean {
  const entries = list.split(/[\s,]+/).filter((entry) => entry !== "");
  return entries.some((entry) => entry === "*" || excepts(entry, wanted));
}

function excepts(entry: string, { host, port }: Target): boolean {
  if (entry.includes("/")) return isAddress(host) && isInRange(entry, host);
  const bare = entry.replace(/^\*?\./, "");
  const named = target(bare) ?? { host: target(bare, 1)?.host, port: undefined };
  if (named.host === undefined || (named.port !== undefined && named.port !== port)) return false;
  return host === named.host || (!isAddress(host) && host.endsWith(`.${named.host}`));
}

function isInRange(range: string, host: string): boolean {
  if (!ipaddr.isValidCIDR(range)) return false;
  const [base, bits] = ipaddr.parseCIDR(range);
  const address = ipaddr.parse(host);
  return address.kind() === base.kind() && address.match(base, bits);
}
