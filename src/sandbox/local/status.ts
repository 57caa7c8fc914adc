import type { Readable } from "node:stream";

/** What bubblewrap tells about the jail that it makes, on `--json-status-fd`. */
export interface JailStatus {
  /** Host number of the jail's first process; undefined when it came to nothing. */
  readonly first: Promise<number | undefined>;
  /** The program's exit code; undefined when it never ran or was ended together with bubblewrap. */
  readonly exitCode: Promise<number | undefined>;
}

/** Reads the channel to its end. Neither promise rejects, and both settle when it closes. */
export function readStatus(channel: Readable): JailStatus {
  let text = "";
  channel.setEncoding("utf8");
  const closed = new Promise<void>((resolve) => channel.once("close", resolve));
  const first = new Promise<number>((resolve) => {
    channel.on("data", (chunk: string) => {
      text += chunk;
      const pid = numberOf("child-pid", text);
      if (pid !== undefined) resolve(pid);
    });
  });
  return {
    first: Promise.race([first, closed.then(() => undefined)]),
    exitCode: closed.then(() => numberOf("exit-code", text)),
  };
}

/** The documents are whole lines, each with a few numbers in it. */
function numberOf(key: string, text: string): number | undefined {
  const digits = new RegExp(`"${key}": (\\d+)[^\\n]*\\n`).exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
