import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { listSessions, noteSession, SessionRecords } from "../../../src/mcp/records.ts";
import { test as it } from "../../fakes/folder.ts";
import { Lines } from "../../fakes/logs.ts";

const session = {
  server: "clock",
  commandLine: "python3 clock.py",
  provider: "local",
} as const;

async function put(dataDir: string, name: string, content: string): Promise<void> {
  await mkdir(join(dataDir, "sessions"), { recursive: true });
  await writeFile(join(dataDir, "sessions", name), content);
}

const record = (changes: object): string =>
  JSON.stringify({
    id: "x",
    ...session,
    pid: process.pid,
    startedAt: 1,
    provider: "local",
    ...changes,
  });

describe("session records", () => {
  it("are listed while they are there, oldest first", async ({ folder: { path: dataDir } }) => {
    await put(dataDir, "old.json", record({ id: "old" }));
    const forget = await new SessionRecords(dataDir).add(session);
    const sessions = await listSessions(dataDir);
    expect(sessions.map(({ id }) => id)).toEqual(["old", expect.stringMatching(/^[-\w]{36}$/)]);
    expect(sessions[1]).toMatchObject({ ...session, pid: process.pid, provider: "local" });
    expect(Object.keys(sessions[1] ?? {})).not.toContain("pidStart");
    await forget();
    expect((await listSessions(dataDir)).map(({ id }) => id)).toEqual(["old"]);
  });

  it("are none where there is no folder", async ({ folder: { path: dataDir } }) => {
    expect(await listSessions(dataDir)).toEqual([]);
  });

  it("of processes that are gone are removed", async ({ folder: { path: dataDir } }) => {
    // Larger than any pid that a system gives out.
    await put(dataDir, "dead.json", record({ pid: 2 ** 30 }));
    expect(await listSessions(dataDir)).toEqual([]);
    expect(await readdir(join(dataDir, "sessions"))).toEqual([]);
  });

  it("of a process whose number another one has now are removed", async ({
    folder: { path: dataDir },
  }) => {
    await put(dataDir, "reused.json", record({ pidStart: "1" }));
    expect(await listSessions(dataDir)).toEqual([]);
  });

  it("that nobody can read are removed, other files are not", async ({
    folder: { path: dataDir },
  }) => {
    await put(dataDir, "half.json", '{"id":');
    await put(dataDir, "odd.json", record({ pid: "1" }));
    await put(dataDir, "notes.txt", "mine");
    expect(await listSessions(dataDir)).toEqual([]);
    expect(await readdir(join(dataDir, "sessions"))).toEqual(["notes.txt"]);
  });

  it("can be read by their owner alone", async ({ folder: { path: dataDir } }) => {
    await new SessionRecords(dataDir).add(session);
    const [name] = await readdir(join(dataDir, "sessions"));
    const { mode } = await stat(join(dataDir, "sessions", String(name)));
    expect(mode & 0o777).toBe(0o600);
  });

  it("that cannot be written stop nobody", async ({ folder: { path: dataDir } }) => {
    const file = join(dataDir, "file");
    await writeFile(file, "in the way");
    const log = new Lines();
    const records = new SessionRecords(file);
    const forget = await noteSession(records, session, log);
    await forget();
    expect(log.text).toContain("The list of sessions is not right");
    expect(await readFile(file, "utf8")).toBe("in the way");
  });
});
