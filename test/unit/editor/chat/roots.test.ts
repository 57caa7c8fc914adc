import { expect, it } from "vitest";
import { rootsOf } from "../../../../src/editor/chat/roots.ts";
import { definition } from "../../../fakes/definition.ts";

const { signal } = new AbortController();
const hostOf = (targets: readonly string[]) => ({
  server: (name: string) => {
    const mounts = targets.map((target) => ({ source: "/home/ada/work", target, write: false }));
    const found = definition({ name, sandbox: { mounts } });
    return { definition: found, state: { kind: "stopped" } as const, outdated: false };
  },
});

it("a server's roots are its granted folders, by their paths inside", async () => {
  expect(await rootsOf(hostOf(["/data", "/my files/ü"]), "files", signal)).toEqual({
    roots: [
      { uri: "file:///data", name: "data" },
      { uri: "file:///my%20files/%C3%BC", name: "ü" },
    ],
  });
});

it("a server without folders has no roots, nor has one that is gone", async () => {
  expect(await rootsOf(hostOf([]), "files", signal)).toEqual({ roots: [] });
  expect(await rootsOf({ server: () => undefined }, "files", signal)).toEqual({ roots: [] });
});
