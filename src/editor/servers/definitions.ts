import type { Disposable } from "../../base/event.ts";
import { isDeceptive } from "../../base/hidden.ts";
import type { Context } from "../../config/context.ts";
import type { ServerConfig } from "../../config/serverEntry.ts";
import { commandLine, toDefinition } from "../../config/toDefinition.ts";
import type { Host } from "../../mcp/host.ts";
import type { ServerDefinition } from "../../mcp/server.ts";
import type { Consents } from "../consent/consents.ts";
import type { Configuration } from "./configuration.ts";
import type { QuickServers } from "./quickServers.ts";

/**
 * Keeps the host's definitions what the settings and the quick runs say. None of them starts without
 * the user's word, and one that runs without it any more is stopped.
 */
export function defineLive(
  host: Pick<Host, "define" | "server" | "stop" | "onDidChange">,
  configuration: Pick<Configuration, "servers" | "onDidChange">,
  quick: QuickServers,
  consents: Pick<Consents, "ensure" | "onDidRevoke">,
  context: () => Context,
): Disposable {
  const define = (): void => {
    const names = new Set(configuration.servers.map(({ name }) => name));
    const saved = configuration.servers.map((server) => asking(server, context(), consents));
    const unsaved = quick.servers
      .filter(({ name }) => !names.has(name))
      .map((server) => quickDefinition(server, context(), consents));
    host.define([...saved, ...unsaved]);
  };
  define();
  const subscriptions = [
    configuration.onDidChange(define),
    quick.onDidChange(define),
    consents.onDidRevoke((name) => {
      if (host.server(name) !== undefined) void host.stop(name);
    }),
    host.onDidChange((name) => {
      if (quick.has(name) && host.server(name)?.state.kind === "stopped") quick.remove(name);
    }),
  ];
  return {
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

type Ensuring = Pick<Consents, "ensure">;

/** The word first, the secrets after it: what may not start needs none. */
function asking(server: ServerConfig, context: Context, consents: Ensuring): ServerDefinition {
  const definition = toDefinition(server, context);
  return {
    ...definition,
    async resolve(signal) {
      await consents.ensure(server, signal);
      return definition.resolve(signal);
    },
  };
}

/**
 * A quick run is its own consent: its user has typed the command and picked files and network a
 * moment ago, and the question would say the same once more. Unless the line, perhaps pasted, is
 * not what it looks like.
 */
function quickDefinition(
  server: ServerConfig,
  context: Context,
  consents: Ensuring,
): ServerDefinition {
  const make = isDeceptive(commandLine(server)) ? asking : toDefinition;
  return {
    ...make(server, context, consents),
    description: "A quick run; it is saved nowhere.",
  };
}
