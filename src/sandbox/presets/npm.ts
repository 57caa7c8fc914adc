import { realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { publicHosts } from "../../base/publicHosts.ts";
import { type IniValues, readIni } from "./iniFile.ts";
import type { Preset, PresetSource } from "./preset.ts";
import { loginNote, type RegistryUrl, registryUrl } from "./registryUrl.ts";

const standard = `https://${publicHosts.npm}/`;
const insideConfig = "/run/mcp-sandbox/npmrc";

/**
 * npm's registries as the user's npmrc files and variables have them: the one for all packages, and
 * those of scopes. Project files do not count: what a workspace says is not the user's word.
 */
export async function npmPreset(source: PresetSource): Promise<Preset> {
  const config = await npmConfig(source);
  const scopes = [...config].filter(([key]) => /^@[^:]+:registry$/.test(key));
  const main = registryUrl(config.get("registry") ?? standard) ?? registryUrl(standard);
  const scoped = scopes.flatMap(([key, value]): [string, RegistryUrl][] => {
    const found = registryUrl(value);
    return found === undefined ? [] : [[key, found]];
  });
  const all = [...(main === undefined ? [] : [main]), ...scoped.map(([, found]) => found)];
  const lines = scoped.map(([key, { url }]) => `${key}=${url}\n`).join("");
  const cafile = config.get("cafile");
  return {
    hosts: all.map(({ host }) => host),
    env: {
      npm_config_update_notifier: "false",
      npm_config_fund: "false",
      npm_config_audit: "false",
      // A host that is not allowed stays so, however long npm waits before it asks again.
      npm_config_fetch_retry_mintimeout: "1000",
      npm_config_fetch_retry_maxtimeout: "5000",
      ...(main === undefined || main.url === standard ? {} : { npm_config_registry: main.url }),
      ...(lines === "" ? {} : { npm_config_globalconfig: insideConfig }),
    },
    files: lines === "" ? {} : { [insideConfig]: lines },
    trust: cafile === undefined ? {} : { npm_config_cafile: cafile },
    notes: notesOn(config, all),
  };
}

function notesOn(config: ReadonlyMap<string, string>, all: readonly RegistryUrl[]): string[] {
  const needsLogin = ({ url, hadCredentials }: RegistryUrl): boolean => {
    const place = url.replace(/^https?:/, "").replace(/\/$/, "");
    const isLogin = (key: string): boolean =>
      /:(?:_authToken|_auth|_password|certfile)$/.test(key) && key.startsWith(place);
    return hadCredentials || [...config.keys()].some(isLogin) || config.has("_auth");
  };
  const notes = all
    .filter(needsLogin)
    .map(({ url }) => loginNote("The npm registry", new URL(url).host));
  if (config.get("strict-ssl") === "false")
    notes.push(
      "npm's `strict-ssl=false` is not handed in: certificates are checked in the sandbox",
    );
  if (config.has("ca")) notes.push("npm's `ca` is not handed in; use `cafile`");
  return [...new Set(notes)];
}

/** From the least to the most telling: npm's own file, the machine's, the user's, variables. */
async function npmConfig({ env, home }: PresetSource): Promise<ReadonlyMap<string, string>> {
  const variables = fromVariables(env);
  const prefix = env["PREFIX"] ?? variables.get("prefix") ?? (await nodePrefix(env));
  const files = [
    join(prefix, "lib/node_modules/npm/npmrc"),
    variables.get("globalconfig") ?? join(prefix, "etc/npmrc"),
    variables.get("userconfig") ?? join(home, ".npmrc"),
  ];
  const read = await Promise.all(files.map(async (path) => flat(await readIni(path), env)));
  return new Map([...read, variables].flatMap((values) => [...values]));
}

function fromVariables(env: PresetSource["env"]): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(env)) {
    const [, key] = /^npm_config_(.+)$/i.exec(name) ?? [];
    if (key === undefined || !value) continue;
    values.set(key.startsWith("//") ? key : key.replace(/(?!^)_/g, "-").toLowerCase(), value);
  }
  return values;
}

function flat(values: IniValues, env: PresetSource["env"]): Map<string, string> {
  const filled = (text: string): string =>
    text.replace(/\$\{([^}]+?)\??\}/g, (whole, name: string) => env[name] ?? whole);
  return new Map([...values].map(([key, list]) => [filled(key), filled(list.join("\n"))]));
}

/** The folder above `bin/node`, where npm of that node keeps what is meant for the whole machine. */
async function nodePrefix(env: PresetSource["env"]): Promise<string> {
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    const node = await realpath(join(folder, "node")).catch(() => undefined);
    if (node !== undefined) return dirname(dirname(node));
  }
  return "/usr";
}
