import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CommandLine, fixtures, modules, processesWith } from "./commandLine.ts";

let cli: CommandLine;
const everything = `node ${modules}/@modelcontextprotocol/server-everything/dist/index.js`;
const files = `node ${modules}/@modelcontextprotocol/server-filesystem/dist/index.js /data`;
/** A server that costs next to nothing, where the sentence is not about a real one. */
const small = (file: string) => ({
  command: `node ${join(fixtures, file)}`,
  sandbox: { mounts: [{ source: fixtures }] },
});

beforeAll(async () => {
  cli = await CommandLine.make();
  await writeFile(join(cli.folder, "playground/a.txt"), "hello");
  await mkdir(join(cli.folder, ".vscode"));
  const mounts = [{ source: modules }];
  const servers = {
    everything: { command: everything, sandbox: { mounts } },
    files: {
      command: files,
      sandbox: { mounts: [...mounts, { source: "playground", target: "/data" }] },
    },
    echo: small("echo.mjs"),
    slow: small("slow.mjs"),
    env: { ...small("echo.mjs"), env: { GRANTED: "${secret:granted-token}" } },
  };
  const settings = `// sample\n${JSON.stringify({ "mcpSandbox.servers": servers })}`;
  await writeFile(join(cli.folder, ".vscode/settings.json"), settings);
});
afterAll(() => cli?.[Symbol.asyncDispose]());

const json = (text: string): unknown => JSON.parse(text);
const called = (server: string, tool: string, ...more: string[]) =>
  cli.run(["tools", "call", server, tool, ...more]);

describe("a server in its jail", () => {
  it("lists its tools as one JSON value", async () => {
    const { exitCode, out } = await cli.run(["tools", "list", "everything", "--json"]);
    expect(exitCode).toBe(0);
    const names = (json(out) as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["echo", "get-sum", "get-tiny-image"]));
  });

  it("answers a call", async () => {
    expect(await called("everything", "echo", "--param", "message=hi")).toMatchObject({
      exitCode: 0,
      out: "Echo: hi\n",
    });
    const sum = await called("everything", "get-sum", "--param", "a=2", "--param", "b=3");
    expect(sum.out).toContain("5");
  });

  it("gets arguments from the standard input", async () => {
    const words = ["tools", "call", "echo", "echo", "--params", "-"];
    expect((await cli.run(words, { input: '{"message": "piped"}' })).out).toBe("piped\n");
  });

  it("is not called with wrong arguments: their path is printed, and 2 is returned", async () => {
    const wrong = await called("everything", "get-sum", "--param", "a=1", "--param", "b=two");
    expect(wrong).toMatchObject({ exitCode: 2, out: "" });
    expect(wrong.err).toMatch(/^ {2}\/b: /m);
    const value = await called("everything", "get-sum", "--param", "a=1", "--json");
    expect(value.exitCode).toBe(2);
    expect(json(value.out)).toMatchObject({ error: { code: "invalidArguments" } });
  });

  it("sees the folder that is mounted and no other", async () => {
    const mounted = await called("files", "list_directory", "--param", "path=/data");
    expect(mounted).toMatchObject({ exitCode: 0, out: "[FILE] a.txt\n" });
    const refused = await called("files", "list_directory", "--param", "path=/etc", "--json");
    expect(refused.exitCode).toBe(1);
    expect(json(refused.out)).toMatchObject({ isError: true });
  });

  it("cannot write to a folder that is mounted to read", async () => {
    const said = await called(
      "files",
      "write_file",
      "--param",
      "path=/data/b.txt",
      "--param",
      "content=x",
    );
    expect(said.exitCode).toBe(1);
    await expect(readFile(join(cli.folder, "playground/b.txt"))).rejects.toThrow("ENOENT");
  });

  it("sees nothing of the environment but what is granted", async () => {
    const env = { HOST_CANARY: "canary-1234", MCP_SANDBOX_SECRET_GRANTED_TOKEN: "granted-5678" };
    const { exitCode, out } = await cli.run(["tools", "call", "env", "environment", "--json"], {
      env,
    });
    expect(exitCode).toBe(0);
    expect(out).toContain("GRANTED");
    expect(out).not.toContain("canary-1234");
    expect(out).not.toContain("MCP_SANDBOX_SECRET");
  });

  it("is started from a folder below the workspace as well", async () => {
    const cwd = join(cli.folder, "playground");
    const { exitCode } = await cli.run(["tools", "list", "files"], { cwd });
    expect(exitCode).toBe(0);
  });
});

