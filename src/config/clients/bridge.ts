import { isRecord, listOf } from "../jsonPath.ts";
import { secretVariable } from "../secretVariable.ts";
import type { ServerConfig } from "../serverEntry.ts";
import type { Client } from "./client.ts";

/** How our command line is run, all paths absolute: a client's `PATH` may lack a Node. */
export interface Program {
  readonly node: string;
  /** Its script, `cli.mjs`. */
  readonly script: string;
  /** What makes `node` a Node, where it is another program by itself. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a client starts, and the first of its arguments. */
export interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Our command line by its own path. */
export const startOf = ({ node, script, env }: Program): Start => ({
  ...{ command: node, args: [script] },
  ...(env === undefined ? {} : { env }),
});

/** An entry in a client's file. */
export type Entry = Readonly<Record<string, unknown>>;

/** The entry that runs our bridge to one server of a settings file. It holds no secret. */
export function bridgeTo(
  server: Pick<ServerConfig, "name" | "entry">,
  settingsFile: string,
  { command, args, env }: Start,
  client: Client,
): Entry {
  return {
    ...(client.hasType ? { type: "stdio" } : {}),
    command,
    args: [...args, "connect", server.name, "--config", settingsFile],
    ...(env === undefined ? {} : { env }),
    // Codex hands its servers few variables but those that are named.
    ...(client.id === "codex" ? { env_vars: [...variablesOf(server), ...serviceVariables] } : {}),
  };
}

const serviceVariables = [
  ...["E2B_API_KEY", "E2B_DOMAIN", "E2B_API_URL", "E2B_SANDBOX_URL"],
  "MCP_SANDBOX_DATA",
];

/** The variables of the client's environment that a server is launched with. */
export function variablesOf({ entry }: Pick<ServerConfig, "entry">): readonly string[] {
  const found = [...JSON.stringify(entry).matchAll(/\$\{(secret|env):([^{}"]+)\}/g)];
  return [
    ...new Set(
      found.map(([, kind, name = ""]) => (kind === "secret" ? secretVariable(name) : name)),
    ),
  ];
}

/** True for an entry of any client that comes back to us, however it names our command line. */
export function isBridge(entry: unknown): boolean {
  if (!isRecord(entry)) return false;
  const words = [entry["command"], ...listOf(entry["args"])];
  return words.some((word, index) => {
    if (word !== "connect" && word !== "serve") return false;
    const before = words[index - 1];
    const name = typeof before === "string" ? before.split(/[\\/]/).at(-1) : undefined;
    if (/^mcp-sandbox(\.\w+)?$/.test(name ?? "")) return true;
    // Others have a `cli.mjs`, too; ours is always written with the settings behind it.
    return (
      /^cli\.(mjs|ts)$/.test(name ?? "") &&
      words.slice(index + 1).some((each) => each === "--config")
    );
  });
}
