import { Failure } from "../../base/failure.ts";

/** What the service said instead of what was asked for. */
export interface Refused {
  readonly status: number;
  readonly text: string;
}

const longest = 500;

/** An answer with another status than 200, as our failure. */
export function refusal({ status, text }: Refused, url: string): Failure {
  const said = text.trim() === "" ? "" : `: ${wordsOf(text).slice(0, longest)}`;
  const cause = { status };
  switch (status) {
    case 401:
    case 403:
      return new Failure("keyRejected", `The service at ${url} does not let us in${said}.`, {
        cause,
        remedy: "Check the address, and the key or token that it wants.",
      });
    case 404:
      return new Failure("sandboxFailed", `The context is gone${said}.`, { cause });
    case 429:
      return new Failure("planLimit", `The service at ${url} wants fewer requests${said}.`, {
        cause,
      });
    case 502:
    case 503:
    case 504:
      return new Failure("sandboxFailed", `No code interpreter behind ${url} (${status})${said}.`, {
        cause,
        remedy: "Its sandbox has ended, is paused, or has no code interpreter in it.",
      });
    default:
      return new Failure("protocol", `The service at ${url} answered ${status}${said}.`, { cause });
  }
}

/** The status that a failure comes from. */
export function statusOf(error: unknown): number | undefined {
  const cause: unknown = error instanceof Failure ? error.cause : undefined;
  const isStatus = typeof cause === "object" && cause !== null && "status" in cause;
  return isStatus && typeof cause.status === "number" ? cause.status : undefined;
}

/** What kept a request from being answered. */
export function unreachable(error: unknown, url: string): Failure {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return new Failure("serviceUnreachable", `No answer from ${url} (${code}).`, {
    cause: error,
    remedy: `Is the service running? It answers at ${url}/health.`,
  });
}

export const brokenStream = (what: string, cause?: unknown): Failure =>
  new Failure("protocol", `${what} Whether the code ran to its end is not known.`, { cause });

/** Errors come as text, or as JSON with the text in it. */
function wordsOf(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    for (const key of ["message", "detail", "error"])
      if (typeof value === "object" && value !== null && key in value)
        return String(Reflect.get(value, key)).replace(/\.$/, "");
  } catch {
    // It is text.
  }
  return text.trim().replaceAll(/\s+/g, " ").replace(/\.$/, "");
}
