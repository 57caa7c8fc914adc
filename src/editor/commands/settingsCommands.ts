import { env, window } from "vscode";
import { Failure } from "../../base/failure.ts";
import { exportServer } from "../../config/exportServer.ts";
import type { Host } from "../../mcp/host.ts";
import type { Configuration } from "../servers/configuration.ts";
import { openServer } from "../servers/openServer.ts";
import type { QuickServers } from "../servers/quickServers.ts";
import type { Secrets } from "../servers/secrets.ts";
import { writeServer } from "../servers/writeServer.ts";
import { showBriefly } from "../show.ts";
import { serverFor, targetOf } from "./targets.ts";

type Settings = Pick<Configuration, "originOf" | "anyOrigin" | "server">;

/** Opens the settings at a server's entry. */
export async function edit(settings: Settings, host: Host, argument: unknown): Promise<void> {
  const server = await serverFor(argument, host, "Edit");
  if (server !== undefined) await openServer(settings.originOf(server), server);
}

/** Opens the settings where a server or any server stands. */
export async function openSettings(settings: Settings, argument: unknown): Promise<void> {
  const { server } = targetOf(argument);
  const origin = server === undefined ? settings.anyOrigin : settings.originOf(server);
  await openServer(origin, server);
}

/** Takes a server out of the settings, after asking. */
export async function remove(
  settings: Settings,
  quick: QuickServers,
  host: Host,
  argument: unknown,
): Promise<void> {
  const server = await serverFor(argument, host, "Remove");
  if (server === undefined) return;
  if (quick.has(server)) return quick.remove(server);
  const origin = settings.originOf(server);
  if (origin === undefined) throw new Failure("unknownServer", `There is no server ${server}.`);
  const detail = `It is stopped, and its entry is taken out of the ${origin.scope} settings.`;
  const answer = await window.showWarningMessage(
    `Remove the server ${server}?`,
    { modal: true, detail },
    "Remove",
  );
  if (answer === "Remove") await writeServer(origin, server, undefined);
}

export async function copyAsJson(
  settings: Settings,
  quick: QuickServers,
  host: Host,
  argument: unknown,
): Promise<void> {
  const server = await serverFor(argument, host, "Copy as JSON");
  if (server === undefined) return;
  const config = settings.server(server) ?? quick.servers.find(({ name }) => name === server);
  if (config === undefined) throw new Failure("unknownServer", `There is no server ${server}.`);
  await env.clipboard.writeText(exportServer(config));
  showBriefly(`Copied ${server} as JSON.`);
}

/** Copies what a row stands for: a reason, a remedy, a path. */
export async function copyText(argument: unknown): Promise<void> {
  const text =
    typeof argument === "object" && argument !== null && "text" in argument
      ? argument.text
      : argument;
  if (typeof text !== "string") return;
  await env.clipboard.writeText(text);
  showBriefly("Copied.");
}

/** Forgets a secret of this workspace; whatever needs it asks for it again. */
export async function forgetSecret(secrets: Secrets): Promise<void> {
  if (secrets.names.length === 0)
    throw new Failure("usage", "No secret has been entered in this workspace.");
  const name = await window.showQuickPick([...secrets.names], {
    title: "Forget Secret",
    placeHolder: "It is asked for again when a server needs it",
  });
  if (name === undefined) return;
  await secrets.forget(name);
  showBriefly(`Forgot ${name}.`);
}
