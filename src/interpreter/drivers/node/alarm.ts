/**
 * A thread that stops what keeps the main one busy, for a signal is heard only while that waits. The
 * supervisor writes each interrupt's run to a third descriptor as well. Node's own watch for signals
 * is not used: it mistakes the run, and ends the process, when code ends as the signal comes.
 */
export const alarm = String.raw`
const { Worker } = require("node:worker_threads");
/** The last run that is over, or has heard its interrupt. */
const settled = new Int32Array(new SharedArrayBuffer(4));
let alarmed = false;

function settle(run) {
  Atomics.store(settled, 0, run);
  Atomics.notify(settled, 0);
}

const alarmSource = [
  'const fs = require("node:fs"), { parentPort, workerData: { settled, fd } } = require("node:worker_threads");',
  'const session = new (require("node:inspector").Session)();',
  "session.connectToMainThread();",
  "const piece = Buffer.alloc(4096);",
  "(function next() {",
  "  fs.read(fd, piece, 0, piece.length, null, (error, size) => {",
  "    if (error || size === 0) return;",
  '    const run = Number(piece.toString("latin1", 0, size).trim().split("\\n").pop());',
  "    for (let at = Atomics.load(settled, 0); at < run; at = Atomics.load(settled, 0))",
  '      if (Atomics.wait(settled, 0, at, 100) === "timed-out") {',
  '        session.post("Runtime.terminateExecution", () => {});',
  "        parentPort.postMessage(run);",
  "        break;",
  "      }",
  "    next();",
  "  });",
  "})();",
].join("\n");

/** Begins with the first cell, for the thread takes a few megabytes. */
function setAlarm() {
  if (alarmed) return;
  alarmed = true;
  const options = { eval: true, workerData: { settled, fd: fdAlarm }, env: {}, execArgv: [] };
  new Worker(alarmSource, options).on("error", () => {}).on("message", interrupted).unref();
}
`;
