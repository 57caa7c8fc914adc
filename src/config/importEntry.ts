import type { Problem } from "../base/failure.ts";
import { isRecord, joinPath, listOf } from "./jsonPath.ts";
import { entrySchema } from "./schema.ts";

type Foreign = Readonly<Record<string, unknown>>;

/** Names of the seeds and of other programs, and ours. */
const renamed: Readonly<Record<string, string>> = {
  install_commands: "installCommands",
  timeout_minutes: "timeoutMinutes",
  initialization_timeout: "initializationTimeoutSeconds",
  initialization_timeout_seconds: "initializationTimeoutSeconds",
  request_timeout: "requestTimeoutSeconds",
  request_timeout_seconds: "requestTimeoutSeconds",
  env_file: "envFile",
};

/** Keys that say nothing of use here, and are left out without a word. */
const silent = new Set(["name", "type", "transport", "gallery", "version", "package"]);

/**
 * One entry of another program as ours: names, variables and values translated. What cannot be kept
 * is told in `notes`. `isProgram`: without `args` the command is one program, not a shell line.
 */
export function importEntry(
  foreign: Foreign,
  path: string,
  isProgram: boolean,
  notes: Problem[],
): Foreign {
  const known = entrySchema.properties ?? {};
  const entry: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(foreign)) {
    const name = renamed[key] ?? key;
    if (Object.hasOwn(known, name)) entry[name] = translate(value);
    else if (!silent.has(key))
      notes.push({ path: joinPath(path, key), message: "Left out: it has no meaning here." });
  }
  if (isRecord(entry["env"])) entry["env"] = importEnv(entry["env"], joinPath(path, "env"), notes);
  if (isRecord(entry["sandbox"]))
    entry["sandbox"] = importSandbox(entry["sandbox"], joinPath(path, "sandbox"), notes);
  if (isProgram && entry["args"] === undefined && typeof entry["command"] === "string")
    entry["args"] = [];
  if (entry["description"] === "") delete entry["description"];
  const install = packageInstall(foreign["package"]);
  if (install !== undefined)
    entry["installCommands"] = [...listOf(entry["installCommands"]), install];
  return entry;
}

/** `${input:x}` → `${secret:x}`, and `${NAME}` of `.mcp.json` files → `${env:NAME}`. */
function translate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translate);
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, translate(part)]));
  if (typeof value !== "string") return value;
  return value
    .replaceAll(
      /\$\{input:([^}]+)\}/g,
      (_, id: string) => `\${secret:${id.replaceAll(/[^A-Za-z0-9_.-]/g, "_")}}`,
    )
    .replaceAll(/\$\{([A-Z_][A-Z0-9_]*)\}/g, (_, name: string) => `\${env:${name}}`);
}

function importEnv(env: Foreign, path: string, notes: Problem[]): Foreign {
  return Object.fromEntries(
    Object.entries(env).flatMap(([key, value]): [string, unknown][] => {
      if (typeof value === "number" || typeof value === "boolean") return [[key, String(value)]];
      if (value !== null) return [[key, value]];
      notes.push({
        path: joinPath(path, key),
        message: "Left out: nothing of this machine's environment is passed on.",
      });
      return [];
    }),
  );
}

/** The editor's own `sandbox` object says the same with other words. */
function importSandbox(sandbox: Foreign, path: string, notes: Problem[]): Foreign {
  const { filesystem, network, ...rest } = sandbox;
  const result: Record<string, unknown> = { ...rest };
  if (isRecord(network) && Array.isArray(network["allowedDomains"])) {
    result["network"] = { allow: network["allowedDomains"] };
  } else if (network !== undefined) result["network"] = network;
  if (!isRecord(filesystem)) return result;
  const writable = listOf(filesystem["allowWrite"]);
  result["mounts"] = writable.map((source) => ({ source, write: true }));
  notes.push({
    path: joinPath(path, "filesystem"),
    message: "Only `allowWrite` is kept, as mounts: nothing else is visible anyway.",
  });
  return result;
}

/** The seed's `package`: one Python package, installed into the private home. */
export function packageInstall(name: unknown): string | undefined {
  if (typeof name !== "string" || !/^[A-Za-z0-9][\w.[\],=<>!~-]*$/.test(name)) return undefined;
  return `PIP_BREAK_SYSTEM_PACKAGES=1 python3 -m pip install --user '${name}'`;
}
