import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { playground, root } from "./folders.mjs";
import { step } from "./step.mjs";

/** A folder that the sample servers may see; yours to change. */
export async function makePlayground() {
  if (existsSync(playground)) return;
  await step("Making the playground folder", () =>
    cp(join(root, "test", "sample", "playground"), playground, { recursive: true }),
  );
}
