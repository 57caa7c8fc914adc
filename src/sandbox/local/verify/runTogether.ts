import { readdir, readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { Attack, Verdict } from "./attack.ts";
import { type Ask, type Ground, openOn } from "./ground.ts";
import { judge, traceOf } from "./judge.ts";
import { type ProbeResult, runProbe, silenceOf } from "./probeRun.ts";
import type { Stage } from "./stage.ts";

export type Verdicts = Map<string, Verdict>;

/** Tries many attacks by one run of the probe. */
export async function runTogether(
  ground: Ground,
  stage: Stage,
  attacks: readonly Attack[],
  ask: Ask,
): Promise<Verdicts> {
  const own = stage.secret("E5");
  // What an environment that is handed on by mistake would carry.
  const variable = `MCP_VERIFY_${stage.mark}`;
  process.env[variable] = `${stage.secret("E1")} ${stage.secret("E3")}`;
  try {
    await using sandbox = await openOn(ground, stage, ask);
    const config = { ...(await stage.config(ground.inside)), run: attacks.map(({ id }) => id) };
    let shown: Promise<string | undefined> | undefined;
    let traced: Verdicts = new Map();
    const result = await runProbe(sandbox, config, {
      signal: ground.signal,
      env: { MCP_VERIFY_OWN: own },
      // The probe runs, so that its command line can be looked for; it lives on until that is done.
      onDidSay: () => void (shown ??= commandLineWith(own)),
      onDidFinish: async () => {
        await shown;
        traced = await lastingTraces(attacks, stage);
      },
    });
    const verdicts = await verdictsOf(attacks, stage, result);
    for (const [id, verdict] of traced) verdicts.set(id, verdict);
    const line = await shown;
    if (line !== undefined) verdicts.set("E5", { outcome: "through", note: line });
    return verdicts;
  } finally {
    delete process.env[variable];
  }
}

/** As long as a jail may take to undo what a program has planted, while that program still runs. */
const undoneMs = 3000;

/** Traces on the host that stay there although the sandbox is still at work. */
async function lastingTraces(attacks: readonly Attack[], stage: Stage): Promise<Verdicts> {
  const until = performance.now() + undoneMs;
  let left = attacks.filter(({ evidence }) => evidence === "host");
  for (;;) {
    const found = await Promise.all(
      left.map(async (attack) => [attack, await traceOf(attack, stage)] as const),
    );
    left = found.filter(([, trace]) => trace !== undefined).map(([attack]) => attack);
    const isOver = performance.now() > until || left.every(({ group }) => group !== "planted");
    if (isOver)
      return new Map(
        found.flatMap(([{ id }, note]) =>
          note === undefined ? [] : [[id, { outcome: "through", note }]],
        ),
      );
    await wait(50);
  }
}

export async function verdictsOf(
  attacks: readonly Attack[],
  stage: Stage,
  result: ProbeResult,
): Promise<Verdicts> {
  const verdicts: Verdicts = new Map();
  for (const attack of attacks) {
    const said = result.said.get(attack.id) ?? { id: attack.id, skipped: silenceOf(result) };
    verdicts.set(attack.id, await judge(attack, stage, said));
  }
  return verdicts;
}

/** A process of the host whose arguments hold the text. */
async function commandLineWith(text: string): Promise<string | undefined> {
  const [pid] = await processesWith(text);
  return pid === undefined ? undefined : `on the command line of process ${pid}`;
}

export async function processesWith(text: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => "");
      return line.includes(text) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}
