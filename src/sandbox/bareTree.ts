import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";

/** The variable by which a program is known again that has left its process group. */
export const treeMark = "MCP_SANDBOX_TREE";

/** The processes that one unjailed program became. Only as good as process groups and an inherited mark are. */
export class BareTree {
  readonly #leader: number;
  readonly #mark: string;
  /** Afterwards its number may belong to somebody else. */
  #gone = false;

  constructor(leader: number, mark: string) {
    this.#leader = leader;
    this.#mark = mark;
  }

  async signal(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (this.#gone) return;
    if (process.platform === "win32") return this.#taskkill(signal);
    send(-this.#leader, signal);
    if (signal === "SIGKILL") await this.end();
  }

  /** Ends whatever is left. A program that forks while it is looked for is found in a later round. */
  async end(): Promise<void> {
    if (this.#gone) return;
    if (process.platform === "win32") return this.#taskkill("SIGKILL");
    for (let round = 0; round < 20; round++) {
      const sent = send(-this.#leader, "SIGKILL");
      const strays = await marked(this.#mark);
      for (const pid of strays ?? []) send(pid, "SIGKILL");
      // A group may consist of dead processes that nobody has waited for; the marked ones live.
      this.#gone = strays === undefined ? !sent : strays.length === 0;
      if (this.#gone) return;
      await new Promise((resolve) => setTimeout(resolve, 5 * round));
    }
  }

  #taskkill(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const words = ["/pid", String(this.#leader), "/t", ...(signal === "SIGKILL" ? ["/f"] : [])];
    return new Promise((resolve) => execFile("taskkill", words, () => resolve()));
  }
}

/** Whether there was somebody to send it to. */
function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Living processes that carry the mark; undefined where there is no `/proc`. */
async function marked(mark: string): Promise<number[] | undefined> {
  const names = await readdir("/proc").catch(() => undefined);
  if (names === undefined) return undefined;
  const pids = names.filter((name) => /^\d+$/.test(name));
  const carries = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
      return environment.includes(`${treeMark}=${mark}\0`);
    }),
  );
  return pids.filter((_, index) => carries[index]).map(Number);
}
