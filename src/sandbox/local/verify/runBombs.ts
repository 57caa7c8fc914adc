import type { Limits } from "../../sandbox.ts";
import type { Attack } from "./attack.ts";
import { type Ground, openOn } from "./ground.ts";
import { runProbe } from "./probeRun.ts";
import { type Verdicts, verdictsOf } from "./runTogether.ts";
import type { Stage } from "./stage.ts";

/** Small, so that a bomb that nothing stops stops itself long before the machine notices. */
const allowed: Limits = { memoryMB: 192, cpus: 0.25, maxProcesses: 48 };

/** Each bomb gets a sandbox of its own, one after another: they would count against each other. */
export async function runBombs(
  ground: Ground,
  stage: Stage,
  bombs: readonly Attack[],
): Promise<Verdicts> {
  const verdicts: Verdicts = new Map();
  for (const bomb of bombs) {
    await using sandbox = await openOn(ground, stage, { limits: allowed });
    const limits = {
      memoryMB: allowed.memoryMB,
      cpus: allowed.cpus,
      processes: allowed.maxProcesses,
      /** More than a jail's /tmp holds. */
      tmpMB: 640,
      /** Seconds; longer than a watchdog needs to notice, also on a busy machine. */
      hold: ground.inside ? 3 : 0.2,
      spin: 2,
    };
    const config = { ...(await stage.config(ground.inside)), limits, run: [bomb.id] };
    const result = await runProbe(sandbox, config, { signal: ground.signal });
    const [[id, verdict] = []] = await verdictsOf([bomb], stage, result);
    if (id === undefined || verdict === undefined) continue;
    const { exit } = result;
    // Ended for it before it could say anything: that is what a limit is for.
    const ended = exit.kind === "limit" && !result.said.has(id);
    verdicts.set(id, ended ? { outcome: "held", note: exit.message } : verdict);
  }
  return verdicts;
}
