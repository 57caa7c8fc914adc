import { isRecord, listOf } from "../jsonPath.ts";
import type { Entry } from "./bridge.ts";

const renamed: Readonly<Record<string, string>> = {
  startup_timeout_sec: "initializationTimeoutSeconds",
  tool_timeout_sec: "requestTimeoutSeconds",
};

/** An entry of Codex in the words that the other clients use, as far as they have any. */
export function fromCodex(entry: Entry): Entry {
  const { env_vars: names, enabled, ...rest } = entry;
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) result[renamed[key] ?? key] = value;
  if (enabled === false) result["disabled"] = true;
  const passed = listOf(names).flatMap((name) => {
    const variable = isRecord(name) ? name["name"] : name;
    return typeof variable === "string" ? [[variable, `\${env:${variable}}`]] : [];
  });
  if (passed.length > 0)
    result["env"] = {
      ...Object.fromEntries(passed),
      ...(isRecord(entry["env"]) ? entry["env"] : {}),
    };
  return result;
}
