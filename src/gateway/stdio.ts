import { once } from "node:events";
import { PassThrough, type Readable, type Writable } from "node:stream";
import type { Log } from "../base/log.ts";
import type { Answers } from "./answers.ts";
import { Answered } from "./answered.ts";
import { peer } from "./peer.ts";
import { Rounds } from "./rounds.ts";
import { loadSdk, loadStdio } from "./sdk.ts";

export interface StdioOptions {
  readonly relay: Answers;
  readonly version: string;
  readonly log: Log;
  readonly input: Readable;
  readonly output: Writable;
  readonly signal: AbortSignal;
}

/** A line may be as long as those of the servers. */
const maxBufferSize = 64 * 1024 * 1024;

/**
 * Serves one client on two streams, of either era, until it closes its end and has its answers, or
 * the signal ends it.
 */
export async function serveStreams(options: StdioOptions): Promise<void> {
  const { relay, version, log, input, output, signal } = options;
  const [sdk, { serveStdio, StdioServerTransport }] = await Promise.all([loadSdk(), loadStdio()]);
  const rounds = new Rounds();
  // The SDK would let go of what is under way as soon as the input ends.
  const open = input.pipe(new PassThrough(), { end: false });
  const transport = new Answered(new StdioServerTransport(open, output, { maxBufferSize }));
  const gone = aborted(signal, input, output);
  const served = serveStdio((context) => peer(context, { relay, rounds, version, sdk }), {
    transport,
    onerror: (error) => log.debug(`Client: ${error.message}`),
  });
  await Promise.race([gone, ended(input).then(() => transport.all())]);
  rounds.end();
  await served.close();
}

async function ended(input: Readable): Promise<void> {
  if (!input.readableEnded) await once(input, "end");
  // What came last has to get through the streams between.
  await new Promise((resolve) => setImmediate(resolve));
}

/** Nobody is there any more to take an answer. */
function aborted(signal: AbortSignal, input: Readable, output: Writable): Promise<void> {
  return new Promise((resolve) => {
    for (const stream of [input, output]) stream.once("error", () => resolve());
    output.once("close", () => resolve());
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
}
