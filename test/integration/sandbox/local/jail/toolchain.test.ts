import { expect } from "vitest";
import { output, run, test } from "../../../../fakes/jail.ts";

test("python3 works, wherever this machine has it", async ({ jails, folder }) => {
  await folder.put({ "server.py": "import json, sqlite3, ssl, sys; print(json.dumps('up'))" });
  const jail = await jails.open({
    mounts: [{ source: folder.path, target: "/data", write: false }],
  });
  for (const command of [
    { program: "python3", args: ["/data/server.py"] },
    { program: "python3", args: ["server.py"], cwd: "/data" },
    { program: "/bin/sh", args: ["-c", "exec python3 /data/server.py"] },
  ]) {
    const { stdout, stderr, exit } = await run(jail, command);
    expect({ stdout, stderr, exit }).toEqual({
      stdout: '"up"\n',
      stderr: "",
      exit: { kind: "exited", code: 0 },
    });
  }
});

test("node and npx work, wherever this machine has them", async ({ jails }) => {
  const jail = await jails.open();
  const { stdout } = await run(jail, {
    program: "node",
    args: ["-e", "console.log(process.env.HOME, os.cpus().length > 0)"],
  });
  expect(stdout).toBe("/home/mcp true\n");
  expect(await output(jail, "npx --version")).toMatch(/^\d+\.\d+/);
});

test("a script in a granted folder finds the interpreter that it names", async ({
  jails,
  folder,
}) => {
  await folder.program("python.py", "#!/usr/bin/env python3\nprint('py')\n");
  await folder.program("node.js", "#!/usr/bin/env node\nconsole.log('js')\n");
  const jail = await jails.open({
    mounts: [{ source: folder.path, target: "/data", write: false }],
  });
  for (const [program, said] of [
    ["/data/python.py", "py\n"],
    ["/data/node.js", "js\n"],
  ] as const)
    expect(await run(jail, { program, args: [] })).toMatchObject({ stdout: said, stderr: "" });
});

test("everyday tools work under the filter", async ({ jails }) => {
  const jail = await jails.open();
  const scripts = {
    git:
      "cd ~ && git init -q r && cd r && echo x > f && git add f && " +
      "git -c user.name=n -c user.email=e commit -qm m && git log --oneline | wc -l",
    tar: "cd ~ && mkdir -p t && echo x > t/f && tar cf t.tar t && rm -r t && tar xf t.tar && cat t/f | wc -l",
    pool: "python3 -c 'import multiprocessing as m; print(sum(m.Pool(2).map(abs, [1])))'",
    venv: "python3 -m venv --without-pip ~/venv && ~/venv/bin/python -c 'print(1)'",
    threads: 'node -e \'new (require("worker_threads").Worker)("console.log(1)", { eval: true })\'',
    fork: 'node -e \'require("child_process").execFile("echo", [1], (e, o) => console.log(+o))\'',
  };
  for (const [name, script] of Object.entries(scripts))
    expect([name, await output(jail, script)]).toEqual([name, "1"]);
});

test("what was installed with a Python still finds it at the next start", async ({ jails }) => {
  const commands = [{ program: "python3", args: ["-m", "venv", "--without-pip", "venv"] }];
  const jail = await jails.open({ install: { commands, network: "none" } });
  const command = { program: "venv/bin/python", args: ["-c", "import sys; print(sys.prefix)"] };
  expect((await run(jail, command)).stdout).toBe("/home/mcp/venv\n");
});

test("a program of the user's own is shown without what lies around it", async ({
  jails,
  folder,
}) => {
  const { PATH } = process.env;
  await folder.program("bin/my-tool", "#!/bin/sh\necho mine\n");
  await folder.put({ "bin/secret": "" });
  process.env["PATH"] = `${folder.at("bin")}:${PATH}`;
  const jail = await jails.open();
  const { stdout } = await run(jail, { program: "my-tool", args: [] });
  const seen = await output(jail, `my-tool; ls ${folder.at("bin")}`);
  process.env["PATH"] = PATH;
  expect(stdout).toBe("mine\n");
  expect(seen).toBe("mine\nmy-tool");
});
