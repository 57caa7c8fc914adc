import type { LaunchText } from "../../../../src/config/launchText/launchText.ts";
import type { ServerConfig, ServerEntry } from "../../../../src/config/serverEntry.ts";
import { type Around, describeLaunch } from "../../../../src/editor/consent/describeLaunch.ts";

export const config = (entry: Partial<ServerEntry> = {}, name = "files"): ServerConfig => ({
  name,
  entry: { command: "run", ...entry },
  origin: { scope: "workspace", folder: "/usr", path: "mcpSandbox.servers" },
});

export const around: Around = {
  context: () => ({
    folders: [
      { name: "usr", path: "/usr" },
      { name: "other", path: "/etc" },
    ],
    userHome: "/home/me",
    env: { NAME: "a value", PLACE: "/usr/share" },
    secret: () => Promise.reject(new Error("Nobody is to be asked for a secret.")),
  }),
  preferred: async () => "local",
  allowBare: () => false,
};

/** What is shown of a launch, one string for each row. */
export const rowsOf = ({ rows }: LaunchText): string[] =>
  rows.map(({ label, text }) => `${label}: ${text}`);

export const describeEntry = (
  entry: Partial<ServerEntry>,
  wish: Partial<Around> = {},
): Promise<LaunchText> => describeLaunch(config(entry), { ...around, ...wish });
