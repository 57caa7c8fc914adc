import type { Check } from "../base/check.ts";
import { sandboxTrouble } from "./exitCodes.ts";
import type { Outcome } from "./outcome.ts";
import type { Style, Terminal } from "./terminal.ts";
import { indent, safeText } from "./text.ts";
import type { World } from "./world.ts";

const marks: Readonly<Record<Check["outcome"], readonly [Style, string]>> = {
  ok: ["green", "✓"],
  warning: ["yellow", "!"],
  failed: ["red", "✗"],
  skipped: ["dim", "–"],
};

/** Says whether this machine can hold a sandbox, and with `verify` whether the sandbox holds. */
export async function doctor(
  flags: { readonly verify?: boolean },
  world: World,
  terminal: Terminal,
): Promise<Outcome> {
  const checks = await world.diagnose();
  const isLacking = checks.some(({ outcome }) => outcome === "failed");
  const text = checks.map((check) => checkText(check, terminal)).join("\n");
  if (isLacking) return { value: { checks }, text, exitCode: sandboxTrouble };
  if (flags.verify !== true) return { value: { checks }, text };
  if (!terminal.json) terminal.note(text);
  terminal.status("Attacking the sandbox from inside…");
  const attacks = await world.verify(terminal.log("verify"));
  const { formatReport } = await import("../sandbox/local/verify/report.ts");
  return {
    value: { checks, attacks },
    text: safeText(formatReport(attacks, { all: terminal.verbose })),
    ...(attacks.holds ? {} : { exitCode: sandboxTrouble }),
  };
}

function checkText(check: Check, terminal: Terminal): string {
  const { id, title, outcome, message, remedy } = check;
  const [style, mark] = marks[outcome];
  const name = `${safeText(title)} ${terminal.style("dim", `(${id})`)}`;
  const line = `${terminal.style(style, mark)} ${name}: ${safeText(message)}`;
  if (remedy === undefined || outcome === "ok") return line;
  return `${line}\n${indent(`→ ${safeText(remedy)}`)}`;
}
