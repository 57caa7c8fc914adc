import type { Attack } from "./attack.ts";
import { fileAttacks } from "./catalogueFiles.ts";
import { machineAttacks } from "./catalogueMachine.ts";

/** Every attack, in the order in which it is reported. */
export const catalogue: readonly Attack[] = [...fileAttacks, ...machineAttacks];

const elsewhere = new Set(["limits", "starts", "ends"]);

/** Those that one run of the probe can try together; the others need sandboxes of their own. */
export const together: readonly Attack[] = catalogue.filter(
  ({ id, group }) => !elsewhere.has(group) && id !== "O1",
);

/** Those that need no granted folder. */
export const withoutFolders: readonly Attack[] = together.filter(
  ({ id, group }) =>
    ["secrets", "processes", "kernel", "confinement"].includes(group) ||
    (group === "network" && !["N8", "N26"].includes(id)),
);
