import { describe, expect, test } from "vitest";
import { entryProblem, tidyEntry } from "../../../../src/editor/commands/entryProblem.ts";

describe("an entry that is being put together", () => {
  test("needs a command", () => {
    expect(entryProblem({ command: "" })).toBe("A command is needed.");
    expect(entryProblem({ command: "npx -y x" })).toBeUndefined();
  });

  test("needs a name of the right letters", () => {
    expect(entryProblem({ command: "x" }, "my server")).toContain("letters, digits");
    expect(entryProblem({ command: "x" }, "my-server_1")).toBeUndefined();
  });

  test("cannot reach hosts that are none", () => {
    const withHost = (host: string) => ({ command: "x", sandbox: { network: { allow: [host] } } });
    expect(entryProblem(withHost("https://e.example/path"))).toBeDefined();
    expect(entryProblem(withHost("api.e.example"))).toBeUndefined();
  });

  test("cannot use variables that nobody knows", () => {
    expect(entryProblem({ command: "run ${input:token}" })).toContain("${input:token}");
  });
});

describe("an entry as it is written down", () => {
  test("leaves out grants of nothing", () => {
    const sandbox = { mounts: [], network: "none" } as const;
    expect(tidyEntry({ command: "x", sandbox })).toEqual({ command: "x" });
  });

  test("keeps what is granted", () => {
    const entry = {
      command: "x",
      sandbox: {
        memoryMB: 100,
        mounts: [
          { source: "/a", write: false },
          { source: "/b", write: true },
        ],
        network: { allow: ["npm"] },
      },
    } as const;
    expect(tidyEntry(entry)).toEqual({
      command: "x",
      sandbox: {
        memoryMB: 100,
        mounts: [{ source: "/a" }, { source: "/b", write: true }],
        network: { allow: ["npm"] },
      },
    });
  });
});
