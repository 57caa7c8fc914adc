import { dirname } from "node:path";
import { describe, expect } from "vitest";
import { silent } from "../../../src/base/log.ts";
import { BareSandboxes } from "../../../src/sandbox/bare.ts";
import { LocalSandboxes } from "../../../src/sandbox/local/local.ts";
import { catalogue } from "../../../src/sandbox/local/verify/catalogue.ts";
import { runDaemon } from "../../../src/sandbox/local/verify/runDaemon.ts";
import {
  processesWith,
  runTogether,
  type Verdicts,
} from "../../../src/sandbox/local/verify/runTogether.ts";
import { Stage } from "../../../src/sandbox/local/verify/stage.ts";
import type { Command, Sandbox, Sandboxes, SandboxSpec } from "../../../src/sandbox/sandbox.ts";
import { type Folder, test } from "../../fakes/folder.ts";

const { signal } = new AbortController();

/** A jail that somebody has made a hole into. */
interface Hole {
  spec?(spec: SandboxSpec): SandboxSpec;
  command?(command: Command): Command;
}

function leaky(dataDir: string, hole: Hole): Sandboxes {
  const sound = new LocalSandboxes({ dataDir, log: silent });
  return {
    open: async (spec, options): Promise<Sandbox> => {
      const sandbox = await sound.open(hole.spec?.(spec) ?? spec, options);
      return {
        id: sandbox.id,
        provider: sandbox.provider,
        files: sandbox.files,
        caveats: sandbox.caveats,
        start: (command) => sandbox.start(hole.command?.(command) ?? command),
        [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
      };
    },
  };
}

async function attack(folder: Folder, hole: Hole, ids: readonly string[]): Promise<Verdicts> {
  const dataDir = folder.at("data");
  const ground = { sandboxes: leaky(dataDir, hole), inside: true, dataDir, signal };
  await using stage = await Stage.open(dataDir, { signal, populated: true });
  const attacks = catalogue.filter(({ id }) => ids.includes(id));
  return await runTogether(ground, stage, attacks, {});
}

const through = (verdicts: Verdicts) =>
  [...verdicts].filter(([, { outcome }]) => outcome === "through").map(([id]) => id);

/** Shows the folder around the workspace, where it is on the host. */
const around = (write: boolean) => (spec: SandboxSpec) => {
  const [workspace] = spec.mounts;
  const folder = dirname(workspace?.source ?? "");
  return { ...spec, mounts: [...spec.mounts, { source: folder, target: folder, write }] };
};

describe("a jail with a hole is found out", () => {
  test("when it shows the home folder", async ({ folder }) => {
    const ids = ["R1", "R2", "R3", "R4", "R7", "R12"];
    const found = through(await attack(folder, { spec: around(false) }, ids));
    expect(found).toEqual(["R1", "R2", "R4", "R7", "R12"]);
  });

  test("when the home folder can be written", async ({ folder }) => {
    const found = through(await attack(folder, { spec: around(true) }, ["W1", "W2", "W10", "W19"]));
    expect(found).toEqual(["W1", "W10", "W19"]);
  });

  test("when the server's secret is put on a command line", async ({ folder }) => {
    const command = (asked: Command): Command => ({
      ...asked,
      args: [...asked.args, `${asked.env?.["MCP_VERIFY_OWN"]}`],
    });
    expect(through(await attack(folder, { command }, ["E4", "E5"]))).toEqual(["E5"]);
  });

  test("when the host's environment is handed on", async ({ folder }) => {
    const command = (asked: Command): Command => {
      const marked = Object.entries(process.env).filter(([name]) => name.startsWith("MCP_VERIFY_"));
      const handed = marked.map(([name, value]) => [name, value ?? ""]);
      return { ...asked, env: { ...asked.env, ...Object.fromEntries(handed) } };
    };
    expect(through(await attack(folder, { command }, ["E1", "E2", "E3"]))).toEqual(["E1", "E3"]);
  });

  test("when it grants nothing at all, so that nothing is proved", async ({ folder }) => {
    const spec = (asked: SandboxSpec): SandboxSpec => ({ ...asked, mounts: [] });
    const verdicts = await attack(folder, { spec }, ["R1", "W19"]);
    expect(verdicts.get("W19")?.outcome).toBe("held");
  });
});

describe("a daemon", () => {
  test("that outlives its sandbox is found, and ended", async ({ folder }) => {
    const dataDir = folder.at("data");
    const sandboxes = new BareSandboxes({ dataDir, log: silent });
    await using stage = await Stage.open(dataDir, { signal });
    const verdict = await runDaemon({ sandboxes, inside: false, dataDir, signal }, stage);
    expect(verdict.outcome).toBe("through");
    await expect.poll(() => processesWith(stage.secret("D1"))).toEqual([]);
  });
});
