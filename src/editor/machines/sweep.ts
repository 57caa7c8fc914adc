import type { Memento } from "vscode";
import type { Disposable } from "../../base/event.ts";
import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import type { Host } from "../../mcp/host.ts";
import type { Machine, Machines } from "../../sandbox/machines.ts";
import { count } from "../words/count.ts";
import { lifeWords, machineName, serversOf } from "../words/machineWords.ts";
import type { E2BKey } from "./key.ts";

export interface Sweeping {
  readonly machines: Pick<Machines, "list" | "onDidChange" | "sweep">;
  readonly host: Pick<Host, "servers">;
  readonly key: Pick<E2BKey, "isSet">;
  /** Of this workspace. */
  readonly memory: Pick<Memento, "get" | "update">;
  readonly log: Log;
  /** Whether the host's servers are all that are configured; without trust or with errors they are not. */
  readonly isWhole: () => boolean;
  /** Tells the user of something that was ended. */
  readonly tell: (text: string) => void;
}

const usedKey = "usedMachines";

/**
 * Some time from now, looks for machines that an earlier window of this workspace has left. Does
 * nothing where no machine was ever used, so that others never load what speaks to the service.
 */
export function sweepSoon(parts: Sweeping, delayMs = 10_000): Disposable {
  const { machines, memory, log } = parts;
  const timer = setTimeout(() => {
    sweep(parts).catch((error: unknown) =>
      log.warn(`Could not look for sandboxes left behind: ${Failure.from(error).message}`),
    );
  }, delayMs);
  const subscription = machines.onDidChange(() => {
    if (isUsedHere(memory) || !machines.list().some(({ mine }) => mine)) return;
    void memory.update(usedKey, true);
  });
  return {
    dispose() {
      clearTimeout(timer);
      subscription.dispose();
    },
  };
}

function isUsedHere(memory: Sweeping["memory"]): boolean {
  return memory.get(usedKey) === true;
}

async function sweep({ machines, host, key, memory, log, isWhole, tell }: Sweeping): Promise<void> {
  if (!isUsedHere(memory) || !(await key.isSet())) return;
  if (!isWhole())
    return log.info("Sandboxes left behind are not looked for: not every server is known now.");
  const wanted = host.servers.map(({ definition }) => definition.sandboxId);
  const { kept, killed } = await machines.sweep(wanted);
  for (const machine of kept) log.info(`Found again: ${about(machine)}.`);
  for (const machine of killed) log.warn(`Ended, no server here can use it: ${about(machine)}.`);
  const missed = killed.filter(({ onEnd }) => onEnd === "pause");
  if (missed.length > 0) tell(missedWords(missed));
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
