import type { MachineWish } from "../sandbox/sandbox.ts";

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
