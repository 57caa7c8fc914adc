import { link, mkdir, open, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Header } from "tar-stream";
import { protectedIn, safePath, staysInside } from "./archivePaths.ts";
import {
  hostFailure,
  refuseAborted,
  strange,
  systemCode,
  type Transferred,
  type TransferOptions,
} from "./transfer.ts";

type Options = Pick<TransferOptions, "signal" | "onProgress" | "onDidSay">;

/** What an archive holds: a header and, for a file, its bytes. To be read to its end. */
interface Entry extends AsyncIterable<unknown> {
  readonly header: Header;
  resume(): unknown;
}

/**
 * Unpacks an archive that nobody vouches for into a folder that is empty and nobody else's. Only
 * folders and files come about while it is read, so that no name leads through a link; the links
 * come last, those that stay in the folder. What would lead out by its name ends it all; what is
 * left out is said.
 */
export class Unpacking {
  readonly #stage: string;
  readonly #options: Options;
  /** Host paths by what they are called in the archive: what may be linked to. */
  readonly #written = new Map<string, string>();
  readonly #links: { readonly path: string; readonly target: string }[] = [];
  readonly #leftOut = new Set<string>();
  #files = 0;
  #bytes = 0;

  constructor(stage: string, options: Options) {
    this.#stage = stage;
    this.#options = options;
  }

  /** Takes one entry, and reads it to its end. */
  async take(entry: Entry): Promise<void> {
    refuseAborted(this.#options.signal);
    const path = this.#pathOf(entry.header.name);
    const part = protectedIn(path);
    if (part !== undefined) this.#leaveOut(part, "programs of this machine would run what it says");
    else if (path !== "") await this.#make(path, entry);
    entry.resume();
  }

  /** To be called after the last entry. */
  async finish(): Promise<Transferred> {
    for (const { path, target } of this.#links) {
      if (!staysInside(path, target, process.platform))
        this.#leaveOut(path, "the link leads out of the folder");
      else await this.#link(path, target);
    }
    const unsaid = this.#leftOut.size - mostSaid;
    if (unsaid > 0) this.#options.onDidSay?.(`${unsaid} more were left out.`);
    return { files: this.#files, bytes: this.#bytes };
  }

  async #make(path: string, entry: Entry): Promise<void> {
    const { type, linkname } = entry.header;
    const host = join(this.#stage, path);
    try {
      await mkdir(type === "directory" ? host : dirname(host), { recursive: true });
      if (type === "file" || type === "contiguous-file") await this.#write(path, host, entry);
      else if (type === "symlink") this.#links.push({ path, target: linkname ?? "" });
      else if (type === "link") await this.#linkHard(path, host, linkname ?? "");
      else if (type !== "directory") this.#refuseOrLeaveOut(path, type);
    } catch (error) {
      throw isTaken(error)
        ? strange(`it has ${path} in it twice`)
        : hostFailure(error, path, "fetched");
    }
  }

  async #write(path: string, host: string, entry: Entry): Promise<void> {
    const handle = await open(host, "wx", modeOf(entry.header));
    try {
      for await (const chunk of entry as AsyncIterable<Uint8Array>) {
        await handle.appendFile(chunk);
        this.#bytes += chunk.length;
      }
    } finally {
      await handle.close();
    }
    this.#written.set(path, host);
    this.#files += 1;
    this.#options.onProgress?.({ files: this.#files, bytes: this.#bytes });
  }

  /** Another name of a file that is there already. */
  async #linkHard(path: string, host: string, target: string): Promise<void> {
    const source = this.#written.get(this.#pathOf(target));
    if (source === undefined)
      throw strange(`${path} is another name of a file that it does not hold`);
    await link(source, host);
    this.#written.set(path, host);
    this.#files += 1;
  }

  async #link(path: string, target: string): Promise<void> {
    await symlink(target, join(this.#stage, path)).catch((error: unknown) => {
      if (isTaken(error)) throw strange(`it has ${path} in it twice`);
      this.#leaveOut(path, "this machine does not let links be made");
    });
  }

  #pathOf(name: string): string {
    const path = safePath(name, process.platform);
    if (path === undefined)
      throw strange(`the name ${JSON.stringify(name)} may lead out of the folder`);
    return path;
  }

  #refuseOrLeaveOut(path: string, type: string): void {
    if (!special.has(type)) throw strange(`nobody knows what ${path} is`);
    this.#leaveOut(path, "it is neither a file nor a folder");
  }

  #leaveOut(path: string, reason: string): void {
    if (this.#leftOut.has(path)) return;
    this.#leftOut.add(path);
    if (this.#leftOut.size > mostSaid) return;
    const shown = path.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, "?");
    this.#options.onDidSay?.(`${shown} was left out: ${reason}.`);
  }
}

const isTaken = (error: unknown): boolean =>
  ["EEXIST", "ENOTDIR", "EISDIR"].includes(systemCode(error));

/** Nobody reads more. */
const mostSaid = 20;

/** What only the sandbox itself has a use for. */
const special: ReadonlySet<string> = new Set(["fifo", "character-device", "block-device"]);

/** Of the permissions only whether it can be run. */
const modeOf = ({ mode }: Header): number => ((mode & 0o100) === 0 ? 0o644 : 0o755);
