import { Failure } from "../../base/failure.ts";

/** Which service, and as whom. Source: `ConnectionOpts` of the `e2b` SDK. */
export interface Connection {
  readonly apiKey: string;
  /** Of the service's addresses; E2B's own when absent. */
  readonly domain?: string | undefined;
  /** Control plane, where it is not `https://api.<domain>`. */
  readonly apiUrl?: string | undefined;
  /** The daemon in every sandbox, where it is not found by the domain. */
  readonly sandboxUrl?: string | undefined;
  /** One daemon on this machine, without a control plane. Isolates nothing. */
  readonly debug?: boolean | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The connection that the SDK's own variables name. Throws `keyMissing`. */
export function connectionFrom(env: Environment): Connection {
  const debug = env["E2B_DEBUG"]?.toLowerCase() === "true";
  const apiKey = env["E2B_API_KEY"] ?? (debug ? "debug" : "");
  if (apiKey === "") throw keyMissing("Set E2B_API_KEY.");
  return {
    ...{ apiKey, debug },
    domain: env["E2B_DOMAIN"] || undefined,
    apiUrl: env["E2B_API_URL"] || undefined,
    sandboxUrl: env["E2B_SANDBOX_URL"] || undefined,
  };
}

/** Whether the environment names a service at all. */
export function namesService(env: Environment): boolean {
  return Boolean(env["E2B_API_KEY"]) || env["E2B_DEBUG"]?.toLowerCase() === "true";
}

function keyMissing(remedy: string): Failure {
  return new Failure("keyMissing", "E2B needs an API key, and none is set.", { remedy });
}
