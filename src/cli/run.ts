import { isAnswered, program, usageFailure } from "./program.ts";
import { report } from "./report.ts";
import { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

/** Does what the words say and gives the exit code. Never rejects. */
export async function run(words: readonly string[], world: World): Promise<number> {
  const has = (flag: string): boolean => words.includes(flag);
  const terminal = new Terminal(world, { json: has("--json"), verbose: has("--verbose") });
  let exitCode = 0;
  const root = program(world, async (task) => {
    const outcome = await task(world, terminal);
    terminal.result(outcome.value, outcome.text);
    exitCode = outcome.exitCode ?? 0;
  });
  try {
    await root.parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    if (isAnswered(error)) return 0;
    return report(usageFailure(error), terminal);
  }
}
