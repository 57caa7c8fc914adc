import { existsSync, readlinkSync } from "node:fs";
import { posix } from "node:path";
import { isWithin } from "./realPath.ts";

/** A host path and where it is seen from within. */
export interface Shown {
  readonly source: string;
  readonly target: string;
}

const mostLinks = 40;

/** What programs see of the host's files, as far as it is known before they run. */
export class View {
  readonly #shown: readonly Shown[];
  readonly #links: Readonly<Record<string, string>>;

  /** @param shown later ones cover earlier ones. @param links links of the jail's own, by their path. */
  constructor(shown: readonly Shown[], links: Readonly<Record<string, string>>) {
    this.#shown = shown;
    this.#links = links;
  }

  /** The host path behind a path inside, with links followed as they are inside; undefined where there is nothing. */
  hostPathOf(path: string): string | undefined {
    let inside = "/";
    let followed = 0;
    const rest = posix.normalize(path).split("/").filter(Boolean);
    for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
      const next = posix.join(inside, name);
      const target = this.#linkAt(next);
      if (target === undefined) {
        inside = next;
        continue;
      }
      if (++followed > mostLinks) return undefined;
      rest.unshift(...posix.resolve(inside, target).split("/").filter(Boolean));
      inside = "/";
    }
    const host = this.#onHost(inside);
    return host !== undefined && existsSync(host) ? host : undefined;
  }

  #linkAt(path: string): string | undefined {
    const own = this.#links[path];
    if (own !== undefined) return own;
    const host = this.#onHost(path);
    return host === undefined ? undefined : linkTarget(host);
  }

  #onHost(path: string): string | undefined {
    const holder = this.#shown.findLast(({ target }) => isWithin(path, target));
    return holder === undefined ? undefined : holder.source + path.slice(holder.target.length);
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
