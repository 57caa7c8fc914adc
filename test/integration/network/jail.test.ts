import { afterEach, describe, expect, vi } from "vitest";
import { planImplicitInstall } from "../../../src/sandbox/packageRunner.ts";
import type { Command, Process, Sandbox } from "../../../src/sandbox/sandbox.ts";
import { output, run, sh, test } from "../../fakes/jail.ts";
import { npmRegistry } from "../../fakes/npmRegistry.ts";
import { localHttp } from "../../fakes/proxyClient.ts";

const initialize = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  },
};

/** Starts an MCP server, says hello, and tells what it answers first. */
async function answerOf(sandbox: Sandbox, command: Command): Promise<string> {
  const server: Process = await sandbox.start(command);
  await server.write(Buffer.from(`${JSON.stringify(initialize)}\n`));
  let said = "";
  for await (const chunk of server.stdout) {
    said += Buffer.from(chunk).toString();
    if (said.includes("\n")) break;
  }
  await server.signal("SIGKILL");
  await server.exit;
  return said;
}

afterEach(() => void vi.unstubAllEnvs());

describe("a jail with an allow-list", () => {
  test("reaches the host on it and no other, and nothing without the proxy", async ({ jails }) => {
    await using server = await localHttp((request, response) => void response.end(request.url));
    const { port } = server;
    const jail = await jails.open({ network: { allow: [`127.0.0.1:${port}`] } });
    const curl = "curl -sS -m 10 --noproxy ''";
    expect(await output(jail, `${curl} http://127.0.0.1:${port}/yes`)).toBe("/yes");
    expect(await output(jail, `${curl} http://127.0.0.1:1/`)).toContain("not in the allow-list");
    expect(await output(jail, `curl -sS --noproxy '*' http://127.0.0.1:${port}/ || echo no`)).toBe(
      "no",
    );
    expect(server.connections).toBe(1);
  });

  test("hands its program no descriptor but the three", async ({ jails }) => {
    const jail = await jails.open({ network: { allow: ["example.com"] } });
    expect(
      await output(
        jail,
        "exec 2>/dev/null; for n in 3 4 5 6 7 8 9 10 11 12; do [ -e /proc/$$/fd/$n ] && echo $n; done",
      ),
    ).toBe("");
  });

  test("has a network for the install commands that its program does not have", async ({
    jails,
  }) => {
    await using server = await localHttp(
      (_request, response) => void response.end("echo done > $HOME/installed"),
    );
    const address = `127.0.0.1:${server.port}`;
    const fetch = `curl -fsS --noproxy '' http://${address}/install.sh`;
    const jail = await jails.open({
      install: { commands: [sh(`${fetch} | sh`)], network: { allow: [address] } },
    });
    expect(await output(jail, "cat ~/installed")).toBe("done");
    expect(await output(jail, `${fetch} || echo no`)).toBe("no");
  });

  test("an install command that asks for a host that is not allowed fails with its own words", async ({
    jails,
  }) => {
    const said: string[] = [];
    const opening = jails.open(
      {
        install: {
          commands: [sh("curl -fsS https://example.org/")],
          network: { allow: ["example.com"] },
        },
      },
      { onDidSay: (line) => said.push(line) },
    );
    await expect(opening).rejects.toMatchObject({
      code: "installFailed",
      log: expect.stringContaining("403"),
    });
    expect(said[0]).toBe("$ curl -fsS https://example.org/");
  });
});

/** The real packages of the registry are fetched by the tests of the command line and of the editor. */
test("a server that npx fetches is installed once and then starts without any network", async ({
  jails,
  annotate,
}) => {
  await using registry = await npmRegistry("small-server");
  for (const [name, value] of Object.entries(registry.env)) vi.stubEnv(name, value);
  const plan = planImplicitInstall({ program: "npx", args: ["-y", "small-server"] });
  const command = plan?.command;
  if (plan === undefined || command === undefined) throw new Error("There is no plan.");
  const install = { commands: plan.install, network: { allow: plan.allow } };
  const began = performance.now();
  const jail = await jails.open({ install });
  const installed = performance.now();
  expect(await answerOf(jail, command)).toContain('"protocolVersion"');
  const first = performance.now();
  const asked = registry.connections;
  expect(asked).toBeGreaterThan(0);
  const again = await jails.open({ install });
  const opened = performance.now();
  expect(await answerOf(again, command)).toContain('"protocolVersion"');
  const second = performance.now();
  expect(registry.connections).toBe(asked);
  expect(await output(again, "grep -c exec ~/.mcp-sandbox/run/*")).toBe("1");
  const ms = [installed - began, first - installed, opened - first, second - opened].map(
    Math.round,
  );
  await annotate(
    `install ${ms[0]} ms, first start ${ms[1]} ms, open again ${ms[2]} ms, start ${ms[3]} ms`,
  );

  await run(again, "rm -r ~/.mcp-sandbox");
  const before = performance.now();
  expect(await answerOf(again, { ...command, env: registry.env })).toContain('"protocolVersion"');
  await annotate(`start by npx, offline: ${Math.round(performance.now() - before)} ms`);
});
