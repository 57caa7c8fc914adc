import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Tool } from "./server.ts";
import { validate } from "./validate.ts";

/** Throws `invalidArguments`, with every problem, when the arguments do not fit the tool's schema. */
export async function checkArguments(
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
  log: Log,
): Promise<void> {
  const { problems, unchecked } = await validate(tool.inputSchema, args, "all");
  if (unchecked !== undefined)
    log.warn(`The arguments of ${tool.name} are not checked: ${unchecked}`);
  if (problems.length > 0)
    throw new Failure("invalidArguments", `The arguments do not fit ${tool.name}.`, { problems });
}

/** The tool of that name, or `unknownTool` with the names that there are. */
export function findTool(tools: readonly Tool[], name: string, server: string): Tool {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool !== undefined) return tool;
  const names = tools.slice(0, 20).map((candidate) => candidate.name);
  const more = tools.length > names.length ? ", …" : "";
  throw new Failure("unknownTool", `${server} has no tool ${name}.`, {
    remedy: names.length > 0 ? `It has ${names.join(", ")}${more}.` : "It has no tools.",
  });
}
