import { leadingOptions, type RunnerCall, valuesOf, without } from "./call.ts";
import { isNamed } from "./npm.ts";

const uvValued = new Set(
  (
    "--from --with -w --with-editable --with-requirements --python -p --index --default-index " +
    "--index-url -i --extra-index-url --find-links -f --index-strategy --keyring-provider " +
    "--resolution --prerelease --fork-strategy --exclude-newer --link-mode --cache-dir " +
    "--directory --project --config-file --refresh-package --upgrade-package -P --constraints " +
    "-c --overrides --build-constraints -b --env-file --color --torch-backend --config-setting " +
    "-C --no-build-package --no-binary-package --no-build-isolation-package " +
    "--allow-insecure-host --python-platform"
  ).split(" "),
);
const pipxValued = new Set("--spec --python --index-url -i --pip-args --with --backend".split(" "));

/** `uvx …`, `uv tool run …` */
export function uvCall(program: string, args: readonly string[]): RunnerCall | undefined {
  const verbs = isNamed(program, "uv") && args[0] === "tool" && args[1] === "run" ? 2 : 0;
  if (verbs === 0 && !isNamed(program, "uvx")) return undefined;
  const rest = args.slice(verbs);
  const found = leadingOptions(rest, uvValued);
  const first = found.first === undefined ? undefined : rest[found.first];
  if (found.first === undefined || first === undefined) return undefined;
  const [from = pinned(first)] = valuesOf(found, "--from");
  const lead = [...args.slice(0, verbs), ...without(found, "--from")];
  return {
    manager: "uv",
    within: [program, ...lead, "--from", from],
    wanted: programOf(first),
    skip: verbs + found.first + 1,
  };
}

/** `pipx run …` */
export function pipxCall(program: string, args: readonly string[]): RunnerCall | undefined {
  if (!isNamed(program, "pipx") || args[0] !== "run") return undefined;
  const rest = args.slice(1);
  const found = leadingOptions(rest, pipxValued);
  const first = found.first === undefined ? undefined : rest[found.first];
  if (found.first === undefined || first === undefined || first.includes("://")) return undefined;
  const [spec = first] = valuesOf(found, "--spec");
  return {
    manager: "pipx",
    within: [program, "run", ...without(found, "--spec"), "--spec", spec],
    wanted: programOf(first),
    skip: 1 + found.first + 1,
  };
}

/** uvx writes a version as `name@1.2`, which is no version anywhere else. */
function pinned(first: string): string {
  return first.replace(/@latest$/, "").replace(/^([\w.[\],-]+)@([\w.!+*-]+)$/, "$1==$2");
}

/** A package's name without version and extras; its program is expected to be called the same. */
function programOf(first: string): string {
  return /^[\w.-]+/.exec(first)?.[0] ?? first;
}
