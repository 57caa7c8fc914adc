import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silent } from "../../src/base/log.ts";
import { connectionFrom, namesService } from "../../src/sandbox/e2b/connection.ts";
import { E2BSandboxes } from "../../src/sandbox/e2b/e2b.ts";
import { run, spec } from "../integration/sandbox/e2b/e2bTest.ts";

const isNamed = namesService(process.env);
if (!isNamed)
  console.log("E2B itself is not tested: E2B_API_KEY is not set. What is tested is a fake of it.");

/** The same provider with the real service, or whatever the `E2B_…` variables name. Costs a few cents. */
describe.skipIf(!isNamed)("with the service that E2B_API_KEY is for, a microVM", () => {
  let dataDir: string;
  let provider: E2BSandboxes;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "mcp-sandbox-cloud-"));
    const connection = async () => connectionFrom(process.env);
    // A workspace of its own, so that nothing else of this key's is ever touched.
    provider = new E2BSandboxes({ connection, dataDir, log: silent, workspace: dataDir });
  });
  afterAll(async () => {
    await provider.killAll();
    await provider[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  test("runs a program, with bytes, environment and exit code as they are", async () => {
    await using sandbox = await provider.open(spec());
    const line = 'printf "\\000\\377%s" "$WORD"; echo oops >&2; exit 3';
    const { stdout, stderr, exit } = await run(sandbox, line, { env: { WORD: "hé" } });
    expect(stdout.endsWith("hé")).toBe(true);
    expect({ stderr, exit }).toEqual({ stderr: "oops\n", exit: { kind: "exited", code: 3 } });
  });

  test("keeps its files over a pause", async () => {
    const first = await provider.open(spec());
    await first.files.write("note", Buffer.from("kept"));
    await first[Symbol.asyncDispose]();
    const [machine] = await provider.refresh();
    await provider.pause(machine?.id ?? "");
    await using second = await provider.open(spec());
    expect(Buffer.from(await second.files.read("note")).toString()).toBe("kept");
  });

  test("reaches nothing that its network does not name", async () => {
    await using _sandbox = await provider.open(spec());
    await expect.poll(() => provider.list().at(-1)?.network, { timeout: 30_000 }).toBe("proved");
  });

  test("is gone when it is ended", async () => {
    await provider.killAll();
    expect(await provider.refresh()).toEqual([]);
  });
});
