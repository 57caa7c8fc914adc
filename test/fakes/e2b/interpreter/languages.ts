import { fileURLToPath } from "node:url";

/** A cell as its client sent it. */
export interface Cell {
  readonly code: string;
  /** For this cell alone. */
  readonly envs: Readonly<Record<string, string>>;
}

/** A program that runs cells of a language, and how one is told to it. */
export interface Driver {
  readonly cmd: string;
  readonly args: readonly string[];
  readonly request: (cell: Cell, lasting: Readonly<Record<string, string>>) => string;
}

const pythonFile = fileURLToPath(new URL("./drivers/python.py", import.meta.url));
const nodeFile = fileURLToPath(new URL("./drivers/node.ts", import.meta.url));
const bashFile = fileURLToPath(new URL("./drivers/bash.sh", import.meta.url));

const asJson = (cell: Cell): string => `${JSON.stringify(cell)}\n`;

const export_ = ([name, value]: readonly [string, string]): string =>
  `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`;

/** What to do before, the code, and what puts things right again. */
function inShell({ code, envs }: Cell, lasting: Readonly<Record<string, string>>): string {
  const before = Object.entries(envs).map(export_);
  const after = Object.keys(envs).map((name) => {
    const value = lasting[name];
    return value === undefined ? `unset ${name}` : export_([name, value]);
  });
  return [...[before.join("\n"), code, after.join("\n")], ""].join("\0");
}

const python: Driver = { cmd: "python3", args: [pythonFile], request: asJson };
const node: Driver = {
  cmd: process.execPath,
  args: ["--disable-warning=ExperimentalWarning", nodeFile],
  request: asJson,
};
const bash: Driver = { cmd: "bash", args: [bashFile], request: inShell };

const drivers: ReadonlyMap<string, Driver> = new Map([
  ["python", python],
  ["javascript", node],
  ["typescript", node],
  ["bash", bash],
]);

/** Undefined for a language of which there is no kernel. */
export const driverOf = (language: string): Driver | undefined => drivers.get(language);

/** The language that a client means. */
export function languageOf(name?: string | null): string {
  const language = name?.toLowerCase().trim() || "python";
  return { js: "javascript", ts: "typescript" }[language] ?? language;
}
