import { FileNotFoundError, InvalidArgumentError, SandboxError } from "e2b";
import { describe, expect } from "vitest";
import { errorOf, soon, test } from "./fakeTest.ts";

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

describe("a file", () => {
  test("is written, overwritten and read in each form", async ({ box }) => {
    const written = await box.files.write("a/b.txt", "ä first");
    expect(written).toMatchObject({ name: "b.txt", path: "/home/user/a/b.txt", type: "file" });
    await box.files.write("~/a/b.txt", "ö");
    expect(await box.files.read("/home/user/a/b.txt")).toBe("ö");
    expect(await box.files.read("a/b.txt", { format: "bytes" })).toEqual(
      new Uint8Array([0xc3, 0xb6]),
    );
    const stream = await box.files.read("a/b.txt", { format: "stream" });
    expect(await new Response(stream).text()).toBe("ö");
    await box.files.write("empty", "");
    expect(await box.files.read("empty")).toBe("");
  });

  test("goes up as a body, plain or packed, with any bytes", async ({ box }) => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256);
    for (const options of [{}, { useOctetStream: true }, { gzip: true }]) {
      await box.files.write("/tmp/bytes", bytes.buffer, options);
      expect(same(await box.files.read("/tmp/bytes", { format: "bytes" }), bytes)).toBe(true);
    }
    const stream = new Blob([bytes]).stream();
    await box.files.write("streamed", stream);
    expect(same(await box.files.read("streamed", { format: "bytes" }), bytes)).toBe(true);
  });

  test("goes up with others in one call", async ({ box }) => {
    const written = await box.files.write([
      { path: "one", data: "1\r\n--x" },
      { path: "/tmp/deep/two.txt", data: "2" },
    ]);
    expect(written.map(({ path }) => path)).toEqual(["/home/user/one", "/tmp/deep/two.txt"]);
    expect(await box.files.read("one")).toBe("1\r\n--x");
    expect(await box.files.read("/tmp/deep/two.txt")).toBe("2");
  });

  test("is the same for programs", async ({ box }) => {
    await box.files.write("/home/user/script.sh", "echo from the file > ~/out");
    await box.commands.run("sh ~/script.sh");
    expect(await box.files.read("out")).toBe("from the file\n");
  });

  test("that is not there says so", async ({ box }) => {
    for (const call of [box.files.read("no"), box.files.getInfo("no"), box.files.list("no")])
      expect(await errorOf(call)).toBeInstanceOf(FileNotFoundError);
    expect(await box.files.exists("no")).toBe(false);
    expect(await errorOf(box.files.rename("no", "yes"))).toBeInstanceOf(FileNotFoundError);
    expect(await errorOf(box.files.read("/tmp"))).toBeInstanceOf(InvalidArgumentError);
  });

  test("is never written outside of the sandbox's folder", async ({ box }) => {
    await box.commands.run("ln -s /etc out");
    expect(await errorOf(box.files.write("out/x", "x"))).toBeInstanceOf(SandboxError);
    expect(await errorOf(box.files.makeDir("out/x"))).toBeInstanceOf(SandboxError);
    await box.files.write("../../../../escaped", "x");
    expect(await box.files.read("/escaped")).toBe("x");
  });
});

describe("a folder", () => {
  test("is made once and listed as deep as wished", async ({ box }) => {
    expect(await box.files.makeDir("job/deep")).toBe(true);
    expect(await box.files.makeDir("job/deep")).toBe(false);
    await box.files.write("job/a", "1");
    await box.files.write("job/deep/b", "22");
    const names = async (depth?: number): Promise<string[]> =>
      (await box.files.list("job", depth ? { depth } : {})).map(({ path }) => path);
    expect(await names()).toEqual(["/home/user/job/a", "/home/user/job/deep"]);
    expect(await names(2)).toEqual([
      "/home/user/job/a",
      "/home/user/job/deep",
      "/home/user/job/deep/b",
    ]);
    expect(await errorOf(box.files.list("job/a"))).toBeInstanceOf(InvalidArgumentError);
  });

  test("tells what is in it", async ({ box }) => {
    await box.files.write("file", "12345");
    await box.commands.run("chmod 640 file; ln -s file link; ln -s nowhere broken");
    expect(await box.files.getInfo("file")).toMatchObject({
      name: "file",
      type: "file",
      size: 5,
      mode: 0o640,
      permissions: "-rw-r-----",
      owner: "user",
      modifiedTime: expect.any(Date),
      symlinkTarget: undefined,
    });
    expect(await box.files.getInfo("link")).toMatchObject({
      type: "file",
      symlinkTarget: "/home/user/file",
    });
    const visible = (await box.files.list("~")).map(({ name }) => name);
    expect(visible).toEqual([".profile", "file", "link"]);
  });

  test("is moved and removed", async ({ box }) => {
    await box.files.write("from/x", "x");
    expect(await box.files.rename("from", "to/here")).toMatchObject({ path: "/home/user/to/here" });
    expect(await box.files.read("to/here/x")).toBe("x");
    await box.files.remove("to");
    await box.files.remove("to");
    expect(await box.files.exists("to")).toBe(false);
  });

  test("is watched", async ({ box }) => {
    const seen = new Set<string>();
    const watch = await box.files.watchDir(
      "~",
      ({ type, name }) => void seen.add(`${type} ${name}`),
    );
    await box.files.write("watched", "1");
    await box.files.remove("watched");
    await soon(() => [...seen]).toContain("create watched");
    await soon(() => [...seen]).toContain("remove watched");
    await watch.stop();
  });
});

describe("a signed address", () => {
  const routed = (id: string) => ({ "e2b-sandbox-id": id, "e2b-sandbox-port": "49983" });

  test("lets its own file through, and no other", async ({ box }) => {
    const headers = routed(box.sandboxId);
    const up = await box.uploadUrl("signed.txt");
    const form = new FormData();
    form.append("file", new Blob(["by address"]), "signed.txt");
    expect((await fetch(up, { method: "POST", body: form, headers })).status).toBe(200);

    const down = await box.downloadUrl("signed.txt", { useSignatureExpiration: 60 });
    expect(await (await fetch(down, { headers })).text()).toBe("by address");
    const other = down.replace("signed.txt", "other.txt");
    expect((await fetch(other, { headers })).status).toBe(401);
    expect((await fetch(up, { headers })).status).toBe(401);
  });

  test("ends with its time", async ({ box }) => {
    await box.files.write("old", "x");
    const url = await box.downloadUrl("old", { useSignatureExpiration: -1 });
    expect((await fetch(url, { headers: routed(box.sandboxId) })).status).toBe(401);
  });
});
