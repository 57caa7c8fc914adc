import { findNodeAtLocation, type Node } from "jsonc-parser";
import type { Problem } from "../base/failure.ts";
import { joinPath } from "./jsonPath.ts";

/** Names that stand twice in the object at `keys`; JSON lets the last one win without a word. */
export function duplicateKeys(
  root: Node | undefined,
  keys: readonly string[],
  path: string,
): Problem[] {
  const object = root === undefined ? undefined : findNodeAtLocation(root, [...keys]);
  const seen = new Set<unknown>();
  return (object?.children ?? []).flatMap((property) => {
    const name: unknown = property.children?.[0]?.value;
    if (typeof name !== "string") return [];
    const twice = seen.has(name);
    seen.add(name);
    return twice
      ? [
          {
            path: joinPath(path, name),
            message: "This name stands here twice. Only the last one counts.",
          },
        ]
      : [];
  });
}
