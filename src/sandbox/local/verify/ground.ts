import {
  defaultLimits,
  type Limits,
  type Mount,
  type Network,
  type OpenOptions,
  type Sandbox,
  type Sandboxes,
  type SandboxSpec,
} from "../../sandbox.ts";
import type { Stage } from "./stage.ts";

/** Where a run takes place: one kind of sandboxes, and whether they are jails. */
export interface Ground {
  readonly sandboxes: Sandboxes;
  /** False: there is no jail, and the probe goes easy on a machine that is not its own. */
  readonly inside: boolean;
  readonly dataDir: string;
  readonly signal: AbortSignal;
}

export interface Ask {
  readonly network?: Network;
  readonly limits?: Limits;
  readonly install?: SandboxSpec["install"];
  /** Beyond the workspace and the reference folder. */
  readonly mounts?: readonly Mount[];
  /** Nothing but the private home. */
  readonly isolated?: boolean;
  /** Another home than the stage's usual one. */
  readonly id?: string;
}

/** A sandbox that is granted the stage's workspace for writing and its reference folder for reading. */
export function openOn(
  ground: Ground,
  stage: Stage,
  ask: Ask = {},
  options: OpenOptions = {},
): Promise<Sandbox> {
  const { workspace, reference } = stage.folders;
  const own = [
    mount(ground, workspace, "/workspace", true),
    mount(ground, reference, "/reference", false),
  ];
  const spec: SandboxSpec = {
    id: homeId(stage, ask.id),
    mounts: ask.isolated ? [] : [...own, ...(ask.mounts ?? [])],
    network: ask.network ?? "none",
    limits: ask.limits ?? defaultLimits,
    install: ask.install ?? { commands: [], network: "none" },
  };
  return ground.sandboxes.open(spec, { ...options, signal: ground.signal });
}

/** Without a jail a folder is only where it is. */
export function mount({ inside }: Ground, source: string, target: string, write: boolean): Mount {
  return { source, target: inside ? target : source, write };
}

const homeId = (stage: Stage, id = "probe"): string => `verify-${stage.mark}-${id}`;
