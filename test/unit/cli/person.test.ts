import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { confirm } from "../../../src/cli/confirm.ts";
import { openEditor } from "../../../src/cli/editor.ts";

describe("a question", () => {
  const asked = async (answer: string | undefined, signal = new AbortController().signal) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const said = confirm("Remove it\u001b[2J?", input, output, signal);
    if (answer === undefined) input.end();
    else input.write(answer);
    return { yes: await said, shown: String(output.read()) };
  };

  it.each([
    ["y\n", true],
    ["Yes\n", true],
    ["\n", false],
    ["n\n", false],
    ["yesterday\n", false],
    [undefined, false],
  ])("answered by %j is a yes: %j", async (answer, yes) => {
    expect((await asked(answer)).yes).toBe(yes);
  });

  it("shows nothing that a terminal would obey", async () => {
    expect((await asked("y\n")).shown).toBe("Remove it\\u001b[2J? [y/N] ");
  });

  it("is a no on Ctrl+C", async () => {
    const input = new PassThrough();
    const output = Object.assign(new PassThrough(), { isTTY: true });
    const said = confirm("Remove it?", input, output, new AbortController().signal);
    input.write("\u0003");
    expect(await said).toBe(false);
  });

  it("is a no once all is cancelled", async () => {
    const controller = new AbortController();
    const said = asked("", controller.signal);
    controller.abort();
    expect((await said).yes).toBe(false);
  });
});

describe("the user's editor", () => {
  it("gets the file as one word behind its own options, VISUAL first", async () => {
    const folder = await mkdtemp(join(tmpdir(), "an editor "));
    const file = join(folder, "a file");
    await writeFile(file, "old");
    await openEditor(file, { VISUAL: "sed -i s/old/new/", EDITOR: "false" });
    expect(await readFile(file, "utf8")).toBe("new");
    await rm(folder, { recursive: true });
  });

  it("that fails is named", async () => {
    await expect(
      openEditor("/none", { VISUAL: " ", EDITOR: "sh -c 'exit 3'" }),
    ).rejects.toMatchObject({
      code: "usage",
      message: "The editor `sh -c 'exit 3'` ended with 3.",
    });
  });
});
