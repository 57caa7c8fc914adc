import { execFile } from "node:child_process";
import { access, constants, readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The version managers that put stand-ins for programs on the PATH and tell which one is meant. */
const askable: readonly { readonly standIn: RegExp; readonly manager: string }[] = [
  { standIn: /\/volta-shim$/, manager: "volta" },
  { standIn: /\/mise$/, manager: "mise" },
  { standIn: /\/\.?asdf\/shims\/[^/]+$/, manager: "asdf" },
];

/**
 * The program that a version manager's stand-in would run; the path itself when it is no stand-in,
 * undefined when the manager knows of none.
 */
export async function behindShim(
  path: string,
  real: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const folder = dirname(path);
  if (basename(folder) === "shims" && (await exists(join(folder, "..", "versions"))))
    return ofPyenv(dirname(folder), basename(path));
  const asked = askable.find(({ standIn }) => standIn.test(real) || standIn.test(path));
  return asked === undefined ? path : ofManager(asked.manager, basename(path), env);
}

/** pyenv and its kin (nodenv, rbenv, goenv) keep the chosen versions in a file; reading it is faster than asking. */
async function ofPyenv(root: string, name: string): Promise<string | undefined> {
  const chosen = await readFile(join(root, "version"), "utf8").catch(() => "");
  const installed = (await readdir(join(root, "versions")).catch(() => [])).toSorted(newestFirst);
  for (const version of chosen.split(/[\s:]+/).filter(Boolean)) {
    const matching = installed.filter((one) => one === version || one.startsWith(`${version}.`));
    for (const one of matching) {
      const path = join(root, "versions", one, "bin", name);
      if (await exists(path)) return path;
    }
  }
  return undefined;
}

function newestFirst(a: string, b: string): number {
  return b.localeCompare(a, "en", { numeric: true });
}

async function ofManager(
  manager: string,
  name: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const answer = await run(manager, ["which", name], { env, timeout: 5000 }).catch(() => undefined);
  const path = answer?.stdout.trim();
  return path !== undefined && path.startsWith("/") && (await exists(path)) ? path : undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
