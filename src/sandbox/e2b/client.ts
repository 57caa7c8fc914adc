import type { Sandbox } from "e2b";
import type { Connection } from "./connection.ts";
import { withOldPaths } from "./oldPaths.ts";

/** A microVM as the SDK gives it. */
export type Box = Sandbox;
/** The SDK's class, bound to one connection. */
export type Boxes = typeof Sandbox;

/** How long the service may take for one answer. */
const requestTimeoutMs = 30_000;

/** The SDK is large, so it is loaded when the first microVM is wanted and not before. */
export async function openClient(connection: Connection): Promise<Boxes> {
  const sdk = await import("e2b");
  const { apiKey, domain, apiUrl, sandboxUrl, debug } = connection;
  const client = new sdk.E2B({
    ...{ apiKey, requestTimeoutMs },
    ...(domain !== undefined && { domain }),
    ...(apiUrl !== undefined && { apiUrl }),
    ...(sandboxUrl !== undefined && { sandboxUrl }),
    ...(debug !== undefined && { debug }),
  });
  return withOldPaths(client.Sandbox, sdk);
}
