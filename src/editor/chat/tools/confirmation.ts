import { MarkdownString, type PreparedToolInvocation } from "vscode";
import { codeBlock, inlineCode } from "../../words/markdown.ts";
import { visible, visibleLine } from "../../words/visible.ts";
import type { ToolCall } from "./sandboxedTools.ts";

/** What the user is shown before a tool is called: where, which, and every argument, as it is. */
export function confirmation({ server, tool, args }: ToolCall): PreparedToolInvocation {
  const given = visible(JSON.stringify(args, undefined, 2));
  const message = new MarkdownString(
    [
      `Tool ${inlineCode(tool)} of the sandboxed server ${inlineCode(server)}, with`,
      codeBlock(given, "json"),
    ].join("\n\n"),
  );
  return {
    invocationMessage: `Calling ${visibleLine(tool, 60)} of ${visibleLine(server, 60)}`,
    confirmationMessages: { title: `Run ${visibleLine(tool, 60)} in its sandbox?`, message },
  };
}
