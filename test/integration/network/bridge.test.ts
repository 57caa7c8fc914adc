import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { localHttp, localTcp } from "../../fakes/proxyClient.ts";
import { runBehind, startBehind } from "../../fakes/netns.ts";

/** In the namespace, without a client of its own to rely on: speaks TCP through the bridge. */
const python = (script: string): string[] => ["python3", "-c", script];
const dial = (port: number): string => `
import socket
s = socket.create_connection(("127.0.0.1", 61080))
s.sendall(b"CONNECT 127.0.0.1:${port} HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
assert b" 200 " in s.recv(1000)
s.sendall(b"SSH-")
`;
const only = (port: number) => ({ allow: [`127.0.0.1:${port}`] });
const somewhere = { allow: ["example.com"] };

describe.each(["perl", "python3", "node"])("the bridge in %s", (bridge) => {
  test("reaches what is allowed", async () => {
    await using server = await localHttp((request, response) => void response.end(request.url));
    const { port } = server;
    const { stdout } = await runBehind(
      bridge,
      only(port),
      `curl -sS http://127.0.0.1:${port}/path`,
    );
    expect(stdout).toBe("/path");
  });

  test("is the only way out, and leads nowhere else", async () => {
    await using server = await localHttp((_request, response) => void response.end("reached"));
    const { port } = server;
    const direct = `curl -sS --noproxy '*' -m 5 http://127.0.0.1:${port}/ 2>&1; echo; `;
    const other = `curl -sS http://127.0.0.1:1/; curl -sS https://example.org/ 2>&1`;
    const { stdout, log } = await runBehind(bridge, only(port), direct + other);
    expect(stdout).not.toContain("reached");
    expect(stdout).toContain("MCP Sandbox: 127.0.0.1:1: not in the allow-list.");
    expect(stdout).toContain("403");
    expect(server.connections).toBe(0);
    expect(log.text).toContain("example.org:443 blocked: not in the allow-list");
  });

  test("is open before the program's first instruction", async () => {
    const connect = `exec 3<>/dev/tcp/127.0.0.1/61080 && echo open`;
    for (let round = 0; round < 3; round += 1) {
      const { stdout } = await runBehind(bridge, somewhere, ["bash", "-c", connect]);
      expect(stdout).toBe("open\n");
    }
  });

  test("leaves the program no descriptor, no child and its own environment", async () => {
    const look = `
import os
def parent(pid):
    try: return int(open("/proc/%s/stat" % pid).read().rsplit(")", 1)[1].split()[1])
    except OSError: return 0
print(os.path.exists("/proc/self/fd/3"))
print([pid for pid in os.listdir("/proc") if pid.isdigit() and parent(pid) == os.getpid()])
print([name for name in os.environ if "bridge" in name.lower() or "perl5" in name.lower()])
`;
    const { stdout } = await runBehind(bridge, somewhere, python(look));
    expect(stdout).toBe("False\n[]\n[]\n");
    const { stdout: shown } = await runBehind(bridge, somewhere, "tr '\\0' ' ' < /proc/1/cmdline");
    expect(shown.length).toBeLessThan(900);
  });

  test("leaves signals as they were", async () => {
    const { stdout } = await runBehind(
      bridge,
      somewhere,
      "grep -E 'SigIgn|SigBlk' /proc/self/status",
    );
    expect(stdout).toBe("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  });

  test("hands on words as they are and the exit code of the program", async () => {
    const words = ["a b", "", "$HOME", "'\"\\", "--", "-e", "ü\n"];
    const print = 'printf "[%s]" "$@"; exit 7';
    const { stdout, code } = await runBehind(bridge, somewhere, [
      "sh",
      "-c",
      print,
      "sh",
      ...words,
    ]);
    expect(stdout).toBe(words.map((word) => `[${word}]`).join(""));
    expect(code).toBe(7);
  });

  test("says it when the program is not there, as a shell does", async () => {
    const { code, stderr } = await runBehind(bridge, somewhere, ["no-such-program"]);
    expect(code).toBe(127);
    expect(stderr).toContain("no-such-program");
  });

  test("holds neither the program's input nor its outputs", async () => {
    const look = `
import os, time
others = [pid for pid in os.listdir("/proc") if pid.isdigit() and int(pid) not in (1, os.getpid())]
held = lambda pid: [os.readlink("/proc/%s/fd/%d" % (pid, n)) for n in (0, 1, 2)]
# The program does not wait until the bridge has let go of them.
until = time.time() + 5
while any(held(pid) != ["/dev/null"] * 3 for pid in others) and time.time() < until: time.sleep(0.01)
for pid in others: print(held(pid))
`;
    const { stdout } = await runBehind(bridge, somewhere, python(look));
    expect(stdout).toBe("['/dev/null', '/dev/null', '/dev/null']\n");
  });

  test("ends with the program", async () => {
    await using started = await startBehind(bridge, somewhere, ["true"]);
    const closed = started.channel.closed || once(started.channel, "close");
    await Promise.all([once(started.child, "exit"), closed]);
  });

  test("carries megabytes both ways at once", async () => {
    await using server = await localTcp((socket) => void socket.pipe(socket));
    const script = `${dial(server.port)}
import hashlib, threading
sent, got = hashlib.sha256(b"SSH-"), hashlib.sha256()
def send():
    for i in range(400):
        block = bytes([i % 256]) * 65537
        sent.update(block)
        s.sendall(block)
    s.shutdown(socket.SHUT_WR)
threading.Thread(target=send).start()
total = 0
while True:
    data = s.recv(100000)
    if not data: break
    total += len(data)
    got.update(data)
print(total, sent.digest() == got.digest())
`;
    const { stdout, stderr } = await runBehind(bridge, only(server.port), python(script));
    expect(`${stdout}${stderr}`).toBe(`${400 * 65_537 + 4} True\n`);
  });

  test("a program that does not read is not sent more than a window", async () => {
    let sent = 0;
    await using server = await localTcp((socket) => {
      const more = (): void => {
        while (socket.writable && socket.write(Buffer.alloc(65_536))) sent += 65_536;
      };
      socket.on("drain", more);
      more();
    });
    const script = `${dial(server.port)}
import sys
print("idle", flush=True)
sys.stdin.read()
`;
    await using started = await startBehind(bridge, only(server.port), python(script));
    await once(started.child.stdout ?? process.stdin, "data");
    let before = -1;
    await expect
      .poll(() => before === (before = sent), { interval: 300, timeout: 10_000 })
      .toBe(true);
    expect(sent).toBeLessThan(32_000_000);
  });

  test("serves more programs at once than there are streams, one after another", async () => {
    await using server = await localHttp((_request, response) => void response.end("."));
    const { port } = server;
    const many = `for i in $(seq 150); do curl -sS http://127.0.0.1:${port}/ & done; wait`;
    const { stdout } = await runBehind(bridge, only(port), many);
    expect(stdout).toBe(".".repeat(150));
  });

  test("tells a program when the other side is gone in the middle", async () => {
    await using server = await localTcp((socket) => void socket.on("data", () => socket.destroy()));
    const script = `${dial(server.port)}
try: print(len(s.recv(10)))
except OSError as error: print(0)
`;
    expect((await runBehind(bridge, only(server.port), python(script))).stdout).toBe("0\n");
  });

  test("closes the network when its channel is closed, and the program goes on", async () => {
    const script = `
import socket, sys
print("ready", flush=True)
sys.stdin.readline()
for i in range(100):
    try: socket.create_connection(("127.0.0.1", 61080)).close()
    except OSError: break
print("no way", flush=True)
`;
    await using started = await startBehind(bridge, somewhere, python(script));
    const { child, channel } = started;
    await once(child.stdout ?? process.stdin, "data");
    channel.destroy();
    await new Promise((resolve) => setImmediate(resolve));
    child.stdin?.end("go\n");
    const [said]: Buffer[] = await once(child.stdout ?? process.stdin, "data");
    expect(String(said)).toBe("no way\n");
  });
});
