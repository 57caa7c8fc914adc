import { Failure } from "../../base/failure.ts";
import { closest } from "../closest.ts";

export type ClientId = "vscode" | "mcp-json" | "claude" | "cursor" | "codex";

/** Another program that runs MCP servers, and how its file says which. */
export interface Client {
  readonly id: ClientId;
  /** What a person calls it. */
  readonly title: string;
  readonly format: "json" | "toml";
  /** The key of the object of servers by name. */
  readonly key: "servers" | "mcpServers" | "mcp_servers";
  /** Entries say `"type": "stdio"`. */
  readonly hasType: boolean;
  /** What the user does so that it reads the file again; nothing where it notices by itself. */
  readonly afterwards?: string;
}

export const clients: Readonly<Record<ClientId, Client>> = {
  vscode: { id: "vscode", title: "VS Code", format: "json", key: "servers", hasType: true },
  "mcp-json": {
    id: "mcp-json",
    title: "Claude Code and others",
    format: "json",
    key: "mcpServers",
    hasType: true,
  },
  claude: {
    id: "claude",
    title: "Claude Desktop",
    format: "json",
    key: "mcpServers",
    hasType: false,
    afterwards: "Quit Claude Desktop and open it again.",
  },
  cursor: {
    id: "cursor",
    title: "Cursor",
    format: "json",
    key: "mcpServers",
    hasType: true,
    afterwards: "Restart Cursor, or switch the server on in its settings.",
  },
  codex: {
    id: "codex",
    title: "Codex",
    format: "toml",
    key: "mcp_servers",
    hasType: false,
    afterwards: "Start a new session of Codex.",
  },
};

/** The client of a name. Throws `usage` with the names that are known. */
export function clientNamed(name: string): Client {
  const found = Object.values(clients).find(({ id }) => id === name);
  if (found !== undefined) return found;
  const names = Object.keys(clients);
  const meant = closest(name, names);
  throw new Failure("usage", `There is no client ${name}. Known are: ${names.join(", ")}.`, {
    ...(meant === undefined ? {} : { remedy: `Did you mean ${meant}?` }),
  });
}
