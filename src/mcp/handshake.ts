import type { Client, ClientOptions } from "@modelcontextprotocol/client";
import { Emitter } from "../base/event.ts";
import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Process } from "../sandbox/sandbox.ts";
import { abortable } from "./abortable.ts";
import { hearServer, listenToServer, logMessages } from "./listen.ts";
import type { Peer } from "./peer.ts";
import { answerQuestions } from "./questions.ts";
import { requestFailure } from "./requestFailure.ts";
import { loadSdk, type Sdk } from "./sdk.ts";
import type { ServerInfo } from "./server.ts";
import { Session } from "./session.ts";
import { ProcessTransport } from "./transport.ts";
import { UnderWay } from "./underWay.ts";

/** How client and server find each other: by `initialize`, or by `server/discover` since 2026-07-28. */
export type Era = "legacy" | "modern";

export interface ClientInfo {
  readonly name: string;
  readonly title?: string;
  readonly version: string;
}

export interface HandshakeOptions {
  readonly server: string;
  readonly clientInfo: ClientInfo;
  readonly peer: Peer;
  readonly era: Era;
  readonly log: Log;
  readonly timeoutMs: number;
  readonly caveats: readonly string[];
  readonly signal?: AbortSignal;
}

/** The server refuses `initialize` because it speaks a later revision only (−32022). */
export const unsupportedVersion = -32022;

const versions: Readonly<Record<Era, NonNullable<ClientOptions["versionNegotiation"]>>> = {
  legacy: { mode: "legacy" },
  modern: { mode: { pin: "2026-07-28" } },
};

/**
 * Opens an MCP session on a program that has just been started. Rejects with `timeout`,
 * `cancelled`, `serverExited` or `handshakeFailed`; the program stays the caller's.
 */
export async function handshake(process: Process, options: HandshakeOptions): Promise<Session> {
  const sdk = await loadSdk();
  const { log, peer, server } = options;
  const transport = new ProcessTransport(process, { log });
  const client = new sdk.Client(options.clientInfo, {
    capabilities: peer.capabilities,
    versionNegotiation: versions[options.era],
  });
  Object.assign(client, { onerror: (error: Error) => log.debug(`Protocol: ${error.message}`) });
  const underWay = new UnderWay();
  const notified = new Emitter<string>();
  hearServer(client, [logMessages(log), notified.fire.bind(notified), peer.onNotify]);
  answerQuestions(client, peer, underWay, sdk);
  await opened(client, transport, options, sdk);
  const info = serverInfo(client, transport, options);
  const modern = options.era === "modern";
  log.info(`Connected to ${info.name} ${info.version}, MCP ${info.protocolVersion}.`);
  const session = new Session({
    ...{ server, sdk, client, transport, process, info, modern, log, peer, underWay },
    onDidNotify: notified.event,
  });
  listenToServer(client, { modern, log });
  return session;
}

async function opened(
  client: Client,
  transport: ProcessTransport,
  { signal, timeoutMs }: HandshakeOptions,
  sdk: Sdk,
): Promise<void> {
  try {
    const connected = client.connect(transport, { timeout: timeoutMs, ...(signal && { signal }) });
    await abortable(connected, signal);
  } catch (error) {
    const request = { what: "the handshake", timeoutMs, signal, ended: transport.lost };
    throw handshakeFailure(requestFailure(error, request, sdk), transport.tail);
  }
}

/** The same failure in the words of a start. */
function handshakeFailure(failure: Failure, tail: string | undefined): Failure {
  const log = failure.log ?? tail;
  const details = {
    cause: failure,
    ...(log !== undefined && { log }),
    ...(failure.rpc && { rpc: failure.rpc }),
  };
  if (failure.code === "cancelled" || failure.code === "serverExited") return failure;
  if (failure.code !== "timeout") return new Failure("handshakeFailed", failure.message, details);
  const remedy = "Raise initializationTimeoutSeconds, or look at the server's log.";
  return new Failure("timeout", failure.message, { ...details, remedy });
}

function serverInfo(
  client: Client,
  { greeting }: ProcessTransport,
  options: HandshakeOptions,
): ServerInfo {
  const self = client.getServerVersion();
  const instructions = client.getInstructions();
  // The SDK leaves out capabilities that it does not know.
  const { capabilities } = Object(greeting) as Partial<Pick<ServerInfo, "capabilities">>;
  return {
    name: self?.name ?? options.server,
    ...(self?.title !== undefined && { title: self.title }),
    version: self?.version ?? "",
    protocolVersion: client.getNegotiatedProtocolVersion() ?? "",
    ...(instructions !== undefined && { instructions }),
    capabilities: capabilities ?? {},
    caveats: options.caveats,
  };
}
