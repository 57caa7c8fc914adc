import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const listenState = "0A";

/** Whether one of these processes waits for connections on a port of this machine's own network. */
export function listens(pids: readonly number[], port: number): boolean {
  const sockets = new Set(["tcp", "tcp6"].flatMap((table) => socketsOn(table, port)));
  return sockets.size > 0 && pids.some((pid) => filesOf(pid).some((file) => sockets.has(file)));
}

/** The sockets that wait on a port, by the names that descriptors have for them. */
function socketsOn(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync(`/proc/net/${table}`, "utf8").split("\n").slice(1);
  return rows.flatMap((row) => {
    const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
    return state === listenState && local?.endsWith(wanted) ? [`socket:[${inode}]`] : [];
  });
}

function filesOf(pid: number): string[] {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).map((name) => readlinkSync(`${folder}/${name}`));
  } catch {
    return [];
  }
}
