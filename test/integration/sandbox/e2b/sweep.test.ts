import { describe, expect } from "vitest";
import type { E2BSandboxes } from "../../../../src/sandbox/e2b/e2b.ts";
import type { MachineWish } from "../../../../src/sandbox/sandbox.ts";
import { failureOf, spec, test } from "./e2bTest.ts";

type Make = () => E2BSandboxes;

/** What a process leaves that has used a microVM and is over. */
async function leave(make: Make, id: string, machine: MachineWish = {}): Promise<void> {
  const process = make();
  const sandbox = await process.open(spec({ id, machine }));
  await sandbox[Symbol.asyncDispose]();
  await process[Symbol.asyncDispose]();
}

describe("a sweep", () => {
  test("keeps what a server can use again, and ends the rest", async ({ make, fake }) => {
    await leave(make, "files-1");
    await leave(make, "gone-1");
    const { kept, killed } = await make().sweep([{ spec: "files-1" }]);
    expect(kept).toMatchObject([{ specs: ["files-1"] }]);
    expect(killed).toMatchObject([{ specs: ["gone-1"] }]);
    expect(fake.sandboxes.all.map(({ id }) => id)).toEqual(kept.map(({ id }) => id));
  });

  test("keeps a group's microVM while any server names the group", async ({ make, fake }) => {
    await leave(make, "a-1", { group: "tools" });
    const { kept } = await make().sweep([{ spec: "other-1" }, { spec: "b-1", group: "tools" }]);
    expect(kept).toMatchObject([{ group: "tools" }]);
    expect(fake.counts.sandboxes).toBe(1);
  });

  test("ends a group's microVM when no server names the group any more", async ({ make, fake }) => {
    await leave(make, "a-1", { group: "tools" });
    const { killed } = await make().sweep([{ spec: "a-1" }, { spec: "b-1", group: "others" }]);
    expect(killed).toMatchObject([{ group: "tools" }]);
    expect(fake.counts.sandboxes).toBe(0);
  });

  test("leaves alone what this process uses, though nobody wants it", async ({ make, fake }) => {
    const provider = make();
    await using _sandbox = await provider.open(spec());
    expect(await provider.sweep([])).toEqual({ kept: [], killed: [] });
    expect(fake.counts.sandboxes).toBe(1);
  });

  test("ends what could not be ended at the stop, as the service was gone", async ({
    make,
    fake,
    log,
  }) => {
    const process = make();
    const sandbox = await process.open(spec({ id: "gone-1", machine: { onIdle: "kill" } }));
    fake.faults.knobs.unreachable = true;
    await sandbox[Symbol.asyncDispose]();
    await process[Symbol.asyncDispose]();
    expect(log.text).toContain("could not be ended; it ends when its time is over");
    fake.faults.knobs.unreachable = false;
    expect(fake.counts.sandboxes).toBe(1);
    await make().sweep([]);
    expect(fake.counts).toEqual({ sandboxes: 0, processes: 0 });
  });
});

test("a microVM that an earlier process has made is marked as found, a new one is not", async ({
  make,
}) => {
  await leave(make, "files-1");
  const provider = make();
  await using _found = await provider.open(spec({ id: "files-1" }));
  await using _new = await provider.open(spec({ id: "new-1" }));
  expect(provider.list().map(({ specs, isFound }) => [specs[0], isFound])).toEqual([
    ["files-1", true],
    ["new-1", undefined],
  ]);
});

test("ending one says so where the service cannot be reached", async ({ provider, fake }) => {
  await using _sandbox = await provider.open(spec());
  fake.faults.knobs.unreachable = true;
  const failure = await failureOf(provider.kill(provider.list()[0]?.id ?? ""));
  expect(failure.code).toBe("serviceUnreachable");
  fake.faults.knobs.unreachable = false;
});
