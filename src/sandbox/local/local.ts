import { existsSync } from "node:fs";
import { mkdir, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import { runInstall } from "../install.ts";
import type { Network, OpenOptions, Sandbox, Sandboxes, SandboxSpec } from "../sandbox.ts";
import { Covers } from "./covers.ts";
import { requireJail } from "./doctor/requireJail.ts";
import { type Grant, grantsOf } from "./grants.ts";
import { protectionsOf } from "./guard.ts";
import { privateHome, resetHome } from "./home.ts";
import { type HostRoot, hostRoot } from "./hostRoot.ts";
import { grantsForInstall } from "./installGrants.ts";
import { openLimitGroup } from "./limits/openLimitGroup.ts";
import { type Common, LocalSandbox } from "./localSandbox.ts";
import { openOutlet } from "./network/openOutlet.ts";
import type { Moved } from "./quarantine.ts";
import { WriteGrants } from "./writeGrants.ts";

/** Sandboxes on this machine: every program gets a bubblewrap jail with our own rules. */
export class LocalSandboxes implements Sandboxes {
  readonly #dataDir: string;
  readonly #log: Log;
  #covers: Promise<Covers> | undefined;
  #root: Promise<HostRoot> | undefined;

  constructor(options: { readonly dataDir: string; readonly log: Log }) {
    this.#dataDir = options.dataDir;
    this.#log = options.log;
  }

  async open(spec: SandboxSpec, options: OpenOptions = {}): Promise<Sandbox> {
    refuseSecretHeaders(spec);
    const common = await this.#prepare(spec, options);
    cancelIfAsked(options);
    await this.#install(spec, common, options);
    const sandbox = await this.#sandbox(common, spec.network);
    for (const line of gitLines(common.grants)) options.onDidSay?.(line);
    if (options.signal?.aborted !== true) return sandbox;
    await sandbox[Symbol.asyncDispose]();
    throw cancelled();
  }

  /** Forgets what the server of this id has installed and kept. */
  async resetHome(id: string): Promise<void> {
    await resetHome(this.#dataDir, id);
  }

  async #prepare(spec: SandboxSpec, options: OpenOptions): Promise<Common> {
    cancelIfAsked(options);
    const bubblewrap = await requireJail();
    await mkdir(this.#dataDir, { recursive: true, mode: 0o700 });
    const dataDir = await realpath(this.#dataDir);
    const say = (line: string): void => {
      this.#log.info(`${spec.id}: ${line}`);
      options.onDidSay?.(line);
    };
    const grants = await grantsOf(spec.mounts, {
      dataDir,
      userHome: await realpath(homedir()).catch(() => homedir()),
      writeGrants: new WriteGrants(dataDir),
      onDidSay: say,
    });
    return {
      ...{ id: spec.id, log: this.#log, limits: spec.limits, install: spec.install },
      ...{ bubblewrap, dataDir, grants, outlet: undefined },
      root: await this.#hostRoot(),
      home: await privateHome(dataDir, spec),
      covers: await this.#sweptCovers(dataDir),
      onDidMove: (moved) => {
        this.#log.warn(`${spec.id}: ${movedLine(moved)}`);
        options.onDidSay?.(movedLine(moved));
      },
    };
  }

  async #install(spec: SandboxSpec, common: Common, options: OpenOptions): Promise<void> {
    if (spec.install.commands.length === 0) return;
    const grants = grantsForInstall(common.grants, spec.install);
    let opening: Promise<LocalSandbox> | undefined;
    try {
      await runInstall({
        ...options,
        home: common.home,
        install: spec.install,
        start: async (command) => {
          opening ??= this.#sandbox({ ...common, grants }, spec.install.network);
          return (await opening).start(command);
        },
      });
    } finally {
      await (await opening)?.[Symbol.asyncDispose]();
    }
  }

  async #sandbox(common: Common, network: Network): Promise<LocalSandbox> {
    const protections = await protectionsOf(common.grants);
    const limits = await openLimitGroup(common.limits, common);
    try {
      const outlet = await openOutlet(network, {
        log: this.#log,
        env: process.env,
        label: common.id,
      });
      return new LocalSandbox({ ...common, outlet }, limits, protections);
    } catch (error) {
      await limits[Symbol.asyncDispose]();
      throw error;
    }
  }

  #hostRoot(): Promise<HostRoot> {
    this.#root ??= hostRoot(process.getuid?.() === 0);
    return this.#root;
  }

  /** The first sandbox clears up what an earlier process may have left. */
  #sweptCovers(dataDir: string): Promise<Covers> {
    this.#covers ??= (async () => {
      const covers = new Covers(dataDir);
      await covers.sweep();
      return covers;
    })();
    return this.#covers;
  }
}

/** Tells why git cannot commit there, and what to do. */
function gitLines(grants: readonly Grant[]): string[] {
  return grants
    .filter(({ source, write }) => write && existsSync(join(source, ".git")))
    .filter(({ target }) => !grants.some((other) => other.target === `${target}/.git`))
    .map(
      ({ source, target }) =>
        `${source}/.git stays read-only. If this server is to commit, ` +
        `add a mount with the source ${source}/.git and the target ${target}/.git.`,
    );
}

function movedLine({ from, to }: Moved): string {
  return (
    `${from} appeared while this server may write there, and could be made to run something later. ` +
    `It was moved to ${to}; if it is yours, move it back when the server has stopped.`
  );
}

/** The jail's proxy does not open what is encrypted, and so cannot put anything into it. */
function refuseSecretHeaders({ id, machine }: SandboxSpec): void {
  if (machine?.secretHeaders === undefined) return;
  throw new Failure("config", `${id} has secretHeaders, which the local sandbox cannot add.`, {
    remedy: 'Set sandbox.provider to "e2b", or hand the secret to the server in its env.',
  });
}

const cancelled = (): Failure => new Failure("cancelled", "Cancelled.");

function cancelIfAsked({ signal }: OpenOptions): void {
  if (signal?.aborted === true) throw cancelled();
}
