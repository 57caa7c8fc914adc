import type { SandboxInfo } from "e2b";
import type { Machine, MachineQuery } from "../machines.ts";
import type { Boxes } from "./client.ts";
import { client, computer, groupMark } from "./marks.ts";
import type { MicroVm } from "./microVm.ts";

/** One of this process, as others see it. */
export function ofOurs(vm: MicroVm, usage?: Machine["usage"], workspace?: string): Machine {
  const { template, startedAt, onIdle, debug, cpus, memoryMB, group, isFound } = vm.build;
  const { state } = vm;
  return {
    ...{ id: vm.id, template, specs: [...vm.specs], state, startedAt },
    ...(group !== undefined && { group }),
    ...(isFound === true && { isFound }),
    onEnd: onIdle === "kill" ? "kill" : "pause",
    ...(state !== "paused" && !debug && { endsAt: vm.endsAt }),
    ...(cpus !== undefined && { cpus }),
    ...(memoryMB !== undefined && { memoryMB }),
    ...(usage !== undefined && { usage }),
    network: vm.network,
    mine: true,
    ...(workspace !== undefined && workspace !== "" && { workspace }),
  };
}

/** One that the service tells of. */
export function ofInfo(info: SandboxInfo, own: { mark: string; workspace: string }): Machine {
  const { metadata, state, endAt, lifecycle } = info;
  const spec = metadata["spec"] ?? "";
  const group = spec.startsWith(groupMark) ? spec.slice(groupMark.length) : undefined;
  const isOwn = metadata["workspace"] === own.mark && own.workspace !== "";
  return {
    id: info.sandboxId,
    template: info.name ?? info.templateId,
    specs: spec === "" ? [] : [spec],
    ...(group !== undefined && { group }),
    state: state === "paused" ? "paused" : "idle",
    startedAt: info.startedAt.getTime(),
    ...(state === "running" && { endsAt: endAt.getTime() }),
    onEnd: metadata["onIdle"] === "pause" ? "pause" : (lifecycle?.onTimeout ?? "kill"),
    ...{ cpus: info.cpuCount, memoryMB: info.memoryMB },
    network: "unknown",
    mine: false,
    ...(isOwn && { workspace: own.workspace }),
  };
}

/** All of ours that the service knows of, newest first. Rejects as the SDK does. */
export async function census(
  boxes: Boxes,
  workspace: string,
  { everywhere = false }: MachineQuery = {},
): Promise<readonly SandboxInfo[]> {
  const here = everywhere ? {} : { computer: computer(), workspace };
  const pages = boxes.list({ query: { metadata: { client, ...here } } });
  const found: SandboxInfo[] = [];
  while (pages.hasNext) found.push(...(await pages.nextItems()));
  return found;
}

/** What a microVM uses now; undefined where the service does not tell. */
export async function usageOf(boxes: Boxes, id: string): Promise<Machine["usage"]> {
  const all = await boxes.getMetrics(id).catch(() => []);
  const last = all.at(-1);
  if (last === undefined) return undefined;
  return { cpuPercent: last.cpuUsedPct, memoryMB: Math.round(last.memUsed / 2 ** 20) };
}
