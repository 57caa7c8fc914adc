import { expect } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { Host } from "../../../src/mcp/host.ts";
import type { HostOptions } from "../../../src/mcp/hostOptions.ts";
import type { ServerState } from "../../../src/mcp/server.ts";
import { definition, type Wish } from "../../fakes/definition.ts";
import { Lines } from "../../fakes/logs.ts";
import { MemorySandboxes, type Program } from "../../fakes/memorySandboxes.ts";

const clientInfo = { name: "test", version: "1.0.0" };

/** A host over programs in memory, a server for each program, and what it logged. */
export function hostOf(
  programs: Readonly<Record<string, Program>>,
  wish: Partial<Wish> = {},
  options: Partial<HostOptions> = {},
) {
  const sandboxes = new MemorySandboxes(programs);
  const log = new Lines();
  const grace = { closeMs: 100, termMs: 100 };
  const host = new Host({ sandboxes, log: () => log, clientInfo, grace, ...options });
  const definitions = Object.keys(programs).map((name) => definition({ name, ...wish }));
  host.define(definitions);
  return {
    ...{ host, sandboxes, log, definitions },
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}

/** The failure of what must fail. */
export const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => expect.unreachable("It did not fail."),
    (error: unknown) => {
      expect(error).toBeInstanceOf(Failure);
      return Failure.from(error);
    },
  );

export const kindOf = (host: Host, name: string): ServerState["kind"] | undefined =>
  host.server(name)?.state.kind;

/** The state, which must be of that kind. */
export function stateOf<K extends ServerState["kind"]>(host: Host, name: string, kind: K) {
  const state = host.server(name)?.state;
  expect(state?.kind).toBe(kind);
  return state as Extract<ServerState, { kind: K }>;
}