describe("quick", () => {
  const quick = (tool: string, ...more: string[]) =>
    cli.run(["quick", files, tool, "--mount", modules, "--mount", "./playground:/data", ...more]);

  it("lists a mounted folder, and saves nothing in the settings", async () => {
    const before = await readFile(join(cli.folder, ".vscode/settings.json"), "utf8");
    const said = await quick("list_directory", "--param", "path=/data", "--json");
    expect(said.exitCode).toBe(0);
    expect(json(said.out)).toMatchObject({ content: [{ type: "text", text: "[FILE] a.txt" }] });
    expect(await readFile(join(cli.folder, ".vscode/settings.json"), "utf8")).toBe(before);
  });

  it("fetches a package of npm once, and then starts it without any network", async () => {
    const command = "npx -y @modelcontextprotocol/server-filesystem /data";
    const words = ["quick", command, "list_directory", "--mount", "./playground:/data"];
    const first = await cli.run([...words, "--param", "path=/data", "--json"]);
    expect(first.err).toContain("network meanwhile: only npm");
    expect(json(first.out)).toMatchObject({ content: [{ type: "text" }] });
    const refused = await cli.run([...words, "--param", "path=/etc"], {
      env: { npm_config_registry: "http://127.0.0.1:9/" },
    });
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.out).toContain("Access denied");
  }, 180_000);

  it("writes where it may", async () => {
    const words = [
      "quick",
      files,
      "write_file",
      "--mount",
      modules,
      "--mount",
      "./playground:/data:rw",
    ];
    const params = ["--params", '{"path": "/data/written.txt", "content": "by the server"}'];
    expect((await cli.run([...words, ...params])).exitCode).toBe(0);
    expect(await readFile(join(cli.folder, "playground/written.txt"), "utf8")).toBe(
      "by the server",
    );
  });

  it("says what is missing when the program is not there, and ends with 4", async () => {
    const said = await cli.run(["quick", "no-such-program", "x", "--json"]);
    expect(said.exitCode).toBe(4);
    expect(json(said.out)).toMatchObject({ error: { code: "commandNotFound" } });
  });

  it("tells a server that ends at once, with its last words, and ends with 5", async () => {
    const said = await cli.run(["quick", "echo last-words >&2; exit 3", "x"]);
    expect(said.exitCode).toBe(5);
    expect(said.err).toContain("last-words");
  });
});

describe("cancelling", () => {
  const long = [
    "tools",
    "call",
    "slow",
    "work",
    "--params",
    '{"steps": 60, "stepMs": 1000}',
    "--verbose",
  ];

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "by %s to the whole group ends the call and everything it started",
    async (signal, exitCode) => {
      const running = cli.start(long);
      await expect.poll(() => running.err(), { timeout: 20_000 }).toContain("of 60");
      process.kill(-running.pid, signal);
      const ended = await running.ended;
      expect(ended).toMatchObject({ exitCode, out: "" });
      expect(ended.err).toContain("error: ");
      await expect.poll(() => processesWith(cli.folder), { timeout: 20_000 }).toEqual([]);
      const sessions = await cli.run(["sessions", "--json"]);
      expect(json(sessions.out)).toEqual([]);
    },
  );

  it("twice ends at once, and the jail goes too", async () => {
    const running = cli.start(["quick", "trap '' TERM; sleep 31415; :", "x"]);
    const inside = () => processesWith("sleep\u000031415");
    await expect.poll(inside, { timeout: 20_000 }).not.toEqual([]);
    process.kill(running.pid, "SIGINT");
    process.kill(running.pid, "SIGTERM"); // two of a kind could melt into one
    // Two that wait at once may be delivered in either order.
    expect([130, 143]).toContain((await running.ended).exitCode);
    await expect.poll(inside, { timeout: 20_000 }).toEqual([]);
  });
});

describe("the machine", () => {
  it("may be told to do without a sandbox, and then says so loudly", async () => {
    const env = { MCP_SANDBOX_UNSANDBOXED: "1" };
    const said = await cli.run(["tools", "call", "echo", "echo", "--param", "message=bare"], {
      env,
    });
    expect(said).toMatchObject({ exitCode: 0, out: "bare\n" });
    expect(said.err).toContain("MCP_SANDBOX_UNSANDBOXED=1: no sandbox!");
  });

  it("is looked at by doctor", async () => {
    const { exitCode, out } = await cli.run(["doctor", "--json"]);
    expect(exitCode).toBe(0);
    expect(json(out)).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ id: "bubblewrap" })]) as unknown,
    });
  });

  it("may close the pipe before anything is read", async () => {
    const line = `'${process.execPath}' '${cli.file}' tools list echo --json 2>err.txt | true; exit \${PIPESTATUS[0]}`;
    const env = { ...process.env, MCP_SANDBOX_DATA: cli.data };
    const ended = spawnSync("bash", ["-c", line], { cwd: cli.folder, env });
    expect(ended.status).toBe(0);
    expect(await readFile(join(cli.folder, "err.txt"), "utf8")).toBe("");
  });
});
