import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Failure } from "../../src/base/failure.ts";
import { run } from "../../src/cli/run.ts";
import type { World } from "../../src/cli/world.ts";

/** A command line in a folder of its own, with everything that it says kept. */
export class FakeWorld implements AsyncDisposable {
  readonly folder: string;
  readonly #over: Partial<World>;

  private constructor(folder: string, over: Partial<World>) {
    this.folder = folder;
    this.#over = over;
  }

  static async make(over: Partial<World> = {}): Promise<FakeWorld> {
    return new FakeWorld(await mkdtemp(join(tmpdir(), "world-")), over);
  }

  /** Does what the words say. */
  async run(...words: string[]): Promise<Said> {
    return this.runWith({}, ...words);
  }

  async runWith(over: Partial<World>, ...words: string[]): Promise<Said> {
    let out = "";
    let err = "";
    const nobody = () => Promise.reject(new Failure("internal", "not expected"));
    const world: World = {
      env: {},
      cwd: this.folder,
      home: join(this.folder, "home"),
      dataDir: join(this.folder, "data"),
      version: "1.2.3",
      platform: "linux",
      program: { node: "/bin/node", script: "/opt/mcp-sandbox/dist/cli.mjs" },
      isBare: false,
      stdin: Readable.from([]),
      stdout: { write: (text) => void (out += text) },
      stderr: { write: (text) => void (err += text) },
      signal: new AbortController().signal,
      sandboxes: nobody,
      machines: nobody,
      diagnose: nobody,
      verify: nobody,
      confirm: nobody,
      openEditor: nobody,
      ...this.#over,
      ...over,
    };
    const exitCode = await run(words, world);
    return { exitCode, out, err };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

export interface Said {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}
