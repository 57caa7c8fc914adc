import type { Machines } from "../machines.ts";
import type { FetchOptions } from "./fetchFolder.ts";
import type { Transferred, TransferOptions } from "./transfer.ts";

interface Move {
  /** Id of the microVM. */
  readonly machine: string;
  readonly from: string;
  readonly to: string;
}

/** Folders into and out of microVMs; what does the work is loaded when it is wanted. */
export class FolderMoves {
  readonly #machines: Pick<Machines, "enter">;

  constructor(machines: Pick<Machines, "enter">) {
    this.#machines = machines;
  }

  async put({ machine, from, to }: Move, options: TransferOptions): Promise<Transferred> {
    const { putFolder } = await import("./putFolder.ts");
    await using sandbox = await this.#machines.enter(machine);
    return await putFolder(sandbox, from, to, options);
  }

  async fetch({ machine, from, to }: Move, options: FetchOptions): Promise<Transferred> {
    const { fetchFolder } = await import("./fetchFolder.ts");
    await using sandbox = await this.#machines.enter(machine);
    return await fetchFolder(sandbox, from, to, options);
  }
}
