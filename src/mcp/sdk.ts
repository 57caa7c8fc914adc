import type * as Client from "@modelcontextprotocol/client";

export type Sdk = typeof Client;

/** The MCP SDK takes a fifth of a second to load: it comes with the first start, not with us. */
export const loadSdk = (): Promise<Sdk> => import("@modelcontextprotocol/client");
