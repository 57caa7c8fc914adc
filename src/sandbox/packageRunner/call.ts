/** A package manager's way to run a program of a package that is not installed yet, taken apart. */
export interface RunnerCall {
  readonly manager: "npm" | "uv" | "pipx";
  /** Words that install the package and run the program that is written behind them beside it. */
  readonly within: readonly string[];
  /** The program to run; undefined where the package decides. */
  readonly wanted: string | undefined;
  /** How many arguments stand before those of the program; undefined where they are mixed. */
  readonly skip: number | undefined;
}

export interface Options {
  /** Options before the first plain word, each with its value; `--` is none. */
  readonly options: readonly (readonly [name: string, ...value: string[]])[];
  /** Where the first plain word stands; undefined where there is none. */
  readonly first: number | undefined;
}

/** Takes apart the options in front of a program's name. Those not in `valued` stand alone. */
export function leadingOptions(args: readonly string[], valued: ReadonlySet<string>): Options {
  const options: [string, ...string[]][] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    if (word === "--") return { options, first: at + 1 < args.length ? at + 1 : undefined };
    if (!word.startsWith("-")) return { options, first: at };
    const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined && value !== undefined) options.push([name, value]);
    else if (valued.has(word)) options.push([word, args[(at += 1)] ?? ""]);
    else options.push([word]);
  }
  return { options, first: undefined };
}

/** The values of an option under any of its names. */
export function valuesOf({ options }: Options, ...names: readonly string[]): string[] {
  return options.flatMap(([name, value]) => (names.includes(name) ? (value ?? []) : []));
}

/** The other options, as they were written. */
export function without({ options }: Options, ...names: readonly string[]): string[] {
  return options.filter(([name]) => !names.includes(name)).flat();
}
