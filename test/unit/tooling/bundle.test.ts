import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");

/** The modules that come with an entry when it is loaded, without those that are loaded when used. */
async function loadedWith(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({
    ...{ entryPoints: [join(root, entry)], absWorkingDir: root, outdir: "out", write: false },
    ...{ bundle: true, splitting: true, format: "esm", platform: "node", metafile: true },
    ...{ external: ["vscode"], logLevel: "silent" },
  });
  const { outputs } = metafile;
  const first = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === entry);
  const seen = new Set<string>();
  const open = first === undefined ? [] : [first];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const { path: next, kind } of outputs[path]?.imports ?? [])
      if (kind === "import-statement") open.push(next);
  }
  return [...seen].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
}

test.for(["src/extension.ts", "src/cli.ts"])(
  "%s loads what is heavy when it is used, and not before",
  async (entry) => {
    const loaded = await loadedWith(entry);
    expect(loaded).toContain(entry);
    const heavy = /node_modules\/(e2b|@modelcontextprotocol|tar-stream|ajv|smol-toml)\//;
    expect(loaded.filter((path) => heavy.test(path))).toEqual([]);
  },
);
