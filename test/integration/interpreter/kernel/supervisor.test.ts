import { expect } from "vitest";
import type { Driver } from "../../../../src/interpreter/drivers/driver.ts";
import { Channel, commandOf } from "../../../../src/interpreter/kernel/channel.ts";
import type { Told } from "../../../../src/interpreter/kernel/told.ts";
import type { Sandbox } from "../../../../src/sandbox/sandbox.ts";
import { test } from "./kernelTest.ts";

/** Does what each line of its input says, in bash. */
const obedient: Driver = {
  ...{ language: "bash", program: "bash" },
  args: ["-c", 'read -r -N "$1" -u "$2" source; eval "$source"', "bash"],
  source: `
exec 8<&"$2" 9>&"$3"
read -r key <&8
say() { printf '\\0%s%s\\n' "$key" "$1" >&9; }
started() { say ".{\\"is\\":\\"started\\",\\"run\\":$1}"; }
done_() { say ".{\\"is\\":\\"done\\",\\"run\\":$1}"; }
say '.{"is":"ready","cwd":"/","version":"1"}'
while read -r line <&8; do eval "$line"; done
echo left >&2
`,
  greeting: ({ key }) => `${key}\n`,
  request: ({ code }) => `${code}\n`,
  answer: () => "\n",
};

class Supervised {
  readonly told: Told[] = [];
  readonly channel: Channel;
  readonly #close: () => Promise<void>;

  private constructor(channel: (told: Told[]) => Channel, close: () => Promise<void>) {
    this.channel = channel(this.told);
    this.#close = close;
  }

  static async start(sandbox: Sandbox, driver = obedient): Promise<Supervised> {
    const process = await sandbox.start(commandOf(driver, {}));
    const channelOf = (told: Told[]): Channel => new Channel(process, (each) => told.push(each));
    const supervised = new Supervised(channelOf, () => process.end());
    await supervised.channel.start("KEY", driver, driver.greeting({ key: "KEY", figures: "png" }));
    if (driver === obedient) await supervised.tells({ is: "ready" });
    return supervised;
  }

  run(number: number, code: string, mostBytes = 100_000): Promise<void> {
    return this.channel.run(number, mostBytes, `started ${number}; ${code}; done_ ${number}\n`);
  }

  tells(message: object): Promise<void> {
    return expect
      .poll(() => this.told, { timeout: 10_000 })
      .toContainEqual(expect.objectContaining(message));
  }

  /** Of one stream, as it came. */
  text(stream: "stdout" | "stderr"): string {
    return this.told
      .map((each) => (each.is === "raw" && each.stream === stream ? each.text : ""))
      .join("");
  }

  end(): Promise<void> {
    return this.#close();
  }
}

test("a message is whole when it comes in pieces, and gives way to one that begins anew", async ({
  sandbox,
}) => {
  const supervised = await Supervised.start(sandbox);
  const pieces =
    `say '+{"is":"clear",'; echo between; say '-"wait":'; say '=true}'; ` +
    `say '+{"is":"cl'; say '.{"is":"display","main":true,"data":{"a":"é"}}'`;
  await supervised.run(1, pieces);
  await supervised.tells({ is: "done", run: 1 });
  expect(supervised.told.slice(2)).toEqual([
    { is: "raw", stream: "stdout", text: "between\n" },
    { is: "clear", wait: true },
    { is: "display", main: true, data: { a: "é" } },
    { is: "done", run: 1 },
  ]);
});

test("what is no message is output, byte for byte", async ({ sandbox }) => {
  const supervised = await Supervised.start(sandbox);
  const noise = String.raw`printf '\0KE\0KEX.{}\n"\\\t\177\377\0'; sleep 0.05; printf 'K'; sleep 0.05; echo Z`;
  await supervised.run(1, noise);
  await supervised.tells({ is: "done", run: 1 });
  expect(supervised.text("stdout")).toBe('\0KE\0KEX.{}\n"\\\t\u007f\u00ff\0KZ\n');
  await supervised.run(
    2,
    String.raw`printf '\0KEYxyz\n'; printf '\0KEY'; head -c 9000 /dev/zero | tr '\0' x; echo`,
  );
  await supervised.tells({ is: "done", run: 2 });
  expect(supervised.text("stdout")).toContain("\0KEYxyz\n\0KEYxxx");
  expect(supervised.text("stdout")).toContain("x".repeat(8000));
  await supervised.run(
    3,
    'done_ 2; done_ 7; say \'.{"is":"started","run":9}\'; sleep 0.05; echo still >&2',
  );
  await supervised.tells({ is: "done", run: 3 });
  expect(supervised.text("stderr")).toBe("still\n");
  expect(supervised.told.filter((each) => each.is === "done")).toHaveLength(3);
});

test("output of a run is bounded, and less is kept of what comes after it", async ({ sandbox }) => {
  const supervised = await Supervised.start(sandbox);
  const much = "head -c 500000 /dev/zero | tr '\\0' x";
  await supervised.run(1, `${much}; ${much} >&2`, 1000);
  await supervised.tells({ is: "cut", bytes: 999_000 });
  expect(supervised.text("stdout").length + supervised.text("stderr").length).toBe(1000);
  await supervised.tells({ is: "done", run: 1 });
  await supervised.run(2, `{ sleep 0.1; ${much}; touch late; } & :`);
  await supervised.tells({ is: "done", run: 2 });
  await supervised.run(3, "while ! [ -e late ]; do sleep 0.02; done");
  await supervised.tells({ is: "done", run: 3 });
  const kept = supervised.text("stdout").length - 1000;
  expect(kept).toBeGreaterThanOrEqual(65_536);
});

test("an interrupt waits until the code has begun, and none comes when nothing runs", async ({
  sandbox,
}) => {
  const supervised = await Supervised.start(sandbox);
  const { channel } = supervised;
  await channel.interrupt(50);
  await channel.run(
    1,
    1000,
    "trap 'got=1' INT; sleep 0.2; echo ${got-none}; started 1; until [ $got ]; do sleep 0.05; done; echo $got; done_ 1\n",
  );
  await channel.interrupt(5000);
  await supervised.tells({ is: "done", run: 1 });
  expect(supervised.text("stdout")).toBe("none\n1\n");
});

test("a driver whose host is gone ends, at once where it runs something", async ({ sandbox }) => {
  const idle = await Supervised.start(sandbox);
  await idle.end();
  expect(await idle.channel.ended).toMatchObject({ gone: { code: 0 }, exit: { code: 0 } });
  expect(idle.text("stderr")).toBe("left\n");
  const busy = await Supervised.start(sandbox);
  await busy.run(1, "sleep 100");
  await busy.tells({ is: "started" });
  await busy.end();
  expect(await busy.channel.ended).toMatchObject({ gone: undefined, exit: { kind: "exited" } });
});

test("a program that is not there is told, and so is one that falls silent", async ({
  sandbox,
}) => {
  const none = await Supervised.start(sandbox, { ...obedient, program: "no-such-program" });
  expect(await none.channel.ended).toMatchObject({
    gone: { code: 127, missing: "No such file or directory" },
  });
  const silent = await Supervised.start(sandbox);
  await silent.run(1, 'exec 1>&- 9>&-; eval "exec $3>&-"; sleep 100');
  expect(await silent.channel.ended).toMatchObject({ gone: { signal: 9 } });
});
