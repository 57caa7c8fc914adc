import type { Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { posix } from "node:path";
import type { Command } from "../sandbox.ts";

/** What programs look up in `/etc` that says nothing about this machine's users, services or secrets. */
const shown = [
  "alternatives",
  "ca-certificates",
  "crypto-policies",
  "debian_version",
  "fonts",
  "gai.conf",
  "host.conf",
  "inputrc",
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "localtime",
  "lsb-release",
  "magic",
  "mime.types",
  "os-release",
  "pki/ca-trust/extracted",
  "pki/tls/certs",
  "pki/tls/cert.pem",
  "protocols",
  "services",
  "ssl/cert.pem",
  "ssl/certs",
  "ssl/openssl.cnf",
  "timezone",
];

/** Configuration of a runtime, in a folder named for its version. */
const shownFamilies = [/^java-\d+/, /^python\d/];

/** Paths below the host's `/etc` that are visible in every jail. */
export interface ShownEtc {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

export async function shownEtc(): Promise<ShownEtc> {
  const names = await readdir("/etc").catch(() => []);
  const families = names.filter((name) => shownFamilies.some((family) => family.test(name)));
  const paths = [...shown, ...families].map((name) => `/etc/${name}`);
  const found = await Promise.all(
    paths.map(async (path) => ({ path, stats: await stat(path).catch(() => undefined) })),
  );
  const pathsThat = (are: (stats: Stats) => boolean): string[] =>
    found.flatMap(({ path, stats }) => (stats !== undefined && are(stats) ? [path] : []));
  return {
    folders: pathsThat((stats) => stats.isDirectory()),
    files: pathsThat((stats) => stats.isFile()),
  };
}

export const user = { name: "mcp", home: "/home/mcp", uid: 1000, gid: 1000 } as const;

/** The absolute path of the folder that a command wants to run in. */
export const workingFolder = ({ cwd = "" }: Command): string => posix.resolve(user.home, cwd);

export const hostName = "sandbox";

/** Made up, so that names and numbers resolve without showing who else there is. */
export const madeUpEtc: Readonly<Record<string, string>> = {
  "/etc/passwd":
    "root:x:0:0:root:/nonexistent:/usr/sbin/nologin\n" +
    `${user.name}:x:${user.uid}:${user.gid}::${user.home}:/bin/sh\n` +
    "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
  "/etc/group": `root:x:0:\n${user.name}:x:${user.gid}:\nnogroup:x:65534:\n`,
  "/etc/hosts": `127.0.0.1 localhost ${hostName}\n::1 localhost ip6-localhost ip6-loopback\n`,
  "/etc/hostname": `${hostName}\n`,
  "/etc/nsswitch.conf":
    "passwd: files\ngroup: files\nhosts: files dns\nprotocols: files\nservices: files\n",
  // Nobody answers there; a lookup fails at once and does not wait for a timeout.
  "/etc/resolv.conf": "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
};
