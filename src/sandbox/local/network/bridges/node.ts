/**
 * The bridge in JavaScript, for machines with neither Perl nor Python. Node cannot become another
 * program, so a shell starts it, waits until it listens, closes the channel and becomes the program.
 * Slower to start than the others by the start of a Node.
 */
export const nodeBridge = String.raw`
"use strict";
const net = require("node:net");
const [fd, port] = process.argv.slice(1).map(Number);
for (const name of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(name, () => {});
const channel = new net.Socket({ fd, readable: true, writable: true });
const [OPEN, DATA, END, RESET, CREDIT] = [1, 2, 3, 4, 5];
const streams = new Map();
let last = 0;
let input = Buffer.alloc(0);
function say(kind, id, amount = 0) {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(((kind << 24) | id) >>> 0, 0);
  head.writeUInt32BE(amount, 4);
  return channel.write(head);
}
function send(id, s) {
  while (s.held.length > 0 && s.credit > 0) {
    const bytes = s.held.subarray(0, Math.min(s.credit, 65536));
    s.held = s.held.subarray(bytes.length);
    s.credit -= bytes.length;
    channel.cork();
    say(DATA, id, bytes.length);
    if (!channel.write(bytes)) pauseAll();
    channel.uncork();
  }
  if (s.held.length > 0) s.socket.pause();
  else if (s.atEnd && !s.done) {
    s.done = true;
    say(END, id);
  } else if (!channel.writableNeedDrain) s.socket.resume();
}
function pauseAll() {
  for (const s of streams.values()) s.socket.pause();
}
channel.on("drain", () => {
  for (const [id, s] of streams) send(id, s);
});
channel.on("error", () => process.exit());
channel.on("close", () => process.exit());
channel.on("data", (chunk) => {
  input = input.length === 0 ? chunk : Buffer.concat([input, chunk]);
  let at = 0;
  while (input.length - at >= 8) {
    const kind = input[at];
    const amount = input.readUInt32BE(at + 4);
    if (kind === DATA && input.length - at < 8 + amount) break;
    const id = input.readUIntBE(at + 1, 3);
    const s = streams.get(id);
    at += 8;
    if (kind === DATA) {
      const bytes = input.subarray(at, at + amount);
      at += amount;
      s?.socket.write(bytes, (error) => {
        if (error) return;
        s.owed += bytes.length;
        if (s.owed >= 32768) {
          say(CREDIT, id, s.owed);
          s.owed = 0;
        }
      });
    } else if (s !== undefined && kind === CREDIT) {
      s.credit += amount;
      send(id, s);
    } else if (s !== undefined && kind === END) s.socket.end();
    else if (s !== undefined && kind === RESET) {
      streams.delete(id);
      s.socket.destroy();
    }
  }
  input = input.subarray(at);
});
const waiting = [];
const door = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
  socket.on("error", () => {});
  waiting.push(socket);
  welcome();
});
function welcome() {
  while (streams.size < 64 && waiting.length > 0) begin(waiting.shift());
}
function begin(socket) {
  do last = (last + 1) & 0xffffff;
  while (streams.has(last));
  const id = last;
  const s = { socket, held: Buffer.alloc(0), credit: 131072, owed: 0, atEnd: false, done: false };
  streams.set(id, s);
  say(OPEN, id);
  socket.on("data", (bytes) => {
    s.held = Buffer.concat([s.held, bytes]);
    send(id, s);
  });
  socket.on("end", () => {
    s.atEnd = true;
    send(id, s);
  });
  socket.on("close", () => {
    if (streams.delete(id) && !(s.done && socket.writableFinished)) say(RESET, id);
    welcome();
  });
  socket.resume();
}
door.listen(port, "127.0.0.1", 128, () => {
  const fs = require("node:fs");
  fs.writeSync(1, "listening");
  fs.closeSync(1); // what the shell waits for
  fs.openSync("/dev/null", "r+");
});
`;

/** Takes the script from a variable. Arguments: Node, the channel's descriptor, the port, the program and its own. */
export const nodeBridgeShell = (variable: string): string => `
script=$${variable}
unset ${variable}
ready=$("$1" -e "$script" "$2" "$3" </dev/null 2>/dev/null &)
[ "$ready" = listening ] || { echo "mcp-sandbox: the network bridge cannot start" >&2; exit 125; }
fd=$2
shift 3
eval "exec $fd>&-" && exec "$@"
`;
