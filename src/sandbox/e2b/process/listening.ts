import type { CommandExitError, CommandHandle } from "e2b";
import type { Take } from "./marker.ts";

/** What is to be done with text. May throw: then the stream is left, as one that was cut. */
export interface Hearing {
  readonly stdout: Take;
  readonly stderr: Take;
}

/** How listening ended: with the process, or before it. */
export type ListeningEnd =
  | { readonly kind: "ended"; readonly code: number; readonly status: string }
  | { readonly kind: "cut" };

/** One stream of the SDK's. */
export interface Listening {
  readonly pid: number;
  /** Never rejects. */
  readonly end: Promise<ListeningEnd>;
  /** Leaves the stream; the process stays. Nothing is heard after it. Never rejects. */
  close(): Promise<void>;
}

interface Callbacks {
  readonly timeoutMs: 0;
  readonly onStdout: Take;
  readonly onStderr: Take;
}

/** What the SDK's object has kept of all output. */
const forgotten = { _stdout: "", _stderr: "" };

/** Listens to a process that `open` starts or finds. Rejects as `open` does. */
export async function listen(
  open: (callbacks: Callbacks) => Promise<CommandHandle>,
  hearing: Hearing,
): Promise<Listening> {
  const known: { handle?: CommandHandle } = {};
  let isClosed = false;
  const leave = async (): Promise<void> => {
    isClosed = true;
    await known.handle?.disconnect();
  };
  /** Nothing may be thrown into the SDK, and it must not keep all that it has heard. */
  const guarded = (take: Take): Take => {
    return (text) => {
      if (known.handle !== undefined) Object.assign(known.handle, forgotten);
      if (isClosed) return;
      try {
        return take(text)?.catch(leave);
      } catch {
        return leave();
      }
    };
  };
  const onStdout = guarded(hearing.stdout);
  const onStderr = guarded(hearing.stderr);
  const handle = await open({ timeoutMs: 0, onStdout, onStderr });
  known.handle = handle;
  if (isClosed) await handle.disconnect();
  return { pid: handle.pid, end: endOf(handle), close: leave };
}

/** Decides by the error's name, because the SDK may be in a bundle twice. */
async function endOf(handle: CommandHandle): Promise<ListeningEnd> {
  try {
    const { exitCode } = await handle.wait();
    return { kind: "ended", code: exitCode, status: "" };
  } catch (error) {
    if ((error as Error).name !== "CommandExitError") return { kind: "cut" };
    const { exitCode, error: status = "" } = error as CommandExitError;
    return { kind: "ended", code: exitCode, status };
  }
}
