import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect } from "vitest";
import { fetchFolder } from "../../../../src/sandbox/folders/fetchFolder.ts";
import type { Sandbox } from "../../../../src/sandbox/sandbox.ts";
import { type Folder, test } from "../../../fakes/folder.ts";
import {
  archive,
  type Part,
  patched,
  sandboxWith,
  sending,
} from "../../../fakes/hostileArchive.ts";

/** Everything below the folder, with what files hold and where links lead. */
async function picture(folder: Folder): Promise<string[]> {
  const names = await readdir(folder.path, { recursive: true });
  const lines = names.map(async (name) => {
    const own = await lstat(folder.at(name));
    return own.isFile() ? `${name}: ${await readFile(folder.at(name), "utf8")}` : name;
  });
  return (await Promise.all(lines)).toSorted();
}

/** Fetches into a folder with others around it; nothing of all that may change. */
async function refusal(folder: Folder, sandbox: Sandbox): Promise<unknown> {
  await folder.put({ "around/target/mine": "mine", "around/evil": "not yet", "around/x/": "" });
  const before = await picture(folder);
  const outcomes: unknown[] = [];
  for (const name of ["around/target", "around/new"])
    outcomes.push(
      await fetchFolder(sandbox, "from", folder.at(name), { overwrite: true }).catch(
        (error: unknown) => error,
      ),
    );
  expect(await picture(folder)).toEqual(before);
  expect(outcomes[0]).toEqual(outcomes[1]);
  return outcomes[0];
}

const strange = (reason: string): object => ({
  code: "fileFailed",
  message: expect.stringMatching(`^What the sandbox has sent is not taken: .*${reason}`),
});

const file = (name: string, data = "evil"): Part => ({ name, data });
const link = (name: string, linkname: string): Part => ({ name, type: "symlink", linkname });
const hard = (name: string, linkname: string): Part => ({ name, type: "link", linkname });
const good = file("good", "good");

describe("an archive is refused as a whole when", () => {
  const out = "may lead out of the folder";
  const cases: Record<string, readonly [readonly Part[], string]> = {
    "a name goes up": [[good, file("../evil")], out],
    "a name goes down and further up": [[good, file("a/../../evil")], out],
    "a name goes up at its end": [[good, file("a/..")], out],
    "a name is absolute": [[good, file("/tmp/mcp-sandbox-evil")], out],
    "a folder's name goes up": [[good, { name: "../x/y", type: "directory" }], out],
    "a link's own name goes up": [[good, link("../evil", "good")], out],
    "its extended header has the name": [[good, { name: "x", pax: { path: "../evil" } }], out],
    "a long name goes up": [[good, file(`${"a/".repeat(90)}${"../".repeat(92)}evil`)], out],
    "a NUL is in a name": [[good, { name: "x", pax: { path: "a\0b" } }], out],
    "a file goes through a link": [[link("l", "x"), file("l/evil"), file("x/y")], "twice"],
    "a file goes through a link that comes later": [[file("l/evil"), link("l", "l/evil")], "twice"],
    "a link goes through a link": [
      [{ name: "p/q", type: "directory" }, link("p/q/a", "../.."), link("p/q/a/c", "../../../x")],
      "twice",
    ],
    "a file takes the place of a link": [[good, link("l", "good"), file("l")], "twice"],
    "a file is there twice": [[good, file("good", "evil")], "twice"],
    "a file is in the place of a folder": [[file("a/b"), file("a")], "twice"],
    "a folder is in the place of a file": [[file("a"), file("a/b")], "twice"],
    "a hard link leads to a file of this machine": [[good, hard("h", "/etc/hostname")], out],
    "a hard link goes up": [[good, hard("h", "../evil")], out],
    "a hard link leads to a link": [[link("l", "/etc/hostname"), hard("h", "l")], "does not hold"],
    "a hard link leads to what is there already": [[good, hard("h", "mine")], "does not hold"],
  };
  test.for(Object.entries(cases))("%s", async ([, [parts, reason]], { folder }) => {
    const sandbox = await sending(await archive(parts));
    expect(await refusal(folder, sandbox)).toMatchObject(strange(reason));
  });

  test("an entry is of an unknown kind", async ({ folder }) => {
    const tar = patched(await archive([file("x")]), 156, "S");
    expect(await refusal(folder, await sending(tar))).toMatchObject(strange("nobody knows what x"));
  });

  test("its size is no number, or less than nothing", async ({ folder }) => {
    const tar = await archive([file("x")]);
    for (const size of ["zzzzzzzzzzz", Buffer.alloc(12, 0xff)])
      expect(await refusal(folder, await sending(patched(tar, 124, size)))).toMatchObject({
        code: "fileFailed",
      });
  });

  test("it is damaged, cut off, or no archive at all", async ({ folder }) => {
    const tar = await archive([good, file("large", "x".repeat(100_000))]);
    const zipped = gzipSync(tar);
    const broken = [
      Buffer.from("no archive"),
      zipped.subarray(0, 200),
      Buffer.concat([zipped.subarray(0, 100), Buffer.alloc(50, 7), zipped.subarray(150)]),
      gzipSync(Buffer.alloc(5000, "x")),
      gzipSync(tar.subarray(0, 50_000)),
    ];
    for (const bytes of broken) {
      const sandbox = await sandboxWith(async ({ stdout }) => (stdout(bytes), 0));
      expect(await refusal(folder, sandbox)).toMatchObject({ code: "fileFailed" });
    }
  });
});

