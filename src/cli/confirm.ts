import { createInterface } from "node:readline/promises";
import { printable } from "../mcp/printable.ts";

/** Asks on a terminal; anything but yes is no, and so is Ctrl+C. */
export async function confirm(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<boolean> {
  const lines = createInterface({ input, output });
  lines.on("SIGINT", () => lines.close());
  try {
    const closed = new Promise<string>((resolve) => void lines.once("close", () => resolve("")));
    const answer = await Promise.race([
      lines.question(`${printable(question)} [y/N] `, { signal }),
      closed,
    ]);
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    return false;
  } finally {
    lines.close();
  }
}
