import { randomUUID } from "node:crypto";
import { posix } from "node:path";
import { collect, lastLine } from "./collect.ts";
import { fileExists, fileFailed, fileNotFound, programFailed, refuseNul } from "./fileFailures.ts";
import type { FileInfo, Files } from "./files.ts";
import { described } from "./fileInfo.ts";
import * as scripts from "./fileScripts.ts";
import type { Command, Process } from "./sandbox.ts";

/** As much as this process takes into its memory at once. */
const mostBytes = 512 * 1024 * 1024;

interface Operation {
  readonly path: string;
  /** As in `${path} cannot be ${doing}`. */
  readonly doing: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly input?: Uint8Array;
}

/**
 * Files through small programs that run in the sandbox, one for each operation: whatever links and
 * `..` lead to, it is in the sandbox. A name that is not UTF-8 is shown, and cannot be opened.
 */
export class FilesByPrograms implements Files {
  readonly #start: (command: Command) => Promise<Process>;
  readonly #home: string;

  /** @param home absolute path of the private home inside. */
  constructor(start: (command: Command) => Promise<Process>, home: string) {
    this.#start = start;
    this.#home = home;
  }

  async stat(path: string): Promise<FileInfo> {
    const operation = { path, doing: "looked at", script: scripts.statScript };
    const [info] = await this.#describe(operation, () => this.#inside(path));
    if (info === undefined) throw fileNotFound(path);
    return info;
  }

  list(path: string): Promise<readonly FileInfo[]> {
    const operation = { path, doing: "listed", script: scripts.listScript };
    return this.#describe(operation, (name) => posix.join(this.#inside(path), name));
  }

  read(path: string): Promise<Uint8Array> {
    return this.#run({ path, doing: "read", script: scripts.readScript });
  }

  async write(path: string, data: Uint8Array): Promise<void> {
    await this.#run({ path, doing: "written", script: scripts.writeScript, input: data });
  }

  async makeDir(path: string): Promise<void> {
    await this.#run({ path, doing: "made", script: scripts.makeDirScript });
  }

  async move(from: string, to: string, { overwrite = false } = {}): Promise<void> {
    this.#refuseHome(from, "moved");
    const target = this.#inside(to);
    const args = [target, overwrite ? "overwrite" : "", `${target}.${randomUUID()}`];
    const operation = { path: from, doing: `moved to ${to}`, script: scripts.moveScript, args };
    await this.#run(operation, to);
  }

  async remove(path: string): Promise<void> {
    this.#refuseHome(path, "removed");
    await this.#run({ path, doing: "removed", script: scripts.removeScript });
  }

  #inside(path: string): string {
    return posix.resolve(this.#home, path);
  }

  #refuseHome(path: string, doing: string): void {
    if (!`${this.#home}/`.startsWith(`${this.#inside(path)}/`.replace("//", "/"))) return;
    throw fileFailed(path, doing, "it holds the private home");
  }

  async #describe(
    operation: Operation,
    pathOf: (name: string) => string,
  ): Promise<readonly FileInfo[]> {
    const mark = randomUUID();
    const output = await this.#run({ ...operation, args: [mark] });
    return described(output.toString(), mark, pathOf);
  }

  /** What the script prints. @param target what is there already, where something is. */
  async #run(operation: Operation, target: string = operation.path): Promise<Buffer> {
    const { path, doing, script, args = [], input } = operation;
    for (const each of [path, target]) refuseNul(each);
    const program = await this.#start({
      program: "/bin/sh",
      args: ["-c", script, "sh", this.#inside(path), ...args],
    });
    const [output, said, exit, isWritten] = await Promise.all([
      bounded(program),
      lastLine(program.stderr),
      program.exit,
      feed(program, input),
    ]);
    if (output === undefined)
      throw fileFailed(path, doing, `it is larger than ${mostBytes >> 20} MB`);
    const code = exit.kind === "exited" ? exit.code : undefined;
    if (code === 0 && isWritten) return output;
    if (code === scripts.exitCodes.notFound) throw fileNotFound(path);
    if (code === scripts.exitCodes.exists) throw fileExists(target);
    // In front of the reason there are the program, and the path once more.
    throw programFailed(path, doing, exit, code === 127 ? said : said.replace(/^.*: /, ""));
  }
}

async function bounded(program: Process): Promise<Buffer | undefined> {
  const output = await collect(program.stdout, mostBytes);
  if (output === undefined) await program.signal("SIGKILL");
  return output;
}

/** Whether the program took it all. */
async function feed(program: Process, input: Uint8Array | undefined): Promise<boolean> {
  const isTaken =
    input === undefined ||
    (await program.write(input).then(
      () => true,
      () => false,
    ));
  await program.end();
  return isTaken;
}
