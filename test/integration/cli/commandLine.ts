import { spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../../", import.meta.url));
export const modules = join(root, "node_modules");
/** Small servers that start at once. */
export const fixtures = join(root, "test/fixtures/servers");
/** The machine's own Node: the command line has to run on the oldest one that is promised. */
const node = existsSync("/usr/bin/node") ? "/usr/bin/node" : process.execPath;

export interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** A run of the command line that has not ended yet. */
export interface Running {
  readonly pid: number;
  /** What it has written so far. */
  out(): string;
  err(): string;
  readonly ended: Promise<Ended>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly cwd?: string;
}

/** The bundled command line, in a folder of its own. */
export class CommandLine implements AsyncDisposable {
  readonly folder: string;
  readonly data: string;
  readonly file: string;
  readonly #bundle: string;

  private constructor(bundle: string, folder: string) {
    this.#bundle = bundle;
    this.folder = folder;
    this.data = join(folder, "data");
    this.file = join(bundle, "dist/cli.mjs");
  }

  /** Bundles it the way the product is bundled. */
  static async make(): Promise<CommandLine> {
    const bundle = await mkdtemp(join(tmpdir(), "cli-bundle-"));
    await copyFile(join(root, "package.json"), join(bundle, "package.json"));
    await build({
      entryPoints: [join(root, "src/cli.ts")],
      outdir: join(bundle, "dist"),
      outExtension: { ".js": ".mjs" },
      mainFields: ["module", "main"],
      banner: {
        js: 'import { createRequire as here } from "node:module"; const require = here(import.meta.url);',
      },
      ...{ bundle: true, splitting: true, format: "esm", platform: "node", target: "node20.18" },
      logLevel: "error",
    });
    const folder = await mkdtemp(join(tmpdir(), "cli test "));
    await mkdir(join(folder, "playground"));
    return new CommandLine(bundle, folder);
  }

  run(words: readonly string[], options: RunOptions = {}): Promise<Ended> {
    return this.start(words, options).ended;
  }

  /** Starts it as the leader of a process group, as a shell does. */
  start(words: readonly string[], { env = {}, input = "", cwd }: RunOptions = {}): Running {
    const child = spawn(node, [this.file, ...words], {
      cwd: cwd ?? this.folder,
      env: { ...inherited(), MCP_SANDBOX_DATA: this.data, ...env },
      detached: true,
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.stdin.on("error", () => {}); // it may have ended without reading
    child.stdin.end(input);
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exitCode) => resolve({ exitCode, out, err }));
    });
    return { pid: child.pid ?? 0, out: () => out, err: () => err, ended };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const path of [this.folder, this.#bundle])
      await rm(path, { recursive: true, force: true });
  }
}

/** The environment without what would decide where servers run. */
function inherited(): NodeJS.ProcessEnv {
  const decides = /^(E2B_|MCP_SANDBOX_UNSANDBOXED$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !decides.test(name)));
}

/** Command lines of the processes of this machine that hold a word. */
export async function processesWith(word: string): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.filter((line) => line.includes(word)).map((line) => line.replaceAll("\0", " "));
}
