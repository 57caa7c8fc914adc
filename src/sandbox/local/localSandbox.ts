import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import type { Files } from "../files.ts";
import { FilesByPrograms } from "../filesByPrograms.ts";
import type { Command, Limits, Process, Sandbox } from "../sandbox.ts";
import { arrange, type Surroundings } from "./arrangement.ts";
import type { Bubblewrap } from "./bubblewrap.ts";
import { checkCommand } from "./commandCheck.ts";
import { user } from "./etc.ts";
import { filterFor } from "./filterFor.ts";
import { guard, type GuardOptions, type Protections, protectionsOf } from "./guard.ts";
import { hiddenIn } from "./grantRules.ts";
import { startInJail } from "./jail.ts";
import type { LimitGroup } from "./limits/limitGroup.ts";
import { openLimitGroup } from "./limits/openLimitGroup.ts";
import { Undo } from "./undo.ts";

/** What the programs of one sandbox have in common. */
export interface Common extends Surroundings, GuardOptions {
  readonly id: string;
  readonly log: Log;
  readonly bubblewrap: Bubblewrap;
  readonly limits: Limits;
}

export class LocalSandbox implements Sandbox {
  readonly id: string;
  readonly provider = "local";
  readonly files: Files;
  readonly caveats: readonly string[];
  readonly #common: Common;
  readonly #programs = new Set<Process>();
  readonly #starts = new Set<Promise<unknown>>();
  /** Opened before the first program, to know what it cannot promise. */
  #nextLimits: LimitGroup | undefined;
  /** Found out at the opening; too old for any but the first program. */
  #nextProtections: Protections | undefined;
  #closed: Promise<void> | undefined;

  /** Takes over the limits and the outlet, and closes them. */
  constructor(common: Common, limits: LimitGroup, protections: Protections) {
    this.id = common.id;
    this.#common = common;
    // What looks after files needs no network, and starts faster without.
    const offline = { ...common, outlet: undefined };
    this.files = new FilesByPrograms((command) => this.#track(command, offline), user.home);
    this.#nextLimits = limits;
    this.#nextProtections = protections;
    const found = [limits, ...protections.values()];
    this.caveats = found.flatMap(({ caveats }) => caveats);
  }

  start(command: Command): Promise<Process> {
    return this.#track(command, this.#common);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** What runs or is about to is ended with the sandbox. */
  async #track(command: Command, common: Common): Promise<Process> {
    if (this.#closed !== undefined) throw new Failure("sandboxFailed", "The sandbox is closed.");
    const starting = this.#start(command, common);
    const settled = starting.then(
      (program) => void this.#programs.add(program),
      () => {},
    );
    this.#starts.add(settled);
    try {
      return await starting;
    } finally {
      this.#starts.delete(settled);
    }
  }

  async #start(command: Command, common: Common): Promise<Process> {
    const { grants, bubblewrap, root, outlet } = common;
    const undo = new Undo();
    const halting = new AbortController();
    const onDidReplace = (path: string): void => halting.abort(replacedLine(path));
    try {
      const limits = await this.#takeLimits();
      undo.add(async () => limits[Symbol.asyncDispose]());
      limits.prepare();
      const arrangement = await arrange(common, command);
      const targets = grants.map(({ target }) => target);
      await checkCommand(command, { ...arrangement, targets, env: process.env });
      const protections = await this.#takeProtections();
      const guarded = await guard(grants, protections, { ...common, onDidReplace });
      undo.add(() => guarded.release());
      const program = await startInJail(
        {
          ...arrangement,
          ...{ bubblewrap, root, outlet, limits },
          // Unix sockets lead out only through granted folders, where the host's programs may have some.
          filter: filterFor({ unixSockets: grants.length === 0 }),
          binds: [...arrangement.binds, ...guarded.binds],
          hidden: hiddenIn(grants, common.dataDir),
          halt: halting.signal,
          onGone: () => undo.run(),
        },
        command,
      );
      void program.exit.then(() => this.#programs.delete(program));
      return program;
    } catch (error) {
      await undo.run();
      throw error;
    }
  }

  async #takeProtections(): Promise<Protections> {
    const next = this.#nextProtections;
    this.#nextProtections = undefined;
    return next ?? protectionsOf(this.#common.grants);
  }

  async #takeLimits(): Promise<LimitGroup> {
    const next = this.#nextLimits;
    this.#nextLimits = undefined;
    return next ?? openLimitGroup(this.#common.limits, this.#common);
  }

  async #close(): Promise<void> {
    await Promise.all(this.#starts);
    await Promise.all([...this.#programs].map(end));
    await this.#nextLimits?.[Symbol.asyncDispose]();
    await this.#common.outlet?.[Symbol.asyncDispose]();
  }
}

function replacedLine(path: string): string {
  return (
    `${path} was replaced by another program. This server could have changed the new one, ` +
    "so it was stopped; it can be started again."
  );
}

async function end(program: Process): Promise<void> {
  await program.signal("SIGKILL");
  await program.exit;
}
