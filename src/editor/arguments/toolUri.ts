import { schemes } from "../contributions.ts";

/** A tool of a configured server. */
export interface ToolName {
  readonly server: string;
  readonly tool: string;
}

/** The address of a tool's schema. It stands in an arguments document and says what that is for. */
export function toolUri({ server, tool }: ToolName): string {
  return `${schemes.schema}:/${server}/${encodeURIComponent(tool)}.json`;
}

/** Reads such an address back; `undefined` for any other. */
export function parseToolUri(uri: string): ToolName | undefined {
  const [, server, encoded] = pattern.exec(uri) ?? [];
  if (server === undefined || encoded === undefined) return undefined;
  try {
    return { server, tool: decodeURIComponent(encoded) };
  } catch {
    return undefined;
  }
}

const pattern = new RegExp(`^${schemes.schema}:/([A-Za-z0-9_-]+)/([^/]+)\\.json$`);
