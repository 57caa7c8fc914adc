import { createHash } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { installKey } from "../install.ts";
import type { Wanted } from "../machines.ts";
import type { SandboxSpec } from "../sandbox.ts";

/**
 * What is written on every microVM of ours, to find it again: after a crash, from another window,
 * from a shell. Holds no secret and no path.
 */
export interface Marks {
  readonly client: typeof client;
  /** Which computer and user; a hash. */
  readonly computer: string;
  /** Which workspace; a hash. */
  readonly workspace: string;
  /** Equal for what may be used by the same servers. */
  readonly key: string;
  /** Id of the spec it was made for, or `group:` and the group's name. */
  readonly spec: string;
  /** What becomes of it when nobody uses it. */
  readonly onIdle: "pause" | "kill";
  /** One for each attempt to make one, so that one whose making got no answer can be found. */
  readonly birth: string;
}

export const client = "mcp-sandbox";

export const computer = (): string => hash([hostname(), userInfo().username]);
export const workspaceMark = (workspace: string): string => hash([workspace]);

/** Servers of one group share; any other has one of its own, a new one when its installation changes. */
export function keyOf(spec: SandboxSpec): string {
  const { template = "base", group, onIdle = "pause" } = spec.machine ?? {};
  const own = group === undefined ? [spec.id, installKey(spec.install.commands)] : ["group", group];
  return hash([template, onIdle, ...own]);
}

export function specMark({ id, machine }: SandboxSpec): string {
  return specOf({ spec: id, ...(machine?.group !== undefined && { group: machine.group }) });
}

/** What marks the microVM that such a server uses. */
export const specOf = ({ spec, group }: Wanted): string =>
  group === undefined ? spec : `${groupMark}${group}`;

export const groupMark = "group:";

/** What a snapshot with these commands done is called. */
export function snapshotName(spec: SandboxSpec): string {
  const { template = "base" } = spec.machine ?? {};
  return `${client}-${hash([template, installKey(spec.install.commands)])}`;
}

const hash = (parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
