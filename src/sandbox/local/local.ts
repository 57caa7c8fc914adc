import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import { runInstall } from "../install.ts";
import type { Command, OpenOptions, Process, Sandbox, Sandboxes, SandboxSpec } from "../sandbox.ts";
import type { Bind } from "./arguments.ts";
import { findBubblewrap } from "./bubblewrap.ts";
import { searchPath } from "./environment.ts";
import { user } from "./etc.ts";
import { privateHome } from "./home.ts";
import { hostRoot } from "./hostRoot.ts";
import { type Jail, startInJail } from "./jail.ts";
import type { LimitGroup } from "./limits/limitGroup.ts";
import { isProcessor, seccompFilter } from "./seccomp/filter.ts";

/** Sandboxes on this machine: every program gets a bubblewrap jail with our own rules. */
export class LocalSandboxes implements Sandboxes {
  readonly #dataDir: string;
  readonly #log: Log;

  constructor(options: { readonly dataDir: string; readonly log: Log }) {
    this.#dataDir = options.dataDir;
    this.#log = options.log;
  }

  async open(spec: SandboxSpec, options: OpenOptions = {}): Promise<Sandbox> {
    options.signal?.throwIfAborted();
    const bubblewrap = await findBubblewrap(process.env);
    if (bubblewrap === undefined || !isProcessor(process.arch))
      throw new Failure("sandboxUnavailable", "The local sandbox needs bubblewrap.");
    const home = await privateHome(this.#dataDir, spec);
    const binds: Bind[] = [
      { source: home, target: user.home, write: true },
      ...spec.mounts.map((mount): Bind => mount),
    ];
    const jail: Jail = {
      bubblewrap,
      root: await hostRoot(process.getuid?.() === 0),
      filter: seccompFilter(process.arch, { unixSockets: spec.mounts.length === 0 }),
      binds,
      path: searchPath([]),
      outlet: undefined,
    };
    const sandbox = new LocalSandbox(spec.id, jail);
    await runInstall({ ...options, home, install: spec.install, start: (c) => sandbox.start(c) });
    this.#log.debug(`${spec.id}: opened`);
    return sandbox;
  }
}

const noLimits: LimitGroup = {
  outside: [],
  inside: [],
  caveats: [],
  watch: () => {},
  exceeded: async () => undefined,
  [Symbol.asyncDispose]: async () => {},
};

class LocalSandbox implements Sandbox {
  readonly id: string;
  readonly caveats: readonly string[] = [];
  readonly #jail: Jail;
  readonly #programs = new Set<Process>();

  constructor(id: string, jail: Jail) {
    this.id = id;
    this.#jail = jail;
  }

  async start(command: Command): Promise<Process> {
    const program = await startInJail(this.#jail, command, noLimits);
    this.#programs.add(program);
    void program.exit.then(() => this.#programs.delete(program));
    return program;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      [...this.#programs].map(async (program) => {
        await program.signal("SIGKILL");
        await program.exit;
      }),
    );
  }
}
