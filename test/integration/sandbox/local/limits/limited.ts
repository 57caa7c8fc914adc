import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { silent } from "../../../../../src/base/log.ts";
import type { Mechanism } from "../../../../../src/sandbox/local/limits/enforcer.ts";
import type { LimitGroup } from "../../../../../src/sandbox/local/limits/limitGroup.ts";
import { openLimitGroup } from "../../../../../src/sandbox/local/limits/openLimitGroup.ts";
import { processTree } from "../../../../../src/sandbox/local/limits/processTable.ts";
import type { Limits } from "../../../../../src/sandbox/sandbox.ts";

/** No kernel mechanism: only the watchdog and what every process is held to. */
export const watchdogOnly = async (): Promise<Mechanism | undefined> => undefined;

const small: Limits = { memoryMB: 128, cpus: 8, maxProcesses: 40 };

export function open(limits: Partial<Limits>, by?: () => Promise<Mechanism | undefined>) {
  const all = { ...small, ...limits };
  return openLimitGroup(all, { id: "test", log: silent, ...(by === undefined ? {} : { by }) });
}

/** A program under a group's limits; `around` are words between the outside and the inside ones, e.g. a jail. */
export class Limited implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly exit: Promise<{ code: number | null; signal: string | null }>;
  stdout = "";
  stderr = "";

  constructor(group: LimitGroup, words: readonly string[], around: readonly string[] = []) {
    const [program = "", ...args] = [...group.outside, ...around, ...group.inside, ...words];
    this.child = spawn(program, args, { env: { PATH: "/usr/bin:/bin" }, stdio: "pipe" });
    this.child.stdout?.on("data", (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.child.stdin?.on("error", () => {});
    this.exit = new Promise((resolve) =>
      this.child.once("close", (code, signal) => resolve({ code, signal })),
    );
    group.watch(this.pid);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { pid } of processTree([this.pid])) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // Gone by itself.
      }
    }
    await this.exit;
  }
}

export const js = (script: string): string[] => [process.execPath, "-e", script];
export const sh = (script: string): string[] => ["/bin/sh", "-c", script];

/** Takes megabytes up to a bound, touching each page, and then waits for its end for a bounded time. */
export const takeMemory = (boundMB: number, stepMs = 5): string[] =>
  js(`
    const held = [];
    const more = () => {
      if (held.length * 16 >= ${boundMB}) { console.log("took all"); return setTimeout(() => {}, 8000); }
      held.push(Buffer.alloc(16 << 20, 1));
      setTimeout(more, ${stepMs});
    };
    more();
  `);

/** Starts sleepers up to a bound, says how many came about, and waits for a bounded time. */
export const fork = (bound: number): string[] =>
  js(`
    const { spawn } = require("node:child_process");
    let running = 0;
    for (let i = 0; i < ${bound}; i++) {
      const child = spawn("/bin/sleep", ["8"], { stdio: "ignore" });
      child.on("error", () => {});
      if (child.pid !== undefined) running++;
    }
    console.log("running", running);
    setTimeout(() => process.exit(0), 8000);
  `);

/** Two spinners; each says what share of a core it got in two seconds. */
export const spin = (): string[] =>
  sh(`
    spin() { exec ${process.execPath} -e '
      const from = Date.now(), used = process.cpuUsage();
      while (Date.now() - from < 2000);
      const { user, system } = process.cpuUsage(used);
      console.log((user + system) / 1000 / (Date.now() - from));
    '; }
    spin & spin & wait
  `);

export function shares(stdout: string): number {
  const each = stdout.trim().split("\n").map(Number);
  return each.length === 2 ? each.reduce((total, one) => total + one, 0) : Number.NaN;
}

export async function cgroupsOf(pid: number | "self"): Promise<string> {
  return readFile(`/proc/${pid}/cgroup`, "utf8");
}
