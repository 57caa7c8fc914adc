import { readFile } from "node:fs/promises";
import type { Introduction } from "../../gateway/introduction.ts";

/** How a sandboxed server shows in the editor's lists: with its description, and our own picture. */
export async function introductionOf(
  description: string | undefined,
  picture: string,
): Promise<Introduction> {
  const icon = await readFile(picture, "base64").catch(() => undefined);
  return {
    ...(description !== undefined && { description }),
    ...(icon !== undefined && {
      icons: [{ src: `data:image/png;base64,${icon}`, mimeType: "image/png", sizes: ["256x256"] }],
    }),
  };
}
