import { readlink, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

const mostLinks = 40;

/**
 * The files that lead from a path to the real one: each link and at last the file, all of them with
 * the links in their folders resolved. Rejects where a link leads nowhere.
 */
export async function stepsTo(path: string): Promise<string[]> {
  const steps: string[] = [];
  let next: string | undefined = path;
  while (next !== undefined && steps.length < mostLinks) {
    const step: string = join(await realpath(dirname(next)), basename(next));
    steps.push(step);
    next = await readlink(step).then(
      (target) => resolve(dirname(step), target),
      () => undefined,
    );
  }
  return steps;
}
