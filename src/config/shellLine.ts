import type { Command } from "../sandbox/sandbox.ts";
import type { Resolver } from "./resolver.ts";
import { isSingleCommand, plainWords, quoteValue } from "./shellWords.ts";
import { pieces } from "./variables.ts";

type Program = Pick<Command, "program" | "args">;

/**
 * What a shell line starts. One that needs no shell becomes its words, and a variable's value never
 * leaves its word, whatever it holds. For any other a shell is started, and replaced where it can be.
 */
export async function shellLine(line: string, path: string, resolver: Resolver): Promise<Program> {
  const words = lineWords(line);
  if (words === undefined) {
    const script = await resolver.text(line, path, quoteValue);
    return { program: "sh", args: ["-c", isSingleCommand(script) ? `exec ${script}` : script] };
  }
  const [program = "", ...args] = await resolver.texts(words, () => path);
  return { program, args };
}

/** A line for the shell, values quoted for where they stand. */
export async function shellScript(
  line: string,
  path: string,
  resolver: Resolver,
): Promise<Program> {
  return { program: "sh", args: ["-c", await resolver.text(line, path, quoteValue)] };
}

/** The line's words with our variables still in them; `undefined` when it needs a shell. */
export function lineWords(line: string): string[] | undefined {
  const variables: string[] = [];
  const template = pieces(line)
    .map((piece) =>
      "text" in piece ? piece.text : `\uE000${variables.push(piece.variable) - 1}\uE001`,
    )
    .join("");
  return plainWords(template)?.map((word) =>
    word.replaceAll(/\uE000(\d+)\uE001/g, (_, index) => `\${${variables[Number(index)] ?? ""}}`),
  );
}
