import type { PortAddress } from "../sandbox.ts";
import type { Box } from "./client.ts";

const daemonPort = 49_983;

/**
 * Where a port of a microVM is reached. Where its own daemon is not reached by the usual host name,
 * all ports are behind one address, and headers say which is meant. Source: E2B SDK, `sandboxUrl`.
 */
export async function portAddress(box: Box, port: number): Promise<PortAddress> {
  const daemon = new URL(await box.downloadUrl("/"));
  const isUsual = daemon.host === box.getHost(daemonPort);
  const url = isUsual ? `${daemon.protocol}//${box.getHost(port)}` : daemon.origin;
  const { sandboxId, trafficAccessToken } = box;
  return {
    url,
    headers: {
      "E2B-Sandbox-Id": sandboxId,
      "E2B-Sandbox-Port": String(port),
      ...(trafficAccessToken && { "E2B-Traffic-Access-Token": trafficAccessToken }),
    },
  };
}
