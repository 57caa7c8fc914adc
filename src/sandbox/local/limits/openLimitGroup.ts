import { release } from "node:os";
import type { Log } from "../../../base/log.ts";
import type { Limits } from "../../sandbox.ts";
import { allHeld } from "./enforcer.ts";
import type { Enforcer, Held, Mechanism } from "./enforcer.ts";
import type { LimitGroup } from "./limitGroup.ts";
import { mechanism } from "./mechanisms.ts";
import { insideWords, outsideScript } from "./rlimits.ts";
import { Watchdog } from "./watchdog.ts";

export interface LimitOptions {
  /** For the names of what is made: `[A-Za-z0-9_-]+`. */
  readonly id: string;
  readonly log: Log;
  /** The best of this machine when absent. */
  readonly by?: () => Promise<Mechanism | undefined>;
}

/**
 * Makes what holds one tree of processes to the limits: the kernel as far as it can be asked to,
 * and a watchdog for the rest. Never rejects for want of a mechanism; `caveats` tells.
 */
export async function openLimitGroup(limits: Limits, options: LimitOptions): Promise<LimitGroup> {
  const enforcer = await openEnforcer(limits, options);
  const holds: ReadonlySet<Held> = enforcer?.holds ?? new Set();
  const watched = allHeld.filter((held) => !holds.has(held));
  const watchdog = new Watchdog(limits, new Set(watched));
  const own = `${outsideScript(limits, holds)}${enforcer?.script ?? ""}`;
  const script = `${own}unset PWD OLDPWD SHLVL\nexec "$@"`;
  return {
    outside: [...(enforcer?.prefix ?? []), "/bin/sh", "-c", script, "mcp-sandbox"],
    inside: insideWords(limits, holds, { isRoot: process.getuid?.() === 0, kernel: release() }),
    caveats: limitCaveats(watched),
    prepare: () => enforcer?.prepare?.(),
    watch: (pid) => watchdog.watch(pid),
    exceeded: async () => watchdog.exceeded ?? (await enforcer?.exceeded()),
    [Symbol.asyncDispose]: async () => {
      await watchdog.close();
      await closeEnforcer(enforcer, options.log);
    },
  };
}

/** What a user is told about limits that are watched and not held. */
export function limitCaveats(watched: readonly Held[]): string[] {
  if (watched.length === 0) return [];
  const words = listed(watched);
  return [
    `${words.charAt(0).toUpperCase()}${words.slice(1)} cannot be held by the kernel here and ` +
      `${watched.length > 1 ? "are" : "is"} watched several times a second instead: ` +
      "a short burst may go beyond the limit.",
  ];
}

const names: Readonly<Record<Held, string>> = {
  memory: "memory",
  processes: "the number of processes",
  cpu: "processor time",
};

function listed(watched: readonly Held[]): string {
  const words = watched.map((held) => names[held]);
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} and ${last}`;
}

async function openEnforcer(
  limits: Limits,
  { id, log, by = mechanism }: LimitOptions,
): Promise<Enforcer | undefined> {
  const chosen = await by();
  try {
    return await chosen?.open(limits, id);
  } catch (error) {
    log.warn(
      `${id}: no limit group by ${chosen?.name}, the limits are watched instead: ${String(error)}`,
    );
    return undefined;
  }
}

async function closeEnforcer(enforcer: Enforcer | undefined, log: Log): Promise<void> {
  try {
    await enforcer?.[Symbol.asyncDispose]();
  } catch (error) {
    log.warn(String(error));
  }
}
