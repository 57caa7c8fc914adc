import { Failure } from "../base/failure.ts";
import type { Log } from "../base/log.ts";

/** Replaces every secret in a text by `•••`. */
export type Mask = (text: string) => string;

/** Of a launch without secrets. */
export const noMask: Mask = (text) => text;

/** A shorter value is no secret, and masking it would tear other words apart. */
const minLength = 4;

/** Knows each secret as it is, in the forms JSON and URLs give it, and by its lines. */
export function maskOf(secrets: readonly string[]): Mask {
  const forms = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    ...secret.split(/\r?\n/),
  ]);
  const known = [...new Set(forms)]
    .filter((form) => form.trim().length >= minLength)
    .toSorted((a, b) => b.length - a.length);
  if (known.length === 0) return noMask;
  return (text) => known.reduce((masked, form) => masked.replaceAll(form, "•••"), text);
}

export function maskedLog(log: Log, mask: Mask): Log {
  return {
    trace: (message) => log.trace(mask(message)),
    debug: (message) => log.debug(mask(message)),
    info: (message) => log.info(mask(message)),
    warn: (message) => log.warn(mask(message)),
    error: (message) => log.error(mask(message)),
  };
}

/** The same failure without secrets. A cause is left behind, for nobody knows what it carries. */
export function maskedFailure(failure: Failure, mask: Mask): Failure {
  const shown = JSON.stringify([failure.message, failure.remedy, failure.log, failure.problems]);
  const data = JSON.stringify(failure.rpc?.data) ?? "";
  const causes = causeTexts(failure.cause).join("\n");
  if (mask(shown) === shown && mask(data) === data && mask(causes) === causes) return failure;
  const masked: unknown = data === "" ? undefined : JSON.parse(mask(data));
  return new Failure(failure.code, mask(failure.message), {
    ...(failure.remedy !== undefined && { remedy: mask(failure.remedy) }),
    ...(failure.log !== undefined && { log: mask(failure.log) }),
    ...(failure.rpc && { rpc: { code: failure.rpc.code, data: masked } }),
    ...(failure.result !== undefined && { result: failure.result }),
    problems: failure.problems.map(({ path, message }) => ({
      path: mask(path),
      message: mask(message),
    })),
  });
}

function causeTexts(cause: unknown, depth = 0): readonly string[] {
  if (!(cause instanceof Error) || depth > 8) return [JSON.stringify(cause) ?? ""];
  return [cause.message, cause.stack ?? "", ...causeTexts(cause.cause, depth + 1)];
}
