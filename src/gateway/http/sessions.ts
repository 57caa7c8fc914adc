/** What a client has open with us between its requests. */
export interface Session {
  /** Never rejects. */
  close(): Promise<void>;
}

interface Entry<T> {
  readonly session: T;
  /** Requests and streams that are open now. */
  open: number;
  lastUsed: number;
  /** Its client listened, and does no more. */
  isLeft: boolean;
}

export interface SessionsOptions {
  readonly max: number;
  /** A session without an open request or stream ends after this time. */
  readonly idleMs: number;
  /** The same where the client has closed the stream that it listened on: most have ended then. */
  readonly leftMs: number;
}

export interface Use {
  /** It is the stream that a client listens on. */
  readonly isListening: boolean;
  /** Calls back when it is over. */
  readonly onClosed: (listener: () => void) => void;
}

/** The sessions of one gateway: one transport and one server object each, never shared. */
export class Sessions<T extends Session> implements AsyncDisposable {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #options: SessionsOptions;
  readonly #timer: NodeJS.Timeout;

  constructor(options: SessionsOptions) {
    this.#options = options;
    const { idleMs, leftMs } = options;
    this.#timer = setInterval(() => this.#sweep(), Math.min(idleMs, leftMs, 60_000));
    this.#timer.unref();
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Whether one more fits; one that nobody uses gives way to it. */
  makeRoom(): boolean {
    if (this.#entries.size < this.#options.max) return true;
    const [oldest] = [...this.#entries]
      .filter(([, { open }]) => open === 0)
      .toSorted(([, a], [, b]) => a.lastUsed - b.lastUsed);
    if (oldest === undefined) return false;
    void this.#end(oldest[0]);
    return true;
  }

  add(id: string, session: T): void {
    this.#entries.set(id, { session, open: 0, lastUsed: Date.now(), isLeft: false });
  }

  /** The session, kept from idling until its use is over. */
  use(id: string, { isListening, onClosed }: Use): T | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    entry.open++;
    entry.lastUsed = Date.now();
    if (isListening) entry.isLeft = false;
    onClosed(() => {
      entry.open--;
      entry.lastUsed = Date.now();
      if (isListening) entry.isLeft = true;
    });
    return entry.session;
  }

  /** Forgets one that has ended by itself. */
  forget(id: string): void {
    this.#entries.delete(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#entries.keys()].map((id) => this.#end(id)));
  }

  #sweep(): void {
    const { idleMs, leftMs } = this.#options;
    const now = Date.now();
    for (const [id, { open, lastUsed, isLeft }] of this.#entries)
      if (open === 0 && now - lastUsed > (isLeft ? leftMs : idleMs)) void this.#end(id);
  }

  async #end(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    await entry?.session.close();
  }
}
