import { randomBytes } from "node:crypto";
import { Failure } from "../base/failure.ts";
import type { RunFlags } from "./tools.ts";
import type { World } from "./world.ts";

/** Options of `serve`; those that are not given are taken from the environment. */
export interface ServeFlags extends RunFlags {
  readonly server?: string;
  readonly transport?: string;
  readonly host?: string;
  readonly port?: string;
  readonly path?: string;
  /** False by `--no-token`. */
  readonly token?: string | boolean;
  readonly logLevel?: string;
  readonly rest?: boolean;
}

export const logLevels = ["debug", "info", "warning", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** How to serve, all told. */
export interface ServeWishes {
  readonly transport: "stdio" | "http" | "sse";
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly token: string | undefined;
  /** Nobody knows the token but us. */
  readonly isNewToken: boolean;
  readonly logLevel: LogLevel;
  readonly rest: boolean;
}

const transports = ["stdio", "http", "sse"] as const;

/** Throws `usage` for a value that makes no sense, wherever it was given. */
export function wishesOf(flags: ServeFlags, env: World["env"], verbose: boolean): ServeWishes {
  const told = (flag: string | undefined, name: string): string | undefined =>
    flag ?? (env[name] === "" ? undefined : env[name]);
  const own = typeof flags.token === "string" ? flags.token : undefined;
  const given = flags.token === false ? undefined : told(own, "MCP_SANDBOX_TOKEN");
  if (given !== undefined && !/^[\x21-\x7e]{16,}$/.test(given))
    throw new Failure("usage", "A token has at least 16 characters, without spaces.");
  const isNewToken = given === undefined && flags.token !== false;
  const path = told(flags.path, "MCP_PATH") ?? "/mcp";
  if (!/^\/[\w\-./~]*$/.test(path) || isOurs(path))
    throw new Failure("usage", `--path ${path}: a path begins with / and is not /health or /api.`);
  const level = told(flags.logLevel, "LOG_LEVEL")
    ?.toLowerCase()
    .replace(/^warn$/, "warning");
  const transport = told(flags.transport, "MCP_TRANSPORT") ?? "stdio";
  const { rest = false } = flags;
  if (rest && transport === "stdio")
    throw new Failure("usage", "--rest needs --transport http or sse.");
  return {
    transport: oneOf(transports, "transport", transport),
    rest,
    host: told(flags.host, "MCP_HOST") ?? "127.0.0.1",
    port: portOf(told(flags.port, "MCP_PORT") ?? "0"),
    path,
    token: isNewToken ? randomBytes(32).toString("base64url") : given,
    isNewToken,
    logLevel: oneOf(logLevels, "log-level", level ?? (verbose ? "debug" : "warning")),
  };
}

const isOurs = (path: string): boolean => /^\/(health$|api(\/|$))/.test(path);

function oneOf<T extends string>(known: readonly T[], flag: string, given: string): T {
  const found = known.find((each) => each === given);
  if (found !== undefined) return found;
  throw new Failure("usage", `--${flag} ${given}: expected ${known.join(", ")}.`);
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Failure("usage", `--port ${text}: expected a number up to 65535.`);
}
