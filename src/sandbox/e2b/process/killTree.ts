import type { Sandbox } from "e2b";

/**
 * Ends a process and all below it from outside, as far as that can be done. Where a word is given,
 * only if it is in the process's command line. Never rejects.
 */
export async function killTree(box: Sandbox, pid: number, word?: string): Promise<void> {
  const { commands } = box;
  const check = word === undefined ? "" : `grep -qs ${word} /proc/${pid}/cmdline && `;
  const tree = "local c=$(cat /proc/$1/task/*/children); kill -9 $1; for p in $c; do k $p; done";
  const line = `k() { ${tree}; }; { ${check}k ${pid}; } 2>/dev/null; true`;
  await commands.run(line, { timeoutMs: 10_000, requestTimeoutMs: 10_000 }).catch(() => {});
  // The service's own way, should there be no shell to do it.
  const running = await commands.list({ requestTimeoutMs: 10_000 }).catch(() => []);
  const isIt = running.some((one) => one.pid === pid && one.args.join(" ").includes(word ?? ""));
  if (isIt) await commands.kill(pid, { requestTimeoutMs: 10_000 }).catch(() => false);
}
