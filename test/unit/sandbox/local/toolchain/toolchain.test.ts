import { expect } from "vitest";
import { toolchainOf } from "../../../../../src/sandbox/local/toolchain/toolchain.ts";
import { type Folder, test as base } from "../../../../fakes/folder.ts";

interface Found {
  readonly shown: string[];
  readonly path: string[];
  readonly links: Record<string, string>;
}

interface Machine {
  readonly folder: Folder;
  /** What a program needs when these folders are on the PATH; paths relative to the machine. */
  find(program: string, path: readonly string[], args?: readonly string[]): Promise<Found>;
}

const test = base.extend<{ machine: Machine }>({
  machine: async ({ folder }, use) => {
    const short = (path: string): string => path.replace(`${folder.path}/`, "");
    await use({
      folder,
      find: async (program, path, args = []) => {
        const env = { PATH: [...path.map((name) => folder.at(name)), "/usr/bin"].join(":") };
        const found = await toolchainOf([{ program, args }], env);
        return {
          shown: found.shown.map(short),
          path: found.path.map(short),
          links: Object.fromEntries(
            Object.entries(found.links).map(([name, target]) => [name, short(target)]),
          ),
        };
      },
    });
  },
});

const nothing = { shown: [], path: [], links: {} };

async function installNode(folder: Folder, prefix: string): Promise<void> {
  await folder.program(`${prefix}/bin/node`, "\u007fELF");
  await folder.program(`${prefix}/lib/node_modules/npm/bin/npx-cli.js`, "#!/usr/bin/env node\n");
  await folder.link(`${prefix}/bin/npx`, "../lib/node_modules/npm/bin/npx-cli.js");
}

async function installPython(folder: Folder, prefix: string): Promise<void> {
  await folder.program(`${prefix}/bin/python3.12`, "\u007fELF");
  await folder.link(`${prefix}/bin/python3`, "python3.12");
  await folder.put({ [`${prefix}/lib/python3.12/os.py`]: "" });
}

test("a program of the system needs nothing", async ({ machine }) => {
  expect(await machine.find("sh", [])).toEqual(nothing);
  expect(await machine.find("/usr/bin/env", [])).toEqual(nothing);
});

test("a program that is nowhere needs nothing, which is found out later", async ({ machine }) => {
  expect(await machine.find("none-such-program", ["nowhere"])).toEqual(nothing);
});

test("a Node of its own is shown whole, and npx finds it", async ({ machine }) => {
  await installNode(machine.folder, ".nvm/v22");
  expect(await machine.find("npx", [".nvm/v22/bin"])).toEqual({
    shown: [".nvm/v22"],
    path: [".nvm/v22/bin"],
    links: {},
  });
});

test("a Node is found through links of folders and of files", async ({ machine }) => {
  await installNode(machine.folder, "versions/v22");
  await machine.folder.link("multishell", "versions/v22");
  await machine.folder.link("bin/node", "../multishell/bin/node");
  for (const path of ["multishell/bin", "bin"])
    expect(await machine.find("node", [path])).toEqual({
      shown: ["versions/v22"],
      path: ["versions/v22/bin"],
      links: {},
    });
});

test("a single program is shown alone, under its name", async ({ machine }) => {
  await machine.folder.program(".local/bin/uv", "\u007fELF");
  await machine.folder.link(".local/bin/uvx", "uv");
  const { shown, links } = await machine.find("uvx", [".local/bin"]);
  expect(shown).toEqual([".local/bin/uv"]);
  expect(links).toEqual({ uvx: ".local/bin/uv", uv: ".local/bin/uv" });
});

test("a stand-in of pyenv leads to the chosen version", async ({ machine }) => {
  await installPython(machine.folder, ".pyenv/versions/3.12.4");
  await installPython(machine.folder, ".pyenv/versions/3.12.10");
  await machine.folder.program(".pyenv/shims/python3");
  await machine.folder.put({ ".pyenv/version": "system\n3.12\n" });
  const { shown, path } = await machine.find("python3", [".pyenv/shims"]);
  expect(shown).toEqual([".pyenv/versions/3.12.10"]);
  expect(path).toEqual([".pyenv/versions/3.12.10/bin"]);
});

