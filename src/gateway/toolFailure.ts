import { Failure } from "../base/failure.ts";

/** Wrong arguments are an answer that the model can learn from (SEP-1303); all else stays an error. */
export function toolFailure(error: unknown): unknown {
  if (!(error instanceof Failure) || error.code !== "invalidArguments") throw error;
  const problems = error.problems.map(({ path, message }) => `\n${path} ${message}`).join("");
  return { content: [{ type: "text", text: `${error.message}${problems}` }], isError: true };
}

/** The answer to a call that is not made: an error that the model and the user can read. */
export const refused = (why: string): unknown => ({
  content: [{ type: "text", text: why }],
  isError: true,
});
