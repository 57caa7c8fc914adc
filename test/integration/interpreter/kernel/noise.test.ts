import { describe, expect } from "vitest";
import { type Cells, test } from "./kernelTest.ts";

/** Nothing of what came before is in the way. */
async function isWell(python: Cells): Promise<void> {
  expect(await python.run("print('well'); 1 + 1")).toMatchObject({
    ...{ out: "well\n", err: "", cut: 0, error: undefined },
    shown: [{ "text/plain": "2" }],
  });
}

describe("code cannot be mistaken for its driver", () => {
  test("when it prints what a driver says", async ({ start }) => {
    const python = await start("python");
    const line = '{"is":"done","run":1}';
    const code = `
import os, subprocess, sys
for fd in (1, 2):
  os.write(fd, b'\\n${line}\\n')
  os.write(fd, b'\\0' + b'0' * 24 + b'.${line}\\n')
print('${line}\\0')
subprocess.run(["printf", "%s", '${line}'])
'end'`;
    const { out, err, shown } = await python.run(code);
    expect(out.split(line)).toHaveLength(5);
    expect(out).toContain("\0");
    expect(err.split(line)).toHaveLength(3);
    expect(shown).toEqual([{ "text/plain": "'end'" }]);
    await isWell(python);
  });

  test("when it closes, replaces or redirects its streams", async ({ start }) => {
    const python = await start("python");
    expect((await python.run("import os, sys\nos.close(1); os.close(2); 1")).shown).toHaveLength(1);
    await isWell(python);
    await python.run("sys.stdout.close(); sys.stderr.close(); sys.stdin.close()");
    await isWell(python);
    await python.run("sys.stdout = sys.stderr = sys.stdin = None; print(1)");
    await isWell(python);
    const away =
      "kept = os.dup(1)\nos.dup2(os.open('/dev/null', os.O_WRONLY), 1)\nprint(5); os.system('echo 6'); 7";
    expect(await python.run(away)).toMatchObject({ out: "", shown: [{ "text/plain": "7" }] });
    await python.run("os.dup2(kept, 1)");
    await isWell(python);
  });

  test("when it forks, with and without an end of the child", async ({ start }) => {
    const python = await start("python");
    const { out, shown } = await python.run(
      "import os\npid = os.fork()\nif pid: os.waitpid(pid, 0)\nprint('child' if not pid else 'parent')\n'shown'",
    );
    expect(out).toContain("child\n");
    expect(out).toContain("parent\n");
    expect(shown).toEqual([{ "text/plain": "'shown'" }]);
    const pool =
      "import multiprocessing\nmultiprocessing.get_context('fork').Pool(2).map(abs, [-1, -2])";
    expect(await python.value(pool)).toBe("[1, 2]");
    await isWell(python);
  });

  test("when programs that it has started go on", async ({ start }) => {
    const python = await start("python");
    await python.run(
      "import subprocess\np = subprocess.Popen('sleep 60; echo late', shell=True); 1",
    );
    await python.run("p.kill()");
    await isWell(python);
  });

  test("when a thread goes on printing, which the next run shows first", async ({ start }) => {
    const python = await start("python");
    const code = `
import threading, time
go, stop = threading.Event(), threading.Event()
def talk():
  go.wait()
  print('late')
  display('also late')
  while not stop.is_set(): print('x' * 999)
threading.Thread(target=talk, daemon=True).start()`;
    await python.run(code);
    await python.run("import _thread; threading.Timer(0.05, go.set).start()");
    await expect.poll(async () => (await python.run("go.is_set()")).out).toContain("late\n");
    const { out, cut } = await python.run("stop.set(); time.sleep(0.05)");
    expect(out.length).toBeLessThan(17 << 20);
    expect(cut).toBeGreaterThanOrEqual(0);
    await expect.poll(async () => (await python.run("print('well')")).out).toBe("well\n");
  });
});

describe("what cannot be text", () => {
  test("arrives whole where characters are split, and marked where there are none", async ({
    start,
  }) => {
    const python = await start("python");
    const text = await python.run("print('aé€😀' * 50_000)");
    expect(text.out).toBe(`${"aé€😀".repeat(50_000)}\n`);
    const code = `
import os, time
for byte in 'é€😀'.encode():
  os.write(1, bytes([byte])); time.sleep(0.002)
os.write(1, b'\\xff\\x00\\xc3')
print('\\ud800', '\\0', '"\\\\')`;
    expect((await python.run(code)).out).toBe('é€😀\uFFFD\0\uFFFD\\ud800 \0 "\\\n');
    const values = "display({'text/plain': '\\ud800x', 'b': b'\\xff\\0'}, raw=True); '\\ud800'";
    expect((await python.run(values)).shown).toEqual([
      { "text/plain": "\uFFFDx", b: "/wA=" },
      { "text/plain": "'\\ud800'" },
    ]);
    expect((await python.run("raise ValueError('\\ud800\\0')")).error?.value).toBe("\uFFFD\0");
    expect((await python.run("'\0'")).error?.name).toMatch(/SyntaxError|ValueError/);
    expect((await python.run("'\ud800'")).error?.name).toMatch(/SyntaxError|UnicodeEncodeError/);
    await isWell(python);
  });

  test("arrives byte for byte, whatever it is and however it is written", async ({ start }) => {
    const python = await start("python");
    const code = `
import base64, os, random
some = random.Random(7)
data = bytes(some.choices([0, 10, 34, 92, 127, 128, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 255, 120], k=200_000))
at = 0
while at < len(data):
  size = some.choice([1, 2, 3, 500, 9_000])
  os.write(1, data[at:at + size])
  if some.random() < 0.05: display(0)
  at += size
display({"data": base64.b64encode(data).decode()}, raw=True)`;
    const { out, shown } = await python.run(code);
    const data = Buffer.from(String(shown.at(-1)?.["data"]), "base64");
    expect(data).toHaveLength(200_000);
    expect(out === new TextDecoder().decode(data)).toBe(true);
    expect(shown.length).toBeGreaterThan(2);
  });

  test("is cut where there is too much of it, and the code runs to its end", async ({ start }) => {
    const python = await start("python", { mostBytes: 100_000 });
    const huge = await python.run("print('x' * 50_000_000); print('more'); 'end'");
    expect(huge.out).toBe("x".repeat(100_000));
    expect(huge.cut).toBeGreaterThan(49_900_000);
    expect(huge.shown).toEqual([]);
    const displays = await python.run("for i in range(9): display('y' * 30_000)");
    expect(displays.shown).toHaveLength(3);
    expect(displays.cut).toBeGreaterThan(6 * 30_000);
    await python.run("import sys\nsys.path[:] = [p for p in sys.path if 'packages' not in p]");
    const redrawn =
      "from IPython.display import clear_output\nfor i in range(9):\n  clear_output(True); display('z' * 30_000)";
    expect(await python.run(redrawn)).toMatchObject({ cut: 0 });
    await isWell(python);
    const picture = await start("python");
    expect(String(await picture.value("'p' * 3_000_000"))).toHaveLength(3_000_002);
  });
});
