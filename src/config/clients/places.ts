import { type PlatformPath, posix, win32 } from "node:path";
import { type Client, type ClientId, clients } from "./client.ts";

/** What decides where the files of other clients are. */
export interface Here {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of the workspace; without one only the user's own files count. */
  readonly folder?: string;
}

/** One file of a client, whether it is there or not. */
export interface Place {
  readonly client: Client;
  readonly file: string;
  /** Whether it holds for one workspace or for all that the user opens. */
  readonly scope: "workspace" | "user";
}

/** The files of a client, the most usual first. */
export function placesOf(id: ClientId, here: Here): readonly Place[] {
  const path = here.platform === "win32" ? win32 : posix;
  const { folder, home } = here;
  const client = clients[id];
  const inWorkspace = (...steps: readonly string[]): Place[] =>
    folder === undefined ? [] : [{ client, file: path.join(folder, ...steps), scope: "workspace" }];
  const ofUser = (...steps: readonly string[]): Place => ({
    client,
    file: path.join(...steps),
    scope: "user",
  });
  switch (id) {
    case "vscode":
      return inWorkspace(".vscode", "mcp.json");
    case "mcp-json":
      return inWorkspace(".mcp.json");
    case "claude":
      return [ofUser(claudeFolder(here, path), "claude_desktop_config.json")];
    case "cursor":
      return [...inWorkspace(".cursor", "mcp.json"), ofUser(home, ".cursor", "mcp.json")];
    case "codex":
      return [ofUser(set(here.env["CODEX_HOME"]) ?? path.join(home, ".codex"), "config.toml")];
  }
}

/** All files of all clients. */
export function allPlaces(here: Here): readonly Place[] {
  return Object.values(clients).flatMap(({ id }) => placesOf(id, here));
}

/** Anthropic names the first two; builds for Linux keep to the third. */
function claudeFolder({ platform, home, env }: Here, path: PlatformPath): string {
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "Claude");
  if (platform === "win32")
    return path.join(set(env["APPDATA"]) ?? path.join(home, "AppData", "Roaming"), "Claude");
  return path.join(set(env["XDG_CONFIG_HOME"]) ?? path.join(home, ".config"), "Claude");
}

const set = (value: string | undefined): string | undefined => (value === "" ? undefined : value);
