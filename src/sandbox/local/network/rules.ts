import { Failure } from "../../../base/failure.ts";
import { type Reach, reach } from "./addresses.ts";
import { hostName, isAddress, type Target, target } from "./hostName.ts";

/** One entry of an allow-list. */
export interface Rule {
  /** A normalised name or address; for a wildcard the suffix with its dot in front. */
  readonly host: string;
  /** Undefined: 80 and 443. */
  readonly port?: number;
  /** How far the host's addresses may lead. */
  readonly reach: Reach;
}

const everyPort = 0;

/** Any host and any port; the addresses still have to be public. */
export const anyHost: Rule = { host: "*", port: everyPort, reach: "public" };

/** `host`, `host:port`, `*.suffix`, `*.suffix:port`, an address. Throws `config` for anything else. */
export function parseRule(written: string, furthest: Reach = "public"): Rule {
  const isWildcard = written.startsWith("*.");
  const bare = isWildcard ? written.slice(2) : written;
  const named: { host: string; port?: number } | undefined = target(bare) ?? plain(bare);
  const address = named !== undefined && isAddress(named.host);
  if (named === undefined || (isWildcard && address)) throw refused(written);
  if (address) return { ...named, reach: addressReach(written, named) };
  return { ...named, host: isWildcard ? `.${named.host}` : named.host, reach: furthest };
}

/** The first rule that lets the target through, if there is one. */
export function ruleFor(rules: readonly Rule[], target: Target): Rule | undefined {
  return rules.find((rule) => fitsHost(rule, target.host) && fitsPort(rule, target.port));
}

function fitsHost(rule: Rule, host: string): boolean {
  if (rule === anyHost || rule.host === host) return true;
  return rule.host.startsWith(".") && !isAddress(host) && host.endsWith(rule.host);
}

function fitsPort({ port }: Rule, wanted: number): boolean {
  if (port === undefined) return wanted === 80 || wanted === 443;
  return port === everyPort || port === wanted;
}

function plain(written: string): { readonly host: string } | undefined {
  const host = hostName(written);
  return host === undefined ? undefined : { host };
}

/** An address that is spelled out is meant; one of this machine only together with its port. */
function addressReach(written: string, { host, port }: { host: string; port?: number }): Reach {
  const found = reach(host);
  if (found === "never" || (found === "loopback" && port === undefined)) throw refused(written);
  return found;
}

function refused(written: string): Failure {
  return new Failure("config", `${JSON.stringify(written)} cannot be allowed.`, {
    remedy:
      "Give a host (`api.example.com`), a host with a port (`example.com:8443`), all hosts below " +
      "one (`*.example.com`), an address (`192.0.2.1:8080`), or a preset: npm, pypi, github.",
  });
}
