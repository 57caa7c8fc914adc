import { isAbsolute, relative, resolve } from "node:path";
import { Failure } from "../base/failure.ts";
import type { MountEntry } from "../config/serverEntry.ts";

/** Where relative paths were typed, and the folder that those in settings start at. */
export interface Places {
  readonly cwd: string;
  readonly folder?: string;
}

/** `K=V` pairs; the value may hold further `=`. */
export function pairs(given: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const split = pair.indexOf("=");
      if (split > 0) return [pair.slice(0, split), pair.slice(split + 1)];
      throw new Failure("usage", `${flag} ${pair}: expected NAME=VALUE.`);
    }),
  );
}

/** `SOURCE`, `SOURCE:TARGET`, each with `:rw` or `:ro` behind it. */
export function parseMount(text: string, places: Places): MountEntry {
  const parts = text.match(/(\$\{[^}]*\}|[^:])+/g) ?? [];
  const mode = parts.length > 1 && /^r[ow]$/.test(parts.at(-1) ?? "") ? parts.pop() : undefined;
  const [source, target, ...more] = parts;
  if (source === undefined || more.length > 0)
    throw new Failure(
      "usage",
      `--mount ${text}: expected SOURCE:TARGET, SOURCE:TARGET:rw or SOURCE.`,
    );
  return {
    source: storedPath(source, places),
    ...(target === undefined ? {} : { target }),
    ...(mode === "rw" ? { write: true } : {}),
  };
}

/** A typed path as it goes into settings: relative to their folder when it lies below it. */
function storedPath(path: string, { cwd, folder }: Places): string {
  if (/^(~($|\/)|\$\{)/.test(path) || isAbsolute(path)) return path;
  const absolute = resolve(cwd, path);
  if (folder === undefined) return absolute;
  const inside = relative(folder, absolute);
  if (inside === "") return ".";
  return inside.startsWith("..") ? absolute : `./${inside}`;
}

/** `none`, `all`, or hosts and presets with commas between. */
export function parseNetwork(text: string): unknown {
  if (text === "none" || text === "all") return text;
  const allow = text.split(",").map((host) => host.trim());
  if (allow.includes("none") || allow.includes("all"))
    throw new Failure("usage", `--network ${text}: none and all stand alone.`);
  return { allow };
}

/** `512`, `512M` and `2G`; anything else is left for the check to name. */
export function megabytes(text: string): unknown {
  const [, number = "", unit = ""] = /^([\d.]+)\s*([mg]?)b?$/i.exec(text) ?? [];
  if (number === "") return text;
  return unit.toLowerCase() === "g" ? Math.round(Number(number) * 1024) : Number(number);
}

/** A number above zero. Throws `usage`. */
export function positive(text: string | undefined, flag: string, unit: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value > 0 && value < 1_000_000) return value;
  throw new Failure("usage", `${flag} ${text}: expected ${unit}.`);
}

/** A number where it is one; anything else is left for the check to name. */
export function numeric(text: string | undefined): unknown {
  if (text === undefined || text.trim() === "") return text;
  return Number.isNaN(Number(text)) ? text : Number(text);
}
