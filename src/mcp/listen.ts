import type { Client } from "@modelcontextprotocol/client";
import type { Log } from "../base/log.ts";
import { LogLimit } from "./logLimit.ts";
import type { Peer } from "./peer.ts";
import { printable } from "./printable.ts";
import { rawResult } from "./rawResults.ts";

/** A server's notification, in its own words. */
export type Hear = Peer["onNotify"];

/**
 * Tells each what the server says unasked, in order; progress goes to the calls instead. To be done
 * before the handshake, for some servers speak right after it.
 */
export function hearServer(client: Client, listeners: readonly Hear[]): void {
  // The fallback, for the SDK looks into notifications of which it knows the method.
  client.fallbackNotificationHandler = async ({ method, params }) => {
    for (const hear of listeners) hear(method, params);
  };
}

/** Asks the server for what it says unasked: log messages and changes. Never rejects. */
export function listenToServer(
  client: Client,
  { modern, log }: { readonly modern: boolean; readonly log: Log },
): void {
  const { tools, prompts, resources, logging } = client.getServerCapabilities() ?? {};
  const unheard = (error: unknown): void => log.debug(`Not listening: ${String(error)}`);
  const wanted = {
    ...(tools?.listChanged === true && { toolsListChanged: true }),
    ...(prompts?.listChanged === true && { promptsListChanged: true }),
    ...(resources?.listChanged === true && { resourcesListChanged: true }),
  };
  if (modern && Object.keys(wanted).length > 0) client.listen(wanted).catch(unheard);
  // Since 2026-07-28 the level travels with each request instead.
  if (!modern && logging)
    client
      .request({ method: "logging/setLevel", params: { level: "info" } }, rawResult)
      .catch(unheard);
}

/** Writes the server's log messages to the log, by their level. */
export function logMessages(log: Log): Hear {
  const limits = new Map<keyof Log, LogLimit>();
  return (method, params) => {
    if (method !== "notifications/message") return;
    const { level, line } = describe(params);
    const limit = limits.get(level) ?? new LogLimit((text) => log[level](text));
    limits.set(level, limit);
    limit.say(line);
  };
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
