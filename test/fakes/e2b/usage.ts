import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FakeSandbox } from "./sandbox.ts";

const megabyte = 1 << 20;
const pageBytes = 4096;
const ticksPerSecond = 100;

/** What a sandbox uses of what it has. */
interface Usage {
  readonly at: Date;
  readonly cpuCount: number;
  readonly cpuUsedPct: number;
  readonly memUsed: number;
  readonly memTotal: number;
  readonly diskUsed: number;
  readonly diskTotal: number;
}

/** At this moment; the processor's share is that since the start. */
export async function usageOf({ programs, root, startedAt }: FakeSandbox): Promise<Usage> {
  const at = new Date();
  const uses = await Promise.all(programs.pids.map(useOf));
  const cpuSeconds = uses.reduce((sum, use) => sum + use.cpuSeconds, 0);
  const seconds = (at.getTime() - startedAt.getTime()) / 1000;
  return {
    at,
    cpuCount: 2,
    cpuUsedPct: seconds > 0 ? (100 * cpuSeconds) / seconds : 0,
    memUsed: uses.reduce((sum, { bytes }) => sum + bytes, 0),
    memTotal: 512 * megabyte,
    diskUsed: await sizeOf(root.path),
    diskTotal: 10_240 * megabyte,
  };
}

/** Of a process that runs now; those that have ended count no more. */
async function useOf(pid: number): Promise<{ cpuSeconds: number; bytes: number }> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (index: number): number => Number(fields[index] ?? 0);
  return {
    cpuSeconds: (field(11) + field(12)) / ticksPerSecond,
    bytes: field(21) * pageBytes,
  };
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      stat(join(parentPath, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
