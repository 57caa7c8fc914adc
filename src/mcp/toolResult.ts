import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { CallResult, Tool } from "./server.ts";
import { validate } from "./validate.ts";

/**
 * The result of a call exactly as it came, once it has proved to be one. Throws `protocol` when it
 * is none and `invalidResult`, with the result in it, when it breaks the tool's own output schema.
 */
export async function checkedResult(tool: Tool, value: unknown, log: Log): Promise<CallResult> {
  const result = callResult(value);
  if (result === undefined)
    throw new Failure("protocol", `What ${tool.name} gave is no tool result.`, { result: value });
  if (tool.outputSchema === undefined || result.isError === true) return result;
  if (result.structuredContent === undefined)
    throw new Failure("invalidResult", `${tool.name} promises structured output and gave none.`, {
      result,
    });
  const { problems, unchecked } = await validate(
    tool.outputSchema,
    result.structuredContent,
    "first",
  );
  if (unchecked !== undefined) log.warn(`The output of ${tool.name} is not checked: ${unchecked}`);
  if (problems.length > 0)
    throw new Failure("invalidResult", `The output of ${tool.name} breaks its own schema.`, {
      problems,
      result,
    });
  return result;
}

/** The result of a call exactly as it came, whatever is in it. */
export function uncheckedResult(name: string, value: unknown): CallResult {
  if (typeof value === "object" && value !== null) return value as CallResult;
  throw new Failure("protocol", `What ${name} gave is no tool result.`, { result: value });
}

/** A result may leave its content out where it has structured content; readers need not know. */
function callResult(value: unknown): CallResult | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const content = "content" in value ? value.content : [];
  if (!Array.isArray(content) || !content.every(isBlock)) return undefined;
  return "content" in value ? (value as CallResult) : { ...value, content: [] };
}

const isBlock = (block: unknown): boolean =>
  typeof block === "object" && block !== null && "type" in block && typeof block.type === "string";
