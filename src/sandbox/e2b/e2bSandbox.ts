import { randomUUID } from "node:crypto";
import { Failure } from "../../base/failure.ts";
import type { Files } from "../files.ts";
import type { Command, PortAddress, Process, Sandbox } from "../sandbox.ts";
import type { MicroVm } from "./microVm.ts";
import { portAddress } from "./portAddress.ts";
import { startProgram } from "./process/startProgram.ts";
import { sdkFiles } from "./sdkFiles.ts";

/** One use of a microVM, which others may use too. */
export class E2BSandbox implements Sandbox {
  readonly id: string;
  readonly provider = "e2b";
  /** What it cannot promise; written once it is furnished. */
  notes: readonly string[] = [];
  readonly files: Files;
  readonly address = (port: number): Promise<PortAddress> => portAddress(this.#vm.box(), port);
  readonly #vm: MicroVm;
  readonly #onClose: () => Promise<void>;
  /** In the environment of all that is started, so that nothing of it stays behind. */
  readonly #mark = randomUUID();
  readonly #programs = new Set<Process>();
  #hasRelay = true;
  #closed: Promise<void> | undefined;

  constructor(
    vm: MicroVm,
    own: {
      readonly id: string;
      /** Called once, when nothing of it runs any more. */
      readonly onClose: () => Promise<void>;
    },
  ) {
    this.id = own.id;
    this.files = sdkFiles(async () => vm.box());
    this.#vm = vm;
    this.#onClose = own.onClose;
  }

  get caveats(): readonly string[] {
    return this.#hasRelay ? this.notes : [...this.notes, withoutRelay];
  }

  async start(command: Command): Promise<Process> {
    if (this.#closed !== undefined) throw new Failure("sandboxFailed", "The sandbox is closed.");
    const env = { ...command.env, [markVariable]: this.#mark };
    const program = await startProgram(this.#vm, { ...command, env });
    if (!program.isLossless) this.#hasRelay = false;
    this.#vm.passengers.add(program);
    this.#programs.add(program);
    void program.exit.then(() => {
      this.#vm.passengers.delete(program);
      this.#programs.delete(program);
    });
    return program;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#programs].map(end));
    await this.#sweep();
    await this.#onClose();
  }

  /** Ends what the programs have left running; a microVM that ends itself need not be swept. */
  async #sweep(): Promise<void> {
    if (this.#vm.isOver || this.#vm.endsWithItsLastUser) return;
    const ours = `grep -lzsx ${markVariable}=${this.#mark} /proc/[0-9]*/environ`;
    const line = `for f in $(${ours}); do p=\${f#/proc/}; kill -9 "\${p%/*}" 2>/dev/null; done; true`;
    await this.#vm
      .box()
      .commands.run(line, { timeoutMs: 10_000 })
      .catch(() => {});
  }
}

const withoutRelay =
  "Without Perl in the microVM a cut of the connection, or the plan's time limit, ends the server.";

const markVariable = "MCP_SANDBOX_RUN";

async function end(program: Process): Promise<void> {
  await program.signal("SIGKILL");
  await program.exit;
}
