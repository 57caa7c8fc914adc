import type { Check } from "../../../base/check.ts";
import { allHeld } from "../limits/enforcer.ts";
import type { Mechanism } from "../limits/enforcer.ts";
import { mechanism } from "../limits/mechanisms.ts";
import { limitCaveats } from "../limits/openLimitGroup.ts";

/** By what the limits of jails are held on this machine. */
export async function limitCheck(
  by: () => Promise<Mechanism | undefined> = mechanism,
): Promise<Check> {
  const about = { id: "limits", title: "Limits for memory, processes and processor time" };
  const found = await by();
  const caveats = limitCaveats(allHeld.filter((held) => found?.holds.has(held) !== true));
  if (caveats.length === 0)
    return { ...about, outcome: "ok", message: `Held by the kernel (${found?.name ?? ""}).` };
  return {
    ...about,
    outcome: "warning",
    message: caveats.join(" "),
    remedy:
      "Run it in a login session of systemd: where `systemd-run --user --scope true` works, the kernel holds them.",
  };
}
