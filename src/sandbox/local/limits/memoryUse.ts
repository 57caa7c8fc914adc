import { readFile } from "node:fs/promises";
import type { ProcessRow } from "./processTable.ts";

/** How much more the cheap sum must show before the exact one is asked for again. */
const growth = 1.1;

/**
 * Whether a tree holds more memory than it may. Programs and libraries that come from files do not
 * count, and what several processes share counts once. Counting exactly is dear, so it is done
 * only where a cheaper count is above the limit.
 */
export class MemoryUse {
  readonly #limitBytes: number;
  /** The last cheap sum that an exact count has shown to be harmless. */
  #cleared = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  async isOver(rows: readonly ProcessRow[]): Promise<boolean> {
    if (sum(rows.map((row) => row.residentBytes)) <= this.#limitBytes) return false;
    const own = await Promise.all(rows.map((row) => ownBytes(row.pid)));
    if (own.some((bytes) => bytes > this.#limitBytes)) return true;
    const cheap = sum(own);
    if (cheap <= Math.max(this.#limitBytes, this.#cleared * growth)) return false;
    const exact = await Promise.all(
      rows.map(async (row, index) => (await shareBytes(row.pid)) ?? own[index] ?? 0),
    );
    if (sum(exact) > this.#limitBytes) return true;
    this.#cleared = cheap;
    return false;
  }
}

/** What a process holds in memory that is in no file, also what it shares with others. */
async function ownBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, "latin1").catch(() => "");
  return kilobytes(text, "RssAnon") + kilobytes(text, "RssShmem");
}

/** The same, divided by those who share it. Undefined where the kernel does not tell us. */
async function shareBytes(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "latin1").catch(() => "");
  if (!text.includes("Pss_Anon:")) return undefined;
  return kilobytes(text, "Pss_Anon") + kilobytes(text, "Pss_Shmem");
}

function kilobytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0) * 1024;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
