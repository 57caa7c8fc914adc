import type * as Server from "@modelcontextprotocol/server";
import type * as Stdio from "@modelcontextprotocol/server/stdio";

export type Sdk = typeof Server;

/** The MCP SDK comes with the first client, not with us. */
export const loadSdk = (): Promise<Sdk> => import("@modelcontextprotocol/server");
export const loadStdio = (): Promise<typeof Stdio> => import("@modelcontextprotocol/server/stdio");

/** A schema for the SDK that takes whatever comes. */
export const anything = {
  "~standard": {
    version: 1 as const,
    vendor: "mcp-sandbox",
    validate: (value: unknown): { value: unknown } => ({ value }),
  },
};
