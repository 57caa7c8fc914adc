import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Limits } from "../../sandbox.ts";
import { jailTasks, memoryExceeded } from "./enforcer.ts";
import type { Enforcer, Held, Mechanism } from "./enforcer.ts";

const run = promisify(execFile);

/** A user's systemd that does not answer in this time is taken for none. */
const answerWithinMs = 3000;

/** Inside, the user's session bus is nobody's business. */
const forgotten = ["XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "INVOCATION_ID"];

/** Scopes of the user's own systemd, where it answers and hands controllers down. */
export async function systemdScope(env: NodeJS.ProcessEnv): Promise<Mechanism | undefined> {
  const runtime = env["XDG_RUNTIME_DIR"] ?? `/run/user/${process.getuid?.() ?? 0}`;
  const bus = env["DBUS_SESSION_BUS_ADDRESS"] ?? `unix:path=${join(runtime, "bus")}`;
  const address = [`XDG_RUNTIME_DIR=${runtime}`, `DBUS_SESSION_BUS_ADDRESS=${bus}`];
  if (
    !(await access(join(runtime, "systemd", "private")).then(
      () => true,
      () => false,
    ))
  )
    return undefined;
  const holds = await heldInScope(address);
  if (holds.size === 0) return undefined;
  return {
    name: "systemd user scope",
    holds,
    open: async (limits, id) => scope(address, holds, limits, id),
  };
}

/** A scope has a file for each controller that reaches it. */
async function heldInScope(address: readonly string[]): Promise<ReadonlySet<Held>> {
  const look = `g=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup); ls "$g"`;
  const [program = "", ...words] = scopeWords(address, unitName("probe"), [
    "TasksMax=64",
    "CPUQuota=100%",
  ]);
  const listing = await run(program, [...words, "/bin/sh", "-c", look], { timeout: answerWithinMs })
    .then(({ stdout }) => stdout.split("\n"))
    .catch((): string[] => []);
  const files: readonly (readonly [string, Held])[] = [
    ["memory.max", "memory"],
    ["pids.max", "processes"],
    ["cpu.max", "cpu"],
  ];
  return new Set(files.filter(([file]) => listing.includes(file)).map(([, held]) => held));
}

function scope(
  address: readonly string[],
  holds: ReadonlySet<Held>,
  limits: Limits,
  id: string,
): Enforcer {
  const unit = unitName(id);
  const ask = (...words: string[]): Promise<string> =>
    run("env", [...address, "systemctl", "--user", ...words], { timeout: answerWithinMs }).then(
      ({ stdout }) => stdout.trim(),
      () => "",
    );
  return {
    holds,
    prefix: scopeWords(address, unit, properties(limits)),
    script: `unset ${forgotten.join(" ")}\n`,
    exceeded: async () => {
      const result = await ask("show", "--property=Result", "--value", unit);
      return result === "oom-kill" ? memoryExceeded(limits) : undefined;
    },
    // A scope that failed is kept for whoever asks why.
    [Symbol.asyncDispose]: async () => void (await ask("reset-failed", unit)),
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
function scopeWords(
  address: readonly string[],
  unit: string,
  settings: readonly string[],
): string[] {
  const given = settings.flatMap((setting) => ["--property", setting]);
  return [
    "/usr/bin/env",
    ...address,
    "systemd-run",
    "--user",
    "--scope",
    "--quiet",
    "--unit",
    unit,
    ...given,
    "--",
  ];
}

function unitName(id: string): string {
  return `mcp-sandbox-${id}-${randomBytes(4).toString("hex")}.scope`;
}
