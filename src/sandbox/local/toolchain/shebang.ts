import { open } from "node:fs/promises";

/** The interpreter that a script names in its first line: a path, or a name to be looked up. */
export async function interpreterOf(path: string): Promise<string | undefined> {
  const line = await firstLine(path).catch(() => "");
  if (!line.startsWith("#!")) return undefined;
  const words = line.slice(2).trim().split(/\s+/);
  if (!/(^|\/)env$/.test(words[0] ?? "")) return words[0] || undefined;
  return words.slice(1).find((word) => !word.startsWith("-") && !word.includes("="));
}

/** As far as the kernel reads it. */
async function firstLine(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    return buffer.toString("utf8", 0, bytesRead).split("\n")[0] ?? "";
  } finally {
    await file.close();
  }
}
