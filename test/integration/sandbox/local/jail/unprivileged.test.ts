import { execFile } from "node:child_process";
import { chown, mkdir } from "node:fs/promises";
import { promisify } from "node:util";
import { expect } from "vitest";
import type { Folder } from "../../../../fakes/folder.ts";
import { test as base } from "../../../../fakes/folder.ts";
import type { Ran } from "../../../../fakes/jails.ts";

const isRoot = process.getuid?.() === 0;
const user = 54_321;
const host = new URL("../../../../fixtures/jailHost.ts", import.meta.url).pathname;

interface AsUser {
  readonly folder: Folder;
  /** Runs lines in a jail that somebody without rights has made, with the folder granted as `/data`. */
  run(...lines: string[]): Promise<Ran[]>;
}

const test = base.extend<{ asUser: AsUser }>({
  asUser: async ({ folder }, use) => {
    const home = folder.at("home");
    await folder.put({ "home/": "", "project/.git/config": "", "project/.git/hooks/": "" });
    for (const name of [
      "",
      "home",
      "project",
      "project/.git",
      "project/.git/config",
      "project/.git/hooks",
    ])
      await chown(folder.at(name), user, user);
    await mkdir(folder.at("other"), { mode: 0o700 });
    const mount = { source: folder.at("project"), target: "/data", write: true };
    const run = async (...lines: string[]): Promise<Ran[]> => {
      const words = ["--reuid", String(user), "--regid", String(user), "--clear-groups"];
      const program = [process.execPath, host, `${home}/data`, "--mount", JSON.stringify(mount)];
      const { stdout } = await promisify(execFile)("setpriv", [...words, ...program, ...lines], {
        env: { PATH: process.env["PATH"], HOME: home },
        cwd: home,
      });
      return stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Ran);
    };
    await use({ folder, run });
  },
});

test.runIf(isRoot)("somebody without rights gets the same jail", async ({ asUser }) => {
  const [who, places, work, hooks, kernel] = await asUser.run(
    "id -u; grep -E 'CapEff|NoNewPrivs|Seccomp:' /proc/self/status | tr -s '\\t\\n' ' '",
    "for d in / /usr /etc /proc/sys /home/mcp /tmp /data; do touch $d/x 2>/dev/null && echo $d; done",
    "python3 -c 'print(1)'; node -e 'console.log(2)'",
    "echo x > /data/.git/hooks/pre-commit; mv /data/.git /data/g; mkdir /data/.vscode/x",
    "unshare -U true || ls /proc | grep -c '^[0-9]'",
  );
  expect(who?.stdout).toBe("1000\nCapEff: 0000000000000000 NoNewPrivs: 1 Seccomp: 2 ");
  expect(places?.stdout).toBe("/home/mcp\n/tmp\n/data\n");
  expect(work?.stdout).toBe("1\n2\n");
  expect(hooks?.exit).toEqual({ kind: "exited", code: 1 });
  expect(Number(kernel?.stdout)).toBeLessThan(8);
});
