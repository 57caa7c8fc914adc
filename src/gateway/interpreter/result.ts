import { Failure } from "../../base/failure.ts";
import type { CallResult } from "../../mcp/server.ts";

/** The same twice: as data for programs, and as its JSON for who reads text. */
export const structured = (value: Readonly<Record<string, unknown>>, shown: unknown = value) => ({
  content: [{ type: "text", text: JSON.stringify(shown, undefined, 2) }],
  structuredContent: value,
});

/** A failure that the model can read and learn from. */
export function failed(error: unknown): CallResult {
  const { message, remedy, problems } = Failure.from(error);
  const more = problems.map(({ path, message: problem }) => `\n${path} ${problem}`).join("");
  const what = remedy === undefined ? message : `${message} ${remedy}`;
  return { content: [{ type: "text", text: `Error: ${what}${more}` }], isError: true };
}
