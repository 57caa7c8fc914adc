/** How a server is introduced to clients, beside its name. Source: MCP `Implementation`. */
export interface Introduction {
  readonly description?: string;
  readonly icons?: { src: string; mimeType?: string; sizes?: string[]; theme?: "light" | "dark" }[];
}
