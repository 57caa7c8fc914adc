import type { Sandbox } from "e2b";

/** Ends a process and all below it from outside, as far as that can be done. Never rejects. */
export async function killTree(box: Sandbox, pid: number): Promise<void> {
  const line = `k() { local c=$(cat /proc/$1/task/*/children 2>/dev/null); kill -9 $1; for p in $c; do k $p; done; }; k ${pid} 2>/dev/null; true`;
  await box.commands.run(line, { timeoutMs: 10_000, requestTimeoutMs: 10_000 }).catch(() => {});
  // The service's own way, should there be no shell to do it.
  await box.commands.kill(pid, { requestTimeoutMs: 10_000 }).catch(() => false);
}
