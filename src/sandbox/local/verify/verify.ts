import { setMaxListeners } from "node:events";
import type { Check } from "../../../base/check.ts";
import type { Sandboxes } from "../../sandbox.ts";
import type { Attack } from "./attack.ts";
import { catalogue, together, withoutFolders } from "./catalogue.ts";
import type { Ask, Ground } from "./ground.ts";
import { checkOf, reportOf, type VerifyReport, worse } from "./report.ts";
import { runBombs } from "./runBombs.ts";
import { runDaemon } from "./runDaemon.ts";
import { runStarts } from "./runStarts.ts";
import { runTogether, type Verdicts } from "./runTogether.ts";
import { Stage } from "./stage.ts";

export interface VerifyOptions {
  /** What is verified. */
  readonly jailed: Sandboxes;
  /** The same without a jail, to see that each attack is real on this machine. */
  readonly bare: Sandboxes;
  /** The data folder that both were made with. Canaries lie beside it meanwhile; what sandboxes keep in it stays. */
  readonly dataDir: string;
  readonly signal?: AbortSignal;
  /** Called for each attack as soon as its jailed outcome is known. */
  readonly onDidCheck?: (check: Check) => void;
}

/**
 * Attacks this machine from inside the jail and, with the same canaries, without one. Whatever it
 * makes outside of the data folder is gone when it settles, also when it is cancelled. Bombs are bounded either way.
 * Rejects with `sandboxUnavailable` or `sandboxFailed` where there is no jail to verify, with
 * `cancelled` when the signal says so.
 */
export async function verifyIsolation(options: VerifyOptions): Promise<VerifyReport> {
  const started = performance.now();
  const { dataDir } = options;
  options.signal?.throwIfAborted();
  const signal = AbortSignal.any(options.signal === undefined ? [] : [options.signal]);
  setMaxListeners(0, signal);
  const jail: Ground = { sandboxes: options.jailed, inside: true, dataDir, signal };
  const open: Ground = { sandboxes: options.bare, inside: false, dataDir, signal };
  const [jailed, bare] = await allOf([jailedRun(jail), bareRun(open)]);
  // Last, on a quiet machine: how much processor time a program gets depends on who else runs.
  const [slowed, free] = await allOf([
    onStage(jail, (stage) => runBombs(jail, stage, hog)),
    onStage(open, (stage) => runBombs(open, stage, hog)),
  ]);
  const report = reportOf(merge(jailed, slowed), merge(bare, free), performance.now() - started);
  for (const result of report.results) options.onDidCheck?.(checkOf(result));
  return report;
}

const bombs = catalogue.filter(({ group, id }) => group === "limits" && id !== "L5");
const hog = catalogue.filter(({ id }) => id === "L5");

/** With a way out there are more processes and channels; without granted folders other calls are allowed. */
function jailedRun(ground: Ground): Promise<Verdicts> {
  return mergeAll([
    inCompany(ground, () => ({})),
    inCompany(ground, (stage) => ({ network: { allow: [`127.0.0.1:${stage.granted}`] } })),
    inCompany(ground, () => ({ isolated: true }), withoutFolders),
    ...alone(ground),
  ]);
}

function bareRun(ground: Ground): Promise<Verdicts> {
  return mergeAll([inCompany(ground, () => ({ network: "all" })), ...alone(ground)]);
}

/** What one run can try, on a stage with victims. */
function inCompany(
  ground: Ground,
  ask: (stage: Stage) => Ask,
  attacks: readonly Attack[] = together,
): Promise<Verdicts> {
  return onStage(ground, (stage) => runTogether(ground, stage, attacks, ask(stage)), true);
}

/** What needs sandboxes of its own. */
function alone(ground: Ground): Promise<Verdicts>[] {
  return [
    onStage(ground, (stage) => runBombs(ground, stage, bombs)),
    onStage(ground, (stage) => runStarts(ground, stage)),
    onStage(ground, async (stage) => new Map([["D1", await runDaemon(ground, stage)]])),
  ];
}

async function onStage<T>(
  ground: Ground,
  play: (stage: Stage) => Promise<T>,
  populated = false,
): Promise<T> {
  await using stage = await Stage.open(ground.dataDir, { signal: ground.signal, populated });
  return await play(stage);
}

async function mergeAll(runs: readonly Promise<Verdicts>[]): Promise<Verdicts> {
  return (await allOf(runs)).reduce(merge);
}

function merge(into: Verdicts, from: Verdicts): Verdicts {
  for (const [id, verdict] of from) into.set(id, worse(into.get(id), verdict));
  return into;
}

/** Like `Promise.all`, but nothing is still at work when it rejects. */
async function allOf<const T extends readonly Promise<unknown>[]>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
