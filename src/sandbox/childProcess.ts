import type { ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { Failure } from "../base/failure.ts";
import type { Exit, Process } from "./sandbox.ts";

/** What a sandbox knows about its children and Node does not: how their whole tree is ended. */
export interface TreeEnding {
  /** SIGTERM asks, SIGKILL ends the whole tree. Must not reject. */
  signal(signal: "SIGTERM" | "SIGKILL"): Promise<void> | void;
  /** Called once, when the first process is gone: waits until all are, and says how it ended. Must not reject. */
  settle(first: Exit): Promise<Exit> | Exit;
}

/** The process id of a child just spawned. Rejects with the system's own error (`ENOENT`, `EACCES`…) where it cannot run. */
export function running(child: ChildProcess): Promise<number> {
  const { pid } = child;
  if (pid !== undefined) return Promise.resolve(pid);
  return new Promise((_resolve, reject) => child.once("error", reject));
}

/** A child with three pipes as a Process. To be called right after `spawn` and `running`, or its exit is missed. */
export function asProcess(child: ChildProcess, tree: TreeEnding): Process {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null)
    throw new Failure("internal", "A program was started without pipes.");
  // An error of a pipe is told by `write` or by the end of the stream; unheard, it would end the host.
  for (const stream of [stdin, stdout, stderr]) stream.on("error", () => {});
  // Without a listener Node throws away, at the exit, what nobody has read yet.
  for (const stream of [stdout, stderr]) stream.on("readable", () => {});
  // A signal that could not be delivered.
  child.on("error", () => {});
  return {
    stdout: bytes(stdout),
    stderr: bytes(stderr),
    exit: firstEnd(child).then((first) => tree.settle(first)),
    write: (data) => write(stdin, data),
    end: async () => void stdin.end(),
    signal: async (signal) => tree.signal(signal),
  };
}

function firstEnd(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      if (signal !== null) resolve({ kind: "signalled", signal });
      else resolve({ kind: "exited", code: code ?? 0 });
    });
  });
}

/** Reading stops at the source while nobody asks for more. A pipe that breaks has ended. */
async function* bytes(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch {
    // The writer is gone, and with it what it had to say.
  }
}

/** The callback comes when the system has taken the bytes, which it does only as fast as they are read. */
function write(stdin: Writable, data: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const refused = (cause?: unknown): void =>
      reject(new Failure("sandboxFailed", "The program's input is closed.", { cause }));
    if (!stdin.writable) return refused();
    stdin.write(data, (error) => (error ? refused(error) : resolve()));
  });
}
