const of = (name: string): string => `io.modelcontextprotocol/${name}`;

/** What is said anew on each way from one to the next, and what progress is reported by. */
const hop = [
  ...["protocolVersion", "clientInfo", "clientCapabilities"].map(of),
  "progressToken",
] as const;

/** What we say about ourselves with a request. Source: MCP 2026-07-28 `RequestMetaObject`. */
export interface OwnMeta {
  /** Log messages come only when a request says from which level on. */
  readonly logLevel?: unknown;
  readonly clientCapabilities?: unknown;
}

/**
 * The `_meta` of a request as its sender wrote it, without what only counts between the sender and
 * us, for which we have words of our own.
 */
export function metaOf(sent: unknown, own: OwnMeta): Record<string, unknown> {
  const said = Object.entries(Object(sent) as Record<string, unknown>);
  const { logLevel, clientCapabilities } = own;
  return {
    ...(logLevel !== undefined && { [of("logLevel")]: logLevel }),
    ...Object.fromEntries(said.filter(([name]) => !hop.includes(name))),
    ...(clientCapabilities !== undefined && { [of("clientCapabilities")]: clientCapabilities }),
  };
}
