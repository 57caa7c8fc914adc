import { resolve } from "node:path";
import { quoteWords } from "../config/shellWords.ts";
import type { Gate } from "../gateway/gate.ts";
import { PinGate } from "../gateway/pinGate.ts";
import { Pins, type PinsOptions } from "../mcp/pins/pins.ts";
import type { PinPolicy } from "../mcp/pins/policy.ts";

export interface PinGateWishes extends PinsOptions {
  readonly policy: PinPolicy;
  /** The settings file that was named on the command line. */
  readonly config: string | undefined;
  readonly cwd: string;
}

/** The gate of `serve` and `connect`; hears of what `tools review` decides meanwhile. */
export async function pinGate({
  policy,
  config,
  cwd,
  ...options
}: PinGateWishes): Promise<Gate & AsyncDisposable> {
  const pins = new Pins(options);
  const gate = new PinGate({
    ...{ pins, log: options.log, policy: () => policy },
    remedy: (server) => `The user decides by: ${reviewCommand(server, { cwd, config })}`,
  });
  await pins.watch();
  return Object.assign(gate, {
    [Symbol.asyncDispose]: async () => {
      gate.dispose();
      pins.dispose();
    },
  });
}

/** What the user types, wherever the client that runs us has its working directory. */
function reviewCommand(
  server: string,
  { cwd, config }: Pick<PinGateWishes, "cwd" | "config">,
): string {
  const named = config === undefined ? [] : ["--config", resolve(cwd, config)];
  return quoteWords(["mcp-sandbox", "tools", "review", server, ...named]);
}
