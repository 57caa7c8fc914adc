import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { baitPaths, type Folders, furnish, layBait } from "./bait.ts";
import { diskUnder } from "./disk.ts";
import { type Ports, Services } from "./services.ts";
import { Victim, type VictimPlaces } from "./victim.ts";

export interface StageOptions {
  readonly signal: AbortSignal;
  /** With services and a victim process, and not only with files. */
  readonly populated?: boolean;
}

/** What one run of the probe plays on: canaries, victims and folders that nobody else uses, gone when it closes. */
export class Stage implements AsyncDisposable {
  readonly mark = `mcpverify${randomBytes(8).toString("hex")}`;
  /** Attacks whose message a victim has received. */
  readonly contacts = new Set<string>();
  readonly folders: Folders;
  readonly root: string;
  readonly #secrets = new Map<string, string>();
  readonly #services = new Services((text) => this.#hear(text));
  #ports: Ports | undefined;
  #victim: Victim | undefined;

  private constructor(root: string, scratch: string) {
    this.root = root;
    const inRoot = (name: string): string => join(root, name);
    this.folders = {
      home: inRoot("home"),
      workspace: inRoot("workspace"),
      reference: inRoot("reference"),
      trap: inRoot("trap"),
      scratch,
    };
  }

  /** Beside the data folder, which lies in the user's home: what hides the home hides the stage. */
  static async open(dataDir: string, options: StageOptions): Promise<Stage> {
    const root = await mkdtemp(`${dataDir}-stage-`);
    const stage = new Stage(root, await mkdtemp(join(tmpdir(), "mcp-sandbox-verify-")));
    try {
      await stage.#set();
      if (options.populated) await stage.#populate(options.signal);
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
    return stage;
  }

  /** The canary of one attack. Only its place is told to the probe, never its bytes. */
  secret(id: string): string {
    const known = this.#secrets.get(id) ?? `mcpverify-${id}-${randomBytes(16).toString("hex")}`;
    this.#secrets.set(id, known);
    return known;
  }

  get granted(): number {
    return this.#ports?.granted ?? 0;
  }

  /** What the probe is told. `inside`: it runs in a jail, where the workspace has another path. */
  async config(inside: boolean): Promise<Record<string, unknown>> {
    const workspace = inside ? "/workspace" : this.folders.workspace;
    const { home, scratch } = this.folders;
    return {
      bare: !inside,
      mark: this.mark,
      workspace,
      reference: inside ? "/reference" : this.folders.reference,
      writable: inside ? "/tmp" : scratch,
      paths: {
        ...baitPaths(this.folders),
        ...this.planted,
        N6: join(home, "docker.sock"),
        hooks: `${workspace}/.git/hooks`,
      },
      ports: this.#ports,
      lanAddress: this.#services.lanAddress,
      victim: this.#victim?.places satisfies VictimPlaces | undefined,
      disks: await diskUnder(this.root),
      hostFolders: await identities([
        "/",
        "/home",
        "/root",
        "/mnt",
        "/srv",
        "/boot",
        "/var",
        "/run",
        "/tmp",
        homedir(),
        this.root,
        home,
      ]),
      hostWords: [this.root],
      daemon: this.secret("D1"),
    };
  }

  /** Files that are on the host only when a write got out. */
  get planted(): Record<string, string> {
    return {
      W1: join(this.folders.home, "W1.txt"),
      W2: join(this.folders.scratch, "W2.txt"),
      W3: `/usr/local/bin/${this.mark}`,
      W4: `/etc/${this.mark}.conf`,
      W11: join(this.folders.home, "W11.txt"),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#victim?.[Symbol.asyncDispose]();
    await this.#services[Symbol.asyncDispose]();
    const { W3, W4 } = this.planted;
    for (const path of [W3, W4])
      if (path !== undefined) await rm(path, { force: true }).catch(() => {});
    // An attack may have taken the folders' permissions away.
    await chmod(this.folders.workspace, 0o700).catch(() => {});
    for (const folder of [this.root, this.folders.scratch])
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #set(): Promise<void> {
    const { home, workspace, reference } = this.folders;
    for (const folder of [home, workspace, reference]) await mkdir(folder, { mode: 0o755 });
    await layBait(this.folders, (id) => this.secret(id));
    await furnish(this.folders);
  }

  async #populate(signal: AbortSignal): Promise<void> {
    const { home, workspace } = this.folders;
    this.#ports = await this.#services.open();
    await this.#services.unix(join(home, "docker.sock"));
    await this.#services.unix(join(workspace, "service.sock"));
    const { R11 = "", R13 = "" } = baitPaths(this.folders);
    const ids = ["E2", "E3", "E4", "E6", "P3", "P4", "P9", "P11"];
    this.#victim = await Victim.start({
      mark: this.mark,
      secrets: Object.fromEntries(ids.map((id) => [id, this.secret(id)])),
      opened: R13,
      handled: R11,
      signal,
      onDidContact: (attack) => this.contacts.add(attack),
    });
  }

  #hear(text: string): void {
    for (const [, id] of text.matchAll(new RegExp(`([A-Z]\\d+)[ /-]${this.mark}`, "g")))
      if (id !== undefined) this.contacts.add(id);
  }
}

async function identities(
  paths: readonly string[],
): Promise<{ path: string; identity: string[] }[]> {
  const found = await Promise.all(
    [...new Set(paths)].map(async (path) => {
      const stats = await stat(path, { bigint: true }).catch(() => undefined);
      return stats === undefined
        ? []
        : [{ path, identity: [String(stats.dev), String(stats.ino)] }];
    }),
  );
  return found.flat();
}
