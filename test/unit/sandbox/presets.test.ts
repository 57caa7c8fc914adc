import { describe, expect } from "vitest";
import { publicHosts } from "../../../src/base/publicHosts.ts";
import { isPreset, presetNames, readPreset } from "../../../src/sandbox/presets.ts";
import { type Folder, test } from "../../fakes/folder.ts";

/** A machine whose whole configuration lies in the folder. */
const env = (folder: Folder, more: Record<string, string> = {}) => ({
  HOME: folder.at("home"),
  PREFIX: folder.at("prefix"),
  XDG_CONFIG_DIRS: folder.at("xdg"),
  ...more,
});
const hostsOf = (preset: { readonly hosts: readonly { readonly host: string }[] }) =>
  preset.hosts.map(({ host }) => host);

test("the presets have names that no host has", () => {
  expect(presetNames).toEqual(["npm", "pypi", "github"]);
  for (const name of presetNames) expect(isPreset(name)).toBe(true);
  expect(isPreset("npm:443")).toBe(false);
  expect(isPreset("toString")).toBe(false);
});

describe("npm", () => {
  test("is the public registry where nothing else is said", async ({ folder }) => {
    const preset = await readPreset("npm", env(folder));
    expect(preset.hosts).toEqual([{ host: `${publicHosts.npm}:443`, reach: "private" }]);
    expect(preset.env).not.toHaveProperty("npm_config_registry");
    expect(preset.notes).toEqual([]);
  });

  test("is the user's own registry, from the most telling place", async ({ folder }) => {
    await folder.put({
      "prefix/lib/node_modules/npm/npmrc": "registry=https://one.example/\n",
      "prefix/etc/npmrc": "registry = https://two.example/npm\n",
    });
    const registry = async (more = {}) =>
      (await readPreset("npm", env(folder, more))).env["npm_config_registry"];
    expect(await registry()).toBe("https://two.example/npm");
    await folder.put({ "home/.npmrc": '; mine\nregistry="http://three.example:8081/"\n' });
    expect(await registry()).toBe("http://three.example:8081/");
    expect(await registry({ NPM_CONFIG_REGISTRY: "https://four.example" })).toBe(
      "https://four.example/",
    );
    await folder.put({ other: "registry=https://five.example/" });
    expect(await registry({ npm_config_userconfig: folder.at("other") })).toBe(
      "https://five.example/",
    );
  });

  test("has the registries of scopes beside it, in a file of its own", async ({ folder }) => {
    await folder.put({
      "home/.npmrc": "@acme:registry=https://npm.acme.example:8443/x/\n@b:registry=${B_URL}\n",
    });
    const preset = await readPreset("npm", env(folder, { B_URL: "https://b.example/" }));
    expect(hostsOf(preset)).toEqual([
      `${publicHosts.npm}:443`,
      "npm.acme.example:8443",
      "b.example:443",
    ]);
    const path = preset.env["npm_config_globalconfig"] ?? "";
    expect(preset.files[path]).toBe(
      "@acme:registry=https://npm.acme.example:8443/x/\n@b:registry=https://b.example/\n",
    );
  });

  test("never hands in a login, and says where one would have been needed", async ({ folder }) => {
    await folder.put({
      "home/.npmrc":
        "registry=https://me:hunter2@one.example/\n@a:registry=https://two.example/\n" +
        "@c:registry=https://three.example/\n//two.example/:_authToken=hunter2\n",
    });
    const preset = await readPreset("npm", env(folder));
    expect(JSON.stringify(preset)).not.toContain("hunter2");
    expect(preset.notes).toHaveLength(2);
    expect(preset.notes.join()).toMatch(/one\.example.*two\.example/s);
  });

  test("points to the user's certificates, and tells what it leaves out", async ({ folder }) => {
    await folder.put({ "home/.npmrc": "cafile=/etc/corp.pem\nstrict-ssl=false\n" });
    const preset = await readPreset("npm", env(folder));
    expect(preset.trust).toEqual({ npm_config_cafile: "/etc/corp.pem" });
    expect(preset.notes.join()).toContain("strict-ssl=false");
  });

  test("a registry on this machine is allowed at its port alone", async ({ folder }) => {
    await folder.put({ "home/.npmrc": "registry=http://localhost:4873/\n" });
    const { hosts } = await readPreset("npm", env(folder));
    expect(hosts).toEqual([{ host: "localhost:4873", reach: "loopback" }]);
  });

  test.for(["file:///etc", "not a url", "ftp://x.example/"])(
    "%j is no registry",
    async (url, { folder }) => {
      await folder.put({ "home/.npmrc": `registry=${url}\n` });
      expect(hostsOf(await readPreset("npm", env(folder)))).toEqual([`${publicHosts.npm}:443`]);
    },
  );
});

