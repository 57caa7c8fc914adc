import type * as E2B from "e2b";
import type { SandboxConnectOpts, SandboxOpts } from "e2b";
import type { Boxes } from "./client.ts";
import { networkBody } from "./network.ts";

/** What of the SDK is used here. */
type Sdk = Pick<
  typeof E2B,
  | "ApiClient"
  | "AuthenticationError"
  | "ConnectionConfig"
  | "RateLimitError"
  | "SandboxError"
  | "ServiceBusyError"
>;

interface Access {
  readonly sandboxID: string;
  readonly envdVersion: string;
  readonly envdAccessToken?: string;
  readonly trafficAccessToken?: string | null;
  readonly domain?: string | null;
}

/**
 * The SDK creates and connects by paths that compatible services may not know yet. Where it is told
 * that there is nothing at those, the older ones are tried. Source: e2b 2.50 and before.
 */
export function withOldPaths(boxes: Boxes, sdk: Sdk): Boxes {
  return class extends boxes {
    protected static override async createSandbox(
      template: string,
      timeoutMs?: number,
      opts?: SandboxOpts,
    ): ReturnType<typeof boxes.createSandbox> {
      try {
        return await super.createSandbox(template, timeoutMs, opts);
      } catch (error) {
        if (!isUnknownPath(error)) throw error;
        const { api, ...more } = this.#call(opts);
        const body = createBody(template, timeoutMs, opts);
        return accessOf(sdk, await api.POST("/sandboxes", { body, ...more }));
      }
    }

    protected static override async connectSandbox(
      sandboxId: string,
      opts?: SandboxConnectOpts,
    ): ReturnType<typeof boxes.connectSandbox> {
      try {
        return await super.connectSandbox(sandboxId, opts);
      } catch (error) {
        if (!isUnknownPath(error)) throw error;
        const { api, ...more } = this.#call(opts);
        const answer = await api.POST("/sandboxes/{sandboxID}/connect", {
          params: { path: { sandboxID: sandboxId } },
          body: { timeout: seconds(opts?.timeoutMs) },
          ...more,
        });
        return accessOf(sdk, answer);
      }
    }

    static #call(opts: SandboxOpts | SandboxConnectOpts | undefined) {
      const config = new sdk.ConnectionConfig(this.resolveOpts(opts));
      const signal = config.getSignal();
      return { api: new sdk.ApiClient(config).api, ...(signal !== undefined && { signal }) };
    }
  };
}

/** A sandbox that is not there is told with the same status; then the older path says it again. */
function isUnknownPath(error: unknown): boolean {
  const { statusCode, name } = Object(error) as { statusCode?: unknown; name?: unknown };
  return statusCode === 404 || statusCode === 405 || name === "SandboxNotFoundError";
}

const seconds = (ms = 300_000): number => Math.ceil(ms / 1000);

function createBody(template: string, timeoutMs?: number, opts: SandboxOpts = {}) {
  const { lifecycle, metadata, network, allowInternetAccess } = opts;
  const onTimeout = lifecycle?.onTimeout;
  const action = typeof onTimeout === "string" ? onTimeout : onTimeout?.action;
  return {
    ...{ templateID: template, timeout: seconds(timeoutMs), secure: true },
    ...(metadata !== undefined && { metadata }),
    ...(allowInternetAccess !== undefined && { allow_internet_access: allowInternetAccess }),
    ...(network !== undefined && { network: networkBody(network) }),
    ...(action !== undefined && { autoPause: action === "pause" }),
  };
}

function accessOf(
  sdk: Sdk,
  { response, data, error }: { response: Response; data?: Access; error?: unknown },
) {
  if (data === undefined) throw refused(sdk, response, error);
  const { sandboxID, envdVersion, domain, envdAccessToken, trafficAccessToken } = data;
  return {
    ...{ sandboxId: sandboxID, envdVersion, envdAccessToken },
    sandboxDomain: domain ?? undefined,
    trafficAccessToken: trafficAccessToken ?? undefined,
  };
}

/** The error that the SDK would have thrown. */
function refused(sdk: Sdk, { status, statusText }: Response, error: unknown): Error {
  const { message = statusText } = Object(error) as { message?: string };
  if (status === 401) return new sdk.AuthenticationError(message);
  if (status === 429) return new sdk.RateLimitError(message);
  if (status === 503) return new sdk.ServiceBusyError(message);
  const refusal = new sdk.SandboxError(`${status}: ${message}`);
  return Object.assign(refusal, { statusCode: status });
}
