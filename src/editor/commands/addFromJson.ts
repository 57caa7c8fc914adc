import { env, type QuickPickItem, window } from "vscode";
import { Failure } from "../../base/failure.ts";
import { type Imported, importServers } from "../../config/importServers.ts";
import type { Origin, ServerConfig } from "../../config/serverEntry.ts";
import type { Configuration } from "../servers/configuration.ts";
import { writeServer } from "../servers/writeServer.ts";
import { showDone, showWarning } from "../show.ts";
import { count } from "../words/count.ts";
import { visibleLine } from "../words/visible.ts";
import { askChoice, type Choice } from "./ask.ts";
import { origins } from "./askOrigin.ts";

const title = "Add MCP Servers from JSON";

/** Takes servers over from JSON of another program: from the clipboard, the selection, or pasted. */
export async function addFromJson(configuration: Pick<Configuration, "originOf">): Promise<void> {
  const text = await askText();
  if (text === undefined) return;
  const imported = importServers(text);
  if (imported.servers.length === 0) throw nothingFound(imported);
  const chosen = await askServers(imported.servers, configuration);
  if (chosen === undefined || chosen.length === 0) return;
  const where = await askChoice<Origin>(
    { title, step: 1, steps: 1 },
    "Where are they to be saved?",
    origins(),
  );
  if (where === "back" || where === "cancel") return;
  for (const { name, entry } of chosen) await writeServer(where.value, name, entry);
  tell(chosen, imported);
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

async function askServers(
  servers: readonly ServerConfig[],
  configuration: Pick<Configuration, "originOf">,
): Promise<readonly ServerConfig[] | undefined> {
  const items = servers.map((server): QuickPickItem & { server: ServerConfig } => {
    const exists = configuration.originOf(server.name) !== undefined;
    const { command, args = [] } = server.entry;
    return {
      label: server.name,
      ...(exists ? { description: "replaces the one that is there" } : {}),
      detail: visibleLine([command, ...args].join(" ")),
      picked: !exists,
      server,
    };
  });
  const picked = await window.showQuickPick(items, {
    title,
    placeHolder: "Check each command: it is what will run in the sandbox",
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked?.map(({ server }) => server);
}

function tell(added: readonly ServerConfig[], { problems, notes }: Imported): void {
  const names = `${added.map(({ name }) => name).join(", ")} ${added.length === 1 ? "was" : "were"} added.`;
  const left = [...problems, ...notes].map(({ path, message }) => `${path}: ${message}`);
  if (left.length === 0) showDone(names);
  else showWarning(`${names} ${count(left.length, "note")}: ${left.join(" ")}`);
}

function nothingFound({ problems }: Imported): Failure {
  return new Failure("usage", "No server could be taken from this JSON.", { problems });
}
