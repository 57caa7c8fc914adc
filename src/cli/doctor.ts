import type { Check } from "../base/check.ts";
import { namesService } from "../sandbox/e2b/connection.ts";
import type { Provider } from "../sandbox/sandbox.ts";
import { preferred } from "./chosen.ts";
import { e2bCheck } from "./e2bCheck.ts";
import { sandboxTrouble } from "./exitCodes.ts";
import type { Outcome } from "./outcome.ts";
import { settingsOf } from "./settings.ts";
import type { Style, Terminal } from "./terminal.ts";
import { indent, safeText } from "./text.ts";
import type { World } from "./world.ts";

const marks: Readonly<Record<Check["outcome"], readonly [Style, string]>> = {
  ok: ["green", "✓"],
  warning: ["yellow", "!"],
  failed: ["red", "✗"],
  skipped: ["dim", "–"],
};

export interface DoctorFlags {
  readonly config?: string;
  readonly verify?: boolean;
  readonly e2b?: boolean;
}

/**
 * Says whether servers can run as they would from here: in a sandbox of this machine or in E2B's
 * microVMs. With `verify` also whether the sandbox holds, with `e2b` whether the service answers.
 */
export async function doctor(
  flags: DoctorFlags,
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const local = await world.diagnose();
  const isRemote = (await providerHere(flags, world)) === "e2b";
  const isNeeded = isRemote || flags.e2b === true;
  const remote = await e2bCheck({ ...flags, isNeeded }, world, terminal);
  const checks = [...local, remote];
  const counted = isRemote && flags.verify !== true ? [remote] : checks;
  const exit = counted.some(isFailed) ? { exitCode: sandboxTrouble } : {};
  const text = checks.map((check) => checkText(check, terminal)).join("\n");
  if (flags.verify !== true || local.some(isFailed)) return { value: { checks }, text, ...exit };
  if (!terminal.json) terminal.note(text);
  terminal.status("Attacking the sandbox from inside…");
  const attacks = await world.verify(terminal.log("verify"));
  const { formatReport } = await import("../sandbox/local/verify/report.ts");
  return {
    value: { checks, attacks },
    text: safeText(formatReport(attacks, { all: terminal.verbose })),
    ...(attacks.holds ? exit : { exitCode: sandboxTrouble }),
  };
}

const isFailed = ({ outcome }: Check): boolean => outcome === "failed";

/** Where a server would run that does not say so itself; settings that are broken say nothing. */
async function providerHere({ config }: DoctorFlags, world: World): Promise<Provider> {
  const { env } = world;
  try {
    return preferred(await settingsOf(world, config), env);
  } catch {
    return namesService(env) ? "e2b" : "local";
  }
}

function checkText(check: Check, terminal: Terminal): string {
  const { id, title, outcome, message, remedy } = check;
  const [style, mark] = marks[outcome];
  const name = `${safeText(title)} ${terminal.style("dim", `(${id})`)}`;
  const line = `${terminal.style(style, mark)} ${name}: ${safeText(message)}`;
  if (remedy === undefined || outcome === "ok") return line;
  return `${line}\n${indent(`→ ${safeText(remedy)}`)}`;
}
