import { execFile } from "node:child_process";
import { chmod, chown, copyFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { VerifyReport } from "../../../src/sandbox/local/verify/report.ts";

const run = promisify(execFile);

/** Nobody of this machine: a number is enough to be somebody without rights. */
const user = 54_321;

/** Runs the suite as an unprivileged user, from a bundle that this user can read. Only root can. */
export async function verifyAsUser(): Promise<VerifyReport> {
  const folder = await mkdtemp("/tmp/mcp-sandbox-user-");
  try {
    const home = join(folder, "home");
    const report = join(home, "report.json");
    await chmod(folder, 0o755);
    await mkdir(home, { mode: 0o700 });
    await chown(home, user, user);
    const bundle = await bundled(folder);
    const node = join(folder, "node");
    // The one that runs the tests may lie in a folder that only root can see.
    await copyFile(process.execPath, node);
    await chmod(node, 0o755);
    const identity = ["--reuid", String(user), "--regid", String(user), "--clear-groups"];
    const env = { HOME: home, PATH: "/usr/local/bin:/usr/bin:/bin" };
    await run("setpriv", [...identity, node, bundle, report], { env, cwd: folder });
    return JSON.parse(await readFile(report, "utf8")) as VerifyReport;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, "verify.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "verifyToFile.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.18",
    outfile,
    banner: {
      js: 'import { createRequire as createRequireHere } from "node:module"; const require = createRequireHere(import.meta.url);',
    },
    logLevel: "error",
  });
  await chmod(outfile, 0o644);
  return outfile;
}
