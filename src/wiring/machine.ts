import type { Machine } from "../editor/commands/reportCommands.ts";
import type { Logs } from "../editor/logs.ts";
import { listSessions } from "../mcp/records.ts";
import { diagnoseHere } from "../sandbox/kinds.ts";

/** What the editor asks of this machine; each answer's code is loaded when it is asked for. */
export function machineOf(data: string, { own }: Logs): Machine {
  return {
    diagnose: () => diagnoseHere(process.env),
    verify: async (signal) => {
      const { verifyHere } = await import("../sandbox/local/verify/verifyHere.ts");
      const { checkOf } = await import("../sandbox/local/verify/report.ts");
      const report = await verifyHere({ dataDir: data, log: own, signal });
      return { ...report, checks: report.results.map(checkOf) };
    },
    sessions: () => listSessions(data),
  };
}
