import { readdir, readFile, readlink } from "node:fs/promises";
import { processesWith } from "../../../src/sandbox/local/verify/runTogether.ts";

/** Programs that this process has started and whose command line holds the text. */
export async function childrenWith(text: string): Promise<number[]> {
  const found = await Promise.all(
    (await processesWith(text)).map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, "latin1").catch(() => "");
      return status.includes(`\nPPid:\t${process.pid}\n`) ? [pid] : [];
    }),
  );
  return found.flat();
}

/** Sockets on which this process listens, or waits for datagrams, on the network. */
export async function listening(): Promise<string[]> {
  const own = new Set(await sockets());
  const tables = await Promise.all(["tcp", "tcp6", "udp"].map(bound));
  return tables.flat().filter((inode) => own.has(inode));
}

async function sockets(): Promise<string[]> {
  const names = await readdir("/proc/self/fd");
  const links = await Promise.all(
    names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")),
  );
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

async function bound(kind: string): Promise<string[]> {
  const text = await readFile(`/proc/self/net/${kind}`, "utf8").catch(() => "");
  const rows = text
    .split("\n")
    .slice(1)
    .map((row) => row.trim().split(/\s+/));
  // 0A listens; a datagram socket that is bound has 07.
  return rows
    .filter(([, , , state]) => state === "0A" || state === "07")
    .map((row) => row[9] ?? "");
}
