import { dirname } from "node:path";
import { expect } from "vitest";
import { nodeProgram } from "../../../../src/editor/servers/nodeProgram.ts";
import { test } from "../../../fakes/folder.ts";

const editor = {
  platform: "linux",
  execPath: "/opt/code/code",
  versions: { electron: "40.0.0" },
} as const;

test("a Node of the machine runs the command line, the first one that is new enough", async ({
  folder,
}) => {
  const says = (version: string) => `#!/bin/sh\n[ "$1" = --version ] && echo ${version}\n`;
  const found = [
    await folder.program("old/node", says("v18.20.0")),
    await folder.program("broken/node", "#!/bin/sh\nexit 1\n"),
    await folder.program("new/node", says("v22.1.0")),
    await folder.program("newer/node", says("v24.0.0")),
  ];
  const PATH = [".", "/none", ...found.map(dirname)].join(":");
  expect(await nodeProgram("/e/cli.mjs", { ...editor, env: { PATH } })).toEqual({
    node: folder.at("new/node"),
    script: "/e/cli.mjs",
  });
});

test("without one the editor is told to be a Node", async () => {
  expect(await nodeProgram("/e/cli.mjs", { ...editor, env: {} })).toEqual({
    node: "/opt/code/code",
    script: "/e/cli.mjs",
    env: { ELECTRON_RUN_AS_NODE: "1" },
  });
});

test("on a remote machine the editor's program is a Node by itself", async () => {
  const remote = { ...editor, versions: {}, env: { PATH: "" } };
  expect(await nodeProgram("/e/cli.mjs", remote)).not.toHaveProperty("env");
});
