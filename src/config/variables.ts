import type { Problem } from "../base/failure.ts";
import { isRecord, joinPath } from "./jsonPath.ts";

/** A piece of a text: as it is, or a variable's name as in `${name}`. */
export type Piece = { readonly text: string } | { readonly variable: string };

const ours = /^(workspaceFolder(:.+)?|userHome|env:.+|secret:[A-Za-z0-9_.-]+)$/;

/** Variables that the editor fills in elsewhere, and what to write instead. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [/^input:/, "Write `${secret:NAME}`; the value is asked for once."],
  [/^workspaceRoot$/, "Write `${workspaceFolder}`."],
  [/^(secret|env|workspaceFolder):/, "A name follows the colon: letters, digits, `_`, `-`, `.`."],
  [
    /^(config|command|file\w*|relativeFile\w*|workspaceFolderBasename|selectedText|lineNumber)(:|$)/,
    "",
  ],
  [/^(cwd|execPath|pathSeparator|defaultBuildTask|\/)$/, ""],
];

const known =
  "Known are ${workspaceFolder}, ${workspaceFolder:name}, ${userHome}, ${env:NAME} and ${secret:NAME}.";

const secretPlaces: ReadonlySet<string> = new Set(["command", "args", "env"]);
const whereSecrets = "`env`, `args`, `command` and `sandbox.secretHeaders`";

/** Takes a text apart. `${…}` that is none of our variables stays text: it may be the shell's. */
export function pieces(text: string): Piece[] {
  return text.split(/(\$\{[^{}]*\})/).flatMap((part): Piece[] => {
    if (part === "") return [];
    const name = part.startsWith("${") && part.endsWith("}") ? part.slice(2, -1) : "";
    return [ours.test(name) ? { variable: name } : { text: part }];
  });
}

/** Variables that cannot be filled in where they stand. */
export function variableProblems(entry: unknown, path: string): Problem[] {
  return [...texts(entry, [])].flatMap(({ steps, text }) => {
    const at = joinPath(path, ...steps);
    const mayBeSecret = secretPlaces.has(String(steps[0])) || steps[1] === "secretHeaders";
    return [...text.matchAll(/\$\{([^{}]*)\}/g)].flatMap(([whole, name = ""]) => {
      if (ours.test(name) && (mayBeSecret || !name.startsWith("secret:"))) return [];
      if (ours.test(name))
        return [{ path: at, message: `${whole} works in ${whereSecrets} only.` }];
      const hint = foreign.find(([pattern]) => pattern.test(name))?.[1];
      return hint === undefined
        ? []
        : [{ path: at, message: `${whole} is not known here. ${hint || known}` }];
    });
  });
}

/** Names of the variables that an entry uses, each once, in their order. */
export function usedVariables(entry: unknown): string[] {
  const names = [...texts(entry, [])].flatMap(({ text }) =>
    pieces(text).flatMap((piece) => ("variable" in piece ? [piece.variable] : [])),
  );
  return [...new Set(names)];
}

type Step = string | number;

function* texts(
  value: unknown,
  steps: readonly Step[],
): Iterable<{ steps: readonly Step[]; text: string }> {
  if (typeof value === "string") yield { steps, text: value };
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* texts(item, [...steps, index]);
  if (isRecord(value))
    for (const [key, item] of Object.entries(value)) yield* texts(item, [...steps, key]);
}
