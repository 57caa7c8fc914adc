import { env, window } from "vscode";
import { Failure } from "../../base/failure.ts";
import { type Imported, importServers } from "../../config/importServers.ts";
import type { Configuration } from "../servers/configuration.ts";
import { visibleLine } from "../words/visible.ts";
import { askChoice, type Choice } from "./ask.ts";
import { takeServers } from "./takeServers.ts";

const title = "Add MCP Servers from JSON";

/** Takes servers over from JSON of another program: from the clipboard, the selection, or pasted. */
export async function addFromJson(configuration: Pick<Configuration, "originOf">): Promise<void> {
  const text = await askText();
  if (text === undefined) return;
  const imported = importServers(text);
  if (imported.servers.length === 0) throw nothingFound(imported);
  await takeServers(title, imported, configuration);
}

type Source = "clipboard" | "typed" | { readonly text: string };

/** The clipboard is read only when it is chosen: in a browser that asks for permission. */
async function askText(): Promise<string | undefined> {
  const answer = await askChoice<Source>(
    { title, step: 1, steps: 1 },
    "mcp.json, Claude Desktop, Cursor, e2b-mcp, or one entry",
    [
      ...fromSelection(),
      { label: "$(clippy) From the clipboard", value: "clipboard" },
      { label: "$(edit) Paste here…", value: "typed" },
    ],
  );
  if (answer === "back" || answer === "cancel") return undefined;
  if (answer.value === "clipboard") return env.clipboard.readText();
  if (answer.value !== "typed") return answer.value.text;
  return window.showInputBox({
    title,
    prompt: "Paste the JSON and press Enter",
    placeHolder: '{ "mcpServers": { "files": { "command": "npx", "args": ["-y", "…"] } } }',
    ignoreFocusOut: true,
    validateInput: (text) => (text === "" ? undefined : namesIn(text).problem),
  });
}

function fromSelection(): Choice<Source>[] {
  const editor = window.activeTextEditor;
  const text = editor?.document.getText(editor.selection) ?? "";
  const { names } = namesIn(text);
  const description = visibleLine(names.join(", "));
  return names.length === 0
    ? []
    : [{ label: "$(selection) From the selection", description, value: { text } }];
}

/** The servers that a text holds, or why it holds none. */
function namesIn(text: string): { readonly names: readonly string[]; readonly problem?: string } {
  if (!text.includes('"') || text.length > 1_000_000)
    return { names: [], problem: "This is no JSON." };
  try {
    const { servers, problems } = importServers(text);
    const [first] = problems;
    if (servers.length > 0 || first === undefined)
      return { names: servers.map(({ name }) => name) };
    return { names: [], problem: `${first.path} ${first.message}`.trim() };
  } catch (error) {
    return { names: [], problem: Failure.from(error).message };
  }
}

function nothingFound({ problems }: Imported): Failure {
  return new Failure("usage", "No server could be taken from this JSON.", { problems });
}
