const of = (name: string): string => `io.modelcontextprotocol/${name}`;

/** What is said anew on each way from one to the next, and what progress is reported by. */
const hop = [
  ...["protocolVersion", "clientInfo", "clientCapabilities"].map(of),
  "progressToken",
] as const;

/**
 * The `_meta` of a request as its sender wrote it, without what only counts between the sender and
 * us. Since 2026-07-28 log messages come only when a request says from which level on.
 */
export function metaOf(sent: unknown, logLevel: unknown): Record<string, unknown> {
  const said = Object.entries(Object(sent) as Record<string, unknown>);
  return {
    ...(logLevel !== undefined && { [of("logLevel")]: logLevel }),
    ...Object.fromEntries(said.filter(([name]) => !hop.includes(name))),
  };
}
