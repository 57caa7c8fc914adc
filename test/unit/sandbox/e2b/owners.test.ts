import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Owners } from "../../../../src/sandbox/e2b/owners.ts";
import { processMark } from "../../../../src/sandbox/processMark.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "mcp-sandbox-owners-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test("what this process uses is not another's", async () => {
  const owners = new Owners(dataDir);
  await owners.claim("i1");
  expect(await owners.isOthers("i1")).toBe(false);
  expect(await new Owners(dataDir).isOthers("i1")).toBe(false);
});

test("what another process uses is its own while it lives, and free afterwards", async () => {
  const owners = new Owners(dataDir);
  await owners.claim("i2");
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  await writeFile(join(dataDir, "e2b", "i2.owner"), processMark(child.pid ?? 0));
  const others = new Owners(dataDir);
  expect(await others.isOthers("i2")).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await others.isOthers("i2")).toBe(false);
});

test("letting go leaves no note", async () => {
  const owners = new Owners(dataDir);
  await owners.claim("i3");
  await owners.release("i3");
  expect(await readdir(join(dataDir, "e2b"))).toEqual([]);
});
