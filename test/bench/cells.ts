import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { silent } from "../../src/base/log.ts";
import type { Kernel, Output } from "../../src/interpreter/engine.ts";
import { KernelEngine } from "../../src/interpreter/kernel/kernelEngine.ts";
import { BareSandboxes } from "../../src/sandbox/bare.ts";
import { LocalSandboxes } from "../../src/sandbox/local/local.ts";
import { defaultLimits, type Sandbox, type Sandboxes } from "../../src/sandbox/sandbox.ts";
import { median, quantile, table, timed } from "./stats.ts";

const startRounds = 9;
const warmRuns = 1000;
const sideBySide = 20;
const sum = { python: "1+1", javascript: "1+1", bash: "echo $((1+1))" };
type Timed = keyof typeof sum;

/** The least that a program of a language can do for a line of code: take it, run it, answer. */
const least: Readonly<Record<Timed, readonly [string, ...string[]]>> = {
  python: ["python3", "-c", "import sys\nfor line in sys.stdin: print(eval(line), flush=True)"],
  javascript: [
    "node",
    "-e",
    'require("readline").createInterface({ input: process.stdin }).on("line", (line) => console.log(eval(line)))',
  ],
  bash: ["bash", "-c", 'while read -r line; do eval "$line"; done'],
};

/** Programs themselves, and no stand-ins of version managers. */
const python = execFileSync("python3", ["-c", "import sys; print(sys.prefix)"]).toString().trim();
const path = [`${python}/bin`, dirname(process.execPath), process.env["PATH"]].join(":");

