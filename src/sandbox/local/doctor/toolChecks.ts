import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import type { Check } from "../../../base/check.ts";
import { versionIn } from "./bubblewrapVersion.ts";
import type { Machine } from "./machine.ts";
import { installCommand } from "./packages.ts";

const run = promisify(execFile);

interface Tool {
  readonly id: string;
  readonly program: string;
  readonly for: string;
  readonly remedy: (machine: Machine) => string;
}

const tools: readonly Tool[] = [
  {
    id: "node",
    program: "node",
    for: "servers of npm (npx)",
    remedy: (machine) => installCommand(machine, "nodejs"),
  },
  {
    id: "python",
    program: "python3",
    for: "servers in Python (pip, pipx)",
    remedy: (machine) => installCommand(machine, "python3"),
  },
  {
    id: "uv",
    program: "uvx",
    for: "servers of PyPI (uvx)",
    remedy: () => "See https://docs.astral.sh/uv/ for how to install uv.",
  },
];

/** Which programs that start servers are there. None of them is needed by all. */
export function toolChecks(env: NodeJS.ProcessEnv, machine: Machine): Promise<Check[]> {
  return Promise.all(tools.map((tool) => toolCheck(tool, env, machine)));
}

async function toolCheck(tool: Tool, env: NodeJS.ProcessEnv, machine: Machine): Promise<Check> {
  const about = { id: tool.id, title: tool.program };
  const path = await onPath(tool.program, env);
  if (path === undefined)
    return {
      ...about,
      outcome: "skipped",
      message: `Not on the PATH; only needed for ${tool.for}.`,
      remedy: tool.remedy(machine),
    };
  const words = await run(path, ["--version"], { env, timeout: 5000 }).catch(() => undefined);
  const version = versionIn(words?.stdout ?? "");
  if (version === undefined)
    return {
      ...about,
      outcome: "warning",
      message: `${path} does not tell its version.`,
      remedy: tool.remedy(machine),
    };
  return { ...about, outcome: "ok", message: `${path}, version ${version}.` };
}

async function onPath(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env["PATH"] ?? "").split(delimiter).filter(isAbsolute)) {
    const path = join(folder, program);
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}
