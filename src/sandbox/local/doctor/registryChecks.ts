import type { Check } from "../../../base/check.ts";
import { certificates } from "../../certificates.ts";
import { readPreset } from "../../presets.ts";
import type { PresetName } from "../../presets.ts";

/** Which hosts installing may reach, as the user's own configuration has them. */
export function registryChecks(env: NodeJS.ProcessEnv): Promise<Check[]> {
  return Promise.all([presetCheck("npm", env), presetCheck("pypi", env), certificateCheck(env)]);
}

async function presetCheck(name: PresetName, env: NodeJS.ProcessEnv): Promise<Check> {
  const about = { id: `registry-${name}`, title: `Registry ${name}` };
  const { hosts, notes } = await readPreset(name, env);
  const reached = `Installing may reach ${hosts.map(({ host }) => host).join(", ") || "nothing"}.`;
  if (notes.length === 0) return { ...about, outcome: "ok", message: reached };
  return { ...about, outcome: "warning", message: [reached, ...notes].join(" ") };
}

async function certificateCheck(env: NodeJS.ProcessEnv): Promise<Check> {
  const about = { id: "certificates", title: "Certificates" };
  const { env: handed, notes } = await certificates(env);
  const names = Object.keys(handed);
  if (notes.length > 0)
    return {
      ...about,
      outcome: "warning",
      message: `${notes.join(". ")}.`,
      remedy: "Correct or remove these environment variables.",
    };
  const message =
    names.length === 0
      ? "None of your own; the system's are used."
      : `Your own are handed in (${names.join(", ")}).`;
  return { ...about, outcome: "ok", message };
}
