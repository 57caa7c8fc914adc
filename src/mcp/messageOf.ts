/** The message of whatever was thrown; errors of another realm are no instances of our Error. */
export function messageOf(thrown: unknown): string {
  const { message } = (thrown ?? {}) as { readonly message?: unknown };
  return typeof message === "string" ? message : String(thrown);
}
