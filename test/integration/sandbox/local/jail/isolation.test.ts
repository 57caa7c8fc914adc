import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { describe, expect } from "vitest";
import { output, run, test } from "../../../../fakes/jail.ts";

describe("a program in the jail", () => {
  test("sees the system and nothing of the user's", async ({ jails, folder }) => {
    await folder.put({ secret: "" });
    const jail = await jails.open();
    const listing = await output(jail, "ls -A /");
    const expected = "bin dev etc home lib lib32 lib64 libx32 nix opt proc run sbin tmp usr var";
    for (const name of listing.split("\n")) expect(expected.split(" ")).toContain(name);
    expect(await output(jail, `ls -d ${folder.path} ${process.cwd()} /root 2>/dev/null`)).toBe("");
    expect(await output(jail, "ls /home")).toBe("mcp");
    expect(await output(jail, "ls -A /home/mcp /tmp /run /var/tmp /dev/shm")).not.toContain(
      "secret",
    );
  });

  test("is somebody else, without any right", async ({ jails }) => {
    const jail = await jails.open();
    expect(await output(jail, "id -u; id -g; id -un; hostname; echo ~")).toBe(
      "1000\n1000\nmcp\nsandbox\n/home/mcp",
    );
    const status = await output(jail, "cat /proc/self/status");
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"])
      expect(status).toMatch(new RegExp(`^${set}:\\t0+$`, "m"));
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(status).toMatch(/^Seccomp:\t2$/m);
  });

  test("has an environment made for it, and knows nothing of ours", async ({ jails }) => {
    process.env["HOST_SECRET"] = "canary";
    const jail = await jails.open();
    const { stdout } = await run(jail, {
      program: "/usr/bin/env",
      args: [],
      env: { OWN: "a b\nc", EMPTY: "" },
    });
    delete process.env["HOST_SECRET"];
    expect(stdout).toContain("OWN=a b\nc\nEMPTY=\n");
    expect(stdout).toMatch(/^HOME=\/home\/mcp$/m);
    const names = [...stdout.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    const known =
      /^(HOME|USER|LOGNAME|SHELL|PATH|LANG|TMPDIR|XDG_\w+_HOME|NODE_COMPILE_CACHE|PWD|OWN|EMPTY)$/;
    for (const name of names) expect(name).toMatch(known);
  });

  test("finds no secret on a command line or in an environment of the jail's making", async ({
    jails,
  }) => {
    process.env["HOST_SECRET"] = "canary-host";
    const jail = await jails.open();
    const program = await jail.start({
      program: "/bin/sh",
      args: ["-c", "cat /proc/1/environ /proc/*/cmdline; echo; cat"],
      env: { SECRET: "canary-own" },
    });
    let seen = "";
    for await (const chunk of program.stdout) {
      seen += Buffer.from(chunk).toString();
      if (seen.includes("\n")) break;
    }
    const lines = execFileSync("ps", ["-eww", "-o", "args"], { encoding: "utf8" });
    delete process.env["HOST_SECRET"];
    await program.signal("SIGKILL");
    expect(seen).not.toContain("canary");
    expect(lines).not.toContain("canary");
  });

  test("sees its own processes only", async ({ jails }) => {
    const jail = await jails.open();
    const pids = (await output(jail, "ls /proc | grep -c '^[0-9]'")).trim();
    expect(Number(pids)).toBeLessThan(6);
    expect((await run(jail, `kill -0 ${process.pid}`)).exit).not.toMatchObject({ code: 0 });
  });

  test("has a loopback of its own, and no way out", async ({ jails }) => {
    const server = createServer().listen(0, "127.0.0.1");
    await expect.poll(() => server.listening).toBe(true);
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const jail = await jails.open();
    const { exit } = await run(jail, {
      program: "/bin/bash",
      args: ["-c", `exec 3<>/dev/tcp/127.0.0.1/${port}`],
    });
    server.close();
    expect(exit).toMatchObject({ kind: "exited", code: 1 });
    expect(await output(jail, "cat /proc/net/route | wc -l; ls /sys 2>/dev/null")).toBe("1");
  });

  test("can write in its home and in scratch folders, and nowhere else", async ({ jails }) => {
    const jail = await jails.open();
    const places =
      "/home/mcp /tmp /var/tmp /run /dev/shm / /usr /usr/bin /etc /opt /dev /proc /proc/sys";
    const script = `for d in ${places}; do touch $d/probe 2>/dev/null && echo $d; done`;
    expect(await output(jail, script)).toBe("/home/mcp\n/tmp\n/var/tmp\n/run\n/dev/shm");
  });

  test("cannot change the kernel's settings, also when root has started it", async ({ jails }) => {
    const jail = await jails.open();
    // Opens each for writing, and writes nothing.
    const script =
      "for f in $(find /proc -path '/proc/[0-9]*' -prune -o -path /proc/self -prune -o " +
      "-path /proc/thread-self -prune -o -type f -writable -print 2>/dev/null); " +
      'do (: >> "$f") 2>/dev/null && echo "$f"; done; true';
    expect(await output(jail, script)).toBe("");
    expect(await output(jail, "cat /proc/kcore /proc/kmsg /proc/timer_list 2>/dev/null")).toBe("");
  });

  test("inherits three descriptors and no more", async ({ jails }) => {
    const jail = await jails.open();
    const { stdout } = await run(jail, { program: "/bin/ls", args: ["/proc/self/fd"] });
    // The fourth is the listing's own.
    expect(
      stdout
        .trim()
        .split("\n")
        .filter((line) => Number(line) < 3),
    ).toEqual(["0", "1", "2"]);
    const others = await output(
      jail,
      "readlink /proc/self/fd/* | grep -v -e socket -e pipe -e /proc",
    );
    for (const path of others.split("\n").filter(Boolean)) expect(path).toBe("/dev/null");
  });

  test("cannot fill the machine's memory by way of scratch folders", async ({ jails }) => {
    const jail = await jails.open();
    const script = "for d in /tmp /run /var /dev/shm; do df -m --output=size $d | tail -1; done";
    const sizes = (await output(jail, script)).split("\n").map(Number);
    expect(sizes).toEqual([512, 16, 64, 256]);
  });

  test("cannot make namespaces, mounts, set-id files or odd sockets", async ({ jails, folder }) => {
    const jail = await jails.open({
      mounts: [{ source: folder.path, target: "/data", write: false }],
    });
    for (const attempt of [
      "unshare -U true",
      "unshare -m true",
      "mount -t tmpfs none /tmp",
      "touch /tmp/f && chmod u+s /tmp/f",
      "python3 -c 'import socket; socket.socket(socket.AF_UNIX)'",
      "python3 -c 'import socket; socket.socket(socket.AF_PACKET)'",
      "python3 -c 'import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 9)'",
    ])
      expect([attempt, (await run(jail, attempt)).exit]).not.toMatchObject([attempt, { code: 0 }]);
  });

  test("can make unix sockets of its own where no folder of the host's is granted", async ({
    jails,
  }) => {
    const jail = await jails.open();
    const script = "import socket; socket.socket(socket.AF_UNIX).bind('/tmp/own')";
    const { exit } = await run(jail, { program: "python3", args: ["-c", script] });
    expect(exit).toEqual({ kind: "exited", code: 0 });
  });
});
