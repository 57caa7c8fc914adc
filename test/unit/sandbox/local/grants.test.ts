import { mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { describe, expect } from "vitest";
import {
  hiddenIn,
  type GrantRules,
  refuseTarget,
} from "../../../../src/sandbox/local/grantRules.ts";
import { type Grant, grantsOf } from "../../../../src/sandbox/local/grants.ts";
import { WriteGrants } from "../../../../src/sandbox/local/writeGrants.ts";
import type { Mount } from "../../../../src/sandbox/sandbox.ts";
import { codeOf } from "../../../fakes/codeOf.ts";
import { type Folder, test as base } from "../../../fakes/folder.ts";

interface Ground {
  readonly folder: Folder;
  readonly said: string[];
  grant(...mounts: Mount[]): Promise<Grant[]>;
}

const test = base.extend<{ ground: Ground }>({
  ground: async ({ folder }, use) => {
    await folder.put({ "data/": "", "home/project/readme": "", "home/.bashrc": "" });
    const said: string[] = [];
    const rules: GrantRules = {
      dataDir: folder.at("data"),
      userHome: folder.at("home"),
      writeGrants: new WriteGrants(folder.at("data")),
      onDidSay: (line) => said.push(line),
    };
    await use({ folder, said, grant: (...mounts) => grantsOf(mounts, rules) });
  },
});

const read = (source: string, target = "/data"): Mount => ({ source, target, write: false });
const write = (source: string, target = "/data"): Mount => ({ source, target, write: true });
const config = expect.objectContaining({ code: "config" }) as Error;

describe("a mount's source", () => {
  test("is granted as it is when nothing about it is odd", async ({ ground }) => {
    const source = ground.folder.at("home/project");
    expect(await ground.grant(read(`${source}/`))).toEqual([
      { source, target: "/data", write: false, isFolder: true },
    ]);
    expect(await ground.grant(read(`${source}/readme`, "/readme"))).toMatchObject([
      { isFolder: false },
    ]);
  });

  test("is followed where somebody outside of every jail made a link", async ({ ground }) => {
    const link = await ground.folder.link("home/linked", "project");
    const [grant] = await ground.grant(write(link));
    expect(grant?.source).toBe(ground.folder.at("home/project"));
    expect(ground.said.join()).toContain(`${link} leads to`);
  });

  test("is refused where a link lies in a folder that a jail may write to", async ({ ground }) => {
    await ground.grant(write(ground.folder.at("home/project")));
    await ground.folder.put({ "home/secret/key": "" });
    const planted = await ground.folder.link("home/project/data", "../secret");
    await expect(ground.grant(read(planted))).rejects.toEqual(config);
    await expect(ground.grant(read(`${planted}/key`))).rejects.toEqual(config);
    await expect(ground.grant(read(planted))).rejects.toMatchObject({
      message: expect.stringContaining(ground.folder.at("home/secret")),
    });
  });

  test("is refused likewise when the folder is granted in the same breath", async ({ ground }) => {
    const planted = await ground.folder.link("home/project/data", "..");
    const project = ground.folder.at("home/project");
    await expect(ground.grant(write(project, "/p"), read(planted))).rejects.toEqual(config);
  });

  test("must be there and absolute", async ({ ground }) => {
    await expect(ground.grant(read(ground.folder.at("nowhere")))).rejects.toEqual(config);
    await expect(ground.grant(read("home"))).rejects.toEqual(config);
  });

  test("must be a folder or a file", async ({ ground }) => {
    const socket = ground.folder.at("socket");
    const server = createServer().listen(socket);
    await expect.poll(() => server.listening).toBe(true);
    await expect(ground.grant(read(socket))).rejects.toEqual(config);
    server.close();
  });

  test("is never the whole machine, the kernel's or our own folder", async ({ ground }) => {
    await mkdir(ground.folder.at("data/homes"));
    for (const source of [
      "/",
      "/proc",
      "/proc/self",
      "/sys",
      "/dev/shm",
      ground.folder.at("data"),
      ground.folder.at("data/homes"),
    ])
      await expect(ground.grant(read(source)), source).rejects.toEqual(config);
  });

  test("cannot be written to where that runs something later", async ({ ground }) => {
    await ground.folder.put({
      "home/project/.git/hooks/": "",
      "home/project/.vscode/tasks.json": "",
      "home/project/.github/workflows/": "",
      "home/project/.gitignored/": "",
      "home/worktree/.git": "gitdir: elsewhere",
    });
    for (const name of [
      "",
      "/project/.git/hooks",
      "/worktree/.git",
      "/project/.vscode/tasks.json",
      "/project/.github/workflows",
      "/.bashrc",
    ])
      await expect(ground.grant(write(ground.folder.at(`home${name}`))), name).rejects.toEqual(
        config,
      );
    for (const source of [ground.folder.path, "/etc", "/usr/share"])
      await expect(ground.grant(write(source)), source).rejects.toEqual(config);
    await ground.grant(write(ground.folder.at("home/project/.git")));
    await ground.grant(write(ground.folder.at("home/project/.gitignored")));
    await ground.grant(read(ground.folder.at("home/project/.vscode")), read("/etc", "/host-etc"));
  });
});

describe("a mount's target", () => {
  test.for([
    "/",
    "/proc/x",
    "/usr/share/x",
    "/home/mcp",
    "/home/mcp/x",
    "/tmp",
    "/etc",
    "/var/tmp",
    "/x/../usr",
    "x",
    "",
  ])("%s is refused", (target) => {
    expect(codeOf(() => refuseTarget(target))).toBe("config");
  });

  test.for([
    ["/data", "/data"],
    ["/data/", "/data"],
    ["/a//b/./c", "/a/b/c"],
    ["/tmp/x", "/tmp/x"],
    ["/home/me/project", "/home/me/project"],
  ] as const)("%s is taken as %s", ([target, plain]) => {
    expect(refuseTarget(target)).toBe(plain);
  });

  test("two mounts cannot have the same", async ({ ground }) => {
    const { folder } = ground;
    await folder.put({ "a/": "", "b/": "" });
    await expect(ground.grant(read(folder.at("a")), read(folder.at("b")))).rejects.toEqual(config);
  });

  test("inside another mount it must be there already", async ({ ground }) => {
    const { folder } = ground;
    await folder.put({ "a/inner/": "", "b/": "" });
    await folder.link("a/linked", "../b");
    const outer = read(folder.at("a"), "/o");
    const order = await ground.grant(read(folder.at("b"), "/o/inner"), outer);
    expect(order.map(({ target }) => target)).toEqual(["/o", "/o/inner"]);
    await expect(ground.grant(outer, read(folder.at("b"), "/o/new"))).rejects.toEqual(config);
    await expect(ground.grant(outer, read(folder.at("b"), "/o/linked"))).rejects.toEqual(config);
  });
});

test("our own folder is hidden wherever a grant would show it", () => {
  const grants = [
    { source: "/home/me", target: "/me" },
    { source: "/other", target: "/other" },
  ];
  expect(hiddenIn(grants, "/home/me/.local/share/x")).toEqual(["/me/.local/share/x"]);
});
