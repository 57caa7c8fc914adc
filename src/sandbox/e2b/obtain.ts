import type { Log } from "../../base/log.ts";
import type { SandboxSpec } from "../sandbox.ts";
import type { Births } from "./births.ts";
import type { Build } from "./build.ts";
import type { Box, Boxes } from "./client.ts";
import { createFailure, e2bFailure, statusOf } from "./e2bFailure.ts";
import { client, computer, keyOf, type Marks, snapshotName, specMark } from "./marks.ts";
import { MicroVm } from "./microVm.ts";
import type { Owners } from "./owners.ts";
import type { Times } from "./times.ts";

export interface ObtainOptions {
  readonly boxes: Boxes;
  readonly births: Births;
  readonly owners: Owners;
  readonly times: Times;
  readonly log: Log;
  /** The workspace's mark. */
  readonly workspace: string;
  readonly debug: boolean;
  /** Whether this process runs something in it. */
  readonly isUsed: (id: string) => boolean;
}

interface Found {
  readonly box: Box;
  readonly template: string;
  readonly onIdle: "pause" | "kill";
}

/** The microVM that was made for such a spec before, else a new one. Rejects with a Failure. */
export async function obtain(spec: SandboxSpec, options: ObtainOptions): Promise<MicroVm> {
  const key = keyOf(spec);
  const found = await find(key, spec, options);
  const isNew = found.box === undefined;
  const { box, ...more } = isNew ? await make(spec, found.isTaken, options) : found;
  try {
    await options.owners.claim(box.sandboxId);
    if (isNew) await retire(spec, key, options);
    const { group } = spec.machine ?? {};
    const own = { key, isFound: !isNew, ...(group !== undefined && { group }), ...more };
    return await microVm(box, own, options);
  } catch (error) {
    await options.boxes.kill(box.sandboxId).catch(() => {});
    throw e2bFailure(error, "make a sandbox");
  }
}

/** A paused one is resumed. One that another process uses is left alone. */
async function find(
  key: string,
  spec: SandboxSpec,
  { boxes, owners, times, workspace, debug }: ObtainOptions,
): Promise<(Found & { isTaken?: never }) | { box?: never; isTaken: boolean }> {
  if (debug) return { isTaken: false };
  const metadata = { client, computer: computer(), workspace, key };
  try {
    const all = await boxes.list({ query: { metadata } }).nextItems();
    let isTaken = false;
    for (const { sandboxId, templateId, name } of all) {
      if (await owners.isOthers(sandboxId)) {
        isTaken = true;
        continue;
      }
      const box = await connected(boxes, sandboxId, times);
      const { template = name ?? templateId, onIdle = "pause" } = spec.machine ?? {};
      if (box !== undefined) return { box, template, onIdle };
    }
    return { isTaken };
  } catch (error) {
    throw e2bFailure(error, "list the sandboxes");
  }
}

/** Undefined where it went away meanwhile. */
async function connected(boxes: Boxes, id: string, times: Times): Promise<Box | undefined> {
  try {
    return await boxes.connect(id, { timeoutMs: times.lifetimeMs });
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Where another process uses the one there is, this one is not kept, or there would be two for good. */
async function make(
  spec: SandboxSpec,
  isTaken: boolean,
  { boxes, births, times, workspace }: ObtainOptions,
): Promise<Found> {
  const { template = "base", onIdle: wanted = "pause" } = spec.machine ?? {};
  const onIdle = isTaken ? "kill" : wanted;
  const marks: Omit<Marks, "birth"> = {
    ...{ client, workspace, computer: computer() },
    ...{ key: keyOf(spec), spec: specMark(spec), onIdle },
  };
  const options = {
    metadata: { ...marks },
    timeoutMs: times.lifetimeMs,
    lifecycle: { onTimeout: onIdle },
    // Closed until it is furnished.
    network: { denyOut: ["0.0.0.0/0"] },
  };
  if (spec.install.commands.length > 0)
    try {
      return { box: await births.create(boxes, snapshotName(spec), options), template, onIdle };
    } catch (error) {
      if (statusOf(error) !== 404) throw createFailure(error, template);
    }
  try {
    return { box: await births.create(boxes, template, options), template, onIdle };
  } catch (error) {
    throw createFailure(error, template);
  }
}

/** A server whose installation changed has no use for the one it had before. */
async function retire(
  spec: SandboxSpec,
  key: string,
  { boxes, owners, workspace, log, debug, isUsed }: ObtainOptions,
): Promise<void> {
  if (debug) return;
  const own = { client, computer: computer(), workspace, spec: specMark(spec) };
  const all = await boxes.list({ query: { metadata: own } }).nextItems();
  for (const { sandboxId, metadata } of all) {
    if (metadata["key"] === key || isUsed(sandboxId)) continue;
    if (await owners.isOthers(sandboxId)) continue;
    log.info(`${sandboxId} is ended: what ${spec.id} installs or wants has changed.`);
    await boxes.kill(sandboxId);
  }
}

export async function microVm(
  box: Box,
  own: Pick<Build, "key" | "template" | "onIdle" | "isFound" | "group">,
  { boxes, times, log, debug }: Pick<ObtainOptions, "boxes" | "times" | "log" | "debug">,
): Promise<MicroVm> {
  const begun = { startedAt: Date.now(), endsAt: Date.now() + times.lifetimeMs };
  if (debug) {
    const build = { ...own, debug, startedAt: begun.startedAt };
    return new MicroVm({ build, box, boxes, times, log, endsAt: begun.endsAt });
  }
  const { startedAt, endAt, cpuCount: cpus, memoryMB } = await boxes.getInfo(box.sandboxId);
  const build = { ...own, debug, startedAt: startedAt.getTime(), cpus, memoryMB };
  return new MicroVm({ build, box, boxes, times, log, endsAt: endAt.getTime() });
}
