import { createHash } from "node:crypto";
import { describe, expect } from "vitest";
import type { Kernel } from "../../../../src/interpreter/engine.ts";
import { FilesByCode } from "../../../../src/interpreter/places/filesByCode.ts";
import { servicePlace } from "../../../../src/interpreter/places/servicePlace.ts";
import { failureOf, ran, test as base } from "./serviceTest.ts";

const test = base.extend<{ files: FilesByCode }>({
  files: async ({ engine }, use) => use(new FilesByCode(engine)),
});

const sha = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** What other code in the sandbox finds in the file. */
async function shaInside(kernel: Kernel, path: string): Promise<string> {
  const code = `import hashlib
with open(${JSON.stringify(path)}, "rb") as file: print(hashlib.sha256(file.read()).hexdigest())`;
  return (await ran(kernel, code)).stdout.trim();
}

describe("files by code", () => {
  test("are written and read byte by byte, in folders that are made", async ({ files, start }) => {
    const path = `deep/'er "ü" \\n.bin`;
    const data = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    await files.write(path, data, {});
    expect(await shaInside(await start(), path)).toBe(sha(data));
    expect(await files.read(path, { maxBytes: 256 })).toEqual(data);
    await files.write(path, Buffer.alloc(0), {});
    expect(await files.read(path, { maxBytes: 0 })).toEqual(Buffer.alloc(0));
  });

  test("that are large go in pieces and come whole", async ({ files, start }) => {
    const data = Buffer.alloc(5_000_000, "0123456789abcdef");
    data[4_999_999] = 7;
    await files.write("large.bin", data, {});
    expect(await shaInside(await start(), "large.bin")).toBe(sha(data));
    expect(data.equals(await files.read("large.bin", { maxBytes: 5_000_000 }))).toBe(true);
  });

  test("that are too large, not there or none at all are refused", async ({ files }) => {
    await files.write("small", Buffer.from("12345"), {});
    expect(await failureOf(files.read("small", { maxBytes: 4 }))).toMatchObject({
      code: "fileFailed",
      message: "small cannot be read: it is larger than 4 bytes.",
    });
    const missing = files.read("none", { maxBytes: 4 });
    expect(await failureOf(missing)).toMatchObject({ code: "fileNotFound" });
    expect(await failureOf(files.read(".", { maxBytes: 4 }))).toMatchObject({
      code: "fileFailed",
      message: expect.stringContaining("Is a directory"),
    });
    for (const wrong of ["", "a\0b"])
      expect(await failureOf(files.read(wrong, { maxBytes: 4 }))).toMatchObject({
        code: "fileFailed",
        message: expect.stringContaining("is no path"),
      });
  });

  test("leave no variables in anybody's context", async ({ files, start }) => {
    await files.write("a", Buffer.from("1"), {});
    const { error } = await (await start()).run("written");
    expect(error).toMatchObject({ name: "NameError" });
  });
});

describe("a service as a place", () => {
  test("is unhealthy in the words of what is wrong", async ({ fake }) => {
    // The fake's control plane knows no such path: an answer, but not that of a code interpreter.
    await using place = servicePlace(`${fake.url}/`);
    const url = `${fake.url}/health`;
    expect(await place.health()).toMatchObject({ status: "unhealthy", url, code: 401 });
    fake.faults.knobs.unreachable = true;
    expect(await place.health()).toMatchObject({ status: "connection_error", url });
    const gone = AbortSignal.abort();
    expect(await failureOf(place.health(gone))).toMatchObject({ code: "cancelled" });
  });
});
