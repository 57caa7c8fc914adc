import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signalMarked } from "./marked.ts";

const name = /^e2b-fake-(\d+)-\w+$/;

/** A folder for the disks of this process's sandboxes, which tells whose it is. */
export const makeFolder = (): string => mkdtempSync(join(tmpdir(), `e2b-fake-${process.pid}-`));

/** Ends and removes what fakes have left whose own process was killed. */
export function sweep(): void {
  for (const folder of readdirSync(tmpdir())) {
    const [, owner] = folder.match(name) ?? [];
    if (owner === undefined || isAlive(Number(owner))) continue;
    signalMarked(`${folder}/`, "SIGKILL");
    rmSync(join(tmpdir(), folder), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
