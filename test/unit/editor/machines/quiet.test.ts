import { expect, test } from "vitest";
import { isQuiet } from "../../../../src/editor/machines/quiet.ts";

const token = "${secret:TOKEN}";

function parts(wish: { readonly allowed?: boolean; readonly names?: readonly string[] } = {}) {
  const { allowed = true, names = ["TOKEN"] } = wish;
  const origin = { scope: "workspace", folder: "/ws", path: "mcpSandbox.servers" } as const;
  const entry = { command: "run", env: { KEY: token } };
  const server = (name: string) => (name === "files" ? { name, entry, origin } : undefined);
  return {
    configuration: { server },
    consents: { isAllowed: async () => allowed },
    secrets: { names },
  };
}

test("a start asks nothing where it is allowed and its secrets are known", async () => {
  expect(await isQuiet("files", parts())).toBe(true);
});

test("a start asks where it is not allowed, or a secret of it was never entered", async () => {
  expect(await isQuiet("files", parts({ allowed: false }))).toBe(false);
  expect(await isQuiet("files", parts({ names: ["OTHER"] }))).toBe(false);
});

test("what is configured no more is never started behind anybody's back", async () => {
  expect(await isQuiet("gone", parts())).toBe(false);
});
