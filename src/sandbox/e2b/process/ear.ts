import type { Positions } from "./frames.ts";
import { listenAgain, type RelayAddress } from "./listenAgain.ts";
import type { Listening, ListeningEnd } from "./listening.ts";
import type { ProgramTimes } from "./machineLink.ts";
import type { Take } from "./marker.ts";

export interface EarOptions {
  readonly times: ProgramTimes;
  /** Gives a new reader for each stream. */
  readonly hear: () => Take;
  readonly received: () => Positions;
  /** Called when the stream that is listened to has ended by itself. */
  readonly onDidEnd: (end: ListeningEnd) => void;
}

/** What one relay is heard by: one stream at a time. */
export class Ear {
  readonly #options: EarOptions;
  #listening: Listening | undefined;
  #since = 0;
  #number = 0;
  /** Counts up when what was begun before must not be gone on with. */
  #turn = 0;

  constructor(options: EarOptions) {
    this.#options = options;
  }

  /** For how long it has listened or tried to. */
  get ageMs(): number {
    return performance.now() - this.#since;
  }

  open(listening: Listening): void {
    this.#listening = listening;
    this.#since = performance.now();
    void listening.end.then((end) => {
      if (this.#listening !== listening) return;
      this.#listening = undefined;
      this.#options.onDidEnd(end);
    });
  }

  /** Hears nothing any more. Never rejects. */
  async close(): Promise<void> {
    this.#turn += 1;
    const listening = this.#listening;
    this.#listening = undefined;
    await listening?.close();
  }

  /** Listens from where it was. Gives how that ended instead; `silent`: nothing came in time. Never rejects. */
  async again(relay: RelayAddress): Promise<"listening" | "silent" | ListeningEnd> {
    await this.close();
    const turn = this.#turn;
    const { times, hear, received } = this.#options;
    const number = ++this.#number;
    const heard = await listenAgain({ relay, times, number, from: received(), hear: hear() });
    const listening = heard !== undefined && "close" in heard ? heard : undefined;
    if (turn !== this.#turn) {
      await listening?.close();
      return { kind: "cut" };
    }
    if (listening === undefined) return heard === undefined || "close" in heard ? "silent" : heard;
    this.open(listening);
    return "listening";
  }
}
