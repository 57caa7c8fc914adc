import type { Client } from "@modelcontextprotocol/client";
import type { Log } from "../base/log.ts";
import { LogLimit } from "./logLimit.ts";
import { printable } from "./printable.ts";

/** Asks the server for what it says unasked: log messages and changes of its tools. Never rejects. */
export function listenToServer(
  client: Client,
  { modern, log }: { readonly modern: boolean; readonly log: Log },
): void {
  const capabilities = client.getServerCapabilities();
  const limits = new Map<keyof Log, LogLimit>();
  client.setNotificationHandler("notifications/message", { params: anything }, (params) => {
    const { level, line } = describe(params);
    const limit = limits.get(level) ?? new LogLimit((text) => log[level](text));
    limits.set(level, limit);
    limit.say(line);
  });
  const unheard = (error: unknown): void => log.debug(`Not listening: ${String(error)}`);
  if (modern && capabilities?.tools?.listChanged === true)
    client.listen({ toolsListChanged: true }).catch(unheard);
  // Since 2026-07-28 the level travels with each request instead.
  if (!modern && capabilities?.logging)
    client
      .request({ method: "logging/setLevel", params: { level: "info" } }, anything)
      .catch(unheard);
}

const levels: Readonly<Record<string, keyof Log>> = {
  debug: "debug",
  warning: "warn",
  error: "error",
  critical: "error",
  alert: "error",
  emergency: "error",
};

function describe(params: unknown): { readonly level: keyof Log; readonly line: string } {
  const { level, logger, data } = Object(params) as Readonly<Record<string, unknown>>;
  const text = typeof data === "string" ? data : (JSON.stringify(data) ?? "");
  const from = typeof logger === "string" ? `${logger}: ` : "";
  return {
    level: levels[String(level)] ?? "info",
    line: printable(`${from}${text}`.slice(0, 4000)),
  };
}

/** A schema for the SDK that takes whatever comes. */
const anything = {
  "~standard": {
    version: 1 as const,
    vendor: "mcp-sandbox",
    validate: (value: unknown): { value: unknown } => ({ value }),
  },
};
