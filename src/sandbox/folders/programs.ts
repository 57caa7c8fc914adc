import { programFailed } from "../fileFailures.ts";
import type { Failure } from "../../base/failure.ts";
import type { Exit, Process, Sandbox } from "../sandbox.ts";

/** Starts a line of shell; what comes after it are its `$1`, `$2`…, paths that no program takes for options. */
export function startScript(
  sandbox: Pick<Sandbox, "start">,
  script: string,
  ...paths: readonly string[]
): Promise<Process> {
  const args = paths.map((path) => (path.startsWith("/") ? path : `./${path}`));
  return sandbox.start({ program: "/bin/sh", args: ["-c", script, "sh", ...args] });
}

/** Ends the program when the signal fires, until disposed of. */
export function endedBy(signal: AbortSignal | undefined, program: Process): Disposable {
  const end = (): void => void program.signal("SIGKILL");
  if (signal?.aborted === true) end();
  signal?.addEventListener("abort", end, { once: true });
  return { [Symbol.dispose]: () => signal?.removeEventListener("abort", end) };
}

/** Why tar failed, with the file that it failed at. @param said its last line. */
export function tarFailed(path: string, doing: string, exit: Exit, said: string): Failure {
  return programFailed(path, doing, exit, said.replace(/^(tar|mkdir): /, ""));
}
