/** Reads its own source from the descriptor named second, and becomes it. */
export const boot =
  '{ const [size, fdIn, fdOut, fdAlarm] = process.argv.splice(1).map(Number), fs = require("node:fs"), vm = require("node:vm");' +
  "const source = Buffer.alloc(size);" +
  "for (let at = 0; at < size; ) at += fs.readSync(fdIn, source, at, size - at) || process.exit(70);" +
  "const importModuleDynamically = vm.constants && vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;" +
  'new vm.Script(`(function (require, fdIn, fdOut, fdAlarm) {${source}})`, { filename: "<driver>", importModuleDynamically })' +
  ".runInThisContext()(require, fdIn, fdOut, fdAlarm); }";

/** How the driver hears and speaks, and the code's own streams. */
export const wire = String.raw`
"use strict";
// What a cell declares at its top hides what is global, from here too.
const { Array, Atomics, BigInt, Buffer, Error, Int32Array, JSON, Math, Number, Object } = globalThis;
const { Promise, RegExp, SharedArrayBuffer, String, Symbol, WeakMap } = globalThis;
const { console, process, setImmediate, setInterval } = globalThis;
const fs = require("node:fs");
const { inspect } = require("node:util");
const leave = process.exit.bind(process);
const nap = new Int32Array(new SharedArrayBuffer(4));
let heard = Buffer.alloc(0);

/** The first whole line of what was heard. */
function lineHeard() {
  const end = heard.indexOf(10);
  if (end < 0) return undefined;
  const line = heard.toString("utf8", 0, end);
  heard = heard.subarray(end + 1);
  return JSON.parse(line);
}

const piece = Buffer.alloc(65536);
function took(size) {
  if (size === 0) leave(0);
  heard = Buffer.concat([heard, piece.subarray(0, size)]);
}

/** Holds up everything else, as asking a user does. */
function requestSync() {
  for (;;) {
    const request = lineHeard();
    if (request !== undefined) return request;
    took(fs.readSync(fdIn, piece));
  }
}

function nextRequest(take) {
  const request = lineHeard();
  if (request !== undefined) return take(request);
  fs.read(fdIn, piece, 0, piece.length, null, (error, size) => {
    took(error ? 0 : size);
    nextRequest(take);
  });
}

function writeAll(fd, bytes) {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(fd, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(nap, 0, 0, 2);
    }
  }
}

const greeting = requestSync();
const marker = Buffer.from("\0" + greeting.key);
const room = 4096 - marker.length - 2;
const newline = Buffer.from("\n");

/** In pieces that the system writes as a whole. */
function tell(message) {
  const data = Buffer.from(JSON.stringify(message));
  const last = Math.max(1, Math.ceil(data.length / room)) - 1;
  try {
    for (let at = 0; at <= last; at++) {
      const flag = Buffer.from(last === 0 ? "." : at === 0 ? "+" : at === last ? "=" : "-");
      const part = data.subarray(at * room, (at + 1) * room);
      writeAll(fdOut, Buffer.concat([marker, flag, part, newline]));
    }
  } catch {
    leave(70);
  }
}

/** What the code writes is on its way when this returns, so that all keeps its order. */
function writerOf(put) {
  return (chunk, encoding, callback) => {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8") : chunk;
    put(bytes);
    const done = typeof encoding === "function" ? encoding : callback;
    if (typeof done === "function") process.nextTick(done);
    return true;
  };
}

function toStdout(bytes) {
  try {
    writeAll(1, bytes);
  } catch {
    // The code has closed it.
  }
}
const toStderr = (bytes) => tell({ is: "stream", stream: "stderr", text: Buffer.from(bytes).toString() });
process.stdout.write = writerOf(toStdout);
process.stderr.write = writerOf(toStderr);

let asked = 0;
function ask(prompt) {
  const question = ++asked;
  tell({ is: "ask", question, prompt: String(prompt === undefined ? "" : prompt), password: false });
  for (;;) {
    const request = requestSync();
    if (request.question === question) return request.answer;
  }
}
`;
