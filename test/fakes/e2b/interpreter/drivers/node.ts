/** A small kernel: cells come in on descriptor 3, one JSON object a line; what they do goes out on 4. */
import { writeSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { inspect } from "node:util";
import { constants, Script } from "node:vm";

interface Cell {
  readonly code: string;
  readonly envs: Readonly<Record<string, string>>;
}

const options = {
  filename: "<cell>",
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
};
const tell = (message: object): void => void writeSync(4, `${JSON.stringify(message)}\n`);
let interrupt = (): void => {};

/** What is written by a program's own means is told in its place among the results. */
const told =
  (type: string) =>
  (chunk: string | Uint8Array): boolean => {
    tell({ type, text: typeof chunk === "string" ? chunk : Buffer.from(chunk).toString() });
    return true;
  };

/** Both languages run here; what is no TypeScript fails later by its own error. */
function plain(code: string): string {
  try {
    return stripTypeScriptTypes(code);
  } catch {
    return code;
  }
}

/** A script has no imports of its own. */
const withoutImports = (code: string): string =>
  code.replaceAll(
    /^[ \t]*import\s+(?:\*\s+as\s+(\w+)|(\w+)|\{([^}]*)\})\s+from\s+(["'][^"']+["']);?/gm,
    (_all, whole: string, main: string, names: string, from: string) => {
      if (whole) return `const ${whole} = await import(${from});`;
      const parts = main ? `default: ${main}` : names.replaceAll(/\s+as\s+/g, ": ");
      return `const { ${parts} } = await import(${from});`;
    },
  );

function compiled(code: string): Script | undefined {
  try {
    return new Script(code, options);
  } catch {
    return undefined;
  }
}

/** What a waiting cell declares is global, so that later cells find it. Roughly: inner names are, too. */
function withGlobals(code: string): string {
  const wide = (names: string): string =>
    names.replaceAll(/(\w+)\s*(?::\s*(\w+))?/g, (_all, key: string, name: string | undefined) => {
      return `${key}: globalThis.${name ?? key}`;
    });
  return code
    .replaceAll(/^([ \t]*)(?:const|let|var)\s+(\w+)\s*=/gm, "$1globalThis.$2 =")
    .replaceAll(
      /^([ \t]*)(?:const|let|var)\s+\{([^}]*)\}\s*=\s*([^;\n]+);?/gm,
      (_all, blank: string, names: string, value: string) =>
        `${blank}({ ${wide(names)} } = ${value});`,
    );
}

/** A cell that waits; its result is the shortest of its ends that is an expression. */
function waiting(code: string): Script | undefined {
  const ends = [...code.matchAll(/[;\n]/g)].map(({ index }) => index + 1);
  for (const end of [0, ...ends].toReversed()) {
    const last = code.slice(end).replace(/[;\s]*$/, "");
    if (last === "" || /^\s*\/\//.test(last)) continue;
    const script = compiled(`(async () => {${code.slice(0, end)}\nreturn (${last}\n);})()`);
    if (script) return script;
  }
  return compiled(`(async () => {${code}\n})()`);
}

async function evaluate(code: string): Promise<unknown> {
  const script = compiled(code) ?? waiting(withGlobals(code)) ?? new Script(code, options);
  const interrupted = new Promise<never>((_resolve, reject) => {
    interrupt = () => reject(new Error("The cell was interrupted"));
  });
  return Promise.race([script.runInThisContext({ breakOnSigint: true }), interrupted]);
}

async function run({ code, envs }: Cell): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, envs);
  try {
    const value = await evaluate(withoutImports(plain(code)));
    if (value !== undefined)
      tell({ type: "result", data: { "text/plain": inspect(value) }, main: true });
  } catch (error) {
    const {
      name,
      message,
      stack = "",
    } = error instanceof Error ? error : new Error(inspect(error));
    const own = stack.split("\n").filter((line) => !line.includes(import.meta.url));
    tell({ type: "error", name, value: message, traceback: own.join("\n") });
  }
  for (const name of Object.keys(envs)) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  tell({ type: "done" });
}

process.on("SIGINT", () => interrupt());
for (const event of ["uncaughtException", "unhandledRejection"])
  process.on(event, (error) => tell({ type: "stderr", text: `${inspect(error)}\n` }));
process.stdout.write = told("stdout");
process.stderr.write = told("stderr");
Object.assign(globalThis, {
  require: process.getBuiltinModule("node:module").createRequire(`${process.cwd()}/`),
});
for await (const line of createInterface({ input: new Socket({ fd: 3 }) }))
  await run(JSON.parse(line) as Cell);
