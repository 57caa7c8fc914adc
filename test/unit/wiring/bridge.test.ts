import { stat } from "node:fs/promises";
import { expect } from "vitest";
import { isOutdated, lastingStart } from "../../../src/config/clients/launcher.ts";
import { bridgeOf } from "../../../src/wiring/bridge.ts";
import { test } from "../../fakes/folder.ts";

const { platform } = process;

test("clients that were led to us before are led to where the extension is now", async ({
  folder,
}) => {
  const dataDir = folder.at("data");
  const options = { dataDir, platform };
  const before = folder.at("old editor/pub.mcp-sandbox-1.0.0/dist/cli.mjs");
  const now = folder.at("editor/pub.mcp-sandbox-1.1.0/dist/cli.mjs");
  await lastingStart({ node: process.execPath, script: before }, options);
  expect(await isOutdated(now, options)).toBe(true);
  bridgeOf(dataDir, now);
  await expect.poll(() => isOutdated(now, options)).toBe(false);
});

test("nothing is written before the first export", async ({ folder }) => {
  const script = folder.at("editor/pub.mcp-sandbox-1.1.0/dist/cli.mjs");
  const bridge = bridgeOf(folder.at("data"), script);
  expect(await isOutdated(script, { dataDir: folder.at("data"), platform })).toBe(false);
  await expect(stat(folder.at("data"))).rejects.toThrow("ENOENT");
  expect(await bridge.start()).toEqual({ command: folder.at("data/bin/mcp-sandbox"), args: [] });
});