test("a stand-in for a version that is not there is passed over", async ({ machine }) => {
  await machine.folder.put({ ".pyenv/version": "3.13", ".pyenv/versions/": "" });
  await machine.folder.program(".pyenv/shims/python3");
  await installPython(machine.folder, "other");
  const { shown } = await machine.find("python3", [".pyenv/shims", "other/bin"]);
  expect(shown).toEqual(["other"]);
});

test("another manager's stand-in is asked for its program", async ({ machine }) => {
  const { folder } = machine;
  await installNode(folder, "image/node/22");
  await folder.program(
    ".volta/bin/volta",
    `#!/bin/sh\n[ "$1" = which ] && echo ${folder.at("image/node/22/bin")}/$2\n`,
  );
  await folder.program(".volta/bin/volta-shim", "#!/bin/sh\n");
  await folder.link(".volta/bin/node", "volta-shim");
  const { shown } = await machine.find("node", [".volta/bin"]);
  expect(shown).toEqual(["image/node/22"]);
});

test("a virtual environment comes with the Python that it was made from", async ({ machine }) => {
  const { folder } = machine;
  await installPython(folder, "pythons/3.12");
  await folder.put({ "venv/pyvenv.cfg": "" });
  await folder.link("venv/bin/python", folder.at("pythons/3.12/bin/python3.12"));
  await folder.program("venv/bin/my-server", `#!${folder.at("venv/bin/python")}\n`);
  await folder.link("bin/my-server", "../venv/bin/my-server");
  const { shown, path } = await machine.find("my-server", ["bin"]);
  expect(shown).toEqual(["venv", "pythons/3.12"]);
  expect(path).toContain("venv/bin");
});

test("a program of a package comes with the packages around it and with Node", async ({
  machine,
}) => {
  const { folder } = machine;
  await installNode(folder, "node");
  await folder.program("app/node_modules/server/index.js", "#!/usr/bin/env node\n");
  await folder.link("app/node_modules/.bin/server", "../server/index.js");
  const found = await machine.find("server", ["app/node_modules/.bin", "node/bin"]);
  expect(found.shown).toEqual(["app/node_modules", "node"]);
  expect(found.links).toEqual({ server: "app/node_modules/server/index.js" });
});

test("a binary in a package needs nothing around it", async ({ machine }) => {
  await machine.folder.program("node_modules/node/bin/node", "\u007fELF");
  await machine.folder.link("node_modules/.bin/node", "../node/bin/node");
  const found = await machine.find("node", ["node_modules/.bin"]);
  expect(found.shown).toEqual(["node_modules/node/bin/node"]);
});

test("a program given by its path is shown, a script with nothing around it is not", async ({
  machine,
}) => {
  const { folder } = machine;
  const binary = await folder.program("build/server", "\u007fELF");
  const script = await folder.program("project/server.sh", "#!/bin/sh\n");
  expect((await machine.find(binary, [])).shown).toEqual(["build/server"]);
  expect(await machine.find(script, [])).toEqual(nothing);
});

test("programs that a shell line names are found too", async ({ machine }) => {
  await installNode(machine.folder, "node");
  const line = ["-c", "exec npx -y server"];
  expect((await machine.find("/bin/sh", ["node/bin"], line)).shown).toEqual(["node"]);
});

test("a script that is visible already comes with its interpreter", async ({ machine }) => {
  const { folder } = machine;
  await installNode(folder, "node");
  const script = await folder.program("project/server.js", "#!/usr/bin/env node\n");
  const command = { program: "/data/server.js", args: [] };
  const found = await toolchainOf([command], { PATH: folder.at("node/bin") }, [script]);
  expect(found.shown).toEqual([folder.at("node")]);
});

test("a file that cannot be run is passed over", async ({ machine }) => {
  await machine.folder.put({ "first/tool": "", "second/tool/": "" });
  await machine.folder.program("third/tool", "\u007fELF");
  const { shown } = await machine.find("tool", ["first", "second", "third"]);
  expect(shown).toEqual(["third/tool"]);
});
