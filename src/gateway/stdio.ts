import type { Readable, Writable } from "node:stream";
import type { Log } from "../base/log.ts";
import { peer } from "./peer.ts";
import type { Relay } from "./relay.ts";
import { Rounds } from "./rounds.ts";
import { loadSdk, loadStdio } from "./sdk.ts";

export interface StdioOptions {
  readonly relay: Relay;
  readonly version: string;
  readonly log: Log;
  readonly input: Readable;
  readonly output: Writable;
  readonly signal: AbortSignal;
}

/** A line may be as long as those of the servers. */
const maxBufferSize = 64 * 1024 * 1024;

/** Serves one client on two streams, of either era, until it closes its end or the signal ends it. */
export async function serveStreams(options: StdioOptions): Promise<void> {
  const { relay, version, log, input, output, signal } = options;
  const [sdk, { serveStdio, StdioServerTransport }] = await Promise.all([loadSdk(), loadStdio()]);
  const rounds = new Rounds();
  const over = new Promise<void>((resolve) => {
    for (const event of ["end", "close", "error"]) input.once(event, () => resolve());
    output.once("error", () => resolve());
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  const transport = new StdioServerTransport(input, output, { maxBufferSize });
  const served = serveStdio((context) => peer(context, { relay, rounds, version, sdk }), {
    transport,
    onerror: (error) => log.debug(`Client: ${error.message}`),
  });
  await over;
  rounds.end();
  await served.close();
}
