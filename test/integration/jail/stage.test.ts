import { existsSync } from "node:fs";
import { lstat, readdir, readFile, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { createSocket } from "node:dgram";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { baitPaths } from "../../../src/sandbox/local/verify/bait.ts";
import { Stage } from "../../../src/sandbox/local/verify/stage.ts";
import { test as base } from "../../fakes/folder.ts";
import { childrenWith, listening } from "./own.ts";

const { signal } = new AbortController();

const test = base.extend<{ stage: Stage }>({
  stage: async ({ folder }, use) => {
    await using stage = await Stage.open(folder.at("data"), { signal, populated: true });
    await use(stage);
  },
});

interface Config {
  readonly workspace: string;
  readonly bare: boolean;
  readonly lanAddress: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly victim: { readonly pid: number; readonly abstract: string };
  readonly paths: Readonly<Record<string, string>>;
}

const configOf = async (stage: Stage): Promise<Config> => Object(await stage.config(false));

/** Says something as an attack would, and waits for the answer. */
function say(
  where: { host: string; port: number } | { path: string },
  text: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = createConnection(where, () => link.write(text));
    link.once("data", () => resolve(link.destroy() && undefined));
    link.once("error", reject);
  });
}

describe("a stage", () => {
  test("hides a canary of its own behind each path", async ({ stage }) => {
    const entries = Object.entries(baitPaths(stage.folders)).filter(([id]) => id.startsWith("R"));
    for (const [id, path] of entries)
      expect([id, await readFile(path, "utf8")]).toEqual([id, `${stage.secret(id)}\n`]);
    const secrets = entries.map(([id]) => stage.secret(id));
    expect(new Set(secrets).size).toBe(secrets.length);
  });

  test("tells the probe where the canaries are and never what they are", async ({ stage }) => {
    const told = JSON.stringify(await stage.config(true));
    const ids = Object.keys(baitPaths(stage.folders));
    for (const id of [...ids, "E2", "E4", "E6", "P3", "P9"])
      expect(told).not.toContain(stage.secret(id));
  });

  test("has another workspace inside a jail", async ({ stage }) => {
    expect(await stage.config(true)).toMatchObject({ bare: false, workspace: "/workspace" });
    const { workspace } = stage.folders;
    expect(await stage.config(false)).toMatchObject({ bare: true, workspace });
  });

  test("looks like a project with repositories in it, one under an odd name", async ({ stage }) => {
    const { workspace } = stage.folders;
    expect(await readFile(join(workspace, ".git/config"), "utf8")).toContain("[core]");
    expect((await lstat(join(workspace, "way-out"))).isSymbolicLink()).toBe(true);
    const odd = (await readdir(workspace)).find((name) => name.includes("\n")) ?? "";
    expect(existsSync(join(workspace, odd, ".git/hooks/pre-commit"))).toBe(true);
  });
});

describe("the victims", () => {
  test.for([
    ["N1", "loopback", "127.0.0.1"],
    ["N17", "any", "127.0.0.1"],
    ["N10", "any", "127.0.0.2"],
    ["N9", "granted", "127.0.0.1"],
  ] as const)("tell when %s reaches %s on %s", async ([id, port, host], { stage }) => {
    const { ports } = await configOf(stage);
    await say({ host, port: ports[port] ?? 0 }, `${id} ${stage.mark}\n`);
    expect(stage.contacts).toEqual(new Set([id]));
  });

  test("tell of sockets in the file system and of the abstract one", async ({ stage }) => {
    const { paths, victim, workspace } = await configOf(stage);
    await say({ path: paths["N6"] ?? "" }, `N6 ${stage.mark}\n`);
    await say({ path: join(workspace, "service.sock") }, `N8 ${stage.mark}\n`);
    await say({ path: `\0${victim.abstract}` }, `N7 ${stage.mark}\n`);
    await expect.poll(() => [...stage.contacts].toSorted()).toEqual(["N6", "N7", "N8"]);
  });

  test("tell of a datagram", async ({ stage }) => {
    const { ports, lanAddress } = await configOf(stage);
    const socket = createSocket("udp4");
    socket.send(`N5 ${stage.mark}`, ports["udp"] ?? 0, lanAddress || "127.0.0.1");
    await expect.poll(() => [...stage.contacts]).toEqual(["N5"]);
    socket.close();
  });

  test("tell of a signal", async ({ stage }) => {
    process.kill((await configOf(stage)).victim.pid, "SIGUSR1");
    await expect.poll(() => [...stage.contacts]).toEqual(["P2"]);
  });

  test("do not take a stranger for an attack", async ({ stage }) => {
    const { ports } = await configOf(stage);
    await say({ host: "127.0.0.1", port: ports["loopback"] ?? 0 }, "N1 of somebody else\n");
    expect(stage.contacts.size).toBe(0);
  });

  test("keep their secrets where programs keep them", async ({ stage }) => {
    const { pid } = (await configOf(stage)).victim;
    expect(await readFile(`/proc/${pid}/environ`, "latin1")).toContain(stage.secret("E2"));
    expect(await readFile(`/proc/${pid}/cmdline`, "latin1")).toContain(stage.secret("E4"));
  });
});

describe("closing a stage", () => {
  test("takes away folders, services and victims", async ({ folder }) => {
    {
      await using stage = await Stage.open(folder.at("data"), { signal, populated: true });
      expect(await childrenWith(stage.mark)).toHaveLength(1);
      expect((await listening()).length).toBeGreaterThan(3);
    }
    expect(await readdir(folder.path)).toEqual([]);
    expect(await listening()).toEqual([]);
    expect(await childrenWith("mcpverify")).toEqual([]);
  });

  test("takes away what an attack has written into the system", async ({ folder }) => {
    const written: string[] = [];
    {
      await using stage = await Stage.open(folder.at("data"), { signal });
      for (const id of ["W3", "W4"]) {
        const path = stage.planted[id] ?? "";
        // An ordinary user cannot; then there is nothing to take away.
        await writeFile(path, stage.mark).then(
          () => written.push(path),
          () => {},
        );
      }
    }
    expect(written.filter((path) => existsSync(path))).toEqual([]);
  });

  test("takes everything away when it could not even be set", async ({ folder }) => {
    const opening = Stage.open(folder.at("data"), { signal: AbortSignal.abort(), populated: true });
    await expect(opening).rejects.toThrow();
    expect(await readdir(folder.path)).toEqual([]);
    expect(await listening()).toEqual([]);
  });
});
