import { type Disposable, Emitter } from "../../base/event.ts";
import { Failure } from "../../base/failure.ts";
import type { LaunchText } from "../../config/launchText/launchText.ts";
import type { ServerConfig } from "../../config/serverEntry.ts";
import { SharedStart } from "../../mcp/sharedStart.ts";
import type { Approval, Approvals } from "./approvals.ts";

/** What the user is asked. */
export interface Question {
  readonly launch: LaunchText;
  /** What was allowed of this server before, if anything. */
  readonly before?: Approval;
}

export interface ConsentsOptions {
  readonly approvals: Approvals;
  /** What a start would be. Rejects like the start itself: `config`, `untrusted`. */
  readonly describe: (config: ServerConfig) => Promise<LaunchText>;
  /** Asks the user; true is yes. Lets go soon after its signal fires. */
  readonly ask: (question: Question, signal: AbortSignal) => Promise<boolean>;
}

interface Asking {
  readonly hash: string;
  readonly start: SharedStart<void>;
}

/**
 * The user's word on what may be started here. It holds for exactly the launch that was shown: the
 * editor itself trusts the servers of an extension without asking.
 */
export class Consents implements Disposable {
  readonly #options: ConsentsOptions;
  readonly #asking = new Map<string, Asking>();
  readonly #changed = new Emitter<string>();
  readonly #revoked = new Emitter<string>();

  /** The name of a server that begins or ends to wait for the user's word. */
  readonly onDidChange = this.#changed.event;
  /** The name of a server that may no longer run. */
  readonly onDidRevoke = this.#revoked.event;

  constructor(options: ConsentsOptions) {
    this.#options = options;
  }

  /**
   * Settles when the launch is allowed. What was allowed as it is now is not asked for; a question
   * under way is shared, and goes away when nobody waits for it any more. Rejects with
   * `notAllowed`, `cancelled`, or why there is no such launch: `config`, `untrusted`.
   */
  async ensure(config: ServerConfig, signal?: AbortSignal): Promise<void> {
    const { approvals, describe } = this.#options;
    for (;;) {
      const launch = await describe(config);
      if (signal?.aborted === true) throw Failure.from(signal.reason, "cancelled");
      const before = approvals.of(config.name);
      if (before?.hash === launch.hash) return;
      // Around again after a yes: what counts is the launch as it is by then.
      await this.#question({ launch, ...(before && { before }) }).join(signal);
    }
  }

  /** Whether a start would go without a question. Asks nobody; false where there is no such launch. */
  async isAllowed(config: ServerConfig): Promise<boolean> {
    const { approvals, describe } = this.#options;
    const launch = await describe(config).catch(() => undefined);
    return launch !== undefined && approvals.of(config.name)?.hash === launch.hash;
  }

  /** What is allowed here. */
  review(): readonly Approval[] {
    return this.#options.approvals.all;
  }

  /** Takes an approval back; whoever runs by it has to stop it. */
  async revoke(server: string): Promise<void> {
    await this.#options.approvals.remove(server);
    this.#revoked.fire(server);
  }

  /** True while a start of the server waits for the user's word. */
  isWaiting(server: string): boolean {
    return this.#asking.has(server);
  }

  dispose(): void {
    for (const { start } of this.#asking.values())
      start.abort(new Failure("cancelled", "The window is closed."));
    this.#changed.dispose();
    this.#revoked.dispose();
  }

  #question(question: Question): SharedStart<void> {
    const { server, hash } = question.launch;
    const before = this.#asking.get(server);
    if (before?.hash === hash && !before.start.aborted) return before.start;
    before?.start.abort(new Failure("cancelled", `What ${server} starts has changed meanwhile.`));
    const start = new SharedStart((signal) => this.#ask(question, signal));
    const asking = { hash, start };
    this.#asking.set(server, asking);
    void start.settled.then(() => {
      if (this.#asking.get(server) === asking) this.#asking.delete(server);
      this.#changed.fire(server);
    });
    this.#changed.fire(server);
    return start;
  }

  async #ask(question: Question, signal: AbortSignal): Promise<void> {
    const { ask, approvals } = this.#options;
    const isAllowed = await ask(question, signal);
    if (signal.aborted) throw Failure.from(signal.reason, "cancelled");
    const { server } = question.launch;
    if (!isAllowed)
      throw new Failure("notAllowed", `${server} was not allowed to start.`, {
        remedy: "Start it again, and allow what it starts.",
      });
    await approvals.keep({ ...question.launch, at: Date.now() });
  }
}
