import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Faults } from "./faults.ts";
import { Refusal, sandboxMissing } from "./http/refusal.ts";
import { makeFolder, sweep } from "./machine/abandoned.ts";
import { marked } from "./machine/marked.ts";
import { Root } from "./machine/root.ts";
import { FakeSandbox, newId, type Wish } from "./sandbox.ts";
import { Snapshots } from "./snapshots.ts";

/** All sandboxes of the service, and the folder that holds their disks. */
export class Sandboxes implements AsyncDisposable {
  readonly snapshots: Snapshots;
  readonly #faults: Faults;
  readonly #folder = makeFolder();
  readonly #all = new Map<string, FakeSandbox>();
  readonly #ending = new Set<FakeSandbox>();
  #closed = false;
  readonly #onProcessExit = (): void => this.#abandon();

  constructor(faults: Faults) {
    sweep();
    this.#faults = faults;
    this.snapshots = new Snapshots(join(this.#folder, "snapshots"));
    // Should the test's own process end first, nothing stays behind either.
    process.once("exit", this.#onProcessExit);
  }

  /** Newest first, the running and the paused. */
  get all(): readonly FakeSandbox[] {
    return [...this.#all.values()].toReversed();
  }

  /** Processes of this machine that belong to any sandbox that ever was. */
  get pids(): readonly number[] {
    return marked(`${basename(this.#folder)}/`);
  }

  /** Whether there is still something of it on this machine's disk. */
  get folderIsThere(): boolean {
    return existsSync(this.#folder);
  }

  get(id: string): FakeSandbox {
    const found = this.#all.get(id);
    if (!found) throw sandboxMissing(id);
    return found;
  }

  find(id: string): FakeSandbox | undefined {
    return this.#all.get(id);
  }

  async create(wish: Wish): Promise<FakeSandbox> {
    this.checkTimeout(wish.timeout);
    this.checkRoom();
    const token = wish.secure ? randomBytes(16).toString("hex") : null;
    return this.#add(wish, newId(), token);
  }

  /** The sandbox that a client in debug mode takes for granted. */
  createDebug(): Promise<FakeSandbox> {
    const { maxTimeoutS } = this.#faults.knobs;
    return this.#add({ templateID: "base", timeout: maxTimeoutS }, "debug_sandbox_id", null);
  }

  hasTemplate(name: string): boolean {
    return this.#faults.knobs.templates.includes(name);
  }

  /** Over the plan's cap is refused. */
  checkTimeout(seconds = 0): void {
    const { longestS } = this.#faults;
    if (seconds > longestS)
      throw new Refusal(400, `Timeout cannot be greater than ${longestS / 3600} hours`);
  }

  /** Paused sandboxes take no room. */
  checkRoom(): void {
    const { maxSandboxes } = this.#faults.knobs;
    if (this.all.filter(({ state }) => state === "running").length >= maxSandboxes)
      throw new Refusal(
        429,
        `You have reached the maximum number of concurrent E2B sandboxes (${maxSandboxes})`,
      );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off("exit", this.#onProcessExit);
    this.#closed = true;
    await Promise.all([...this.all, ...this.#ending].map((one) => one.kill()));
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #add(wish: Wish, id: string, token: string | null): Promise<FakeSandbox> {
    const { root, template } = await this.#disk(wish.templateID, join(this.#folder, id));
    if (this.#closed) {
      await root.remove();
      throw new Refusal(503, "The service ends");
    }
    const sandbox = new FakeSandbox({ id, token, root, template }, wish, this.#faults, () => {
      this.#all.delete(id);
      this.#ending.add(sandbox);
      void sandbox.kill().then(() => this.#ending.delete(sandbox));
    });
    this.#all.set(id, sandbox);
    return sandbox;
  }

  async #disk(name: string, path: string): Promise<{ root: Root; template: string }> {
    const snapshot = this.snapshots.find(name);
    if (snapshot) {
      const { template } = snapshot;
      return { root: await Root.copy(snapshot.root, path), template };
    }
    if (this.hasTemplate(name)) return { root: await Root.make(path), template: name };
    throw new Refusal(404, `template '${name}' not found`);
  }

  #abandon(): void {
    for (const { programs } of [...this.all, ...this.#ending]) programs.killNow();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
