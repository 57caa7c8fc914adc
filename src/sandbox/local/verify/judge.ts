import type { Attack, Evidence, Verdict } from "./attack.ts";
import type { Said } from "./probeRun.ts";
import type { Stage } from "./stage.ts";
import { traces } from "./traces.ts";

/** Decides by evidence: bytes that arrived, a victim that heard, a trace on the host; by the probe's word only where there is no other. */
export async function judge(attack: Attack, stage: Stage, said: Said): Promise<Verdict> {
  if (said.skipped !== undefined) return { outcome: "notRun", note: said.skipped };
  if (said.broken !== undefined)
    return { outcome: "notRun", note: `the probe failed: ${said.broken}` };
  const trace = await found(attack, stage, said);
  if (trace !== undefined) return { outcome: "through", note: plain(trace) };
  const refused = said.through === true ? "" : plain(said.note ?? "");
  return { outcome: "held", note: refused || nothing[attack.evidence] };
}

const nothing: Readonly<Record<Evidence, string>> = {
  secret: "its secret did not come out",
  contact: "the host heard nothing",
  host: "no trace on the host",
  word: "refused",
};

/** What an attack has left on the host. */
export async function traceOf({ id }: Attack, stage: Stage): Promise<string | undefined> {
  const trace = await traces[id]?.(stage);
  return trace === undefined ? undefined : plain(trace);
}

async function found(attack: Attack, stage: Stage, said: Said): Promise<string | undefined> {
  if (attack.evidence === "host") return traceOf(attack, stage);
  const arrived = {
    secret: said.data?.includes(stage.secret(attack.id)) === true && "its secret came out",
    contact: stage.contacts.has(attack.id) && "the host heard it",
    word: said.through === true && (said.note || "allowed"),
  }[attack.evidence];
  return arrived || undefined;
}

/** Names of errors in words. */
const words: Readonly<Record<string, string>> = {
  EPERM: "not permitted",
  EACCES: "access denied",
  ENOENT: "not there",
  ENOSYS: "no such call",
  EROFS: "read-only",
  ENETUNREACH: "no network",
  ECONNREFUSED: "nobody answers",
  EINVAL: "no such thing",
  ENXIO: "no such thing",
  ETXTBSY: "in use",
  ESRCH: "no such process",
  EAFNOSUPPORT: "no such protocol family",
  EXDEV: "another mount",
  EBUSY: "held in place",
  ENOSPC: "full",
  EFBIG: "too large",
  EAGAIN: "no more",
};

/** On one line, whatever names an attack has made up. */
export function plain(note: string): string {
  return words[note] ?? note.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, visible);
}

function visible(character: string): string {
  if (character === "\n") return String.raw`\n`;
  return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, "0");
}
