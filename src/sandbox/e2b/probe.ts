import { Failure } from "../../base/failure.ts";
import type { Box } from "./client.ts";

/** A host of the open Internet that answers plain HTTP and that no list of ours allows. */
export interface ProbeTarget {
  readonly host: string;
  readonly port: number;
}

export const defaultTarget: ProbeTarget = { host: "1.1.1.1", port: 80 };

/** Longer than an answer takes, shorter than anybody waits for. */
const seconds = 4;

/**
 * Tries from inside to reach what the rules forbid: `ignored` when an answer came. Rejects with
 * `sandboxFailed` when it could not be tried.
 */
export async function probe(box: Box, { host, port }: ProbeTarget): Promise<"proved" | "ignored"> {
  const ask = String.raw`exec 3<>/dev/tcp/${host}/${port} && printf 'HEAD / HTTP/1.0\r\n\r\n' >&3 && head -c 4 <&3`;
  const line = `echo tried; timeout ${seconds} bash -c '${ask.replaceAll("'", `'\\''`)}' 2>/dev/null; true`;
  const { stdout } = await box.commands.run(line, { timeoutMs: (seconds + 5) * 1000 });
  if (!stdout.includes("tried"))
    throw new Failure("sandboxFailed", "The probe of the network did not run.");
  return stdout.includes("HTTP") ? "ignored" : "proved";
}
