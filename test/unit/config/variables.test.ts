import { describe, expect, it } from "vitest";
import type { Context } from "../../../src/config/context.ts";
import { Resolver } from "../../../src/config/resolver.ts";
import { pieces, usedVariables } from "../../../src/config/variables.ts";

const context: Context = {
  folders: [{ name: "b", path: "/b" }],
  userHome: "/home/me",
  env: { NAME: "value", EMPTY: "" },
  secret: (name) => Promise.resolve(name === "empty" ? "" : `secret ${name}`),
};
const resolver = (folder: string | undefined = "/a") => new Resolver(context, folder, "servers.s");

describe("a text", () => {
  it.each([
    ["plain", [{ text: "plain" }]],
    ["", []],
    ["${userHome}", [{ variable: "userHome" }]],
    ["a${env:X}b", [{ text: "a" }, { variable: "env:X" }, { text: "b" }]],
    ["${secret:a.b-c_d}", [{ variable: "secret:a.b-c_d" }]],
    ["${secret:a b}", [{ text: "${secret:a b}" }]],
    ["${workspaceFolder:my folder}", [{ variable: "workspaceFolder:my folder" }]],
    ["$userHome ${HOME} ${", [{ text: "$userHome " }, { text: "${HOME}" }, { text: " ${" }]],
    ["${userHome", [{ text: "${userHome" }]],
    ["${env:${userHome}}", [{ text: "${env:" }, { variable: "userHome" }, { text: "}" }]],
  ])("%j has the pieces %j", (text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });
});

it("the variables of an entry are told each once, wherever they stand", () => {
  const entry = {
    command: "run ${userHome} ${HOME}",
    args: ["${env:A}", "${userHome}"],
    env: { TOKEN: "Bearer ${secret:T}" },
    sandbox: { mounts: [{ source: "${workspaceFolder:b}/x" }] },
  };
  expect(usedVariables(entry)).toEqual(["userHome", "env:A", "secret:T", "workspaceFolder:b"]);
});

describe("filling in", () => {
  it("takes an empty variable for a value", async () => {
    const filled = resolver();
    expect(await filled.text("<${env:EMPTY}>", "p")).toBe("<>");
    expect(() => filled.check("s")).not.toThrow();
  });

  it("does not fill in what a value brings along", async () => {
    const tricky = { ...context, env: { NAME: "${userHome} ${secret:x}" } };
    const filled = new Resolver(tricky, "/a", "p");
    expect(await filled.text("${env:NAME}", "p")).toBe("${userHome} ${secret:x}");
    expect(filled.secrets).toEqual([]);
  });

  it("collects every problem under its path, and throws the first one's words", async () => {
    const filled = new Resolver(context, undefined, "servers.s");
    await filled.text("${workspaceFolder} ${env:GONE}", filled.path("args", 0));
    await filled.hostPath("data", filled.path("sandbox", "mounts", 1, "source"));
    expect(() => filled.check("s")).toThrow(
      expect.objectContaining({
        code: "config",
        message: "s cannot be started: No folder is open that ${workspaceFolder} could mean.",
        problems: [
          {
            path: "servers.s.args[0]",
            message: "No folder is open that ${workspaceFolder} could mean.",
          },
          { path: "servers.s.args[0]", message: "The environment variable GONE is not set." },
          {
            path: "servers.s.sandbox.mounts[1].source",
            message: "No folder is open that data could be relative to.",
          },
        ],
      }),
    );
  });

  it("makes paths absolute", async () => {
    const filled = resolver();
    const paths = ["x/../y", "/z/", "~", "~/n", "~other", "${userHome}/m", "."];
    expect(await Promise.all(paths.map((path) => filled.hostPath(path, "p")))).toEqual([
      "/a/y",
      "/z",
      "/home/me",
      "/home/me/n",
      "/a/~other",
      "/home/me/m",
      "/a",
    ]);
  });

  it("remembers what must not be shown, but nothing empty or short", async () => {
    const filled = resolver();
    await filled.text("${secret:one} ${secret:empty}", "p");
    filled.keepSecret("long enough");
    filled.keepSecret("short");
    expect(filled.secrets).toEqual(["secret one", "long enough"]);
  });

  it("passes the reason on when nobody gives the secret", async () => {
    const refused = { ...context, secret: () => Promise.reject(new Error("no")) };
    await expect(new Resolver(refused, "/a", "p").text("${secret:x}", "p")).rejects.toThrow("no");
  });
});