/** A bare interpreter and how long a line takes in it. */
async function bareInterpreter(language: Timed) {
  const [program, ...args] = least[language];
  const env = { ...process.env, PATH: path };
  const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  return {
    async ask(): Promise<void> {
      const answer = once(lines, "line");
      child.stdin.write(`${sum[language]}\n`);
      await answer;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

async function opened(kind: "bare" | "jail", dataDir: string): Promise<Sandbox> {
  const options = { dataDir, log: silent };
  const sandboxes: Sandboxes =
    kind === "bare" ? new BareSandboxes(options) : new LocalSandboxes(options);
  return sandboxes.open({
    ...{ id: `cells-${kind}`, mounts: [], network: "none" },
    limits: { ...defaultLimits, memoryMB: 8192 },
    install: { commands: [], network: "none" },
  });
}

interface Place {
  readonly name: string;
  readonly engine: KernelEngine;
}

/** `npm run bench -- cells`: what a driver and its sandbox add to the interpreter itself. */
export async function printCells(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "mcp-sandbox-bench-"));
  {
    await using bare = await opened("bare", dataDir);
    await using jail = await opened("jail", dataDir);
    await using inBare = new KernelEngine({ sandbox: bare, env: { PATH: path } });
    await using inJail = new KernelEngine({ sandbox: jail });
    const places = [
      { name: "kernel, bare", engine: inBare },
      { name: "kernel, jail", engine: inJail },
    ];
    await printStarts(places);
    await printSums(places);
    await printOutput(places);
    await printMany(places);
    await printMemory(inBare);
  }
  await rm(dataDir, { recursive: true, force: true });
}

const languages: readonly Timed[] = ["python", "javascript", "bash"];
const ms = (value: number): string => value.toFixed(value < 10 ? 3 : 1);

/** One row: the middle and the slow end of each, and how the middles are to that of the first. */
function row(name: string, samples: readonly (readonly number[])[]): string[] {
  const [first = Number.NaN] = samples.map(median);
  const cells = samples.flatMap((own, at) => {
    const times = [ms(median(own)), ms(quantile(own, 0.95))];
    return at === 0 ? times : [...times, (median(own) / first).toFixed(2)];
  });
  return [name, ...cells];
}

function heading(places: readonly Place[]): string[] {
  const own = places.flatMap(({ name }) => [name, "p95", "to bare"]);
  return ["ms", "interpreter", "p95", ...own];
}

async function printStarts(places: readonly Place[]): Promise<void> {
  const rows: string[][] = [];
  for (const language of languages) {
    const samples: number[][] = [[], ...places.map(() => [])];
    for (let round = 0; round <= startRounds; round++) {
      const all = [
        () => answerOf(language),
        ...places.map((place) => () => start(place, language)),
      ];
      for (const [at, begin] of all.entries()) {
        const took = await begin();
        if (round > 0) samples[at]?.push(took); // the first round only warms the caches
      }
    }
    rows.push(row(language, samples));
  }
  console.log(
    `\nStart to the first answer (${startRounds} rounds)\n${table(heading(places), rows)}`,
  );
}

async function answerOf(language: Timed): Promise<number> {
  const before = performance.now();
  await using interpreter = await bareInterpreter(language);
  await interpreter.ask();
  return performance.now() - before;
}

async function start({ engine }: Place, language: Timed): Promise<number> {
  const before = performance.now();
  await using kernel = await engine.start({ language });
  await kernel.run(sum[language]);
  return performance.now() - before;
}

async function printSums(places: readonly Place[]): Promise<void> {
  const rows: string[][] = [];
  for (const language of languages) {
    await using interpreter = await bareInterpreter(language);
    await using stack = new AsyncDisposableStack();
    const asks = [() => interpreter.ask()];
    for (const { engine } of places) {
      const kernel = stack.use(await engine.start({ language }));
      asks.push(() => kernel.run(sum[language]).then(() => {}));
    }
    const samples = asks.map((): number[] => []);
    for (const ask of asks) for (let i = 0; i < 100; i++) await ask();
    for (let i = 0; i < warmRuns; i++)
      for (const [at, ask] of asks.entries()) samples[at]?.push(await timed(ask));
    rows.push(row(language, samples));
  }
  console.log(`\nWarm ${sum.python} (${warmRuns} runs)\n${table(heading(places), rows)}`);
}

const flood: Readonly<Record<Timed, string>> = {
  python: "for _ in range(100_000): print('x' * 99)",
  javascript: "for (let i = 0; i < 100_000; i++) console.log('x'.repeat(99))",
  bash: "yes $(printf 'x%.0s' {1..99}) | head -n 100000",
};

async function printOutput(places: readonly Place[]): Promise<void> {
  const rows: string[][] = [];
  for (const language of languages) {
    const cells: string[] = [];
    for (const { engine } of places) {
      await using kernel = await engine.start({ language });
      let size = 0;
      const onOutput = (output: Output): void =>
        void (size += output.kind === "stream" ? output.text.length : 0);
      const took = await timed(() => kernel.run(flood[language], { onOutput }));
      cells.push(`${ms(took)} (${(size / 2 ** 20).toFixed(1)} MB)`);
    }
    rows.push([language, ...cells]);
  }
  const head = ["ms", ...places.map(({ name }) => name)];
  console.log(`\n10 MB of output in 100,000 lines\n${table(head, rows)}`);
}

async function printMany(places: readonly Place[]): Promise<void> {
  const rows: string[][] = [];
  for (const { name, engine } of places) {
    const kernels: Kernel[] = [];
    const each = async (): Promise<void> => {
      kernels.push(await engine.start({ language: "python" }));
    };
    const started = await timed(() => Promise.all(Array.from({ length: sideBySide }, each)));
    const ran = await timed(() => Promise.all(kernels.map((kernel) => kernel.run("1+1"))));
    await Promise.all(kernels.map((kernel) => kernel[Symbol.asyncDispose]()));
    rows.push([name, ms(started), ms(ran)]);
  }
  const head = ["ms", "all are ready", "all have run 1+1"];
  console.log(`\n${sideBySide} contexts of Python side by side\n${table(head, rows)}`);
}

const pids: Readonly<Record<Timed, string>> = {
  python: "import os; print(os.getpid(), os.getppid())",
  javascript: "console.log(process.pid, process.ppid)",
  bash: "echo $$ $PPID",
};

async function printMemory(engine: KernelEngine): Promise<void> {
  const rows: string[][] = [];
  for (const language of languages) {
    await using kernel = await engine.start({ language });
    let said = "";
    const onOutput = (output: Output): void =>
      void (said += output.kind === "stream" ? output.text : "");
    await kernel.run(pids[language], { onOutput });
    const sizes = await Promise.all(said.trim().split(" ").map(megabytes));
    rows.push([language, ...sizes.map((size) => size.toFixed(1))]);
  }
  const head = ["MB, shared parts divided", "interpreter", "supervisor"];
  console.log(`\nMemory of one context\n${table(head, rows)}`);
}

async function megabytes(pid: string): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) / 1024;
}
