import { readFile, stat } from "node:fs/promises";

export interface Disk {
  readonly path: string;
  readonly number: number;
}

/** The block device under a folder's file system; none where the system does not show it. */
export async function diskUnder(folder: string): Promise<Disk[]> {
  const { dev } = await stat(folder);
  const [major, minor] = [(dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & 0xfff00)];
  const event = await readFile(`/sys/dev/block/${major}:${minor}/uevent`, "utf8").catch(() => "");
  const name = /^DEVNAME=(.+)$/m.exec(event)?.[1];
  return name === undefined ? [] : [{ path: `/dev/${name}`, number: dev }];
}
