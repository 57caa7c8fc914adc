import { Failure } from "../base/failure.ts";
import type { Command, Exit, Sandbox } from "../sandbox/sandbox.ts";
import { abortable } from "./abortable.ts";
import { type Era, handshake, type HandshakeOptions, unsupportedVersion } from "./handshake.ts";
import type { Eras } from "./eras.ts";
import type { Stage } from "./server.ts";
import type { Session } from "./session.ts";
import { within } from "../base/within.ts";

export interface ConnectOptions extends Omit<HandshakeOptions, "era" | "caveats"> {
  readonly sandbox: Sandbox;
  readonly command: Command;
  /** The command as the user wrote it. */
  readonly commandLine: string;
  readonly launchKey: string;
  readonly eras: Eras;
  readonly onStage: (stage: Stage) => void;
}

/**
 * Starts the program and opens a session with it. A server that speaks another revision than was
 * tried is started again, once, for one that got a wrong first message may be of no use any more.
 */
export async function connect(options: ConnectOptions): Promise<Session> {
  const { eras, launchKey, log } = options;
  const era = eras.of(launchKey);
  const other: Era = era === "legacy" ? "modern" : "legacy";
  try {
    return await attempt(options, era);
  } catch (error) {
    if (!(error instanceof Failure) || !isOfOtherEra(error, era)) throw error;
    log.info(
      `Starting again: the server speaks ${other === "modern" ? "only 2026-07-28 or later" : "an earlier MCP revision"}.`,
    );
    const session = await attempt(options, other);
    eras.remember(launchKey, other);
    return session;
  }
}

/** A remembered verdict may be out of date, so that any failed handshake speaks against it. */
function isOfOtherEra(failure: Failure, tried: Era): boolean {
  if (tried === "legacy") return failure.rpc?.code === unsupportedVersion;
  return failure.code === "handshakeFailed" || failure.code === "serverExited";
}

async function attempt(options: ConnectOptions, era: Era): Promise<Session> {
  const { sandbox, command, signal, onStage } = options;
  const deadline = Date.now() + options.timeoutMs;
  onStage("spawn");
  const started = sandbox.start(command);
  const process = await abortable(started, signal, (late) => void late.signal("SIGKILL"));
  onStage("handshake");
  try {
    const timeoutMs = Math.max(1, deadline - Date.now());
    return await handshake(process, { ...options, era, timeoutMs, caveats: sandbox.caveats });
  } catch (error) {
    await process.signal("SIGKILL");
    const exit = await within(1000, process.exit);
    throw explained(Failure.from(error), exit, options.commandLine);
  }
}

/** A shell says by its exit code that it did not find the program. */
function explained(failure: Failure, exit: Exit | undefined, commandLine: string): Failure {
  if (failure.code !== "serverExited") return failure;
  if (exit?.kind !== "exited" || (exit.code !== 127 && exit.code !== 126)) return failure;
  const why = exit.code === 127 ? "was not found" : "cannot be run";
  return new Failure(
    "commandNotFound",
    `A program of the command ${why} in the sandbox: ${commandLine}`,
    {
      cause: failure,
      ...(failure.log !== undefined && { log: failure.log }),
      remedy:
        "Its name is in the log. A jail shows the system's programs, toolchains and mounted folders.",
    },
  );
}
