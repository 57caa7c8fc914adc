import type { Outcome } from "../outcome.ts";
import type { Terminal } from "../terminal.ts";
import type { World } from "../world.ts";

/** Does what a command means, and prints what comes of it. */
export type Act = (task: (world: World, terminal: Terminal) => Promise<Outcome>) => Promise<void>;
