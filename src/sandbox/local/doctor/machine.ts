import { readFile, stat } from "node:fs/promises";
import { arch, platform, release } from "node:os";
import { join } from "node:path";

/** What there is to know about a machine before anything is tried on it. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly kernel: string;
  readonly isRoot: boolean;
  /** `ID` and `ID_LIKE` of its Linux distribution, the nearest first. */
  readonly distributions: readonly string[];
  readonly distributionName: string;
  /** What it runs in, where that is known. */
  readonly container: "docker" | "podman" | "other" | undefined;
  readonly isWsl: boolean;
  /** Kernel settings that forbid what a jail needs; undefined where the kernel has no such setting. */
  readonly settings: Readonly<Record<Setting, number | undefined>>;
  /** How its processes are confined by AppArmor; undefined where it is not in use. */
  readonly appArmorLabel: string | undefined;
}

export type Setting = keyof typeof settingFiles;

const settingFiles = {
  "kernel.unprivileged_userns_clone": "kernel/unprivileged_userns_clone",
  "kernel.apparmor_restrict_unprivileged_userns": "kernel/apparmor_restrict_unprivileged_userns",
  "user.max_user_namespaces": "user/max_user_namespaces",
  "user.max_net_namespaces": "user/max_net_namespaces",
  "user.max_pid_namespaces": "user/max_pid_namespaces",
  "user.max_mnt_namespaces": "user/max_mnt_namespaces",
} as const;

/** Reads the facts below `root`. Never rejects: what cannot be read is not known. */
export async function readMachine(root = "/"): Promise<Machine> {
  const text = (path: string): Promise<string> =>
    readFile(join(root, path), "utf8").catch(() => "");
  const os = (await text("etc/os-release")) || (await text("usr/lib/os-release"));
  const label = (await text("proc/self/attr/current")).replaceAll("\0", "").trim();
  const version = await text("proc/version");
  return {
    platform: platform(),
    arch: arch(),
    kernel: release(),
    isRoot: process.getuid?.() === 0,
    distributions: `${field(os, "ID")} ${field(os, "ID_LIKE")}`.split(" ").filter(Boolean),
    distributionName: field(os, "PRETTY_NAME") || "this Linux",
    container: await container(root),
    isWsl: /microsoft/i.test(version),
    settings: await settings(text),
    appArmorLabel: label === "" ? undefined : label,
  };
}

async function settings(text: (path: string) => Promise<string>): Promise<Machine["settings"]> {
  const read = async (file: string): Promise<number | undefined> => {
    const value = (await text(join("proc/sys", file))).trim();
    return value === "" ? undefined : Number(value);
  };
  const entries = Object.entries(settingFiles).map(async ([name, file]) => [
    name,
    await read(file),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Machine["settings"];
}

async function container(root: string): Promise<Machine["container"]> {
  const exists = (path: string): Promise<boolean> =>
    stat(join(root, path)).then(
      () => true,
      () => false,
    );
  if (await exists(".dockerenv")) return "docker";
  if (await exists("run/.containerenv")) return "podman";
  return (await exists("run/systemd/container")) ? "other" : undefined;
}

/** A value of `/etc/os-release`, without its quotes. */
function field(text: string, name: string): string {
  return new RegExp(`^${name}=["']?(.*?)["']?$`, "m").exec(text)?.[1] ?? "";
}
