import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "../../../base/log.ts";
import { certificates } from "../../certificates.ts";
import { isPreset, type Preset, presetNames, readPreset } from "../../presets.ts";
import type { Mount, Network } from "../../sandbox.ts";
import { bridgePort, findBridge } from "./bridge.ts";
import { serveChannel } from "./channel.ts";
import { type Blocked, Decisions } from "./decisions.ts";
import type { Outlet } from "./outlet.ts";
import { Proxy } from "./proxy.ts";
import { type Resolve, systemResolve } from "./resolver.ts";
import { anyHost, parseRule, type Rule } from "./rules.ts";

export interface OutletOptions {
  readonly log: Log;
  /** The host's environment: the user's registries, certificates and proxy. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Stands in front of each line of the log; the server's name. */
  readonly label: string;
  /** Called once per host and port that was asked for and is not allowed. */
  readonly onDidBlock?: (blocked: Blocked) => void;
  readonly resolve?: Resolve;
  /** Rules beyond the network's own. For tests, which need names of this machine's loopback. */
  readonly rules?: readonly Rule[];
  /** `perl`, `python3` or `node`; the fastest when absent. */
  readonly bridge?: string;
}

/** Streams may be silent for long, as event streams are; but not for ever. */
const idleMs = 15 * 60_000;

/**
 * A jail's way to what its network allows and to nothing else; undefined for `none`. Rejects with
 * `config` for an entry that is no rule, `sandboxUnavailable` where no bridge can be run.
 */
export async function openOutlet(
  network: Network,
  options: OutletOptions,
): Promise<Outlet | undefined> {
  if (network === "none") return undefined;
  const entries = network === "all" ? presetNames : network.allow;
  const presets = await Promise.all(
    entries.filter(isPreset).map((name) => readPreset(name, options.env)),
  );
  const rules = [...rulesOf(network, presets), ...(options.rules ?? [])];
  const bridge = await findBridge(options.bridge);
  const { log, env, label, onDidBlock, resolve = systemResolve } = options;
  const trust = await certificates({ ...env, ...merged(presets.map((preset) => preset.trust)) });
  for (const note of [trust, ...presets].flatMap(({ notes }) => notes))
    log.warn(`${label}: ${note}`);
  const decisions = new Decisions({ log, label, onDidBlock });
  const proxy = new Proxy({ rules, decisions, resolve, env });
  const files = await placeFiles(presets);
  const channels = new Set<{ destroy(): void }>();
  return {
    env: merged([proxyVariables, bridge.env, trust.env, ...presets.map((preset) => preset.env)]),
    binds: [...trust.binds, ...files.binds],
    wrap: (command, descriptor) => bridge.wrap(command, descriptor),
    serve: (channel) => {
      channels.add(channel);
      channel.once("close", () => channels.delete(channel));
      serveChannel(channel, {
        onStream: (stream) => proxy.accept(stream),
        onBroken: (reason) => log.error(`${label}: network closed: ${reason}`),
        idleMs,
      });
    },
    [Symbol.asyncDispose]: async () => {
      for (const channel of channels) channel.destroy();
      await files[Symbol.asyncDispose]();
    },
  };
}

function merged(parts: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

function rulesOf(network: Exclude<Network, "none">, presets: readonly Preset[]): Rule[] {
  const own = presets
    .flatMap(({ hosts }) => hosts)
    .map(({ host, reach }) => parseRule(host, reach));
  if (network === "all") return [...own, anyHost];
  return [...own, ...network.allow.filter((entry) => !isPreset(entry)).map((e) => parseRule(e))];
}

const proxyAddress = `http://127.0.0.1:${bridgePort}`;
const direct = "localhost,127.0.0.1,::1";

const proxyVariables = {
  HTTP_PROXY: proxyAddress,
  HTTPS_PROXY: proxyAddress,
  http_proxy: proxyAddress,
  https_proxy: proxyAddress,
  NO_PROXY: direct,
  no_proxy: direct,
  NODE_USE_ENV_PROXY: "1",
  PERL_BADLANG: "0", // no word from Perl about a language that the jail does not have
};

/** Files that presets have made up, put on the host's disk to be bound. */
async function placeFiles(
  presets: readonly Preset[],
): Promise<AsyncDisposable & { readonly binds: readonly Mount[] }> {
  const files = presets.flatMap((preset) => Object.entries(preset.files));
  if (files.length === 0) return { binds: [], [Symbol.asyncDispose]: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), "mcp-sandbox-"));
  const binds = files.map(([target], at) => ({
    source: join(folder, String(at)),
    target,
    write: false,
  }));
  await Promise.all(
    files.map(([, text], at) => writeFile(join(folder, String(at)), text, { mode: 0o600 })),
  );
  return { binds, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
