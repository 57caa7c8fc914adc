/** Runs one request after another in V8's own mode for consoles, which awaits and declares again. */
export const run = String.raw`
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const nodeModule = require("node:module");
const { Session } = require("node:inspector");
const session = new Session();
session.connect();
const takeKey = "mcp-sandbox.take";
const hidden = (key, value) => Object.defineProperty(globalThis, key, { value, writable: true, configurable: true });
const interruption = Object.assign(new Error("The run was interrupted."), { name: "Interrupted" });
let interrupt = () => {};
let current = 0;

/** What process.exit throws: it ends the run, and not the kernel. */
class Exit {
  constructor(code) {
    this.code = code;
  }
}
process.exit = (code = process.exitCode) => {
  const exit = new Exit(Number(code) || 0);
  interrupt(exit);
  throw exit;
};

/** The value itself, of which the console's protocol only tells. */
function valueOf(remote) {
  if (remote.objectId === undefined) {
    if (remote.unserializableValue === undefined) return remote.value;
    return remote.type === "bigint" ? BigInt(remote.unserializableValue.slice(0, -1)) : Number(remote.unserializableValue);
  }
  let value;
  hidden(takeKey, (given) => void (value = given));
  const functionDeclaration = 'function (value) { (function () { return this })()["' + takeKey + '"](value) }';
  session.post("Runtime.callFunctionOn", { functionDeclaration, objectId: remote.objectId, arguments: [{ objectId: remote.objectId }] });
  return value;
}


/** Settles with what came of the code, or rejects with what it threw, or with the interruption. */
function evaluated(code, name) {
  const expression = code + "\n//# sourceURL=" + name;
  const how = { expression, replMode: true, awaitPromise: true, objectGroup: "cell" };
  return new Promise((resolve, reject) => {
    interrupt = (reason = interruption) => reject(reason);
    const take = (error, told) => {
      if (error) return reject(interruption);
      const { result, exceptionDetails: details } = told;
      if (!details) return resolve(valueOf(result));
      const thrown = valueOf(details.exception || result);
      places.set(Object(thrown), [details.lineNumber + 1, details.columnNumber + 1]);
      reject(thrown);
    };
    session.post("Runtime.evaluate", how, take);
  }).then((value) => (value instanceof Promise ? Promise.race([value, stopped()]) : value));
}

const stopped = () => new Promise((_resolve, reject) => (interrupt = (reason = interruption) => reject(reason)));
const places = new WeakMap();

function textOf(value) {
  try {
    return inspect(value, { depth: 4, maxStringLength: 20000 });
  } catch (error) {
    return "<" + typeof value + " that cannot be inspected>";
  }
}

/** A value in every form that it has. */
function shown(value) {
  const own = value !== null && typeof value === "object" ? value[Symbol.for("Jupyter.display")] : undefined;
  const data = typeof own === "function" ? own.call(value) : {};
  return { "text/plain": textOf(value), ...data };
}

const limited = (text, most = 100000) =>
  text.length <= most ? text : text.slice(0, most / 2) + "\n...\n" + text.slice(-most / 2);
/** From where the driver itself stands on the stack. */
const ours = /\n\s+at (?:sigintHandlersWrap |Session\.post |[^\n]*(?:<driver>|node:inspector))[^\n]*(?:\n\s+at [^\n]*)*/g;

/** The line of the cell at which it happened, as Node shows it. */
function placeOf(stack, thrown, name, code) {
  const found = new RegExp(name + ":(\\d+):(\\d+)").exec(stack);
  const [line, column] = found ? [+found[1], +found[2]] : thrown.name === "SyntaxError" ? places.get(thrown) || [] : [];
  const source = code.split("\n")[line - 1];
  if (source === undefined || source.length > 1000) return "";
  return name + ":" + line + "\n" + source + "\n" + " ".repeat(Math.max(0, column - 1)) + "^\n\n";
}

function described(thrown, name, code) {
  if (thrown instanceof Exit) return { name: "ExitStatus", value: String(thrown.code), traceback: "" };
  if (thrown === interruption) return { name: thrown.name, value: thrown.message, traceback: "" };
  if (!(Object(thrown) === thrown && typeof thrown.message === "string")) {
    const text = limited(textOf(thrown));
    return { name: "Uncaught", value: text, traceback: "Uncaught " + text };
  }
  const stack = textOf(thrown).replace(ours, "");
  const traceback = limited(placeOf(stack, thrown, name, code) + stack);
  return { name: String(thrown.name || "Error"), value: limited(thrown.message), traceback };
}

function plain(code) {
  if (greeting.language !== "typescript") return code;
  if (!nodeModule.stripTypeScriptTypes) throw new Error("TypeScript needs Node 22.13 or newer; this is " + process.version + ".");
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return nodeModule.stripTypeScriptTypes(code);
  } catch (error) {
    if (error.code !== "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") throw error;
    return nodeModule.stripTypeScriptTypes(code, { mode: "transform" });
  } finally {
    process.emitWarning = emitWarning;
  }
}

function load(specifier, options) {
  const isPath = /^\.{0,2}\//.test(specifier);
  const from = isPath ? pathToFileURL(path.resolve(specifier)).href : specifier;
  return options === undefined ? import(from) : import(from, options);
}
Object.defineProperty(load, "meta", {
  get: () => ({ url: pathToFileURL(process.cwd() + "/").href, dirname: process.cwd() }),
});

async function serve({ run, code, env }) {
  const before = Object.keys(env).map((key) => [key, process.env[key]]);
  Object.assign(process.env, env);
  const name = "cell-" + run;
  const done = { is: "done", run };
  current = run;
  setAlarm();
  tell({ is: "started", run });
  try {
    const value = await evaluated(rewritten(plain(code)), name);
    if (value !== undefined) tell({ is: "display", main: true, data: shown(value) });
  } catch (thrown) {
    if (!(thrown instanceof Exit && thrown.code === 0)) done.error = described(thrown, name, code);
  }
  interrupt = () => {};
  settle(run);
  session.post("Runtime.releaseObjectGroup", { objectGroup: "cell" });
  for (const [key, value] of before) {
    if (value === undefined) delete process.env[key];
    else process.env[key] = value;
  }
  tell(done);
}

function display(value, { raw = false, id } = {}) {
  tell({ is: "display", main: false, data: raw ? value : shown(value), id });
}

/** An interrupt that was meant for a run, by a signal or by what follows one that was lost. */
function interrupted(run) {
  if (run !== current) return;
  settle(run);
  interrupt();
}
process.on("SIGINT", () => interrupted(current));
for (const event of ["uncaughtException", "unhandledRejection"])
  process.on(event, (error) => process.stderr.write("Uncaught " + textOf(error) + "\n"));
setInterval(() => {}, 2 ** 30);
process.execArgv = [];
console.clear = () => tell({ is: "clear", wait: false });
hidden("require", nodeModule.createRequire(process.cwd() + "/"));
hidden("__import", load);
hidden("display", display);
hidden("prompt", (message, otherwise = null) => {
  const answer = ask(message);
  return answer === null ? otherwise : answer;
});
tell({ is: "ready", cwd: process.cwd(), version: "Node " + process.version.slice(1) });
const serveNext = () => nextRequest((request) => (request.run === undefined ? serveNext() : serve(request).then(serveNext)));
serveNext();
`;
