import { expect } from "vitest";
import { errorOf, soon, test } from "./fakeTest.ts";

test("a snapshot starts new sandboxes with its files, and outlives its source", async ({
  Box,
  box,
}) => {
  await box.commands.run("mkdir -p ~/lib && echo installed > ~/lib/marker && ln -s marker ~/lib/m");
  const snapshot = await box.createSnapshot({ name: "mcp-1234" });
  expect(snapshot.names).toEqual(["mcp-1234"]);
  await box.kill();

  for (const name of [snapshot.snapshotId, "mcp-1234"]) {
    const copy = await Box.create(name);
    expect((await copy.commands.run("cat ~/lib/m")).stdout).toBe("installed\n");
    await copy.commands.run("echo changed > ~/lib/marker");
  }
});

test("a snapshot cuts the streams of its source, whose programs go on", async ({ box }) => {
  const handle = await box.commands.run("exec cat", { background: true, stdin: true });
  await box.createSnapshot();
  await errorOf(handle.wait());
  const again = await box.commands.connect(handle.pid);
  await again.sendStdin("on\n");
  await again.closeStdin();
  expect((await again.wait()).stdout).toBe("on\n");
});

test("snapshots are listed, found by name, and deleted once", async ({ fake, Box, box }) => {
  const { Template } = await import("e2b");
  const { snapshotId } = await box.createSnapshot({ name: "first" });
  await box.createSnapshot({ name: "second" });
  const other = await Box.create();
  expect(await other.listSnapshots().nextItems()).toEqual([]);

  const paginator = box.listSnapshots({ limit: 1 });
  expect(await paginator.nextItems()).toEqual([{ snapshotId, names: ["first"] }]);
  expect(await paginator.nextItems()).toMatchObject([{ names: ["second"] }]);
  expect(paginator.hasNext).toBe(false);

  expect(await Template.exists("first", fake.connection)).toBe(true);
  expect(await Box.deleteSnapshot(snapshotId)).toBe(true);
  expect(await Box.deleteSnapshot(snapshotId)).toBe(false);
  expect(await Template.exists("first", fake.connection)).toBe(false);
});

test("a name belongs to the newest snapshot", async ({ Box, box }) => {
  await box.createSnapshot({ name: "same" });
  await box.files.write("new", "yes");
  await box.createSnapshot({ name: "same" });
  expect(await (await Box.create("same")).files.read("new")).toBe("yes");
});

test("a fork is a copy with a life of its own", async ({ box }) => {
  await box.files.write("mine", "before");
  const [one, two] = (await box.fork({ count: 2 })).map((copy) => {
    if (copy instanceof Error) throw copy;
    return copy;
  });
  await one?.files.write("mine", "after");
  expect(await two?.files.read("mine")).toBe("before");
  expect(await box.files.read("mine")).toBe("before");
});

test("metrics tell what the sandbox uses now", async ({ box }) => {
  const busy = await box.commands.run("exec node -e 'for(;;);'", { background: true });
  await soon(async () => (await box.getMetrics())[0]?.cpuUsedPct).toBeGreaterThan(0);
  const [sample] = await box.getMetrics();
  expect(sample).toMatchObject({ cpuCount: 2, memTotal: 512 << 20 });
  expect(sample?.memUsed).toBeGreaterThan(1 << 20);
  expect(await box.getMetrics({ end: new Date(0) })).toEqual([]);
  await busy.kill();
});
