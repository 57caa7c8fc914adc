import { homedir } from "node:os";
import { githubPreset } from "./presets/github.ts";
import { npmPreset } from "./presets/npm.ts";
import type { Preset, PresetSource } from "./presets/preset.ts";
import { pypiPreset } from "./presets/pypi.ts";

export type { Preset } from "./presets/preset.ts";

const presets = { npm: npmPreset, pypi: pypiPreset, github: githubPreset };

/** Words of an allow-list that stand for the hosts of a service. */
export type PresetName = keyof typeof presets;
export const presetNames: readonly PresetName[] = ["npm", "pypi", "github"];

export function isPreset(entry: string): entry is PresetName {
  return Object.hasOwn(presets, entry);
}

/** The hosts of a service as the user's own configuration has them, read anew each time. */
export function readPreset(name: PresetName, env: PresetSource["env"]): Promise<Preset> {
  return presets[name]({ env, home: env["HOME"] || homedir() });
}
