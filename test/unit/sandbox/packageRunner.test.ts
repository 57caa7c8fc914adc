import { describe, expect, test } from "vitest";
import { planImplicitInstall } from "../../../src/sandbox/packageRunner.ts";
import type { Command } from "../../../src/sandbox/sandbox.ts";

const words = (...[program = "", ...args]: readonly string[]): Command => ({ program, args });
const split = (line: string): Command => words(...line.split(" "));

/** The install command without the script that it runs beside the package. */
function installOf(command: Command): string | undefined {
  const [install] = planImplicitInstall(command)?.install ?? [];
  if (install === undefined) return undefined;
  const all = [install.program, ...install.args];
  const script = all.findIndex(
    (word, at) => word === "-e" || (word === "-c" && all[at - 1] === "python"),
  );
  return all.slice(0, script === -1 ? undefined : script).join(" ");
}

describe("what is installed for", () => {
  test.each([
    ["npx -y pkg a --b", "npx -y --package=pkg -- node"],
    ["npx pkg", "npx -y --package=pkg -- node"],
    ["npx --yes @scope/pkg@1.2.3", "npx -y --package=@scope/pkg@1.2.3 -- node"],
    ["/opt/node/bin/npx pkg", "/opt/node/bin/npx -y --package=pkg -- node"],
    ["npx -y -p one --package=two cmd x", "npx -y --package=one --package=two -- node"],
    [
      "npx -y --registry https://npm.example pkg",
      "npx -y --registry https://npm.example --package=pkg -- node",
    ],
    ["npx -y -p one -c cmd", "npx -y --package=one -- true"],
    ["npm exec pkg", "npm exec -y --package=pkg -- node"],
    ["npm exec -y pkg -- --flag", "npm exec -y --package=pkg -- node"],
    ["npm exec --package=one -- cmd --flag", "npm exec -y --package=one -- node"],
    ["npm x pkg --flag", "npm x -y --package=pkg -- true"],
    ["uvx pkg --a b", "uvx --from pkg python"],
    ["uvx pkg@1.2", "uvx --from pkg==1.2 python"],
    ["uvx pkg@latest", "uvx --from pkg python"],
    ["uvx pkg[extra]==1.0", "uvx --from pkg[extra]==1.0 python"],
    ["uvx --from git+https://github.com/a/b cmd", "uvx --from git+https://github.com/a/b python"],
    ["uvx --python 3.12 --with x pkg", "uvx --python 3.12 --with x --from pkg python"],
    ["uv tool run pkg", "uv tool run --from pkg python"],
    ["pipx run pkg a", "pipx run --spec pkg python"],
    ["pipx run --spec pkg==1.0 cmd", "pipx run --spec pkg==1.0 python"],
  ])("%s", (line, expected) => {
    expect(installOf(split(line))).toBe(expected);
  });

  test.each([
    "node server.js",
    "npm start",
    "npm run exec",
    "npx",
    "npx -y",
    "npx --version",
    "uv run server.py",
    "uv tool install pkg",
    "uvx",
    "pipx install pkg",
    "pipx run https://example.com/script.py",
    "python -m pkg",
    "my-npx pkg",
  ])("%s: nothing", (line) => {
    expect(planImplicitInstall(split(line))).toBeUndefined();
  });
});

describe("a line of shell", () => {
  test.each([
    ["npx -y pkg a", "npx -y --package=pkg -- node"],
    ["exec npx -y pkg", "npx -y --package=pkg -- node"],
    ["exec uvx 'pkg' \"a b\"", "uvx --from pkg python"],
    ["A=1 npx pkg", "npx -y --package=pkg -- node"],
  ])("%j is understood when it is one plain command", (line, expected) => {
    expect(installOf(words("sh", "-c", line))).toBe(expected);
    expect(installOf(words("/bin/bash", "-lc", line))).toBe(expected);
  });

  test.each([
    "cd x && npx pkg",
    "npx pkg | tee log",
    "npx pkg $HOME",
    "npx $(cat name)",
    "npx pkg *",
    "npx pkg > log",
    "npx pkg ~/x",
  ])("%j is left to the shell", (line) => {
    expect(planImplicitInstall(words("sh", "-c", line))).toBeUndefined();
  });

  test("keeps its words and its variables for the run", () => {
    const plan = planImplicitInstall(words("sh", "-c", "exec A='x y' npx -y pkg 'a b'"));
    expect(plan).toBeUndefined(); // `exec A=…` is no assignment: the shell would look for that program
    const set = planImplicitInstall(words("sh", "-c", "A='x y' npx -y pkg 'a b'"));
    expect(set?.command?.args.slice(2)).toEqual(["npx", "-y", "pkg", "a b"]);
    expect(set?.command?.env).toEqual({ A: "x y" });
  });
});

describe("the run", () => {
  test("tells the package manager to stay offline, by the shell that looks for the shortcut", () => {
    const scripts = ["npx pkg", "uvx pkg", "pipx run pkg"].map(
      (line) => planImplicitInstall(split(line))?.command?.args[1],
    );
    expect(scripts[0]).toContain("export npm_config_offline=true");
    expect(scripts[1]).toContain("export UV_OFFLINE=1");
    expect(scripts[2]).toContain("export PIP_NO_INDEX=1");
  });

  test("keeps the command where its own arguments cannot be told from npm's", () => {
    const plan = planImplicitInstall(split("npm x pkg --flag"));
    expect(plan?.command).toBeUndefined();
    expect(plan?.env).toEqual({ npm_config_offline: "true" });
  });

  test("keeps folder and environment of the command", () => {
    const command = { ...split("npx pkg"), cwd: "/data", env: { TOKEN: "t" } };
    const run = planImplicitInstall(command)?.command;
    expect(run).toMatchObject({ program: "sh", cwd: "/data", env: { TOKEN: "t" } });
  });

  test("of other words looks for another shortcut", () => {
    const lines = ["npx a", "npx b", "npx -p a b", "npx -y a", "uvx a"];
    const scripts = lines.map((line) => planImplicitInstall(split(line))?.command?.args[1]);
    expect(new Set(scripts).size).toBe(lines.length);
  });
});

describe("the install command", () => {
  test("sees how the user steers the package manager, and none of the server's secrets", () => {
    const env = { npm_config_registry: "https://npm.example", PIP_INDEX_URL: "x", TOKEN: "secret" };
    const [install] = planImplicitInstall({ ...split("npx pkg"), env })?.install ?? [];
    expect(install?.env).toEqual({
      npm_config_registry: "https://npm.example",
      PIP_INDEX_URL: "x",
    });
    expect(install?.cwd).toBeUndefined();
  });

  test.each([
    ["npx pkg", ["npm"]],
    ["npx github:a/b", ["npm", "github"]],
    ["npx a/b", ["npm", "github"]],
    ["npx @a/b", ["npm"]],
    ["uvx pkg", ["pypi"]],
    ["uvx --from git+https://github.com/a/b c", ["pypi", "github"]],
    ["pipx run pkg", ["pypi"]],
  ])("of %s may reach %j", (line, allow) => {
    expect(planImplicitInstall(split(line))?.allow).toEqual(allow);
  });
});