describe("pypi", () => {
  test("is the public index and its file host where nothing else is said", async ({ folder }) => {
    const preset = await readPreset("pypi", env(folder));
    expect(hostsOf(preset)).toEqual([`${publicHosts.pypi}:443`, `${publicHosts.pypiFiles}:443`]);
    expect(Object.keys(preset.env).filter((name) => name.includes("IND"))).toEqual([]);
  });

  test("follows pip's files, and uv goes by them too", async ({ folder }) => {
    await folder.put({
      "xdg/pip/pip.conf": "[global]\nindex-url = https://all.example/simple\n",
      "home/.config/pip/pip.conf":
        "[global]\nindex-url = https://me:hunter2@mine.example/simple\n" +
        "extra-index-url =\n    https://a.example/simple\n    https://b.example/simple\ncert = /etc/corp.pem\n",
    });
    const preset = await readPreset("pypi", env(folder));
    expect(hostsOf(preset)).toEqual(["mine.example:443", "a.example:443", "b.example:443"]);
    expect(preset.env).toMatchObject({
      PIP_INDEX_URL: "https://mine.example/simple",
      PIP_EXTRA_INDEX_URL: "https://a.example/simple https://b.example/simple",
      UV_DEFAULT_INDEX: "https://mine.example/simple",
    });
    expect(preset.trust).toEqual({ PIP_CERT: "/etc/corp.pem" });
    expect(JSON.stringify(preset)).not.toContain("hunter2");
    expect(preset.notes.join()).toContain("mine.example");
  });

  test("follows variables before files", async ({ folder }) => {
    await folder.put({
      "home/.pip/pip.conf": "[global]\nindex-url=https://file.example/simple\n",
    });
    const more = {
      PIP_INDEX_URL: "https://pip.example/simple",
      UV_INDEX_URL: "https://uv.example/simple",
    };
    const preset = await readPreset("pypi", env(folder, more));
    expect(preset.env).toMatchObject({
      PIP_INDEX_URL: "https://pip.example/simple",
      UV_INDEX_URL: "https://uv.example/simple",
    });
    expect(hostsOf(preset)).toEqual(["pip.example:443", "uv.example:443"]);
  });

  test("follows uv's file and named indexes", async ({ folder }) => {
    await folder.put({
      "home/.config/uv/uv.toml":
        '[[index]]\nname = "a"\nurl = "https://a.example/simple"\ndefault = true\n' +
        '[[index]]\nurl = "https://b.example/simple"\n',
    });
    const preset = await readPreset(
      "pypi",
      env(folder, { UV_INDEX: "c=https://c.example/simple" }),
    );
    expect(preset.env).toMatchObject({
      UV_DEFAULT_INDEX: "https://a.example/simple",
      UV_INDEX: "https://c.example/simple https://b.example/simple",
    });
    expect(hostsOf(preset)).toContain(`${publicHosts.pypi}:443`); // pip's, which has no other
  });

  test("survives files that make no sense", async ({ folder }) => {
    await folder.put({ "home/.config/uv/uv.toml": "[[[", "home/.pip/pip.conf": "=\n[\n]]x\n" });
    expect(hostsOf(await readPreset("pypi", env(folder)))).toContain(`${publicHosts.pypi}:443`);
  });
});

describe("github", () => {
  test("is the public service, which may not lead into private networks", async ({ folder }) => {
    const { hosts } = await readPreset("github", env(folder));
    expect(hosts).toContainEqual({ host: "api.github.com", reach: "public" });
    expect(hosts.every(({ reach }) => reach === "public")).toBe(true);
  });

  test("has the user's own server beside it", async ({ folder }) => {
    const { hosts } = await readPreset("github", env(folder, { GH_HOST: "git.corp.example" }));
    expect(hosts.at(-1)).toEqual({ host: "git.corp.example", reach: "private" });
    const bad = await readPreset("github", env(folder, { GH_HOST: "x y" }));
    expect(hostsOf(bad)).not.toContain("x y");
  });
});
