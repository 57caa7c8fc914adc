import type { Caller } from "../../../src/gateway/callers.ts";
import type { Gate } from "../../../src/gateway/gate.ts";
import type { Relay } from "../../../src/gateway/relay.ts";
import { Relays } from "../../../src/gateway/relays.ts";
import type { ResultBounds } from "../../../src/gateway/resultBounds.ts";
import { Lines } from "../../fakes/logs.ts";
import { MemoryBackend, type MemoryServer } from "../../fakes/memoryBackend.ts";

/** A tool's result of one text. */
export const text = (words: string) => ({ content: [{ type: "text", text: words }] });

interface RelayWishes {
  readonly server?: string;
  readonly dataDir?: string;
  readonly gate?: Gate;
  readonly bounds?: Partial<ResultBounds>;
}

/** A relay to servers in memory: to one of them, or to all. */
export function relayOver(
  servers: Readonly<Record<string, MemoryServer>>,
  { server, ...options }: RelayWishes = {},
) {
  const backend = new MemoryBackend(servers);
  const log = new Lines();
  const relays = new Relays({ ...options, log });
  relays.bind(backend);
  return { backend, relay: relays.to(server), relays, log };
}

/** Asks as a client does that can do nothing special. */
export const ask = (
  relay: Relay,
  method: string,
  params: Readonly<Record<string, unknown>> = {},
  caller: Partial<Caller> = {},
) =>
  relay.answer({
    method,
    params,
    caller: { signal: new AbortController().signal, capabilities: {}, ...caller },
  });

export const namesIn = (result: unknown, kind: string): unknown[] =>
  (result as Record<string, { name: unknown }[]>)[kind]?.map(({ name }) => name) ?? [];
