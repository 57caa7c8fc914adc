import { type Uri, window, workspace } from "vscode";
import type { MountEntry, SandboxEntry, ServerEntry } from "../../config/serverEntry.ts";
import { askChoice, askText } from "./ask.ts";
import { entryProblem } from "./entryProblem.ts";
import { type Answer, change, type Question, type Step } from "./questions.ts";

/** A server that is being put together. */
export interface Draft {
  readonly name: string;
  readonly entry: ServerEntry;
}

/** What is to be run. */
export const askCommand: Question<Draft> = async (known, step) => {
  const answer = await askText(step, {
    prompt: "The command that starts the MCP server over standard input and output",
    placeholder: "npx -y @modelcontextprotocol/server-everything",
    value: known.entry.command,
    check: (command) => entryProblem({ command }),
  });
  return change(answer, (command) => ({ ...known, entry: { ...known.entry, command } }));
};

/** Which of the user's files it may see. */
export const askMounts: Question<Draft> = async (known, step) => {
  const folders = workspace.workspaceFolders ?? [];
  const shared = folders.flatMap(({ name, uri }) =>
    [false, true].map((write) => ({
      label: `$(folder) ${name}, ${write ? "for reading and writing" : "for reading"}`,
      detail: `The server sees ${uri.fsPath} at the same path`,
      value: {
        source: uri.fsPath === folders[0]?.uri.fsPath ? "${workspaceFolder}" : uri.fsPath,
        write,
      },
    })),
  );
  const answer = await askChoice<MountEntry | "none" | "other">(step, "Which files may it see?", [
    { label: "$(circle-slash) None", description: "it has a private home only", value: "none" },
    ...shared,
    { label: "$(folder-opened) Another folder, for reading…", value: "other" },
  ]);
  if (answer === "back" || answer === "cancel") return answer;
  const mount = answer.value === "other" ? await pickFolder() : answer.value;
  if (mount === undefined) return askMounts(known, step);
  return { value: withSandbox(known, { mounts: mount === "none" ? [] : [mount] }) };
};

/** What it may reach. */
export const askNetwork: Question<Draft> = async (known, step) => {
  const answer = await askChoice<"none" | "all" | "some">(
    step,
    "What may it reach while it runs?",
    [
      {
        label: "$(circle-slash) Nothing",
        description: "packages of npx, uvx and pipx are fetched before, once",
        value: "none",
      },
      {
        label: "$(filter) Some hosts…",
        description: "through a proxy that lets only them through",
        value: "some",
      },
      { label: "$(globe) Every public host", value: "all" },
    ],
  );
  if (answer === "back" || answer === "cancel") return answer;
  if (answer.value !== "some") return { value: withSandbox(known, { network: answer.value }) };
  const hosts = await askHosts(step);
  if (hosts === "back") return askNetwork(known, step);
  return change(hosts, (allow) => withSandbox(known, { network: { allow } }));
};

async function askHosts(step: Step): Promise<Answer<string[]>> {
  const split = (text: string): string[] => text.split(/[\s,]+/).filter((host) => host !== "");
  const answer = await askText(step, {
    prompt:
      "Hosts, with spaces between: api.github.com, *.example.org, example.org:8443, npm, pypi, github",
    placeholder: "api.github.com",
    check: (text) =>
      split(text).length === 0
        ? "Name at least one host."
        : entryProblem({ command: "x", sandbox: { network: { allow: split(text) } } }),
  });
  return change(answer, split);
}

async function pickFolder(): Promise<MountEntry | undefined> {
  const [folder] =
    (await window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: "Let the Server Read This Folder",
      ...defaultFolder(),
    })) ?? [];
  return folder === undefined ? undefined : { source: folder.fsPath };
}

function defaultFolder(): { defaultUri?: Uri } {
  const [first] = workspace.workspaceFolders ?? [];
  return first === undefined ? {} : { defaultUri: first.uri };
}

function withSandbox(known: Draft, grants: SandboxEntry): Draft {
  return { ...known, entry: { ...known.entry, sandbox: { ...known.entry.sandbox, ...grants } } };
}
