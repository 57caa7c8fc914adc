import type { Memento } from "vscode";
import type { Disposable } from "../../base/event.ts";
import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import type { Host } from "../../mcp/host.ts";
import type { Machine, Machines, Swept } from "../../sandbox/machines.ts";
import { againWords, type Told } from "../words/againWords.ts";
import { count } from "../words/count.ts";
import { lifeWords, machineName, serversOf } from "../words/machineWords.ts";
import type { E2BKey } from "./key.ts";
import { RanServers } from "./ranServers.ts";
import { startAgain, type StartingAgain } from "./startAgain.ts";

export interface Sweeping extends Pick<StartingAgain, "isQuiet"> {
  readonly machines: Pick<Machines, "list" | "onDidChange" | "sweep">;
  readonly host: Pick<Host, "servers" | "server" | "start" | "onDidChange">;
  readonly key: Pick<E2BKey, "isSet">;
  /** Of this workspace. */
  readonly memory: Pick<Memento, "get" | "update">;
  readonly log: Log;
  /** Whether the host's servers are all that are configured; without trust or with errors they are not. */
  readonly isWhole: () => boolean;
  /** Tells the user of something that was ended or lost. */
  readonly tell: (text: string) => void;
}

/** When it is looked, from now on. */
export interface SweepTimes {
  readonly delayMs: number;
  /** Where servers ran before the reload, whose user waits for them. */
  readonly soonMs: number;
  /** How often, and for how long, it is looked again for what the window before has not let go yet. */
  readonly againMs: number;
  readonly untilMs: number;
}

const usual: SweepTimes = { delayMs: 10_000, soonMs: 1000, againMs: 3000, untilMs: 60_000 };
const usedKey = "usedMachines";

/**
 * Some time from now, looks for machines that an earlier window of this workspace has left, and
 * starts again what ran in them before a reload. Does nothing where no machine was ever used, so
 * that others never load what speaks to the service.
 */
export function sweepSoon(parts: Sweeping, times: SweepTimes = usual): Disposable {
  const { machines, memory, log } = parts;
  const ran = new RanServers(parts);
  const known = new Set<string>();
  let left = Math.ceil(times.untilMs / times.againMs);
  const look = async (): Promise<void> => {
    try {
      if (!(await parts.key.isSet())) return sayNoKey(parts, ran);
      const swept = await sweep(parts, known);
      if (swept !== undefined) await seeTo(parts, ran, swept);
      if (swept !== undefined && ran.before.length > 0 && left-- > 0) plan(times.againMs);
    } catch (error) {
      log.warn(`Could not look for sandboxes left behind: ${Failure.from(error).message}`);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const plan = (ms: number): void => {
    if (!isOver) timer = setTimeout(() => void look(), ms);
  };
  plan(ran.before.length > 0 ? times.soonMs : times.delayMs);
  const subscription = machines.onDidChange(() => {
    if (isUsedHere(memory) || !machines.list().some(({ mine }) => mine)) return;
    void memory.update(usedKey, true);
  });
  return {
    dispose() {
      isOver = true;
      clearTimeout(timer);
      ran.dispose();
      subscription.dispose();
    },
  };
}

function isUsedHere(memory: Sweeping["memory"]): boolean {
  return memory.get(usedKey) === true;
}

/** Starts again what can be, and tells of it. What is left has to be looked at later. */
async function seeTo(parts: Sweeping, ran: RanServers, { kept }: Swept): Promise<void> {
  const free = new Set(kept.map(({ id }) => id));
  const told = await Promise.all(
    ran.before.map(async (one): Promise<Told> => {
      const again = await startAgain(one, parts, free.has(one.machine));
      if (again.kind !== "taken") ran.settle(one.server);
      return { server: one.server, again };
    }),
  );
  say(parts, told);
}

/** Their microVMs cannot even be looked for. */
function sayNoKey(parts: Sweeping, ran: RanServers): void {
  const again = { kind: "stays", why: "key" } as const;
  const known = ran.before.filter(({ server }) => parts.host.server(server) !== undefined);
  for (const { server } of ran.before) ran.settle(server);
  say(
    parts,
    known.map(({ server }) => ({ server, again })),
  );
}

function say({ log, tell }: Sweeping, told: readonly Told[]): void {
  for (const text of againWords(told)) {
    log.info(text);
    tell(text);
  }
}

/** @param known ids of those that the log has told of. */
async function sweep(parts: Sweeping, known: Set<string>): Promise<Swept | undefined> {
  const { machines, host, memory, log, isWhole, tell } = parts;
  if (!isUsedHere(memory)) return undefined;
  if (!isWhole()) {
    log.info("Sandboxes left behind are not looked for: not every server is known now.");
    return undefined;
  }
  const wanted = host.servers.map(({ definition: { sandboxId: spec, group } }) => ({
    ...{ spec, ...(group !== undefined && { group }) },
  }));
  const swept = await machines.sweep(wanted);
  for (const machine of swept.kept) {
    if (!known.has(machine.id)) log.info(`Found again: ${about(machine)}.`);
    known.add(machine.id);
  }
  for (const machine of swept.killed)
    log.warn(`Ended, no server here can use it: ${about(machine)}.`);
  const missed = swept.killed.filter(({ onEnd }) => onEnd === "pause");
  if (missed.length > 0) tell(missedWords(missed));
  return swept;
}

/** Only of machines that were to be kept: of the others nobody expects to find anything again. */
function missedWords(missed: readonly Machine[]): string {
  const servers = serversOf({ specs: missed.flatMap(({ specs }) => specs) });
  const isOne = missed.length === 1;
  const whose = servers === "" ? "" : ` ${isOne ? "It was" : "They were"} made for ${servers}.`;
  const was = isOne ? "was ended; its disk is" : "were ended; their disks are";
  return `${count(missed.length, "microVM")} that no server here can use any more ${was} gone.${whose}`;
}

function about(machine: Machine): string {
  const servers = serversOf(machine);
  const whose = servers === "" ? "" : `, made for ${servers}`;
  return `${machineName(machine)} ${machine.id}, ${lifeWords(machine, Date.now())}${whose}`;
}
