import { Failure } from "../../base/failure.ts";
import { lastLine } from "../collect.ts";
import type { Sandbox } from "../sandbox.ts";
import { packed } from "./parcel.ts";
import { endedBy, startScript, tarFailed } from "./programs.ts";
import { type Survey, survey } from "./survey.ts";
import {
  defaultLimitBytes,
  refuseAborted,
  shownSize,
  temporaryName,
  type Transferred,
  type TransferOptions,
} from "./transfer.ts";

/**
 * Puts a copy of a folder of this machine into a sandbox, without what its `.gitignore` leaves out
 * and without `.git`. What is at the target already stays, but for files of the same names. When
 * this rejects before it unpacks, nothing is there; what it has sent is removed.
 *
 * @param target path inside, absolute or from the private home.
 */
export async function putFolder(
  sandbox: Pick<Sandbox, "files" | "start">,
  source: string,
  target: string,
  options: TransferOptions = {},
): Promise<Transferred> {
  const found = await survey(source, options);
  const totalBytes = found.entries.reduce((sum, { bytes }) => sum + bytes, 0);
  refuseTooLarge(found, source, totalBytes, options.limitBytes ?? defaultLimitBytes);
  const parcel = temporaryName();
  try {
    const done = await send(sandbox, parcel, found, { ...options, totalBytes });
    await unpack(sandbox, parcel, target, options.signal);
    return done;
  } finally {
    await sandbox.files.remove(parcel).catch(() => {});
  }
}

function refuseTooLarge(
  { entries }: Survey,
  source: string,
  totalBytes: number,
  limitBytes: number,
): void {
  if (totalBytes <= limitBytes) return;
  const sizes = new Map<string, number>();
  for (const { path, bytes } of entries) {
    const [top = path] = path.split("/");
    sizes.set(top, (sizes.get(top) ?? 0) + bytes);
  }
  const largest = [...sizes].toSorted(([, a], [, b]) => b - a).slice(0, 3);
  const named = largest.map(([name, bytes]) => `${name} (${shownSize(bytes)})`).join(", ");
  throw new Failure(
    "fileFailed",
    `${source} holds ${shownSize(totalBytes)}, and at most ${shownSize(limitBytes)} are put into a sandbox.`,
    {
      remedy: `Put a smaller folder, or name what is not needed in .gitignore. Largest: ${named}.`,
    },
  );
}

async function send(
  { files }: Pick<Sandbox, "files">,
  parcel: string,
  found: Survey,
  { signal, onProgress, totalBytes }: TransferOptions & { readonly totalBytes: number },
): Promise<Transferred> {
  let done: Transferred = { files: 0, bytes: 0, totalBytes };
  let count = 0;
  for await (const piece of packed(found)) {
    refuseAborted(signal);
    await files.write(`${parcel}/${String(count++).padStart(6, "0")}`, piece.data);
    done = { ...piece.done, totalBytes };
    onProgress?.(done);
  }
  refuseAborted(signal);
  return done;
}

const unpackScript = `mkdir -p "$2" && cat "$1"/* | tar -xzf - -C "$2"`;

async function unpack(
  sandbox: Pick<Sandbox, "start">,
  parcel: string,
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const program = await startScript(sandbox, unpackScript, parcel, target);
  using _ = endedBy(signal, program);
  await program.end();
  const [said, exit] = await Promise.all([lastLine(program.stderr), program.exit]);
  refuseAborted(signal);
  if (exit.kind === "exited" && exit.code === 0) return;
  throw tarFailed(target, "written", exit, said);
}
