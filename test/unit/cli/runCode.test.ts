import { describe, expect, it } from "vitest";
import { FakeWorld } from "../../fakes/world.ts";

describe("code on the command line", () => {
  it.each([
    [["run"], "Give a FILE to run, or -c CODE."],
    [["run", "a.py", "-c", "1"], "Give a FILE to run, or -c CODE."],
    [["run", "missing.py"], "missing.py cannot be read (ENOENT)."],
    [["run", "-c", "1", "--language", "cobol"], "--language cobol: expected python, javascript"],
    [["run", "-c", "1", "--timeout", "soon"], "--timeout soon: expected seconds."],
    [["run", "-c", "1", "--provider", "moon"], "provider"],
    [["run", "-c", "1", "--provider", "e2b", "--sandbox-url", "http://x"], "no --provider."],
  ])("%j makes no sense", async (words, why) => {
    await using world = await FakeWorld.make();
    const { exitCode, out, err } = await world.run(...words);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err).toContain(why);
  });

  it("--sandbox-url that is no address is a matter of configuration", async () => {
    await using world = await FakeWorld.make({ env: { SANDBOX_URL: "localhost" } });
    const ended = await world.run("run", "-c", "1");
    expect(ended).toMatchObject({ exitCode: 3, out: "" });
    expect(ended.err).toContain("localhost is no address of a code-interpreter service.");
  });
});
