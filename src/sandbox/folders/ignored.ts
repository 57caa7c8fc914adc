import { readFile, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type ignore from "ignore";

type Matcher = ReturnType<typeof ignore>;

/** The rules of one `.gitignore`. */
interface Rules {
  readonly folder: string;
  readonly matcher: Matcher;
}

/** What git leaves out: by the `.gitignore` of a folder and by those above it, as far as they are known. */
export class Ignored {
  readonly #rules: readonly Rules[];

  private constructor(rules: readonly Rules[]) {
    this.#rules = rules;
  }

  /**
   * What is left out in a folder by its own rules and by those of the repository that it lies in. A
   * folder that its repository leaves out itself is wanted all the same; its own rules hold alone.
   */
  static async in(folder: string): Promise<Ignored> {
    const above = await aboveInRepository(folder);
    let ignored = new Ignored([]);
    for (const each of above) {
      if (ignored.has(each, true)) return new Ignored([]).enter(folder);
      ignored = await ignored.enter(each);
    }
    return ignored.has(folder, true) ? new Ignored([]).enter(folder) : ignored.enter(folder);
  }

  /** With the rules of one more folder, which lies in those before and is not left out. */
  async enter(folder: string): Promise<Ignored> {
    const text = await readFile(join(folder, ".gitignore"), "utf8").catch(() => "");
    const { default: makeMatcher } = await import("ignore");
    const matcherOf = (...rules: readonly (string | Matcher)[]): Matcher =>
      makeMatcher({ ignorecase: false }).add(rules);
    const above = this.#rules.map((rules) => {
      const name = nameIn(rules.folder, folder);
      if (!rules.matcher.ignores(`${name}/`)) return rules;
      // Deeper rules have taken it back in; what is in it is not left out for its sake.
      return { ...rules, matcher: matcherOf(rules.matcher, `!/${literal(name)}/`) };
    });
    return new Ignored(
      text === "" ? above : [...above, { folder, matcher: matcherOf(...text.split(/\r?\n/)) }],
    );
  }

  /** The deepest rule that says anything decides. What is in a folder that is left out is not asked for. */
  has(path: string, isFolder: boolean): boolean {
    let has = false;
    for (const { folder, matcher } of this.#rules) {
      const name = nameIn(folder, path);
      const { ignored, unignored } = matcher.test(isFolder ? `${name}/` : name);
      has = ignored || (has && !unignored);
    }
    return has;
  }
}

const nameIn = (folder: string, path: string): string =>
  relative(folder, path).split(sep).join("/");

/** As a pattern that stands for nothing else. */
const literal = (name: string): string => name.replaceAll(/[\\*?[\]! #]/g, "\\$&");

/** The folders above that are in the same repository, from its root on. */
async function aboveInRepository(folder: string): Promise<string[]> {
  const above: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    if (await exists(join(at, ".git"))) return above;
    if (dirname(at) === at) return [];
    above.unshift(dirname(at));
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
