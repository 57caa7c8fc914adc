import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import type { CommandHandle, Sandbox } from "e2b";

type Open = (onStdout: (text: string) => void) => Promise<CommandHandle>;

/** MCP over a command of a sandbox, as plain as can be: it shows what gets lost, it mends nothing. */
export class CommandTransport implements Transport {
  onmessage?: Transport["onmessage"];
  onclose?: () => void;
  onerror?: (error: Error) => void;
  /** Lines that were no messages. */
  readonly noise: string[] = [];
  readonly #box: Sandbox;
  readonly #open: Open;
  #handle: CommandHandle | undefined;
  #rest = "";
  #writes: Promise<unknown> = Promise.resolve();

  private constructor(box: Sandbox, open: Open) {
    this.#box = box;
    this.#open = open;
  }

  static run(box: Sandbox, line: string): CommandTransport {
    const options = { background: true, stdin: true, timeoutMs: 0 } as const;
    return new CommandTransport(box, (onStdout) =>
      box.commands.run(line, { ...options, onStdout }),
    );
  }

  get pid(): number {
    return this.#handle?.pid ?? 0;
  }

  async start(): Promise<void> {
    this.#handle = await this.#open((text) => this.#take(text));
  }

  /** Listens to the same process again; a line that was cut off is dropped. */
  async reattach(box = this.#box): Promise<void> {
    this.#rest = "";
    this.#handle = await box.commands.connect(this.pid, {
      timeoutMs: 0,
      onStdout: (text) => this.#take(text),
    });
  }

  /** How listening ended. */
  async ending(): Promise<unknown> {
    return this.#handle?.wait().catch((error: unknown) => error);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const write = (): Promise<void> =>
      this.#box.commands.sendStdin(this.pid, `${JSON.stringify(message)}\n`);
    const written = this.#writes.then(write);
    this.#writes = written.catch(() => {});
    await written;
  }

  async close(): Promise<void> {
    await this.#handle?.kill().catch(() => false);
    this.onclose?.();
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("{")) this.onmessage?.(JSON.parse(line) as JSONRPCMessage);
      else this.noise.push(line);
    }
  }
}
