import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const home = join(
  import.meta.dirname,
  "../../../../node_modules/@modelcontextprotocol/conformance",
);
const expected = join(import.meta.dirname, "expectedFailures.yml");

export type Leg = "server" | "client";

export interface Verdict {
  /** 0 when nothing failed but what is expected, and all of that. */
  readonly exitCode: number;
  /** How many of the scenarios that a revision requires have passed. */
  readonly score: string;
  /** What the suite said of failures that are not expected. */
  readonly failed: string;
}

/** Runs the official suite on a server or client, with exactly what a revision of MCP requires. */
export async function conformance(
  leg: Leg,
  revision: string,
  words: readonly string[],
): Promise<Verdict> {
  const cwd = await mkdtemp(join(tmpdir(), "conformance-"));
  const asked = ["--requirements", revision, "--expected-failures", expected, "--timeout", "60000"];
  const program = join(home, "dist/index.js");
  const child = spawn(process.execPath, [program, leg, ...words, ...asked], { cwd });
  let out = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (out += chunk.toString()));
  await once(child, "close");
  await rm(cwd, { recursive: true, force: true });
  const required = await requiredOf(leg, revision);
  const passed = new Set([...out.matchAll(/^✓ (\S+): /gm)].map(([, name]) => name));
  const score = `${required.filter((name) => passed.has(name)).length}/${required.length}`;
  const failed = /Unexpected failures|Stale/i.test(out) ? out.slice(out.indexOf("SUMMARY")) : "";
  return { exitCode: child.exitCode ?? 1, score, failed };
}

/** The names in the suite's own list for the revision. */
async function requiredOf(leg: Leg, revision: string): Promise<readonly string[]> {
  const list = await readFile(join(home, "requirements", `${revision}.yaml`), "utf8");
  const [, names = ""] = new RegExp(`^${leg}:\\n((?: {2}- .*\\n)+)`, "m").exec(list) ?? [];
  return [...names.matchAll(/- (\S+)/g)].map(([, name]) => name ?? "");
}
