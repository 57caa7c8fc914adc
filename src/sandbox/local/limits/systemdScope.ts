import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Limits } from "../../sandbox.ts";
import { countIn } from "./cgroupFolder.ts";
import { jailTasks, memoryExceeded, processesExceeded } from "./enforcer.ts";
import type { Enforcer, Held, Mechanism } from "./enforcer.ts";

const run = promisify(execFile);

/** A systemd that does not answer in this time is taken for none. */
const answerWithinMs = 5000;

/** Inside, the user's session bus is nobody's business. */
const forgotten = ["XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "INVOCATION_ID"];

/** The systemd that makes our scopes: the system's own for root, else the user's. */
interface Manager {
  /** Words before `systemctl` and `systemd-run` by which they find it. */
  readonly address: readonly string[];
  readonly flags: readonly string[];
}

/** The folder that scopes come to be in, and what they hold there. */
interface Reach {
  readonly folder: string;
  readonly holds: ReadonlySet<Held>;
}

/** Scopes of systemd, where it answers and hands controllers down. */
export async function systemdScope(env: NodeJS.ProcessEnv): Promise<Mechanism | undefined> {
  const manager = await findManager(env);
  const reach = manager && (await reachOf(manager));
  if (manager === undefined || reach === undefined || reach.holds.size === 0) return undefined;
  return {
    name: "systemd scope",
    holds: reach.holds,
    isProven: true,
    open: async (limits, id) => scope(manager, reach, limits, id),
  };
}

async function findManager(env: NodeJS.ProcessEnv): Promise<Manager | undefined> {
  const answers = (path: string): Promise<boolean> =>
    access(path).then(
      () => true,
      () => false,
    );
  const uid = process.getuid?.() ?? 0;
  if (uid === 0)
    return (await answers("/run/systemd/private")) ? { address: [], flags: [] } : undefined;
  const runtime = env["XDG_RUNTIME_DIR"] ?? `/run/user/${uid}`;
  if (!(await answers(join(runtime, "systemd", "private")))) return undefined;
  const bus = env["DBUS_SESSION_BUS_ADDRESS"] ?? `unix:path=${join(runtime, "bus")}`;
  const address = [`XDG_RUNTIME_DIR=${runtime}`, `DBUS_SESSION_BUS_ADDRESS=${bus}`];
  return { address: ["/usr/bin/env", ...address], flags: ["--user"] };
}

/** A scope's folder has a file for each controller that reaches it. */
async function reachOf(manager: Manager): Promise<Reach | undefined> {
  const look = `g=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup); echo "$g"; ls "$g"`;
  const settings = ["TasksMax=64", "CPUQuota=100%"];
  const listing = await answer([
    ...scopeWords(manager, unitName("probe"), settings),
    ...["/bin/sh", "-c", look],
  ]);
  const [folder, ...files] = listing.split("\n");
  const holds = controllerFiles.filter(([file]) => files.includes(file)).map(([, held]) => held);
  return folder ? { folder: dirname(folder), holds: new Set(holds) } : undefined;
}

const controllerFiles: readonly (readonly [string, Held])[] = [
  ["memory.max", "memory"],
  ["pids.max", "processes"],
  ["cpu.max", "cpu"],
];

function scope(manager: Manager, reach: Reach, limits: Limits, id: string): Enforcer {
  const unit = unitName(id);
  const ask = (...words: string[]): Promise<string> =>
    answer([...manager.address, "systemctl", ...manager.flags, ...words, unit]);
  return {
    holds: reach.holds,
    prefix: scopeWords(manager, unit, properties(limits)),
    script: `unset ${forgotten.join(" ")}\n`,
    exceeded: async () => {
      // The folder goes away soon after its last process; what it died of is remembered.
      const refused = await countIn(join(reach.folder, unit, "pids.events"), "max");
      if ((await ask("show", "--property=Result", "--value")) === "oom-kill")
        return memoryExceeded(limits);
      return refused > 0 ? processesExceeded(limits) : undefined;
    },
    // A scope that failed is kept for whoever asks why.
    [Symbol.asyncDispose]: async () => void (await ask("reset-failed")),
  };
}

export function properties(limits: Limits): string[] {
  return [
    `MemoryMax=${limits.memoryMB}M`,
    "MemorySwapMax=0",
    `TasksMax=${limits.maxProcesses + jailTasks}`,
    `CPUQuota=${Math.max(1, Math.round(limits.cpus * 100))}%`,
  ];
}

/** systemd-run becomes what follows it, so the process stays our own child. */
function scopeWords(manager: Manager, unit: string, settings: readonly string[]): string[] {
  const given = settings.flatMap((setting) => ["--property", setting]);
  const words = ["--scope", "--quiet", "--unit", unit, ...given, "--"];
  return [...manager.address, "systemd-run", ...manager.flags, ...words];
}

/** What a program writes; nothing when it fails or takes too long. */
async function answer([program = "", ...words]: readonly string[]): Promise<string> {
  const result = await run(program, words, { timeout: answerWithinMs }).catch(() => undefined);
  return result?.stdout.trim() ?? "";
}

function unitName(id: string): string {
  return `mcp-sandbox-${id}-${randomBytes(4).toString("hex")}.scope`;
}
