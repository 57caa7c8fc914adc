import type { Tool } from "../../mcp/server.ts";
import { visibleLine } from "./visible.ts";

/** The tool's title for people, where it has one. */
export function toolTitle({ title, annotations }: Tool): string | undefined {
  const found = title ?? annotations?.["title"];
  return typeof found === "string" && found !== "" ? visibleLine(found, 100) : undefined;
}
