import { clearLine, cursorTo } from "node:readline";

/**
 * Says what is being done while it is done, and how long it took.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function step(what, run) {
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  const { isTTY } = process.stdout;
  const show = isTTY
    ? () => redraw(`… ${what} (${seconds()})`)
    : () => console.log(`  ${what}: still at it after ${seconds()}`);
  if (isTTY) show();
  else console.log(`… ${what}`);
  const timer = setInterval(show, isTTY ? 200 : 10_000);
  try {
    const result = await run();
    finish(`✓ ${what} (${seconds()})`);
    return result;
  } catch (error) {
    finish(`✗ ${what} (${seconds()})`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** @param {string} line */
function finish(line) {
  if (process.stdout.isTTY) redraw("");
  console.log(line);
}

/** @param {string} line */
function redraw(line) {
  cursorTo(process.stdout, 0);
  clearLine(process.stdout, 0);
  process.stdout.write(line);
}
