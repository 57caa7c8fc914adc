import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, posix } from "node:path";
import type { Root } from "../machine/root.ts";
import type { Calls, Unary } from "./calls.ts";
import { ConnectError } from "./connectError.ts";
import { entryOf } from "./entry.ts";
import { watchCall } from "./watch.ts";

interface Place {
  readonly path?: string;
  readonly depth?: number;
}

/** `filesystem.Filesystem`. */
export function filesystemCalls(root: Root): Calls {
  const placed =
    (call: (path: string, place: Place) => Promise<object>): Unary =>
    (input) => {
      const place = input as Place;
      return call(root.inside(place.path ?? ""), place).catch(translate);
    };
  return {
    unary: {
      Stat: placed(async (path) => ({ entry: await entryOf(root, path) })),
      MakeDir: placed(async (path) => ({ entry: await makeFolder(root, path) })),
      ListDir: placed(async (path, { depth }) => ({ entries: await list(root, path, depth || 1) })),
      Move: (input) => move(root, input as Record<string, string>).catch(translate),
      Remove: placed(async (path) => {
        await mayWrite(root, path);
        await rm(root.outside(path), { recursive: true, force: true });
        return {};
      }),
    },
    streaming: { WatchDir: watchCall(root) },
  };
}

async function makeFolder(root: Root, path: string): Promise<object> {
  await mayWrite(root, path);
  const there = await stat(root.outside(path)).catch(() => undefined);
  if (there?.isDirectory())
    throw new ConnectError("already_exists", `directory already exists: ${path}`);
  if (there)
    throw new ConnectError("invalid_argument", `path already exists but is no directory: ${path}`);
  await mkdir(root.outside(path), { recursive: true });
  return entryOf(root, path);
}

/** Sorted by path; links to folders are not entered. */
async function list(root: Root, path: string, depth: number): Promise<object[]> {
  const own = await stat(root.outside(path));
  if (!own.isDirectory())
    throw new ConnectError("invalid_argument", `path is not a directory: ${path}`);
  const found = await readdir(root.outside(path), { withFileTypes: true });
  const names = found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const parts = names.map(async (entry) => {
    const child = posix.join(path, entry.name);
    const deeper = depth > 1 && entry.isDirectory() ? await list(root, child, depth - 1) : [];
    return [await entryOf(root, child), ...deeper];
  });
  return (await Promise.all(parts)).flat();
}

async function move(root: Root, place: Readonly<Record<string, string>>): Promise<object> {
  const [source, destination] = [place["source"], place["destination"]].map((path) =>
    root.inside(path ?? ""),
  ) as [string, string];
  await mayWrite(root, source);
  await mayWrite(root, destination);
  await mkdir(dirname(root.outside(destination)), { recursive: true });
  await rename(root.outside(source), root.outside(destination));
  return { entry: await entryOf(root, destination) };
}

/** The fake writes below the sandbox's root only. */
async function mayWrite(root: Root, path: string): Promise<void> {
  if (!(await root.holds(path)))
    throw new ConnectError("permission_denied", `${path} leads out of the sandbox's folder`);
}

function translate(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") throw new ConnectError("not_found", `path not found: ${message}`);
  if (code === "ENOTDIR") throw new ConnectError("invalid_argument", message);
  throw error;
}
