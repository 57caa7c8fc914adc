import type { Launch, ServerDefinition, Timeouts } from "../../src/mcp/server.ts";
import { defaultLimits } from "../../src/sandbox/sandbox.ts";

export interface Wish extends Partial<Omit<ServerDefinition, "timeouts" | "resolve">> {
  readonly name: string;
  readonly program?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeouts?: Partial<Timeouts>;
  readonly secrets?: readonly string[];
  readonly sandbox?: Partial<Launch["sandbox"]>;
  readonly resolve?: ServerDefinition["resolve"];
}

/** A server definition in which only what a test is about has to be said. */
export function definition(wish: Wish): ServerDefinition {
  const { name, program = name, args = [], env = {}, secrets = [], sandbox = {} } = wish;
  const launch: Launch = {
    command: { program, args, env },
    sandbox: {
      ...{ id: name, mounts: [], network: "none", limits: defaultLimits },
      install: { commands: [], network: "none" },
      ...sandbox,
    },
    secrets,
  };
  return {
    name,
    disabled: wish.disabled ?? false,
    commandLine: wish.commandLine ?? [program, ...args].join(" "),
    launchKey: wish.launchKey ?? JSON.stringify(launch),
    sandboxId: wish.sandboxId ?? launch.sandbox.id,
    timeouts: { initializationMs: 10_000, requestMs: 10_000, idleMs: 0, ...wish.timeouts },
    resolve: wish.resolve ?? (async () => launch),
  };
}
