import type { Disposable } from "../../base/event.ts";
import type { Context } from "../../config/context.ts";
import type { ServerConfig } from "../../config/serverEntry.ts";
import { toDefinition } from "../../config/toDefinition.ts";
import type { Host } from "../../mcp/host.ts";
import type { ServerDefinition } from "../../mcp/server.ts";
import type { Configuration } from "./configuration.ts";
import type { QuickServers } from "./quickServers.ts";

/** Keeps the host's definitions what the settings and the quick runs say. */
export function defineLive(
  host: Pick<Host, "define" | "server" | "onDidChange">,
  configuration: Pick<Configuration, "servers" | "onDidChange">,
  quick: QuickServers,
  context: () => Context,
): Disposable {
  const define = (): void => {
    const names = new Set(configuration.servers.map(({ name }) => name));
    const saved = configuration.servers.map((server) => toDefinition(server, context()));
    const unsaved = quick.servers
      .filter(({ name }) => !names.has(name))
      .map((server) => quickDefinition(server, context()));
    host.define([...saved, ...unsaved]);
  };
  define();
  const subscriptions = [
    configuration.onDidChange(define),
    quick.onDidChange(define),
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

function quickDefinition(server: ServerConfig, context: Context): ServerDefinition {
  return { ...toDefinition(server, context), description: "A quick run; it is saved nowhere." };
}
