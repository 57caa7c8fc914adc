import { Failure, type FailureCode } from "../../base/failure.ts";

/**
 * What the SDK or the service said, in our words. Decides by classes' names and by status, never by
 * a message. The names, because the SDK may be in a bundle twice.
 *
 * @param doing what was tried, as in `E2B could not {doing}`.
 */
export function e2bFailure(error: unknown, doing = "do it"): Failure {
  if (error instanceof Failure) return error;
  const { code, message, remedy } = described(error, doing);
  return new Failure(code, message, { cause: error, ...(remedy !== undefined && { remedy }) });
}

/** The status that the service answered with; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const { statusCode, name } = Object(error) as { statusCode?: unknown; name?: unknown };
  if (typeof statusCode === "number") return statusCode;
  return statusByName[String(name)];
}

/** Whether nothing tells if the service has done what it was asked for. */
export const isUnanswered = (error: unknown): boolean => {
  const status = statusOf(error);
  return status === undefined || status >= 500;
};

const statusByName: Readonly<Record<string, number>> = {
  AuthenticationError: 401,
  RateLimitError: 429,
  ServiceBusyError: 503,
  SandboxNotFoundError: 404,
  NotFoundError: 404,
  FileNotFoundError: 404,
  InvalidArgumentError: 400,
  NotEnoughSpaceError: 507,
};

interface Description {
  readonly code: FailureCode;
  readonly message: string;
  readonly remedy?: string;
}

function described(error: unknown, doing: string): Description {
  const said = saidBy(error);
  switch (statusOf(error)) {
    case 401:
    case 403:
      return {
        code: "keyRejected",
        message: `E2B does not take the API key: ${said}`,
        remedy: "Set another key (MCP Sandbox: Set E2B API Key, or E2B_API_KEY).",
      };
    case 402:
    case 429:
      return {
        code: "planLimit",
        message: `The E2B plan does not allow to ${doing} now: ${said}`,
        remedy:
          "Stop sandboxes that are not needed (MCP Sandbox: Show Sandboxes, or " +
          "mcp-sandbox sandboxes list), or wait a moment.",
      };
    case 404:
      return { code: "sandboxFailed", message: `E2B could not ${doing}: it is not there. ${said}` };
    case 507:
      return { code: "fileFailed", message: "The sandbox's disk is full." };
    case undefined:
      return unreachable(said);
    default:
      return (statusOf(error) ?? 0) >= 500
        ? unreachable(said)
        : { code: "sandboxFailed", message: `E2B could not ${doing}: ${said}` };
  }
}

const unreachable = (said: string): Description => ({
  code: "serviceUnreachable",
  message: `E2B cannot be reached: ${said}`,
  remedy:
    "Check the connection and the service's address (settings mcpSandbox.e2b, or E2B_API_URL), then try again.",
});

/** The error's words, and those of what is behind it, which often say more. */
function saidBy(error: unknown): string {
  const { message, cause } = Object(error) as { message?: unknown; cause?: unknown };
  const own = typeof message === "string" && message !== "" ? message : String(error);
  const { message: behind, code } = Object(cause) as { message?: unknown; code?: unknown };
  const words = [behind, code].filter((word) => typeof word === "string");
  const more = words.find((word) => word !== "" && !own.includes(word));
  return (more === undefined ? own : `${own} (${more})`).replace(/\s+/g, " ").trim();
}

/** A template that is not there is told as any other thing that is not. */
export function createFailure(error: unknown, template: string): Failure {
  if (statusOf(error) !== 404) return e2bFailure(error, "make a sandbox");
  return new Failure("templateMissing", `E2B has no template ${template}.`, {
    cause: error,
    remedy: "Correct sandbox.template in the server's settings, or build that template first.",
  });
}
