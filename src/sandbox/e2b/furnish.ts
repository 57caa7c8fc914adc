import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import { installKey } from "../install.ts";
import { runInstallCommand } from "../installCommand.ts";
import type { Command, OpenOptions, Process, SandboxSpec } from "../sandbox.ts";
import type { Boxes } from "./client.ts";
import { e2bFailure } from "./e2bFailure.ts";
import { snapshotName } from "./marks.ts";
import type { MicroVm } from "./microVm.ts";
import { type Egress, egressOf, isRestricted } from "./network.ts";
import { probe, type ProbeTarget } from "./probe.ts";

export interface FurnishOptions extends OpenOptions {
  readonly boxes: Boxes;
  readonly log: Log;
  readonly target: ProbeTarget;
  /** Starts a program in it, with its output. */
  readonly start: (command: Command) => Promise<Process>;
}

/**
 * Makes a microVM what the spec wants: installed, with its network. Gives what it cannot promise.
 * To be called for one spec at a time. Rejects with a Failure.
 */
export async function furnish(
  vm: MicroVm,
  spec: SandboxSpec,
  options: FurnishOptions,
): Promise<readonly string[]> {
  if (vm.build.debug) {
    await install(vm, spec, options);
    return ["A single daemon has no rules for the network: it is open."];
  }
  const { egress, notes } = await egressOf(spec.network, spec.machine?.secretHeaders);
  const running = JSON.stringify(egress);
  const theirs = vm.users > 1 ? (vm.rules.running ?? running) : running;
  if (theirs !== running) throw differs(vm);
  await install(vm, spec, options);
  await setRules(vm, egress);
  if (vm.rules.running !== running) prove(vm, spec, options);
  vm.rules = { ...vm.rules, running };
  return notes;
}

/** What is on its disk tells what has been installed. */
async function install(vm: MicroVm, spec: SandboxSpec, options: FurnishOptions): Promise<void> {
  const { commands, network } = spec.install;
  if (commands.length === 0) return;
  const marker = `.mcp-sandbox/installed-${installKey(commands).slice(0, 32)}`;
  const { signal, onDidSay } = options;
  if (await vm.box().files.exists(marker)) return;
  options.onDidStartInstall?.();
  if (!vm.build.debug) await setRules(vm, (await egressOf(network)).egress);
  const run = { start: options.start, ...(signal && { signal }), ...(onDidSay && { onDidSay }) };
  for (const command of commands) await runInstallCommand(command, run);
  await vm.box().files.write(marker, `${new Date().toISOString()}\n`);
  if (!vm.build.debug) await snapshot(vm, spec, options);
}

/** Kept for the next microVM. Without it that installs again, which is slow and nothing worse. */
async function snapshot(vm: MicroVm, spec: SandboxSpec, options: FurnishOptions): Promise<void> {
  if (vm.passengers.size > 0 || spec.machine?.group !== undefined) return;
  try {
    await options.boxes.createSnapshot(vm.id, { name: snapshotName(spec) });
    options.log.info(`${vm.id}: what was installed is kept as ${snapshotName(spec)}.`);
  } catch (error) {
    const { message } = e2bFailure(error, "keep a snapshot");
    options.onDidSay?.(`The next new sandbox has to install again: ${message}`);
  }
}

async function setRules(vm: MicroVm, egress: Egress): Promise<void> {
  const now = JSON.stringify(egress);
  if (vm.rules.now === now) return;
  try {
    await vm.box().updateNetwork(egress);
  } catch (error) {
    throw e2bFailure(error, "set the rules of the network");
  }
  vm.rules = { ...vm.rules, now };
}

function differs(vm: MicroVm): Failure {
  return new Failure(
    "config",
    `Servers that share a sandbox share its network, but those of ${[...vm.specs].join(", ")} differ.`,
    { remedy: "Give them the same sandbox.network and secretHeaders, or another sandbox.group." },
  );
}

/** Not waited for: it takes seconds where nothing answers, and the server may start meanwhile. */
function prove(vm: MicroVm, spec: SandboxSpec, { log, onDidSay, target }: FurnishOptions): void {
  vm.network = isRestricted(spec.network) ? "restricted" : "open";
  if (vm.network === "open") return;
  probe(vm.box(), target).then(
    (outcome) => {
      vm.network = outcome;
      vm.tell();
      if (outcome === "proved") return;
      const words = `This service ignores the rules of the network: ${spec.id} can reach the Internet.`;
      log.error(words);
      onDidSay?.(words);
    },
    (error: unknown) => log.debug(`${vm.id}: ${e2bFailure(error).message}`),
  );
}
