import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FakeSandbox } from "../sandbox.ts";

const megabyte = 1 << 20;
const cpuCount = 2;
const pageBytes = 4096;
const ticksPerSecond = 100;

/** One sample, of now, if now is asked for. */
export async function metricsOf(sandbox: FakeSandbox, query: URLSearchParams): Promise<object[]> {
  const now = new Date();
  const timestampUnix = Math.floor(now.getTime() / 1000);
  const start = Number(query.get("start") ?? 0);
  const end = Number(query.get("end") ?? Number.POSITIVE_INFINITY);
  if (timestampUnix < start || timestampUnix > end) return [];
  const use = await useOf(sandbox.programs.pids);
  const seconds = (now.getTime() - sandbox.startedAt.getTime()) / 1000;
  return [
    {
      timestamp: now.toISOString(),
      timestampUnix,
      cpuCount,
      cpuUsedPct: seconds > 0 ? (100 * use.cpuSeconds) / seconds : 0,
      memUsed: use.bytes,
      memTotal: 512 * megabyte,
      memCache: 0,
      diskUsed: await sizeOf(sandbox.root.path),
      diskTotal: 10_240 * megabyte,
    },
  ];
}

interface Use {
  readonly cpuSeconds: number;
  readonly bytes: number;
}

/** Of the processes that run now; those that have ended count no more. */
async function useOf(pids: readonly number[]): Promise<Use> {
  const uses = await Promise.all(pids.map(one));
  return {
    cpuSeconds: uses.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    bytes: uses.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

async function one(pid: number): Promise<Use> {
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
