import { describe, expect, it } from "vitest";
import { entryFromFlags } from "../../../src/cli/flags.ts";
import { parseMount } from "../../../src/cli/flagValues.ts";

const places = { cwd: "/ws/sub", folder: "/ws" };

describe("--mount", () => {
  it.each([
    ["/a:/b", { source: "/a", target: "/b" }],
    ["/a:/b:rw", { source: "/a", target: "/b", write: true }],
    ["/a:/b:ro", { source: "/a", target: "/b" }],
    ["/a", { source: "/a" }],
    ["/a:rw", { source: "/a", write: true }],
    ["data:/b", { source: "./sub/data", target: "/b" }],
    ["..:/b", { source: ".", target: "/b" }],
    ["../../x:/b", { source: "/x", target: "/b" }],
    ["~/x:/b", { source: "~/x", target: "/b" }],
    ["${workspaceFolder:a}/x:${env:T}", { source: "${workspaceFolder:a}/x", target: "${env:T}" }],
  ])("%s is understood", (text, mount) => {
    expect(parseMount(text, places)).toEqual(mount);
  });

  it("is made absolute where nothing is kept", () => {
    expect(parseMount("./a:/b", { cwd: "/here" })).toEqual({ source: "/here/a", target: "/b" });
  });

  it.each(["a:b:c", "a:b:c:rw", "", ":"])("%j makes no sense", (text) => {
    expect(() => parseMount(text, places)).toThrow("expected SOURCE:TARGET");
  });
});

describe("options", () => {
  it("say a whole server", () => {
    const flags = {
      command: "x",
      env: ["A=1", "B=a=b", "C="],
      envFile: ".env",
      installCommands: ["one", "two"],
      package: "mcp-x",
      description: "d",
      timeout: "5",
      initTimeout: "7.5",
      requestTimeout: "9",
      cwd: "/w",
      disable: true,
      toolAllow: ["read_*"],
      toolDeny: ["read_all", "write"],
      network: "npm, api.example.com",
      provider: "e2b",
      template: "t",
      group: "g",
      onIdle: "kill",
      memory: "2G",
      cpus: "0.5",
      maxProcesses: "64",
    };
    expect(entryFromFlags(flags, places)).toEqual({
      command: "x",
      env: { A: "1", B: "a=b", C: "" },
      envFile: ".env",
      installCommands: [
        "one",
        "two",
        "PIP_BREAK_SYSTEM_PACKAGES=1 python3 -m pip install --user 'mcp-x'",
      ],
      description: "d",
      timeoutMinutes: 5,
      initializationTimeoutSeconds: 7.5,
      requestTimeoutSeconds: 9,
      cwd: "/w",
      disabled: true,
      tools: { allow: ["read_*"], deny: ["read_all", "write"] },
      sandbox: {
        network: { allow: ["npm", "api.example.com"] },
        provider: "e2b",
        template: "t",
        group: "g",
        onIdle: "kill",
        memoryMB: 2048,
        cpus: 0.5,
        maxProcesses: 64,
      },
    });
  });

  it("that are not given leave nothing behind", () => {
    expect(entryFromFlags({ command: "x" }, places)).toEqual({ command: "x" });
  });

  it("change what they name and leave the rest", () => {
    const base = {
      command: "x",
      args: ["1"],
      env: { A: "1", B: "2" },
      disabled: true,
      sandbox: { cpus: 1 },
    };
    expect(entryFromFlags({ env: ["A=9"], memory: "64", enable: true }, places, base)).toEqual({
      command: "x",
      args: ["1"],
      env: { A: "9", B: "2" },
      sandbox: { cpus: 1, memoryMB: 64 },
    });
  });

  it("with a new command drop the old arguments", () => {
    expect(entryFromFlags({ command: "y" }, places, { command: "x", args: ["1"] })).toEqual({
      command: "y",
    });
    expect(entryFromFlags({ command: "y", arg: ["2"] }, places)).toEqual({
      command: "y",
      args: ["2"],
    });
  });

  it.each([
    ["512", 512],
    ["512M", 512],
    ["1.5gb", 1536],
    ["3T", "3T"],
    ["", ""],
  ])("take the memory %j as %j", (memory, memoryMB) => {
    expect(entryFromFlags({ memory }, places)).toEqual({ sandbox: { memoryMB } });
  });

  it("leave numbers that are none for the check to name", () => {
    expect(entryFromFlags({ timeout: "soon", cpus: " " }, places)).toEqual({
      timeoutMinutes: "soon",
      sandbox: { cpus: " " },
    });
  });

  it.each([
    [{ env: ["A"] }, "--env A: expected NAME=VALUE."],
    [{ env: ["=1"] }, "--env =1: expected NAME=VALUE."],
    [{ network: "all,npm" }, "none and all stand alone"],
    [{ package: "a; b" }, "--package a; b: expected the name of a Python package."],
  ])("that make no sense are named: %j", (flags, message) => {
    expect(() => entryFromFlags(flags, places)).toThrow(message);
  });
});
