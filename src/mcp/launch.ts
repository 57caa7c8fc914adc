import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";
import type { Sandbox, Sandboxes } from "../sandbox/sandbox.ts";
import { abortable } from "./abortable.ts";
import { connect } from "./connect.ts";
import type { Eras } from "./eras.ts";
import type { ClientInfo } from "./handshake.ts";
import type { Peer } from "./peer.ts";
import { prepared } from "./prepare.ts";
import { redactedPeer } from "./redact.ts";
import { loadSdk } from "./sdk.ts";
import { type Mask, maskedFailure, maskedLog, maskOf, noMask } from "./secrets.ts";
import type { Launch, ServerDefinition, Stage } from "./server.ts";
import type { Session } from "./session.ts";

export interface LaunchOptions {
  readonly sandboxes: Sandboxes;
  readonly clientInfo: ClientInfo;
  readonly peer: Peer;
  readonly eras: Eras;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onStage: (stage: Stage) => void;
}

/** A server that runs, and what it runs in. The caller closes first the session, then the sandbox. */
export interface Launched {
  readonly session: Session;
  readonly sandbox: Sandbox;
  readonly launchKey: string;
  /** Hides the launch's secrets. */
  readonly mask: Mask;
}

/**
 * Takes a server from its definition to a session with its tools listed. When it rejects, always
 * with a Failure without secrets, nothing of it is left, also when the signal cut it short.
 */
export async function launch(
  definition: ServerDefinition,
  options: LaunchOptions,
): Promise<Launched> {
  const { signal } = options;
  let mask = noMask;
  try {
    // Loads while the sandbox opens; `handshake` waits for it and tells if it cannot.
    loadSdk().catch(() => {});
    const resolved = await abortable(definition.resolve(signal), signal);
    mask = maskOf(resolved.secrets);
    return await inSandbox(definition, prepared(resolved), mask, options);
  } catch (error) {
    throw maskedFailure(Failure.from(error), mask);
  }
}

async function inSandbox(
  definition: ServerDefinition,
  { command, sandbox: spec }: Launch,
  mask: Mask,
  options: LaunchOptions,
): Promise<Launched> {
  const { name, commandLine, launchKey, timeouts } = definition;
  const { signal, onStage } = options;
  const log = maskedLog(options.log, mask);
  onStage("sandbox");
  const opening = options.sandboxes.open(spec, {
    signal,
    onDidStartInstall: () => onStage("install"),
    onDidSay: (line) => log.info(line),
  });
  const sandbox = await abortable(opening, signal, (late) => void dispose(late, log));
  try {
    const { caveats } = sandbox;
    for (const caveat of caveats) log.warn(caveat);
    const session = await connect({
      ...{ ...options, log, sandbox, command, commandLine, launchKey, server: name },
      peer: redactedPeer(options.peer, mask),
      timeoutMs: timeouts.initializationMs,
    });
    // Some are known only when a program runs.
    for (const caveat of sandbox.caveats) if (!caveats.includes(caveat)) log.warn(caveat);
    onStage("list");
    await session.refreshTools({ timeoutMs: timeouts.requestMs, signal });
    return { session, sandbox, launchKey, mask };
  } catch (error) {
    await dispose(sandbox, log);
    throw error;
  }
}

/** Closes a sandbox. Never rejects: what cannot be closed can only be told. */
export async function dispose(sandbox: Sandbox, log: Log): Promise<void> {
  try {
    await sandbox[Symbol.asyncDispose]();
  } catch (error) {
    log.error(`The sandbox could not be closed: ${Failure.from(error).message}`);
  }
}
