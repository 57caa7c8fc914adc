import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/base/failure.ts";
import { maskedFailure, maskOf } from "../../../src/mcp/secrets.ts";
import { type FakeTool, mcpProgram, RpcError } from "../../fakes/mcpProgram.ts";
import { failureOf, hostOf, stateOf } from "./hostOf.ts";

const secret = 'tok"en\\/42 x';

describe("a mask", () => {
  it("hides a secret as it is, in JSON and in an address", () => {
    const mask = maskOf([secret]);
    const forms = [secret, JSON.stringify({ secret }), `?t=${encodeURIComponent(secret)}&u`];
    expect(forms.map(mask)).toEqual(["•••", '{"secret":"•••"}', "?t=•••&u"]);
  });

  it("hides each line of a secret of several lines", () => {
    const mask = maskOf(["-----BEGIN-----\nabcdef\n"]);
    expect(mask("line abcdef")).toBe("line •••");
  });

  it("hides the longer of two secrets that begin alike", () => {
    expect(maskOf(["password", "password123"])("password123")).toBe("•••");
  });

  it("leaves words alone that happen to hold a very short value", () => {
    expect(maskOf(["a", ""])("a banana")).toBe("a banana");
  });
});

describe("a masked failure", () => {
  it("is the same one when it holds no secret", () => {
    const failure = new Failure("timeout", "Late.", { cause: new Error("late") });
    expect(maskedFailure(failure, maskOf([secret]))).toBe(failure);
  });

  it("holds the secret nowhere, and keeps code, data and result", () => {
    const failure = new Failure("serverError", `Bad ${secret}`, {
      cause: new Error("inner", { cause: new Error(secret) }),
      log: `log ${secret}`,
      remedy: `Change ${secret}`,
      problems: [{ path: "/a", message: secret }],
      rpc: { code: 7, data: { deep: [secret] } },
      result: { content: [] },
    });
    const masked = maskedFailure(failure, maskOf([secret]));
    expect(masked).toMatchObject({ code: "serverError", message: "Bad •••", log: "log •••" });
    expect(masked.rpc).toEqual({ code: 7, data: { deep: ["•••"] } });
    expect(masked.result).toBe(failure.result);
    expect(masked.cause).toBeUndefined();
    expect(JSON.stringify([masked.remedy, masked.problems])).not.toContain("tok");
  });
});

describe("a server's secrets", () => {
  it("appear neither in the log nor in failures of calls", async () => {
    const leak: FakeTool = {
      call: (_, { io }) => {
        io.stderr(`using ${secret}\n`);
        io.stdout(`noise ${secret}\n`);
        throw new RpcError(1, `bad ${secret}`, { secret });
      },
    };
    await using world = hostOf({ memory: mcpProgram({ leak }) }, { secrets: [secret] });
    const failure = await failureOf(world.host.callTool("memory", "leak", {}));
    expect(failure.message).toContain("bad •••");
    expect(failure.rpc?.data).toEqual({ secret: "•••" });
    await expect.poll(() => world.log.text).toContain("using •••");
    expect(world.log.text).toContain("noise •••");
    expect(world.log.text).not.toContain("42 x");
  });

  it("appear not in the failure of a start, also not in the state", async () => {
    const dying = async ({ stderr }: { stderr: (text: string) => void }): Promise<number> => {
      stderr(`refused ${secret}\n`);
      return 1;
    };
    await using world = hostOf({ dying }, { secrets: [secret] });
    expect((await failureOf(world.host.start("dying"))).log).toBe("refused •••");
    expect(stateOf(world.host, "dying", "failed").failure.log).toBe("refused •••");
    expect(world.log.text).not.toContain("42 x");
  });
});
