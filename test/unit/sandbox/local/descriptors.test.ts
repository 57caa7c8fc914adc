import { spawn } from "node:child_process";
import { closeSync, openSync, readlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { expect } from "vitest";
import { Descriptors, pipeOf, type Stdio } from "../../../../src/sandbox/local/descriptors.ts";
import { openInPlace } from "../../../../src/sandbox/local/opened.ts";
import { codeOf } from "../../../fakes/codeOf.ts";
import { test } from "../../../fakes/folder.ts";

const sh = (script: string) => (stdio: Stdio) => spawn("/bin/sh", ["-c", script], { stdio });

test("a child finds each descriptor under the number that was told before", async ({ folder }) => {
  await folder.put({ file: "from a file" });
  const descriptors = new Descriptors();
  const first = descriptors.feed("from a pipe");
  const channel = descriptors.channel();
  const file = openSync(folder.at("file"), "r");
  const passed = descriptors.pass(file);
  expect([first, channel, passed]).toEqual([3, 4, 5]);
  const child = descriptors.spawn(sh("cat <&3; cat <&5; read line <&4; echo $line >&4"));
  closeSync(file);
  const pipe = pipeOf(child, channel);
  pipe.end("to and fro\n");
  const [output, answer] = await Promise.all([text(pipeOf(child, 1)), text(pipe)]);
  expect(output).toBe("from a pipefrom a file");
  expect(answer).toBe("to and fro\n");
});

test("a child is fed more than a pipe holds", async () => {
  const descriptors = new Descriptors();
  const much = "x".repeat(3_000_000);
  const number = descriptors.feed(much);
  const child = descriptors.spawn(sh(`wc -c <&${number}`));
  expect((await text(pipeOf(child, 1))).trim()).toBe(String(much.length));
});

test("a child that reads nothing breaks nothing", async () => {
  const descriptors = new Descriptors();
  descriptors.feed("x".repeat(3_000_000));
  const child = descriptors.spawn(sh("exec true"));
  await new Promise((resolve) => child.once("exit", resolve));
  expect(child.exitCode).toBe(0);
});

test("a number that is no pipe is our own fault", () => {
  const child = new Descriptors().spawn(sh("true"));
  expect(codeOf(() => pipeOf(child, 7))).toBe("internal");
});

test("a child of a program with open descriptors inherits none of them", async ({ folder }) => {
  await folder.put({ secret: "secret" });
  const module = new URL("../../../../src/sandbox/local/descriptors.ts", import.meta.url).pathname;
  const script = `
    import { spawn } from "node:child_process";
    import { Descriptors } from "${module}";
    new Descriptors().spawn((stdio) => spawn("/bin/sh", ["-c", "ls -l /proc/self/fd; cat <&9"], { stdio }))
      .stdout.pipe(process.stdout);`;
  // 9 and 250: Node looks after the first few that it was started with, and stops at a gap.
  const program = `exec "$0" --input-type=module -e "$1" 9<"$2" 250<"$2"`;
  const args = ["-c", program, process.execPath, script, folder.at("secret")];
  const child = spawn("/bin/bash", args, { stdio: ["ignore", "pipe", "inherit"] });
  const listing = await text(child.stdout);
  expect(listing).toContain("/dev/null");
  expect(listing).not.toContain("secret");
});

test("a path is held as long as it is itself", async ({ folder }) => {
  await folder.put({ "a/b": "" });
  const descriptor = openInPlace(folder.at("a/b"));
  expect(readlinkSync(`/proc/self/fd/${descriptor}`)).toBe(folder.at("a/b"));
  closeSync(descriptor);
  await folder.link("link", "a");
  for (const name of ["link/b", "link", "none"])
    expect([name, codeOf(() => openInPlace(folder.at(name)))]).toEqual([name, "sandboxFailed"]);
  expect(await readFile(folder.at("link/b"), "utf8")).toBe("");
});
