import { MemorySandboxes } from "../../../../fakes/memorySandboxes.ts";
import type { Kind } from "../kind.ts";
import { memoryPrograms, memorySpelled } from "./memoryPrograms.ts";

export const memory: Kind = {
  name: "in memory",
  programs: memorySpelled,
  limits: [],
  isReal: false,
  provide: async () => ({
    sandboxes: new MemorySandboxes(memoryPrograms),
    [Symbol.asyncDispose]: async () => {},
  }),
};
