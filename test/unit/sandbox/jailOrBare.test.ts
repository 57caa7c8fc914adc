import { expect, test } from "vitest";
import { Failure, type FailureCode } from "../../../src/base/failure.ts";
import { JailOrBare } from "../../../src/sandbox/jailOrBare.ts";
import { defaultLimits, type Sandboxes, type SandboxSpec } from "../../../src/sandbox/sandbox.ts";
import { MemorySandboxes } from "../../fakes/memorySandboxes.ts";

const nothing = { commands: [], network: "none" } as const;
const spec: SandboxSpec = {
  id: "s",
  mounts: [],
  network: "none",
  limits: defaultLimits,
  install: nothing,
};

const refusing = (code: FailureCode): Sandboxes => ({
  open: () => Promise.reject(new Failure(code, "No.")),
});

/** Opens once; tells whether it came to the jail or to nothing around the program. */
async function opened(jail: Sandboxes, isAllowed: boolean): Promise<string> {
  const bare = new MemorySandboxes({});
  const asked: string[] = [];
  const sandboxes = new JailOrBare({
    jail: () => Promise.resolve(jail),
    bare: () => {
      asked.push("bare");
      return Promise.resolve(bare);
    },
    allowBare: () => isAllowed,
  });
  const result = await sandboxes.open(spec).then(
    () => (bare.opened.size > 0 ? "bare" : "jail"),
    (error: unknown) => Failure.from(error).code,
  );
  expect(asked.length).toBe(result === "bare" ? 1 : 0);
  return result;
}

test("a machine that can hold a jail never runs without, also when that is allowed", async () => {
  expect(await opened(new MemorySandboxes({}), true)).toBe("jail");
});

test("a machine that cannot hold a jail runs without only when that is allowed", async () => {
  expect(await opened(refusing("sandboxUnavailable"), false)).toBe("sandboxUnavailable");
  expect(await opened(refusing("sandboxUnavailable"), true)).toBe("bare");
});

test.each<FailureCode>(["sandboxFailed", "installFailed", "cancelled", "internal"])(
  "a jail that fails with %s is no reason to run without",
  async (code) => {
    expect(await opened(refusing(code), true)).toBe(code);
  },
);
