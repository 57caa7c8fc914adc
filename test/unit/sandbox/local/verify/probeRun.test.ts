import { describe, expect, test } from "vitest";
import {
  runProbe,
  type Said,
  silenceOf,
} from "../../../../../src/sandbox/local/verify/probeRun.ts";
import { defaultLimits, type Exit } from "../../../../../src/sandbox/sandbox.ts";
import { type Io, MemorySandboxes, type Program } from "../../../../fakes/memorySandboxes.ts";

const spec = {
  id: "probe",
  mounts: [],
  network: "none",
  limits: defaultLimits,
  install: { commands: [], network: "none" },
} as const;

const open = (python3: Program) => new MemorySandboxes({ python3 }).open(spec);
const { signal } = new AbortController();

/** Reads its input to the end, as the probe does when it has nothing more to try. */
async function rest({ stdin }: Io): Promise<void> {
  for await (const chunk of stdin) void chunk;
}

describe("a run of the probe", () => {
  test("gathers what it says, however the lines are cut", async () => {
    await using sandbox = await open(async (io) => {
      io.stdout('{"id":"R1","thr');
      io.stdout('ough":false,"note":"ENOENT"}\n{"id":"R2","data":"é"}\n{}\n');
      await rest(io);
      return 0;
    });
    const { said, exit } = await runProbe(sandbox, {}, { signal });
    expect([...said.values()]).toEqual([
      { id: "R1", through: false, note: "ENOENT" },
      { id: "R2", data: "é" },
    ]);
    expect(exit).toEqual({ kind: "exited", code: 0 });
  });

  test("overhears what other programs print in between", async () => {
    await using sandbox = await open(async (io) => {
      io.stdout('warning: old Python\n{"id":"R1","through":true}\n{}\n');
      await rest(io);
      return 0;
    });
    const { said } = await runProbe(sandbox, {}, { signal });
    expect([...said.keys()]).toEqual(["R1"]);
  });

  test("tells of each attack as it comes", async () => {
    const heard: Said[] = [];
    await using sandbox = await open(async (io) => {
      io.stdout('{"id":"R1","through":true}\n');
      await expect.poll(() => heard.length).toBe(1);
      io.stdout("{}\n");
      await rest(io);
      return 0;
    });
    await runProbe(sandbox, {}, { signal, onDidSay: (said) => heard.push(said) });
    expect(heard).toEqual([{ id: "R1", through: true }]);
  });

  test("keeps the probe there until its traces have been looked at", async () => {
    let isThere = false;
    let wasThere = false;
    await using sandbox = await open(async (io) => {
      isThere = true;
      io.stdout("{}\n");
      await rest(io);
      isThere = false;
      return 0;
    });
    const onDidFinish = async () => {
      await Promise.resolve();
      wasThere = isThere;
    };
    await runProbe(sandbox, {}, { signal, onDidFinish });
    expect([wasThere, isThere]).toEqual([true, false]);
  });

  test("ends the probe and rejects when it is cancelled", async () => {
    const cancel = new AbortController();
    await using sandbox = await open(async (io) => {
      cancel.abort(new Error("enough"));
      await rest(io);
      return 0;
    });
    await expect(runProbe(sandbox, {}, { signal: cancel.signal })).rejects.toThrow("enough");
  });

  test("does not even start when it is cancelled before", async () => {
    const sandboxes = new MemorySandboxes({ python3: async () => 0 });
    await using sandbox = await sandboxes.open(spec);
    await expect(
      runProbe(sandbox, {}, { signal: AbortSignal.abort(new Error("no")) }),
    ).rejects.toThrow("no");
    expect(sandboxes.started).toEqual([]);
  });

  test("gives back what a probe says that dies at once", async () => {
    await using sandbox = await open(async (io) => {
      io.stderr("Traceback\nSyntaxError: bad\n");
      return 1;
    });
    const result = await runProbe(sandbox, {}, { signal });
    expect(result.said.size).toBe(0);
    expect(silenceOf(result)).toBe("the probe ended with 1: SyntaxError: bad");
  });
});

describe("silence", () => {
  const said = new Map<string, Said>();
  const of = (exit: Exit, stderr = "") => silenceOf({ said, exit, stderr });

  test("is explained by the limit that ended the probe", () => {
    expect(of({ kind: "limit", limit: "memory", message: "Used more than 192 MB." })).toBe(
      "Used more than 192 MB.",
    );
  });

  test("is explained by a missing Python", () => {
    expect(of({ kind: "exited", code: 127 })).toBe("there is no python3 in it");
  });

  test("is explained by a signal", () => {
    expect(of({ kind: "signalled", signal: "SIGSYS" })).toBe("the probe was ended by SIGSYS");
  });
});
