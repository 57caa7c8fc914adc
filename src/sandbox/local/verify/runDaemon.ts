import type { Verdict } from "./attack.ts";
import { type Ground, openOn } from "./ground.ts";
import { runProbe } from "./probeRun.ts";
import { processesWith } from "./runTogether.ts";
import type { Stage } from "./stage.ts";

/** A daemon that has left its parents must be gone when the sandbox is closed. One that is not is ended here. */
export async function runDaemon(ground: Ground, stage: Stage): Promise<Verdict> {
  const name = stage.secret("D1");
  try {
    {
      await using sandbox = await openOn(ground, stage);
      const config = { ...(await stage.config(ground.inside)), run: ["D1"] };
      const { said } = await runProbe(sandbox, config, { signal: ground.signal });
      if (said.get("D1")?.note !== "left behind")
        return { outcome: "notRun", note: "no daemon came about" };
    }
    const left = await processesWith(name);
    if (left.length > 0) return { outcome: "through", note: `process ${left[0]} lives on` };
    return { outcome: "held", note: "gone with the sandbox" };
  } finally {
    for (const pid of await processesWith(name)) end(pid);
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone by itself.
  }
}