describe("of an archive", () => {
  test("links that lead out are left out, also by way of others", async ({ folder }) => {
    await folder.put({ secret: "mine" });
    const links = [
      ...[
        link("etc", "/etc"),
        link("up", ".."),
        link("a/up", "../.."),
        link("a/b/up", "../../../x"),
      ],
      ...[
        link("hop", "a/../../secret"),
        link("empty", "."),
        link("a/ok", "../good"),
        link("b", "a"),
      ],
      ...[link("through", "b/ok"), link("a/b/top", "../.."), link("climb", "a/b/top/..")],
    ];
    const said: string[] = [];
    const sandbox = await sending(await archive([good, ...links]));
    await fetchFolder(sandbox, "x", folder.at("to"), { onDidSay: (line) => said.push(line) });
    const names = said.map((line) => line.replace(/ .*/, ""));
    expect(names.toSorted()).toEqual(["a/b/up", "a/up", "climb", "etc", "hop", "up"]);
    for (const name of ["a/ok", "through", "a/b/top/good", "empty/good"])
      expect(await readFile(folder.at(`to/${name}`), "utf8")).toBe("good");
  });

  test("files stay in the folder, whatever link would have led them out", async ({ folder }) => {
    await folder.put({ "around/evil": "not yet" });
    const parts = [link("l", ".."), file("l/evil"), file("m"), link("m", "../evil")];
    await fetchFolder(await sending(await archive(parts)), "x", folder.at("around/to"));
    expect(await picture(folder)).toEqual([
      ...["around", "around/evil: not yet", "around/to", "around/to/l"],
      ...["around/to/l/evil: evil", "around/to/m: evil"],
    ]);
  });

  test("devices, pipes and programs' own settings are left out", async ({ folder }) => {
    const kinds = ["fifo", "character-device", "block-device"] as const;
    const parts = [
      ...kinds.map((type) => ({ name: type, type, devmajor: 1, devminor: 3 })),
      ...[file(".git/config"), file("a/.GIT/hooks/pre-commit"), file("b/.g\u200cit/config")],
      ...[link(".vscode", "good"), file("c/.github/workflows/x.yml"), file(".gitignore", "kept")],
      ...[file(".Envrc"), hard("h", "good")],
    ];
    const said: string[] = [];
    const sandbox = await sending(await archive([good, ...parts]));
    await fetchFolder(sandbox, "x", folder.at("to"), { onDidSay: (line) => said.push(line) });
    expect(await picture(folder)).toEqual([
      "to",
      "to/.gitignore: kept",
      "to/good: good",
      "to/h: good",
    ]);
    expect(said).toHaveLength(9);
  });

  test("permissions are not taken over, but whether it can be run", async ({ folder }) => {
    const modes = { set: 0o6777, open: 0o666, run: 0o700, none: 0 };
    const parts = Object.entries(modes).map(([name, mode]) => ({ name, mode, data: "x" }));
    await fetchFolder(await sending(await archive(parts)), "x", folder.at("to"));
    const found = await Promise.all(
      Object.keys(modes).map(async (name) =>
        ((await stat(folder.at(`to/${name}`))).mode & 0o7777).toString(8),
      ),
    );
    expect(found).toEqual(["755", "644", "755", "644"]);
  });

  test("a name of many lines does not become many notes, nor many names", async ({ folder }) => {
    const pipes = Array.from({ length: 500 }, (_, index) => ({
      ...{ name: `pipe\n${index}\u202e`, type: "fifo" as const },
    }));
    const said: string[] = [];
    const sandbox = await sending(await archive(pipes));
    await fetchFolder(sandbox, "x", folder.at("to"), { onDidSay: (line) => said.push(line) });
    expect(said).toHaveLength(21);
    expect(said[0]).toBe("pipe?0? was left out: it is neither a file nor a folder.");
    expect(said.at(-1)).toBe("480 more were left out.");
  });
});

describe("an archive that is larger than allowed ends when it is", () => {
  const limit = { limitBytes: 1_000_000 };
  const message = "from is larger than the 1 MB that are fetched from a sandbox at most.";

  test("though it is small before it is unzipped", async ({ folder }) => {
    const bomb = await archive([file("bomb", "0".repeat(30_000_000))]);
    expect(gzipSync(bomb).length).toBeLessThan(100_000);
    const fetching = fetchFolder(await sending(bomb), "from", folder.at("to"), limit);
    await expect(fetching).rejects.toMatchObject({ message });
    expect(await readdir(folder.path)).toEqual([]);
  });

  test("though it is empty files alone", async ({ folder }) => {
    const many = Array.from({ length: 500 }, (_, index) => file(`f${index}`, ""));
    const sandbox = await sending(await archive(many));
    const fetching = fetchFolder(sandbox, "from", folder.at("to"), { limitBytes: 100_000 });
    await expect(fetching).rejects.toMatchObject({ message: message.replace("1 MB", "100 KB") });
    expect(await readdir(folder.path)).toEqual([]);
  });

  test("though it never ends", async ({ folder }) => {
    const head = (await archive([{ name: "x", size: 0 }])).subarray(0, 512);
    const size = patched(head, 124, "77777777777 ");
    const sandbox = await sandboxWith(async ({ stdout }) => {
      stdout(gzipSync(Buffer.concat([size, Buffer.alloc(2_000_000)])).subarray(0, -20));
      return new Promise(() => {});
    });
    const fetching = fetchFolder(sandbox, "from", folder.at("to"), limit);
    await expect(fetching).rejects.toMatchObject({ message });
    expect(await readdir(folder.path)).toEqual([]);
  });

  test("and one that says nothing ends when it is cancelled", async ({ folder }) => {
    const abort = new AbortController();
    const sandbox = await sandboxWith(async () => {
      abort.abort();
      return new Promise(() => {});
    });
    const fetching = fetchFolder(sandbox, "from", folder.at("to"), { signal: abort.signal });
    await expect(fetching).rejects.toMatchObject({ code: "cancelled" });
    expect(await readdir(folder.path)).toEqual([]);
  });
});
