import { leadingOptions, type RunnerCall, valuesOf, without } from "./call.ts";

const valued = new Set(
  (
    "-p --package -c --call --registry --cache --userconfig --globalconfig --prefix --loglevel " +
    "-w --workspace --node-options --script-shell"
  ).split(" "),
);
const answered = ["-y", "--yes", "-p", "--package", "-c", "--call"];

/** `npx …`, `npm exec …`, `npm x …` */
export function npmCall(program: string, args: readonly string[]): RunnerCall | undefined {
  const verb = isNamed(program, "npm") && /^(?:exec|x)$/.test(args[0] ?? "") ? 1 : 0;
  if (verb === 0 && !isNamed(program, "npx")) return undefined;
  const rest = args.slice(verb);
  const found = leadingOptions(rest, valued);
  const packages = valuesOf(found, "-p", "--package");
  const calls = valuesOf(found, "-c", "--call");
  const first = found.first === undefined ? undefined : rest[found.first];
  if (packages.length === 0 && (first === undefined || calls.length > 0)) return undefined;
  const named = packages.length > 0 ? packages : [first ?? ""];
  const lead = [...args.slice(0, verb), "-y", ...without(found, ...answered)];
  return {
    manager: "npm",
    within: [program, ...lead, ...named.map((name) => `--package=${name}`), "--"],
    wanted: packages.length > 0 ? first : undefined,
    skip: calls.length > 0 ? undefined : skipOf(rest, found.first, verb),
  };
}

/** npx hands on all that follows; npm takes options out of it until `--`. */
function skipOf(
  rest: readonly string[],
  first: number | undefined,
  verb: number,
): number | undefined {
  if (first === undefined) return undefined;
  if (verb === 0 || rest.slice(0, first).includes("--")) return verb + first + 1;
  if (rest[first + 1] === "--") return verb + first + 2;
  return rest.slice(first + 1).some((word) => word.startsWith("-")) ? undefined : verb + first + 1;
}

export function isNamed(program: string, name: string): boolean {
  return program === name || program.endsWith(`/${name}`);
}
