import { randomBytes } from "node:crypto";
import { Failure } from "../base/failure.ts";
import { type PinPolicy, policies } from "../mcp/pins/policy.ts";
import type { RunFlags } from "./tools.ts";
import type { World } from "./world.ts";

/** Options of `serve`; those that are not given are taken from the environment. */
export interface ServeFlags extends RunFlags {
  readonly server?: string;
  readonly transport?: string;
  readonly host?: string;
  readonly port?: string;
  readonly path?: string;
  readonly socket?: string;
  /** False by `--no-token`. */
  readonly token?: string | boolean;
  readonly pins?: string;
  readonly maxResult?: string;
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
  /** Listened on instead of host and port. */
  readonly socket: string | undefined;
  readonly token: string | undefined;
  /** Nobody knows the token but us. */
  readonly isNewToken: boolean;
  readonly pins: PinPolicy;
  /** How much text of one result clients get, in characters. */
  readonly maxResult: number | undefined;
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
  const { socket } = flags;
  if (socket !== undefined) checkSocket(flags);
  // Whom the system lets in to the socket is let in here.
  const isNewToken = given === undefined && flags.token !== false && socket === undefined;
  const path = told(flags.path, "MCP_PATH") ?? "/mcp";
  if (!/^\/[\w\-./~]*$/.test(path) || isOurs(path))
    throw new Failure("usage", `--path ${path}: a path begins with / and is not /health or /api.`);
  const level = told(flags.logLevel, "LOG_LEVEL")
    ?.toLowerCase()
    .replace(/^warn$/, "warning");
  const wanted = flags.transport ?? (socket === undefined ? undefined : "http");
  const transport = told(wanted, "MCP_TRANSPORT") ?? "stdio";
  const { rest = false } = flags;
  if (rest && transport === "stdio")
    throw new Failure("usage", "--rest needs --transport http or sse.");
  return {
    transport: oneOf(transports, "transport", transport),
    rest,
    host: told(flags.host, "MCP_HOST") ?? "127.0.0.1",
    port: portOf(told(flags.port, "MCP_PORT") ?? "0"),
    path,
    socket,
    token: isNewToken ? randomBytes(32).toString("base64url") : given,
    isNewToken,
    maxResult: flags.maxResult === undefined ? undefined : charactersOf(flags.maxResult),
    pins: oneOf(policies, "pins", flags.pins ?? "ask"),
    logLevel: oneOf(logLevels, "log-level", level ?? (verbose ? "debug" : "warning")),
  };
}

function checkSocket({ transport, host, port }: ServeFlags): void {
  if (transport === "stdio") throw new Failure("usage", "--socket needs --transport http or sse.");
  if (host !== undefined || port !== undefined)
    throw new Failure("usage", "--socket stands for --host and --port: give one or the other.");
}

const isOurs = (path: string): boolean => /^\/(health$|api(\/|$))/.test(path);

function oneOf<T extends string>(known: readonly T[], flag: string, given: string): T {
  const found = known.find((each) => each === given);
  if (found !== undefined) return found;
  throw new Failure("usage", `--${flag} ${given}: expected ${known.join(", ")}.`);
}

const units: Readonly<Record<string, number>> = { "": 1, k: 1000, m: 1_000_000 };

function charactersOf(text: string): number {
  const [, number = "", unit = ""] = /^(\d{1,9})([km]?)$/i.exec(text) ?? [];
  const size = Number(number) * (units[unit.toLowerCase()] ?? 1);
  if (number !== "" && size >= 1000) return size;
  throw new Failure("usage", `--max-result ${text}: expected 1k or more, e.g. 500k or 2M.`);
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Failure("usage", `--port ${text}: expected a number up to 65535.`);
}
