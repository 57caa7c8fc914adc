import { execFile } from "node:child_process";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import type { Program } from "../../config/clients/bridge.ts";

/** The process that runs the extension. */
export interface Runner {
  readonly platform: NodeJS.Platform;
  readonly execPath: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const run = promisify(execFile);

/**
 * What runs our command line: a Node of this machine where there is a right one, for it outlives
 * updates of the editor; else the editor itself, told to be one.
 */
export async function nodeProgram(script: string, runner: Runner): Promise<Program> {
  const name = runner.platform === "win32" ? "node.exe" : "node";
  const folders = (runner.env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  for (const folder of folders)
    if (await isRight(join(folder, name))) return { node: join(folder, name), script };
  const isNode = runner.versions["electron"] === undefined;
  return {
    node: runner.execPath,
    script,
    ...(isNode ? {} : { env: { ELECTRON_RUN_AS_NODE: "1" } }),
  };
}

/** No older than `engines` of the manifest asks for. */
async function isRight(node: string): Promise<boolean> {
  try {
    const { stdout } = await run(node, ["--version"], { timeout: 5000 });
    const [, major = "0", minor = "0"] = /^v(\d+)\.(\d+)\./.exec(stdout) ?? [];
    return Number(major) > 20 || (Number(major) === 20 && Number(minor) >= 19);
  } catch {
    return false;
  }
}
