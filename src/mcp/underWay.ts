/** One request that waits for its answer. */
export interface Waiting {
  /** Its time begins anew. */
  restart(): void;
  /** It waits no more. */
  end(): void;
}

/** The call that a request belongs to. */
interface Call {
  readonly id: string;
  /** Fires when its caller gives it up. */
  readonly signal: AbortSignal | undefined;
}

interface Entry {
  readonly call: Call | undefined;
  readonly arm: () => void;
  readonly disarm: () => void;
}

/** A longer timer would fire at once. */
export const longestMs = 2 ** 31 - 1;

/** The requests of one session that wait for their answers, and until when. */
export class UnderWay {
  readonly #entries = new Set<Entry>();
  #holds = 0;

  /** The call that is under way, if there is exactly one. */
  get onlyCall(): Call | undefined {
    const calls = [...this.#entries].flatMap(({ call }) => call ?? []);
    return calls.length === 1 ? calls[0] : undefined;
  }

  /** Notes a request; `late` is told once when its time is over. */
  begin(timeoutMs: number, call: Call | undefined, late: () => void): Waiting {
    let timer: NodeJS.Timeout | undefined;
    const disarm = (): void => clearTimeout(timer);
    const arm = (): void => {
      disarm();
      timer = setTimeout(late, Math.min(timeoutMs, longestMs));
    };
    const entry = { call, arm, disarm };
    this.#entries.add(entry);
    const restart = (): void => {
      if (this.#holds === 0 && this.#entries.has(entry)) arm();
    };
    restart();
    const end = (): void => {
      disarm();
      this.#entries.delete(entry);
    };
    return { restart, end };
  }

  /** While a question of the server is open nobody's time runs; afterwards it begins anew. */
  async hold<T>(open: () => Promise<T>): Promise<T> {
    this.#holds += 1;
    for (const { disarm } of this.#entries) disarm();
    try {
      return await open();
    } finally {
      this.#holds -= 1;
      if (this.#holds === 0) for (const { arm } of this.#entries) arm();
    }
  }
}
