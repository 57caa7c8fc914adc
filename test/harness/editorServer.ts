import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { editorRoot, node24, root } from "../../.ci/setup/folders.mjs";

export interface EditorOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  /** User settings beside those that keep the editor quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Profile folder; without it the editor gets a new one that goes away with it. */
  readonly userData?: string;
  /** Folder of installed extensions; likewise. */
  readonly extensions?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether a folder has to be trusted by the user first. */
  readonly askForTrust?: boolean;
}

/** A VS Code that is served on 127.0.0.1; disposing ends it with everything that it started. */
export interface EditorServer extends AsyncDisposable {
  readonly url: string;
  /** `127.0.0.1:PORT`, the authority of its `vscode-remote:` addresses. */
  readonly authority: string;
  readonly userData: string;
  readonly extensions: string;
  readonly pid: number;
}

const quiet = {
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.showReleaseNotes": false,
  "git.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
};

/** Run by the server: its input ends when this process does, however that comes, and so does its group. */
const endWithStdin = `
  if (process.argv[1].endsWith("server-main.js"))
    process.stdin.on("end", () => process.kill(-process.pid, "SIGTERM")).resume();
`;

/** Starts the editor; resolves when it answers. */
export async function startEditor(options: EditorOptions = {}): Promise<EditorServer> {
  const temporary = await mkdtemp(join(tmpdir(), "mcp-sandbox-editor-"));
  const userData = options.userData ?? join(temporary, "user");
  const extensions = options.extensions ?? join(temporary, "extensions");
  await mkdir(extensions, { recursive: true });
  await writeSettings(userData, { ...quiet, ...options.settings });
  const server = spawn(
    node24,
    serverArguments(options, userData, extensions, join(temporary, "server")),
    // A process group of its own, so that the extension hosts can be ended with it.
    { env: { ...process.env, ...options.env }, stdio: "pipe", detached: true },
  );
  const end = async (): Promise<void> => {
    await endGroup(server);
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const authority = `127.0.0.1:${await listeningPort(server)}`;
    return {
      url: `http://${authority}`,
      authority,
      userData,
      extensions,
      pid: server.pid ?? 0,
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Address of the workbench on a folder. */
export function workbenchUrl(editor: EditorServer, folder: string): string {
  const payload = JSON.stringify([
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
  ]);
  return `${editor.url}/?${new URLSearchParams({ folder, payload }).toString()}`;
}

/** Installs this repository's build as a link, so that a rebuild needs no reinstall. */
export async function linkExtension(extensions: string): Promise<void> {
  const { publisher, name, version } = await readManifest();
  const link = join(extensions, `${publisher}.${name}-${version}`);
  await mkdir(extensions, { recursive: true });
  await rm(link, { recursive: true, force: true });
  await symlink(root, link, "dir");
}

async function readManifest(): Promise<{ publisher: string; name: string; version: string }> {
  return JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    publisher: string;
    name: string;
    version: string;
  };
}

function serverArguments(
  options: EditorOptions,
  userData: string,
  extensions: string,
  serverData: string,
): string[] {
  return [
    ...["--import", `data:text/javascript,${encodeURIComponent(endWithStdin)}`],
    join(editorRoot, "out", "server-main.js"),
    ...["--host", "127.0.0.1", "--port", String(options.port ?? 0)],
    ...["--without-connection-token", "--accept-server-license-terms", "--disable-telemetry"],
    ...(options.askForTrust === true ? [] : ["--disable-workspace-trust"]),
    ...["--user-data-dir", userData, "--server-data-dir", serverData],
    ...["--extensions-dir", extensions],
  ];
}

/** Settings that the profile has already stay as they are. */
async function writeSettings(userData: string, settings: Record<string, unknown>): Promise<void> {
  const path = join(userData, "User", "settings.json");
  await mkdir(join(userData, "User"), { recursive: true });
  const present = JSON.parse(await readFile(path, "utf8").catch(() => "{}")) as typeof settings;
  await writeFile(path, JSON.stringify({ ...settings, ...present }, undefined, 2));
}

async function listeningPort(server: ChildProcess): Promise<number> {
  let output = "";
  return await new Promise((resolve, reject) => {
    const read = (data: Buffer): void => {
      output += String(data);
      const port = /listening on (\d+)/.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    server.stdout?.on("data", read);
    server.stderr?.on("data", read);
    server.on("error", reject);
    server.on("exit", (code) => reject(new Error(`The editor ended with ${code}:\n${output}`)));
  });
}

/** Asks the whole group to end, waits, and forces what is left. */
async function endGroup(server: ChildProcess): Promise<void> {
  const ended = server.exitCode === null && server.signalCode === null ? once(server, "exit") : [];
  signalGroup(server, "SIGTERM");
  const late = new AbortController();
  const forced = delay(5000, undefined, { signal: late.signal }).then(
    () => signalGroup(server, "SIGKILL"),
    () => undefined,
  );
  await Promise.race([ended, forced]);
  late.abort();
  signalGroup(server, "SIGKILL");
}

function signalGroup(server: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (server.pid !== undefined) process.kill(-server.pid, signal);
  } catch {
    // The group is gone already.
  }
}
