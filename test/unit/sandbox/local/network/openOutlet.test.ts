import { access, readFile } from "node:fs/promises";
import { describe, expect } from "vitest";
import { bridgePort } from "../../../../../src/sandbox/local/network/bridge.ts";
import {
  openOutlet,
  type OutletOptions,
} from "../../../../../src/sandbox/local/network/openOutlet.ts";
import { type Folder, test } from "../../../../fakes/folder.ts";
import { Lines } from "../../../../fakes/logs.ts";

const options = (folder: Folder, log = new Lines()): OutletOptions => ({
  log,
  label: "test",
  env: { HOME: folder.path, PREFIX: folder.at("prefix"), XDG_CONFIG_DIRS: folder.at("xdg") },
});

describe("an outlet", () => {
  test("is not there where there is no network", async ({ folder }) => {
    expect(await openOutlet("none", options(folder))).toBeUndefined();
  });

  test("tells programs of the proxy, and to leave it out for themselves", async ({ folder }) => {
    await using outlet = await openOutlet({ allow: [] }, options(folder));
    const address = `http://127.0.0.1:${bridgePort}`;
    expect(outlet?.env).toMatchObject({
      HTTP_PROXY: address,
      HTTPS_PROXY: address,
      http_proxy: address,
      https_proxy: address,
      NO_PROXY: expect.stringContaining("127.0.0.1"),
      NODE_USE_ENV_PROXY: "1",
    });
    expect(outlet?.binds).toEqual([]);
  });

  test("puts a bridge in front of the command and leaves its words alone", async ({ folder }) => {
    for (const bridge of ["perl", "python3", "node"]) {
      await using outlet = await openOutlet("all", { ...options(folder), bridge });
      const words = outlet?.wrap(["program", "a b", "-x"], 7) ?? [];
      expect(words.slice(-3)).toEqual(["program", "a b", "-x"]);
      expect(words).toContain("7");
      expect(words).toContain(String(bridgePort));
    }
  });

  test("says what is missing where no bridge can run", async ({ folder }) => {
    const opening = openOutlet("all", { ...options(folder), bridge: "cobol" });
    await expect(opening).rejects.toMatchObject({
      code: "sandboxUnavailable",
      remedy: expect.any(String),
    });
  });

  test("refuses an entry that is no rule", async ({ folder }) => {
    const opening = openOutlet({ allow: ["https://example.com/"] }, options(folder));
    await expect(opening).rejects.toMatchObject({ code: "config" });
  });

  test("binds what the user's registries need, and removes what it made", async ({ folder }) => {
    const log = new Lines();
    await folder.put({
      "ca.pem": "-----BEGIN CERTIFICATE-----\n",
      ".npmrc": `@a:registry=https://a.example/\ncafile=${folder.at("ca.pem")}\n//a.example/:_authToken=hunter2\n`,
    });
    const outlet = await openOutlet({ allow: ["npm"] }, options(folder, log));
    const [certificate, npmrc] = outlet?.binds ?? [];
    expect(certificate).toMatchObject({ source: folder.at("ca.pem"), write: false });
    expect(outlet?.env["npm_config_cafile"]).toBe(certificate?.target);
    expect(outlet?.env["npm_config_globalconfig"]).toBe(npmrc?.target);
    expect(await readFile(npmrc?.source ?? "", "utf8")).toBe("@a:registry=https://a.example/\n");
    expect(log.text).toContain("a.example is used with a login");
    expect(log.text).not.toContain("hunter2");
    await outlet?.[Symbol.asyncDispose]();
    await expect(access(npmrc?.source ?? "")).rejects.toThrow("ENOENT");
  });
});
