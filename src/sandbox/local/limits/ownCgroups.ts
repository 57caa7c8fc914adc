/** The folders of the control groups that this process is in. */
export interface OwnCgroups {
  /** The folder in the unified hierarchy (v2), and where that hierarchy is mounted. */
  readonly unified: { readonly mount: string; readonly folder: string } | undefined;
  /** Folders by controller where the controller is in a hierarchy of its own (v1). */
  readonly separate: ReadonlyMap<string, string>;
}

interface CgroupMount {
  readonly root: string;
  readonly point: string;
  readonly unified: boolean;
  readonly controllers: readonly string[];
}

/** From the texts of `/proc/self/cgroup` and `/proc/self/mountinfo`. */
export function ownCgroups(cgroup: string, mountinfo: string): OwnCgroups {
  const mounts = lines(mountinfo).flatMap(cgroupMount);
  const separate = new Map<string, string>();
  let unified: OwnCgroups["unified"];
  for (const line of lines(cgroup)) {
    const [, names = "", path = ""] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (names === "") unified ??= unifiedFolder(mounts, path);
    for (const name of names.split(",").filter(Boolean)) {
      const mount = mounts.find(({ controllers }) => controllers.includes(name));
      const folder = mount && below(mount, path);
      if (folder !== undefined) separate.set(name, folder);
    }
  }
  return { unified, separate };
}

function unifiedFolder(mounts: readonly CgroupMount[], path: string): OwnCgroups["unified"] {
  const mount = mounts.find((candidate) => candidate.unified);
  const folder = mount && below(mount, path);
  return mount && folder !== undefined ? { mount: mount.point, folder } : undefined;
}

/** `36 25 0:31 ROOT POINT rw - cgroup cgroup rw,memory` */
function cgroupMount(line: string): CgroupMount[] {
  const [before = "", after = ""] = line.split(" - ");
  const [, , , root = "", point = ""] = before.split(" ");
  const [kind, , options = ""] = after.split(" ");
  if (kind !== "cgroup" && kind !== "cgroup2") return [];
  return [
    {
      root: unescaped(root),
      point: unescaped(point),
      unified: kind === "cgroup2",
      controllers: kind === "cgroup" ? options.split(",") : [],
    },
  ];
}

/** A mount may show only a part of its hierarchy; a group outside of that part has no folder here. */
function below(mount: CgroupMount, path: string): string | undefined {
  const root = mount.root === "/" ? "" : mount.root;
  if (path.includes("..") || !`${path}/`.startsWith(`${root}/`)) return undefined;
  return `${mount.point}${path.slice(root.length)}`.replace(/\/+$/, "");
}

const unescaped = (text: string): string =>
  text.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));

const lines = (text: string): string[] => text.split("\n").filter(Boolean);
