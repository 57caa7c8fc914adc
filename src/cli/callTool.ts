import type { CallResult } from "../mcp/server.ts";
import type { Chosen } from "./chosen.ts";
import { toolError } from "./exitCodes.ts";
import type { Outcome } from "./outcome.ts";
import { type ParamFlags, readParams, withParams } from "./params.ts";
import { resultText } from "./resultText.ts";
import type { Terminal } from "./terminal.ts";
import { safeText } from "./text.ts";
import { withServer } from "./withServer.ts";
import type { World } from "./world.ts";

/** Calls one tool of one server and lets the server go. */
export async function callTool(
  chosen: Chosen,
  tool: string,
  flags: ParamFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const { signal } = world;
  const { name } = chosen.config;
  const params = await readParams(flags.params, world);
  const result = await withServer(chosen, world, terminal, async (host) => {
    const tools = await host.tools(name, { signal });
    const schema = tools.find((each) => each.name === tool)?.inputSchema ?? {};
    const args = withParams(params, flags.param ?? [], schema);
    const onProgress = progressShown(tool, terminal);
    return host.callTool(name, tool, args, { signal, onProgress });
  });
  return outcomeOf(result, tool, terminal);
}

function outcomeOf(result: CallResult, tool: string, terminal: Terminal): Outcome {
  const text = resultText(result);
  if (result.isError !== true) return { value: result, text };
  if (!terminal.json)
    terminal.note(
      `${terminal.styleNote("red", "error:")} ${safeText(tool)} answered with an error.`,
    );
  return { value: result, text, exitCode: toolError };
}

interface Progress {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

function progressShown(tool: string, terminal: Terminal): (progress: Progress) => void {
  return ({ progress, total, message }) => {
    const amount = total === undefined ? String(progress) : `${progress} of ${total}`;
    const said = message === undefined ? "" : `: ${message}`;
    terminal.status(safeText(`${tool} ${amount}${said}`.replaceAll(/\s+/g, " ")));
    terminal.log(tool).info(`${amount}${said}`);
  };
}
