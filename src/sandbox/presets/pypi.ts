import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "smol-toml";
import { publicHosts } from "../../base/publicHosts.ts";
import { type IniValues, readIni } from "./iniFile.ts";
import type { Preset, PresetHost, PresetSource } from "./preset.ts";
import { loginNote, type RegistryUrl, registryUrl } from "./registryUrl.ts";

const standard = `https://${publicHosts.pypi}/simple`;

/** Indexes that keep their files on another host. */
const fileHosts: Readonly<Record<string, string>> = {
  [`${publicHosts.pypi}:443`]: `${publicHosts.pypiFiles}:443`,
  [`${publicHosts.testPypi}:443`]: `${publicHosts.testPypiFiles}:443`,
};

/** The first index is asked for every package, the others beside it. */
interface Indexes {
  readonly first: string | undefined;
  readonly more: readonly string[];
}

/** The Python indexes of the user's pip and uv; uv goes by pip's where it has none of its own. */
export async function pypiPreset(source: PresetSource): Promise<Preset> {
  const config = await pipConfig(source);
  const pip = await pipIndexes(source.env, config);
  const ownUv = await uvIndexes(source);
  const uv = ownUv.first === undefined && ownUv.more.length === 0 ? pip : ownUv;
  const all = [pip.first ?? standard, uv.first ?? standard, ...pip.more, ...uv.more].flatMap(
    (written) => registryUrl(written) ?? [],
  );
  const cert = last(config, "cert");
  return {
    hosts: distinct(all.flatMap(({ host }) => withFiles(host))),
    env: {
      PIP_DISABLE_PIP_VERSION_CHECK: "1",
      PIP_NO_INPUT: "1",
      ...variable("PIP_INDEX_URL", pip.first),
      ...variable("PIP_EXTRA_INDEX_URL", ...pip.more),
      ...variable("UV_DEFAULT_INDEX", uv.first),
      ...variable("UV_INDEX_URL", uv.first),
      ...variable("UV_INDEX", ...uv.more),
    },
    files: {},
    trust: cert === undefined || source.env["PIP_CERT"] ? {} : { PIP_CERT: cert },
    notes: [...new Set(all.filter((found) => found.hadCredentials).map(noteOn))],
  };
}

const noteOn = ({ url }: RegistryUrl): string => loginNote("The Python index", new URL(url).host);

/** A variable with the addresses, without logins; none where there is no address. */
function variable(
  name: string,
  ...written: readonly (string | undefined)[]
): Record<string, string> {
  const urls = written.flatMap((one) => registryUrl(one ?? "")?.url ?? []);
  return urls.length === 0 ? {} : { [name]: urls.join(" ") };
}

function withFiles(host: PresetHost): PresetHost[] {
  const files = fileHosts[host.host];
  return files === undefined ? [host] : [host, { host: files, reach: host.reach }];
}

function distinct(hosts: readonly PresetHost[]): PresetHost[] {
  return [...new Map(hosts.map((host) => [host.host, host])).values()];
}

async function pipIndexes(env: PresetSource["env"], config: IniValues): Promise<Indexes> {
  return {
    first: env["PIP_INDEX_URL"] || last(config, "index-url"),
    more: words(env["PIP_EXTRA_INDEX_URL"]) ?? all(config, "extra-index-url"),
  };
}

/** From the least to the most telling, as pip reads them. */
async function pipConfig({ env, home }: PresetSource): Promise<IniValues> {
  const user = env["XDG_CONFIG_HOME"] || join(home, ".config");
  const files = [
    ...(env["XDG_CONFIG_DIRS"] || "/etc/xdg")
      .split(":")
      .map((folder) => join(folder, "pip/pip.conf")),
    "/etc/pip.conf",
    join(home, ".pip/pip.conf"),
    join(user, "pip/pip.conf"),
    ...(env["PIP_CONFIG_FILE"] ? [env["PIP_CONFIG_FILE"]] : []),
  ];
  const read = await Promise.all(files.map((path) => readIni(path)));
  return new Map(read.flatMap((values) => [...values]));
}

/** What pip itself would take: the command's own section before the one for all commands. */
function all(config: IniValues, key: string): readonly string[] {
  const list = config.get(`install.${key}`) ?? config.get(`global.${key}`) ?? [];
  return list.flatMap((value) => words(value) ?? []);
}

function last(config: IniValues, key: string): string | undefined {
  return all(config, key).at(-1);
}

function words(written: string | undefined): readonly string[] | undefined {
  return written?.trim() ? written.trim().split(/\s+/) : undefined;
}

async function uvIndexes({ env, home }: PresetSource): Promise<Indexes> {
  const user = env["XDG_CONFIG_HOME"] || join(home, ".config");
  const paths = env["UV_CONFIG_FILE"]
    ? [env["UV_CONFIG_FILE"]]
    : [join(user, "uv/uv.toml"), "/etc/uv/uv.toml"];
  const files = await Promise.all(paths.map(readUvConfig));
  const [first] = files.flatMap((file) => file.first ?? []);
  // `UV_INDEX` may name its indexes: `name=address`.
  const more = [...(words(env["UV_INDEX"]) ?? []), ...(words(env["UV_EXTRA_INDEX_URL"]) ?? [])];
  return {
    first: env["UV_DEFAULT_INDEX"] || env["UV_INDEX_URL"] || first,
    more: [
      ...more.map((one) => one.replace(/^[\w-]+=/, "")),
      ...files.flatMap((file) => file.more),
    ],
  };
}

async function readUvConfig(path: string): Promise<Indexes> {
  const text = await readFile(path, "utf8").catch(() => "");
  let config: Readonly<Record<string, unknown>>;
  try {
    config = parse(text);
  } catch {
    return { first: undefined, more: [] }; // uv says itself what is wrong with it
  }
  const list: unknown[] = Array.isArray(config["index"]) ? config["index"] : [];
  const tables = list.filter(
    (one): one is Record<string, unknown> => typeof one === "object" && one !== null,
  );
  const urls = (wanted: boolean): string[] =>
    tables
      .filter((one) => (one["default"] === true) === wanted)
      .flatMap((one) => text1(one["url"]));
  return {
    first: [...urls(true), ...text1(config["index-url"])][0],
    more: [...urls(false), ...text1(config["extra-index-url"])],
  };
}

function text1(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
}
