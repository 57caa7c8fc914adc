import type { Start } from "../config/clients/bridge.ts";

/** What other clients start when they use a server of ours. */
export interface Bridge {
  /** How they start it; found out, and written down, when an entry is exported. */
  start(): Promise<Start>;
}

/**
 * The bridge of this install, by the absolute path of our command line's script. Clients that have an
 * entry already are led to where the editor and its extension are now.
 */
export function bridgeOf(dataDir: string, script: string): Bridge {
  const options = { dataDir, platform: process.platform };
  const start = async (): Promise<Start> => {
    const { nodeProgram } = await import("../editor/servers/nodeProgram.ts");
    const { lastingStart } = await import("../config/clients/launcher.ts");
    return lastingStart(await nodeProgram(script, process), options);
  };
  const follow = async (): Promise<void> => {
    const { isOutdated } = await import("../config/clients/launcher.ts");
    if (await isOutdated(script, options)) await start();
  };
  // What cannot be written now is written, or told of, at the next export.
  void follow().catch(() => {});
  return { start };
}
