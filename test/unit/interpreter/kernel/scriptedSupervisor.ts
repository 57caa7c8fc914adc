import type { Io, Program } from "../../../fakes/memorySandboxes.ts";

/** What a kernel is told to do: the words, and the bytes behind them. */
export interface Order {
  readonly words: readonly string[];
  readonly payload: string;
}

/** Says one line of JSON, or one that is none. */
export type Say = (told: object | string) => void;

/** Stands for the supervisor and its driver in memory: reacts to each order until one ends it. */
export const scripted =
  (react: (order: Order, say: Say, io: Io) => number | void): Program =>
  async (io) => {
    const say: Say = (told) =>
      io.stdout(`${typeof told === "string" ? told : JSON.stringify(told)}\n`);
    let heard = Buffer.alloc(0);
    let skip = Number(io.command.args[2]);
    for await (const chunk of io.stdin) {
      heard = Buffer.concat([heard, chunk]);
      const skipped = Math.min(skip, heard.length);
      heard = heard.subarray(skipped);
      skip -= skipped;
      for (let next = orderOf(heard); next !== undefined; next = orderOf(heard)) {
        heard = heard.subarray(next.size);
        const code = react(next.order, say, io);
        if (typeof code === "number") return code;
      }
    }
    return 0;
  };

function orderOf(heard: Buffer): { readonly order: Order; readonly size: number } | undefined {
  const end = heard.indexOf("\n");
  if (end < 0) return undefined;
  const words = heard.toString("utf8", 0, end).split(" ");
  const size = end + 1 + (words[0] === "interrupt" ? 0 : Number(words.at(-1)));
  if (heard.length < size) return undefined;
  return { order: { words, payload: heard.toString("utf8", end + 1, size) }, size };
}

/** Greets, and gives each run to the function. */
export const greeting = (
  run: (number: number, code: string, say: Say, io: Io) => number | void,
): Program =>
  scripted(({ words, payload }, say, io) => {
    if (words[0] === "start") return say({ is: "ready", cwd: "/home", version: "Python 3" });
    if (words[0] !== "run") return undefined;
    const request = JSON.parse(payload) as { run: number; code: string };
    return run(request.run, request.code, say, io);
  });
