import type { MachineWish, Network } from "../../sandbox/sandbox.ts";
import type { MountEntry } from "../serverEntry.ts";

/** A mount in words; one that is at the same place on both sides is named once. */
export function mountText({ source, target = source, write }: MountEntry): string {
  const path = source === target ? source : `${source} → ${target}`;
  return `${path} (${write === true ? "writable" : "read-only"})`;
}

/** A network rule in words. */
export function networkText(network: Network): string {
  if (network === "none") return "none";
  return network === "all" ? "every public host" : `only ${network.allow.join(", ")}`;
}

/** What a microVM is to be like, in words: `template base, paused when idle`. */
export function wishText({ template = "base", group, onIdle = "pause" }: MachineWish): string {
  const shared = group === undefined ? [] : [`shared by group ${group}`];
  const idle = onIdle === "pause" ? "paused when idle" : "ended when idle";
  return [`template ${template}`, ...shared, idle].join(", ");
}

/** Which headers go to which hosts; never their values. */
export function headerTexts({ secretHeaders = {} }: MachineWish): string[] {
  return Object.entries(secretHeaders).map(
    ([host, headers]) => `${host}: ${Object.keys(headers).join(", ")}`,
  );
}

/** Install commands as they were written, and what `npx` and the like come to by themselves. */
export function installTexts(lines: readonly string[], steps: number): string[] {
  const fetched = steps > lines.length ? ["the package that the command names"] : [];
  return [...lines, ...fetched].map((line) => `${line} (once)`);
}
