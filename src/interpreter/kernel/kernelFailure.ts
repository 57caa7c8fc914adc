import { constants } from "node:os";
import { Failure } from "../../base/failure.ts";
import type { Driver } from "../drivers/driver.ts";
import type { ChannelEnd } from "./channel.ts";

const lost = "What it held is lost. Restart the context.";

/** Why nothing can run in a kernel any more. */
export function endFailure(
  { gone, exit, errors }: ChannelEnd,
  driver: Driver,
  tail: string,
): Failure {
  const said = tail || errors;
  const log = said === "" ? {} : { log: said };
  const details = { cause: exit, remedy: lost, ...log };
  const failed = (words: string): Failure => new Failure("sandboxFailed", words, details);
  if (exit?.kind === "limit")
    return failed(`The ${driver.program} of this context was ended: ${exit.message}`);
  if (exit?.kind === "lost")
    return failed(`The sandbox went away under this context: ${exit.message}`);
  if (gone !== undefined && gone.missing !== "") return missing(driver.program, gone.missing);
  if (gone?.stubborn === true)
    return failed(`The code did not stop when it was interrupted, so ${driver.program} was ended.`);
  if (gone !== undefined) return failed(`${driver.program} ${endOf(gone.code, gone.signal)}.`);
  if (exit?.kind === "exited" && exit.code === 127) return missing("perl", "it was not found");
  if (exit?.kind === "exited") return failed(`The context ended with exit code ${exit.code}.`);
  if (exit?.kind === "signalled") return failed(`The context was ended by ${exit.signal}.`);
  return failed("The context does not say anything any more.");
}

function endOf(code: number, signal: number): string {
  if (signal === 0) return `ended itself with exit code ${code}`;
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
  return `was ended by ${name ?? `signal ${signal}`}`;
}

/** A program without which there is no context of this language. */
export const missing = (program: string, reason: string, cause?: unknown): Failure =>
  new Failure("commandNotFound", `${program} cannot be run in the sandbox: ${reason}.`, {
    cause,
    remedy: `Code contexts need ${program} in the sandbox. Install it there, or take another template.`,
  });
