import type { Preset, PresetHost, PresetSource } from "./preset.ts";

const hosts = [
  "github.com",
  "api.github.com",
  "codeload.github.com",
  "raw.githubusercontent.com",
  "objects.githubusercontent.com",
  "release-assets.githubusercontent.com",
];

/** GitHub: repositories, releases, the API; and the user's own server, if GH_HOST names one. */
export async function githubPreset({ env }: PresetSource): Promise<Preset> {
  const own = env["GH_HOST"];
  const all: PresetHost[] = hosts.map((host) => ({ host, reach: "public" }));
  if (own !== undefined && /^[a-z0-9.-]+(?::\d+)?$/i.test(own))
    all.push({ host: own, reach: "private" });
  return { hosts: all, env: {}, files: {}, trust: {}, notes: [] };
}
