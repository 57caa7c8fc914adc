import { expect, test as base } from "vitest";
import type { Failure } from "../../../../src/base/failure.ts";
import type { Kernel, Language, Output } from "../../../../src/interpreter/engine.ts";
import type { ServiceAddress } from "../../../../src/interpreter/service/address.ts";
import { ServiceEngine } from "../../../../src/interpreter/service/service.ts";
import type { ServiceTimes } from "../../../../src/interpreter/service/times.ts";
import { FakeE2B } from "../../../fakes/e2b/fakeE2B.ts";

/** Short enough for tests, long enough for a machine that does much else. */
const times: Partial<ServiceTimes> = { answerMs: 5000, pauseMs: 30, lookMs: 400 };

/** Where the code interpreter of a new sandbox of the fake is. */
export async function interpreterOf(fake: FakeE2B): Promise<ServiceAddress> {
  const { id } = await fake.sandboxes.create({ templateID: "code-interpreter-v1" });
  return { url: fake.url, headers: { "e2b-sandbox-id": id, "e2b-sandbox-port": "49999" } };
}

interface Fixtures {
  readonly fake: FakeE2B;
  readonly address: ServiceAddress;
  readonly engine: ServiceEngine;
  /** A context, of Python unless said. */
  readonly start: (language?: Language, cwd?: string) => Promise<Kernel>;
}

export const test = base.extend<Fixtures>({
  fake: async ({}, use) => {
    await using fake = await FakeE2B.start();
    await use(fake);
  },
  address: async ({ fake }, use) => use(await interpreterOf(fake)),
  engine: async ({ address }, use) => {
    await using engine = new ServiceEngine({ address: async () => address, times });
    await use(engine);
  },
  start: async ({ engine }, use) =>
    use((language = "python", cwd) =>
      engine.start({ language, ...(cwd !== undefined && { cwd }) }),
    ),
});

/** What a run gives, all told. */
export async function ran(
  kernel: Kernel,
  code: string,
  options: Parameters<Kernel["run"]>[1] = {},
) {
  const outputs: Output[] = [];
  const execution = await kernel.run(code, { ...options, onOutput: (one) => outputs.push(one) });
  const streamed = (name: string): string =>
    outputs.map((one) => (one.kind === "stream" && one.stream === name ? one.text : "")).join("");
  const shown = outputs.flatMap((one) => (one.kind === "display" ? [one.data["text/plain"]] : []));
  return { ...execution, outputs, shown, stdout: streamed("stdout"), stderr: streamed("stderr") };
}

/** Runs code, and says when it has written something. */
export function begin(kernel: Kernel, code: string, options: Parameters<Kernel["run"]>[1] = {}) {
  let tell = (): void => {};
  const begun = new Promise<void>((resolve) => (tell = resolve));
  const run = kernel.run(code, { ...options, onOutput: () => tell() });
  run.catch(() => {}); // looked at later
  return { begun, run };
}

/** The failure that a promise is rejected with. */
export const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => expect.unreachable("It did not fail."),
    (error: unknown) => error as Failure,
  );
