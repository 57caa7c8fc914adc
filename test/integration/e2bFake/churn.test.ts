import type { CommandHandle, Sandbox } from "e2b";
import { expect } from "vitest";
import { test } from "./fakeTest.ts";

type Disturbance = (box: Sandbox, handle: CommandHandle) => Promise<unknown>;

/** What may come between a start and a stop. */
const disturbances: readonly Disturbance[] = [
  async () => undefined,
  (box) => box.pause(),
  (box) => box.createSnapshot(),
  async (box) => {
    await box.pause({ keepMemory: false });
    await box.connect();
  },
  (_box, handle) => handle.kill(),
  (box) => Promise.all([box.kill(), box.commands.run("sleep 100").catch(() => undefined)]),
  (box) => Promise.all([box.pause(), box.commands.run("sleep 100").catch(() => undefined)]),
];

test("after many lives with something between start and stop nothing is left", async ({
  fake,
  Box,
}) => {
  const life = async (disturb: Disturbance): Promise<void> => {
    const box = await Box.create();
    const line = "(setsid sleep 100 &) ; sleep 100 | cat";
    const handle = await box.commands.run(line, { background: true, stdin: true });
    fake.dropStreams({ sandboxId: box.sandboxId });
    await disturb(box, handle);
    await box.kill();
    await handle.wait().catch(() => undefined);
  };
  for (let round = 0; round < 4; round++) await Promise.all(disturbances.map(life));
  expect(fake.counts).toEqual({ sandboxes: 0, processes: 0 });
  expect(fake.openStreams).toBe(0);
});
