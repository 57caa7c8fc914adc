import type { Logs } from "../editor/logs.ts";
import { type Bridge, bridgeOf } from "./bridge.ts";
import { machineOf } from "./machine.ts";

/** What the editor's commands have of this machine: its checks, and what other clients start on it. */
export function hereOf(
  data: string,
  logs: Logs,
  script: string,
): { readonly machine: ReturnType<typeof machineOf>; readonly bridge: Bridge } {
  return { machine: machineOf(data, logs), bridge: bridgeOf(data, script) };
}
