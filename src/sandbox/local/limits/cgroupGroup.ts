import { join } from "node:path";
import { Failure } from "../../../base/failure.ts";
import type { Limits } from "../../sandbox.ts";
import { countIn, groupName, makeGroup, removeGroup, rouse, sweepGroups } from "./cgroupFolder.ts";
import type { Value } from "./cgroupFolder.ts";
import { memoryExceeded, processesExceeded } from "./enforcer.ts";
import type { Enforcer, Held } from "./enforcer.ts";
import { quoted } from "../../shellQuote.ts";

/** One folder to be made in `parent`, and where its refusals are counted. */
export interface GroupPlan {
  readonly parent: string;
  readonly values: readonly Value[];
  readonly counters: readonly Counter[];
}

export interface Counter {
  readonly limit: "memory" | "processes";
  readonly file: string;
  readonly name: string;
}

export interface Opening {
  readonly plans: readonly GroupPlan[];
  readonly holds: ReadonlySet<Held>;
  readonly limits: Limits;
  readonly id: string;
  /** The folder of the group that this process is in. */
  readonly own: string;
}

/** Makes the folders of one process tree. Rejects, and leaves nothing, where one cannot be made. */
export async function openCgroups({ plans, holds, limits, id, own }: Opening): Promise<Enforcer> {
  const name = await groupName(id);
  const made: string[] = [];
  const swept = Promise.all(plans.map(({ parent }) => sweepGroups(parent)));
  const close = async (): Promise<void> => {
    await swept;
    const removed = await Promise.all(made.map((folder) => removeGroup(folder)));
    if (removed.includes(false))
      throw new Failure("sandboxFailed", `A limit group could not be removed: ${made.join(", ")}.`);
  };
  const results = await Promise.allSettled(
    plans.map(async ({ parent, values }) => {
      await makeGroup(join(parent, name), values);
      made.push(join(parent, name));
    }),
  );
  for (const result of results)
    if (result.status === "rejected") {
      await close();
      throw new Failure(
        "sandboxFailed",
        `No limit group could be made in ${plans.map(({ parent }) => parent).join(", ")}.`,
        { cause: result.reason },
      );
    }
  return {
    holds,
    prefix: [],
    prepare: () => rouse(own),
    script: made
      .map((folder) => `echo 0 > ${quoted(join(folder, "cgroup.procs"))} || exit 125\n`)
      .join(""),
    exceeded: async () => {
      for (const { parent, counters } of plans)
        for (const { limit, file, name: counter } of counters)
          if ((await countIn(join(parent, name, file), counter)) > 0)
            return limit === "memory" ? memoryExceeded(limits) : processesExceeded(limits);
      return undefined;
    },
    [Symbol.asyncDispose]: close,
  };
}
