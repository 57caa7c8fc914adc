import { describe, expect, test } from "vitest";
import { keyOf, snapshotName, workspaceMark } from "../../../../src/sandbox/e2b/marks.ts";
import { defaultLimits, type SandboxSpec } from "../../../../src/sandbox/sandbox.ts";

const spec = (more: Partial<SandboxSpec> = {}): SandboxSpec => ({
  ...{ id: "a", mounts: [], network: "none", limits: defaultLimits },
  install: { commands: [], network: "none" },
  ...more,
});
const installs = (line: string): Partial<SandboxSpec> => ({
  install: { commands: [{ program: "sh", args: ["-c", line] }], network: "none" },
});

describe("the key of a microVM", () => {
  test("is the same for the same server, whatever its network", () => {
    expect(keyOf(spec({ network: "all" }))).toBe(keyOf(spec()));
  });

  test.for([
    ["id", { id: "b" }],
    ["template", { machine: { template: "mine" } }],
    ["fate", { machine: { onIdle: "kill" } }],
    ["installation", installs("true")],
  ] as const)("differs with the %s", ([, more]) => {
    expect(keyOf(spec(more))).not.toBe(keyOf(spec()));
  });

  test("is one for a group, whatever the servers install", () => {
    const machine = { group: "g" };
    expect(keyOf(spec({ id: "b", machine, ...installs("true") }))).toBe(keyOf(spec({ machine })));
  });
});

test("a snapshot belongs to template and commands, not to a server", () => {
  expect(snapshotName(spec({ id: "b", ...installs("x") }))).toBe(snapshotName(spec(installs("x"))));
  expect(snapshotName(spec(installs("y")))).not.toBe(snapshotName(spec(installs("x"))));
  expect(snapshotName(spec(installs("x")))).toMatch(/^[a-z0-9-]+$/);
});

test("a workspace's mark does not tell its path", () => {
  expect(workspaceMark("/home/someone/secret-project")).toMatch(/^[0-9a-f]{16}$/);
});
