import { existsSync, watch } from "node:fs";
import { join } from "node:path";
import type { Root } from "../machine/root.ts";
import type { Streaming } from "./calls.ts";
import { ConnectError } from "./connectError.ts";

/** Tells what happens in a folder. A move is told as a removal and a creation. */
export const watchCall =
  (root: Root): Streaming =>
  async (input, stream, { timeoutMs, keepaliveMs }) => {
    const { path = "", recursive = false } = input as { path?: string; recursive?: boolean };
    if (!(await root.hasFolder(path)))
      throw new ConnectError("not_found", `path not found: ${path}`);
    const folder = root.outside(path);
    const watcher = watch(folder, { recursive }, (kind, name) => {
      if (name === null) return;
      const there = existsSync(join(folder, name));
      const changed = there ? "EVENT_TYPE_CREATE" : "EVENT_TYPE_REMOVE";
      const type = kind === "change" ? "EVENT_TYPE_WRITE" : changed;
      void stream.send({ filesystem: { name, type } });
    });
    watcher.on("error", () => {});
    void stream.send({ start: {} });
    const beat = setInterval(() => void stream.send({ keepalive: {} }), keepaliveMs);
    const late = timeoutMs === undefined ? undefined : setTimeout(() => stream.end(), timeoutMs);
    await stream.closed;
    clearTimeout(late);
    clearInterval(beat);
    watcher.close();
  };
