/** Everything that a machine can say about the source without running it. Under 15 seconds. */
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { root } from "./setup/folders.mjs";
import type { Counts } from "./counts.ts";

const checks = {
  // What is known of sources that have not changed is kept beside the packages.
  types: "tsc -p . --incremental --tsBuildInfoFile node_modules/.cache/types.tsbuildinfo",
  lint: "oxlint",
  format: "oxfmt --check",
  "dead code": "knip --no-progress --cache",
  bar: "node .ci/bar.ts",
  bundles: "node esbuild.mjs",
};

type Name = keyof typeof checks;
export const checkNames = Object.keys(checks) as Name[];

/** Runs checks side by side; prints each as it ends, with what it wrote when it failed. */
export async function check(names: readonly Name[] = checkNames): Promise<Counts> {
  const results = await Promise.all(names.map((name) => one(name, checks[name])));
  const passed = results.filter((ok) => ok).length;
  return { passed, failed: results.length - passed, skipped: 0 };
}

async function one(name: string, line: string): Promise<boolean> {
  const startedAt = Date.now();
  const PATH = join(root, "node_modules", ".bin") + delimiter + process.env["PATH"];
  const child = spawn(line, { cwd: root, shell: true, env: { ...process.env, PATH } });
  let output = "";
  child.stdout.on("data", (data) => (output += String(data)));
  child.stderr.on("data", (data) => (output += String(data)));
  const code = await new Promise((resolve) => child.on("close", resolve));
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
  if (code !== 0) console.log(output.trimEnd().replaceAll(/^/gm, "    "));
  return code === 0;
}

if (import.meta.main) {
  const { failed } = await check();
  process.exitCode = failed > 0 ? 1 : 0;
}
