import { Failure } from "../base/failure.ts";
import type { World } from "./world.ts";

/** Goes on only when the user said yes, beforehand or now. Throws `cancelled` or `usage`. */
export async function agree(
  question: string,
  beforehand: boolean,
  { stdin, confirm }: Pick<World, "stdin" | "confirm">,
): Promise<void> {
  if (beforehand) return;
  if (stdin.isTTY !== true)
    throw new Failure("usage", `${question} Nobody is here to answer.`, { remedy: "Say --yes." });
  if (!(await confirm(question))) throw new Failure("cancelled", "Nothing was changed.");
}
