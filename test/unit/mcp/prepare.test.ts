import { describe, expect, it } from "vitest";
import { prepared } from "../../../src/mcp/prepare.ts";
import type { Launch } from "../../../src/mcp/server.ts";
import { defaultLimits, type Install } from "../../../src/sandbox/sandbox.ts";

const launch = (
  program: string,
  args: readonly string[],
  install: Partial<Install> = {},
  env = {},
): Launch => ({
  command: { program, args, env },
  sandbox: {
    ...{ id: "a", mounts: [], network: "none", limits: defaultLimits },
    install: { commands: [], network: "none", ...install },
  },
  secrets: ["s"],
});

const setUp = { program: "sh", args: ["-c", "make"] };

describe("a prepared launch", () => {
  it("is the same one where no package has to be fetched", () => {
    const plain = launch("node", ["server.js"]);
    expect(prepared(plain)).toBe(plain);
  });

  it("installs the package after the user's own commands, with the preset it needs", () => {
    const { sandbox } = prepared(launch("npx", ["-y", "some-server"], { commands: [setUp] }));
    expect(sandbox.install.commands[0]).toEqual(setUp);
    expect(sandbox.install.commands).toHaveLength(2);
    expect(sandbox.install.network).toEqual({ allow: ["npm"] });
    expect(sandbox.network).toBe("none");
  });

  it("only widens the network of installing", () => {
    const network = (before: Install["network"]) =>
      prepared(launch("uvx", ["some-server"], { network: before })).sandbox.install.network;
    expect(network({ allow: ["example.com", "pypi"] })).toEqual({ allow: ["example.com", "pypi"] });
    expect(network({ allow: ["example.com"] })).toEqual({ allow: ["example.com", "pypi"] });
    expect(network("all")).toBe("all");
  });

  it("tells the package manager that it is offline", () => {
    const { command } = prepared(launch("npx", ["-y", "some-server", "--port", "1"]));
    expect(JSON.stringify(command)).toContain("npm_config_offline");
    expect(command.args.slice(-2)).toEqual(["--port", "1"]);
  });

  it("keeps its secrets and its variables", () => {
    const { secrets, command } = prepared(launch("npx", ["-y", "some-server"], {}, { TOKEN: "s" }));
    expect(secrets).toEqual(["s"]);
    expect(command.env).toMatchObject({ TOKEN: "s" });
  });
});
