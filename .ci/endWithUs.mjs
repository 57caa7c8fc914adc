const endings = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Passes on what asks this process to end; whoever started it vanishing asks too, since npm's shell
 * keeps signals to itself. This process then lives until the child is gone.
 * @param {import("node:child_process").ChildProcess} child
 */
export function endWithUs(child) {
  const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  for (const signal of endings) process.on(signal, pass);
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) child.kill("SIGTERM");
  }, 500);
  child.once("exit", () => {
    clearInterval(timer);
    for (const signal of endings) process.off(signal, pass);
  });
}
