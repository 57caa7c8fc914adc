import { posix } from "node:path";
import { Failure } from "../../base/failure.ts";
import { user } from "./etc.ts";
import type { Grant } from "./grants.ts";
import { protectedPart } from "./protectedNames.ts";
import { isWithin } from "./realPath.ts";
import type { WriteGrants } from "./writeGrants.ts";

export interface GrantRules {
  readonly writeGrants: WriteGrants;
  /** Our own folder, without links in its path. */
  readonly dataDir: string;
  /** The user's, likewise. */
  readonly userHome: string;
  /** Told where a link of the user's was followed. */
  readonly onDidSay: (line: string) => void;
}

const kernel = ["/proc", "/sys", "/dev"];
const system = ["/bin", "/boot", "/etc", "/lib", "/lib32", "/lib64", "/nix", "/sbin", "/usr"];
/** Places of the jail itself; below them there is room for mounts. */
const places = ["/", "/etc", "/home", "/run", "/tmp", "/var", "/var/tmp"];

/** What must not be granted at all, or not for writing. */
export function refuseSource(grant: Omit<Grant, "target">, rules: GrantRules): void {
  const { source, write } = grant;
  const why = refusalOf(grant, rules);
  if (why === undefined) return;
  throw new Failure(
    "config",
    `${source} cannot be granted${write ? " for writing" : ""}: ${why}.`,
    {
      remedy: "Grant the folder that the server works in, and nothing around it.",
    },
  );
}

function refusalOf(
  { source, write, isFolder }: Omit<Grant, "target">,
  { dataDir, userHome }: GrantRules,
): string | undefined {
  if (source === "/") return "it is the whole machine";
  if (kernel.some((folder) => isWithin(source, folder))) return "it belongs to the kernel";
  if (isWithin(source, dataDir)) return "it holds the private homes of other sandboxes";
  if (!write) return undefined;
  if (isWithin(userHome, source)) return "it is your home, whose files run when you log in";
  if (isWithin(dataDir, source)) return `it holds ${dataDir}`;
  if (system.some((folder) => isWithin(source, folder))) return "it belongs to the system";
  if (!isFolder && source.endsWith("/.git")) return "it tells git where its settings are";
  const part = protectedPart(source);
  return part === undefined ? undefined : `what is in ${part} runs outside of the sandbox`;
}

/** The target in its plain form. */
export function refuseTarget(target: string): string {
  const plain = posix.normalize(target).replace(/(.)\/$/, "$1");
  const why = targetRefusalOf(plain);
  if (why === undefined) return plain;
  throw new Failure("config", `${target} cannot be a mount's target: ${why}.`, {
    remedy: "Use a path of its own, such as /data.",
  });
}

function targetRefusalOf(target: string): string | undefined {
  if (!target.startsWith("/")) return "it is not an absolute path";
  if (places.includes(target)) return "it is a place of the sandbox itself";
  if (isWithin(target, user.home)) return "it lies in the private home";
  const taken = [...kernel, ...system.filter((folder) => folder !== "/etc")];
  return taken.some((folder) => isWithin(target, folder)) ? "it belongs to the system" : undefined;
}

/** Our own folder, wherever a grant brings it into the jail. */
export function hiddenIn(
  grants: readonly { readonly source: string; readonly target: string }[],
  dataDir: string,
): string[] {
  return grants
    .filter(({ source }) => isWithin(dataDir, source))
    .map(({ source, target }) => target + dataDir.slice(source.length));
}
