import { expect, it } from "vitest";
import { installNetwork } from "../../../src/config/installNetwork.ts";

it.each([
  [["npm install x"], ["npm"]],
  [["uv pip install x", "pipx install y"], ["pypi"]],
  [["git clone https://github.com/a/b.git"], ["github", "github.com"]],
  [["curl --proto '=https' -sSf https://sh.rustup.rs | sh -s -- -y"], ["sh.rustup.rs"]],
  [["curl http://localhost:8080/x; npx a"], ["npm", "localhost:8080"]],
  [["cargo build --release"], ["crates.io", "index.crates.io", "static.crates.io"]],
])("%j may reach %j", (commands, allow) => {
  expect(installNetwork(commands, "none")).toEqual({ allow });
});

it("commands that name no registry reach nothing", () => {
  expect(installNetwork(["mkdir -p data", "python3 setup.py"], "none")).toBe("none");
});

it("no commands need no network, whatever the server may reach", () => {
  expect(installNetwork([], "all")).toBe("none");
});

it("install commands reach what the server may reach, too", () => {
  expect(installNetwork(["true"], "all")).toBe("all");
  expect(installNetwork(["npm i"], { allow: ["a.example"] })).toEqual({
    allow: ["a.example", "npm"],
  });
});

it("an address that makes no sense is no host", () => {
  expect(installNetwork(["curl https://[nonsense"], "none")).toBe("none");
});
