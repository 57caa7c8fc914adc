import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { Failure } from "../base/failure.ts";
import { type Language, languages } from "../interpreter/engine.ts";
import type { World } from "./world.ts";

/** Code that is to be run. */
export interface CodeProgram {
  readonly code: string;
  readonly language: Language;
  /** Whether an option or the file's name says the language; otherwise it is assumed. */
  readonly isTold: boolean;
  /** Our standard input is the code, so that the code itself has none. */
  readonly isInput: boolean;
}

/** The code of a file, of our standard input (`-`), or of the option. Throws `usage`. */
export async function programOf(
  file: string | undefined,
  { code, language: told }: { readonly code?: string; readonly language?: string },
  { cwd, stdin }: World,
): Promise<CodeProgram> {
  if ((file === undefined) === (code === undefined))
    throw new Failure("usage", "Give a FILE to run, or -c CODE.");
  const known = languageOf(told, file);
  const about = { language: known ?? "python", isTold: known !== undefined } as const;
  if (file === undefined) return { ...about, code: code ?? "", isInput: false };
  if (file === "-") return { ...about, code: await text(stdin), isInput: true };
  try {
    return { ...about, code: await readFile(resolve(cwd, file), "utf8"), isInput: false };
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Failure("usage", `${file} cannot be read (${why}).`, { cause: error });
  }
}

const byExtension: Readonly<Record<string, Language>> = {
  ".py": "python",
  ".js": "javascript",
  ".mjs": "javascript",
  ".cjs": "javascript",
  ".ts": "typescript",
  ".mts": "typescript",
  ".sh": "bash",
  ".bash": "bash",
  ".r": "r",
  ".java": "java",
};

/** As it is told, else as the file's name tells. */
function languageOf(told: string | undefined, file: string | undefined): Language | undefined {
  if (told === undefined) return byExtension[extname(file ?? "").toLowerCase()];
  const name = { js: "javascript", ts: "typescript", sh: "bash", py: "python" }[told] ?? told;
  const found = languages.find((each) => each === name);
  if (found !== undefined) return found;
  throw new Failure("usage", `--language ${told}: expected ${languages.join(", ")}.`);
}
