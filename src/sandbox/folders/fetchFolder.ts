import { mkdir, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../../base/failure.ts";
import { lastLine } from "../collect.ts";
import { fileExists, fileFailed, fileNotFound } from "../fileFailures.ts";
import type { Exit, Process, Sandbox } from "../sandbox.ts";
import { endedBy, startScript, tarFailed } from "./programs.ts";
import { settle } from "./settle.ts";
import {
  defaultLimitBytes,
  hostFailure,
  refuseAborted,
  shownSize,
  systemCode,
  temporaryName,
  type Transferred,
  type TransferOptions,
} from "./transfer.ts";
import { unpack } from "./unpack.ts";

export interface FetchOptions extends TransferOptions {
  /** Files of the same names are replaced. Else nothing is fetched when there are any. */
  readonly overwrite?: boolean;
}

/**
 * Copies a folder of a sandbox to this machine. The sandbox is not trusted: whatever it sends,
 * nothing is written outside of the target, no link leads out of it, and what programs of this
 * machine would run by themselves (`.git`, `.vscode` and the like) is left out. All or nothing: a
 * copy that fails leaves the target as it was.
 *
 * @param source path inside, absolute or from the private home.
 * @param target host folder; what is in it already stays.
 */
export async function fetchFolder(
  sandbox: Pick<Sandbox, "start">,
  source: string,
  target: string,
  options: FetchOptions = {},
): Promise<Transferred> {
  refuseAborted(options.signal);
  const place = await placeFor(target);
  const stage = join(place.folder, temporaryName());
  const aside = join(place.folder, temporaryName());
  await mkdir(stage, { recursive: true }).catch((error: unknown) => {
    throw hostFailure(error, target, "written");
  });
  try {
    const done = await receive(sandbox, source, stage, options);
    refuseAborted(options.signal);
    const overwrite = options.overwrite ?? false;
    if (place.isTarget) await settle(stage, place.folder, { aside, overwrite });
    else await take(stage, target);
    return done;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** Where to unpack first, so that moving on is no copying: in the target, or beside it while it is not there. */
async function placeFor(target: string): Promise<{ folder: string; isTarget: boolean }> {
  const there = await stat(target).catch(() => undefined);
  if (there === undefined) return { folder: dirname(target), isTarget: false };
  if (!there.isDirectory()) throw fileExists(target);
  return { folder: await realpath(target), isTarget: true };
}

async function take(stage: string, target: string): Promise<void> {
  await rename(stage, target).catch((error: unknown) => {
    throw ["EEXIST", "ENOTEMPTY", "ENOTDIR"].includes(systemCode(error))
      ? fileExists(target, error)
      : hostFailure(error, target, "written");
  });
}

const codes = { notFound: 44, noFolder: 45 } as const;
const packScript = `[ -e "$1" ] || exit ${codes.notFound}
[ -d "$1" ] || exit ${codes.noFolder}
cd "$1" && exec tar -czf - .`;

async function receive(
  sandbox: Pick<Sandbox, "start">,
  source: string,
  stage: string,
  options: FetchOptions,
): Promise<Transferred> {
  const { limitBytes = defaultLimitBytes, signal } = options;
  const tooLarge = (): Failure =>
    new Failure(
      "fileFailed",
      `${source} is larger than the ${shownSize(limitBytes)} that are fetched from a sandbox at most.`,
      { remedy: "Fetch a smaller folder of it." },
    );
  const program = await startScript(sandbox, packScript, source);
  using _ = endedBy(signal, program);
  await program.end();
  const output = new Output(program);
  const saying = lastLine(program.stderr);
  let isCutOff = false;
  const unpacking = unpack(output.read(), stage, { ...options, limitBytes, tooLarge }).catch(
    async (error: unknown) => {
      isCutOff = !output.isOver;
      if (isCutOff) await program.signal("SIGKILL");
      throw error;
    },
  );
  const [outcome] = await Promise.allSettled([unpacking]);
  const [exit, said] = await Promise.all([program.exit, saying]);
  refuseAborted(signal);
  // One that could say all it had to knows better why that was not enough.
  if (!isCutOff) refuseBadEnd(exit, source, said, options);
  if (outcome.status === "rejected") throw outcome.reason;
  return outcome.value;
}

/** What a program prints, and whether it has come to its end. */
class Output {
  readonly #program: Process;
  isOver = false;

  constructor(program: Process) {
    this.#program = program;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    // With `yield*` a reader that gives up would look like the end.
    for await (const chunk of this.#program.stdout) yield chunk;
    this.isOver = true;
  }
}

function refuseBadEnd(exit: Exit, source: string, said: string, { onDidSay }: FetchOptions): void {
  if (exit.kind !== "exited") throw tarFailed(source, "fetched", exit, said);
  if (exit.code === codes.notFound) throw fileNotFound(source);
  if (exit.code === codes.noFolder) throw fileFailed(source, "fetched", "it is not a folder");
  // GNU tar's word for a file that was written to while it was read.
  if (exit.code === 1) onDidSay?.(`${source} has changed while it was fetched.`);
  else if (exit.code !== 0) throw tarFailed(source, "fetched", exit, said);
}
