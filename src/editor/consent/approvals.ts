import type { Memento } from "vscode";
import { isRecord } from "../../config/jsonPath.ts";
import type { LaunchRow, LaunchText } from "../../config/launchText/launchText.ts";

/** A launch that the user of this workspace has allowed. */
export interface Approval extends LaunchText {
  /** When, in epoch milliseconds. */
  readonly at: number;
}

const key = "approvedLaunches";

/** What was allowed in this workspace: for each server the one launch that counts. */
export class Approvals {
  readonly #memory: Pick<Memento, "get" | "update">;

  /** `memory` is the workspace's own; no file of the workspace can write to it. */
  constructor(memory: Pick<Memento, "get" | "update">) {
    this.#memory = memory;
  }

  /** In the order of their names. What cannot be read counts as never allowed. */
  get all(): readonly Approval[] {
    const kept = this.#memory.get<unknown>(key);
    const found = Array.isArray(kept) ? kept.filter(isApproval) : [];
    return found.toSorted((a, b) => a.server.localeCompare(b.server));
  }

  of(server: string): Approval | undefined {
    return this.all.find((each) => each.server === server);
  }

  async keep(approval: Approval): Promise<void> {
    const others = this.all.filter(({ server }) => server !== approval.server);
    await this.#memory.update(key, [...others, approval]);
  }

  async remove(server: string): Promise<void> {
    await this.#memory.update(
      key,
      this.all.filter((each) => each.server !== server),
    );
  }
}

function isApproval(value: unknown): value is Approval {
  if (!isRecord(value)) return false;
  const { server, hash, at, rows } = value;
  const isSound = typeof server === "string" && typeof hash === "string" && typeof at === "number";
  return isSound && Array.isArray(rows) && rows.every(isRow);
}

function isRow(value: unknown): value is LaunchRow {
  if (!isRecord(value)) return false;
  const { label, text, mark } = value;
  return (
    typeof label === "string" &&
    typeof text === "string" &&
    (mark === undefined || typeof mark === "string")
  );
}
