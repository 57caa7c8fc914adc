import { E2B, type Sandbox } from "@e2b/code-interpreter";
import type { FakeE2B } from "../../../fakes/e2b/fakeE2B.ts";
import { test as base } from "../fakeTest.ts";

interface Fixtures {
  /** The code interpreter's class, pointed at the fake. */
  readonly Code: typeof Sandbox;
  /** A sandbox that runs cells. */
  readonly code: Sandbox;
}

export const test = base.extend<Fixtures>({
  Code: async ({ fake }, use) => use(new E2B(fake.connection).Sandbox),
  code: async ({ Code }, use) => use(await Code.create()),
});

interface Init {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A call of the interpreter as it goes over the wire. */
export const call = (
  fake: FakeE2B,
  { sandboxId }: Sandbox,
  path: string,
  init: Init = {},
): Promise<Response> =>
  fetch(fake.url + path, {
    ...init,
    headers: {
      "content-type": "application/json",
      "e2b-sandbox-id": sandboxId,
      "e2b-sandbox-port": "49999",
      ...init.headers,
    },
  });

/** A cell's answer as it goes over the wire. */
export const execute = (fake: FakeE2B, box: Sandbox, body: object): Promise<Response> =>
  call(fake, box, "/execute", { method: "POST", body: JSON.stringify(body) });
