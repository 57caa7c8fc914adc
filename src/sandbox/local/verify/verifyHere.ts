import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Log } from "../../../base/log.ts";
import { BareSandboxes } from "../../bare.ts";
import { LocalSandboxes } from "../local.ts";
import type { VerifyReport } from "./report.ts";
import { verifyIsolation, type VerifyOptions } from "./verify.ts";

export interface HereOptions extends Pick<VerifyOptions, "signal" | "onDidCheck"> {
  /** The user's data folder. Folders beside it are used meanwhile: what hides the user's home hides the canaries. */
  readonly dataDir: string;
  readonly log: Log;
}

/** Verifies the local jail on this machine and leaves nothing behind. Rejects as `verifyIsolation` does. */
export async function verifyHere({ dataDir, log, ...options }: HereOptions): Promise<VerifyReport> {
  await mkdir(dirname(dataDir), { recursive: true });
  const own = { dataDir: await mkdtemp(`${dataDir}-verify-`), log };
  try {
    const [jailed, bare] = [new LocalSandboxes(own), new BareSandboxes(own)];
    return await verifyIsolation({ ...options, dataDir: own.dataDir, jailed, bare });
  } finally {
    await rm(own.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}
