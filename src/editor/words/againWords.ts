import type { Again } from "../machines/startAgain.ts";

/** A server, and what became of it after a reload. */
export interface Told {
  readonly server: string;
  readonly again: Again;
}

/** What to say of servers that ran in microVMs before a reload: what is kept of them, and what is lost. */
export function againWords(all: readonly Told[]): readonly string[] {
  const same = all.filter(({ again }) => again.kind === "runs" && again.where === "same");
  const others = all.filter((told) => !same.includes(told)).map(otherWords);
  return [...(same.length === 0 ? [] : [sameWords(same)]), ...others].filter((text) => text !== "");
}

/** What is lost comes first: the editor shows the beginning of a long message. */
function sameWords(told: readonly Told[]): string {
  const names = told.map(({ server }) => server).join(", ");
  const kept =
    told.length === 1
      ? `its microVM and disk, with all that is installed; ${names} runs again in it.`
      : "their microVMs and disks, with all that is installed; they run again in them.";
  return `Lost in the reload: what ${names} had in memory, and calls under way. Kept: ${kept}`;
}

function otherWords({ server, again }: Told): string {
  const before = `${server} ran before the reload and`;
  switch (again.kind) {
    case "runs":
      return `Lost in the reload: what ${server} had in memory, calls under way, and its microVM with its disk. It runs again in a new one.`;
    case "stays":
      return `${before} is stopped: ${whyWords[again.why]}. Lost: what it had in memory, and calls under way. Kept: its microVM with its disk.`;
    case "gone":
      return `${before} is stopped: its microVM is gone, and its disk with it. A start makes a new one.`;
    case "failed":
      return `${before} could not be started again: ${again.failure.message}`;
    case "over":
    case "taken":
      return "";
  }
}

const whyWords: Readonly<Record<"changed" | "asks" | "key", string>> = {
  changed: "its settings have changed since",
  asks: "a start would ask you something first",
  key: "no E2B API key is set now",
};
