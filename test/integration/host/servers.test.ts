import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Progress } from "../../../src/mcp/server.ts";
import { definition } from "../../fakes/definition.ts";
import { hostIn, packaged, providers, textOf } from "./hostIn.ts";

const sample = join(import.meta.dirname, "../../sample/playground");

describe.each(providers)("in %s, the reference server", (provider) => {
  it("everything gives text, images, links, structured output and progress", async () => {
    await using world = await hostIn(provider, [packaged("everything")]);
    const call = (tool: string, args: Record<string, unknown> = {}) =>
      world.host.callTool("everything", tool, args);
    expect(textOf(await call("echo", { message: "hi" }))).toBe("Echo: hi");
    expect(textOf(await call("get-sum", { a: 2, b: 3 }))).toContain("5");
    const image = await call("get-tiny-image");
    expect(image.content.map(({ type }) => type)).toContain("image");
    const links = await call("get-resource-links", { count: 2 });
    expect(links.content.filter(({ type }) => type === "resource_link")).toHaveLength(2);
    const weather = await call("get-structured-content", { location: "Chicago" });
    expect(weather.structuredContent).toHaveProperty("temperature");
    const seen: Progress[] = [];
    const args = { duration: 1, steps: 4 };
    const onProgress = (progress: Progress): void => void seen.push(progress);
    await world.host.callTool("everything", "trigger-long-running-operation", args, { onProgress });
    expect(seen.map(({ progress, total }) => `${progress}/${total}`)).toEqual([
      ...["1/4", "2/4", "3/4", "4/4"],
    ]);
  });

  it("filesystem lists what is granted and refuses the rest", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mcp-sandbox-files-"));
    await writeFile(join(folder, "hello.txt"), "Hello");
    const grant = { source: folder, target: folder, write: false };
    await using world = await hostIn(provider, [packaged("filesystem", [folder], [grant])]);
    const list = (path: string) => world.host.callTool("filesystem", "list_directory", { path });
    expect(textOf(await list(folder))).toContain("[FILE] hello.txt");
    expect(await list("/etc")).toMatchObject({ isError: true });
    await rm(folder, { recursive: true });
  });

  it("memory keeps what it is told", async () => {
    await using world = await hostIn(provider, [packaged("memory")]);
    const home = { MEMORY_FILE_PATH: "/tmp/memory-of-a-test.jsonl" };
    const server = packaged("memory");
    const resolve = async () => {
      const launch = await server.resolve();
      return { ...launch, command: { ...launch.command, env: home } };
    };
    world.host.define([{ ...server, launchKey: "with a file", resolve }]);
    const entities = [{ name: "Ada", entityType: "person", observations: ["wrote programs"] }];
    await world.host.callTool("memory", "create_entities", { entities });
    const graph = await world.host.callTool("memory", "read_graph", {});
    expect(textOf(graph)).toContain("wrote programs");
    await world.host.stop("memory");
    await rm(home.MEMORY_FILE_PATH, { force: true });
  });
});

describe.each(providers)("in %s, the sample server in Python", (provider) => {
  const clock = definition({
    ...{ name: "clock", program: "python3", args: [join(sample, "clock.py")] },
    sandbox: { mounts: [{ source: sample, target: sample, write: false }] },
  });

  it("knows the time and counts days", async () => {
    await using world = await hostIn(provider, [clock]);
    const now = await world.host.callTool("clock", "now", { timezone: "Europe/Lisbon" });
    const { unix } = now.structuredContent as { unix: number };
    expect(Math.abs(unix - Date.now() / 1000)).toBeLessThan(600);
    const date = { date: "2026-02-28", days: 1 };
    const next = await world.host.callTool("clock", "add_days", date);
    expect(next.structuredContent).toEqual({ date: "2026-03-01", weekday: "Sunday" });
    const wrong = await world.host.callTool("clock", "now", { timezone: "Mars/Olympus" });
    expect(wrong).toMatchObject({ isError: true });
  });
});
