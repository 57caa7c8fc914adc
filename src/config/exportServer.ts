import type { ServerConfig } from "./serverEntry.ts";

/** One server as JSON that can be pasted again: `{ "name": { … } }`. */
export function exportServer({ name, entry }: Pick<ServerConfig, "name" | "entry">): string {
  return `${JSON.stringify({ [name]: entry }, undefined, 2)}\n`;
}
