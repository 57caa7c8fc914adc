import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import { installKey } from "../install.ts";
import { runInstallCommand } from "../installCommand.ts";
import type { Command, Network, OpenOptions, Process, SandboxSpec } from "../sandbox.ts";
import type { Boxes } from "./client.ts";
import { e2bFailure } from "./e2bFailure.ts";
import { snapshotName } from "./marks.ts";
import type { MicroVm } from "./microVm.ts";
import { type Egress, egressOf, isRestricted, isWithin } from "./network.ts";
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
  const theirs = vm.guests.size > 0 ? (vm.rules.running ?? running) : running;
  if (theirs !== running) throw differs(vm);
  await install(vm, spec, options);
  await setRules(vm, egress);
  if (vm.rules.running !== running) prove(vm, spec, options);
  vm.rules = { ...vm.rules, running };
  return notes;
}

/**
 * What is on its disk tells what has been installed. Rules of the network hold for a whole microVM:
 * while others may run something in it, nothing is installed that would open it further for them.
 */
async function install(vm: MicroVm, spec: SandboxSpec, options: FurnishOptions): Promise<void> {
  const { commands, network } = spec.install;
  if (commands.length === 0) return;
  const marker = `.mcp-sandbox/installed-${installKey(commands).slice(0, 32)}`;
  const { signal, onDidSay } = options;
  if (await vm.box().files.exists(marker)) return;
  if (!vm.build.debug) await openFor(vm, spec, network);
  options.onDidStartInstall?.();
  const run = { start: options.start, ...(signal && { signal }), ...(onDidSay && { onDidSay }) };
  for (const command of commands) await runInstallCommand(command, run);
  await vm.box().files.write(marker, `${new Date().toISOString()}\n`);
  if (!vm.build.debug) await snapshot(vm, spec, options);
}

async function openFor(vm: MicroVm, spec: SandboxSpec, network: Network): Promise<void> {
  const { egress } = await egressOf(network);
  if (vm.guests.size === 0) return setRules(vm, egress);
  const { egress: theirs } = await egressOf(spec.network);
  if (!isWithin(egress, theirs)) throw inUse(vm, spec);
}

/** Kept for the next microVM. Without it that installs again, which is slow and nothing worse. */
async function snapshot(vm: MicroVm, spec: SandboxSpec, options: FurnishOptions): Promise<void> {
  // Nothing of another server may be in it.
  if (vm.guests.size > 0 || vm.specs.size > 1) return;
  if (spec.machine?.group !== undefined && vm.build.isFound === true) return;
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
    `Servers that share a sandbox share its network, but those of ${namesOf(vm.specs)} differ.`,
    { remedy: "Give them the same sandbox.network and secretHeaders, or another sandbox.group." },
  );
}

function inUse(vm: MicroVm, { id }: SandboxSpec): Failure {
  const others = namesOf(new Set([...vm.guests].map((guest) => guest.id)));
  const name = namesOf(new Set([id]));
  return new Failure(
    "config",
    `${name} cannot be installed now: ${others} would have its wider network meanwhile, as they share a sandbox.`,
    {
      remedy:
        `Stop ${others}, start ${name}, then start the others again; it is installed once. ` +
        "Or give it another sandbox.group.",
    },
  );
}

/** Ids of specs as their users know them. */
const namesOf = (specs: ReadonlySet<string>): string =>
  [...specs].map((spec) => spec.replace(/-[0-9a-f]{10}$/, "")).join(", ");

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
