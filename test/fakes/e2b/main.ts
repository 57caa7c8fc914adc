/**
 * `npm run fake-e2b`: the fake service by hand, until it is asked to end. With `E2B_DEBUG` it is
 * what a client in debug mode expects, on that client's port.
 */
import { FakeE2B } from "./fakeE2B.ts";

const debug = Boolean(process.env["E2B_DEBUG"]);
const port = Number(process.env["PORT"] ?? (debug ? 49_983 : 0));
await using fake = await FakeE2B.start({ port, debug });
const exports = debug
  ? ["E2B_DEBUG=true"]
  : [`E2B_API_KEY=${fake.apiKey}`, `E2B_API_URL=${fake.url}`, `E2B_SANDBOX_URL=${fake.url}`];
console.log(`A fake of E2B's service listens on ${fake.url}.
It is for tests: its sandboxes are plain processes of this machine and isolate nothing.

${exports.map((line) => `export ${line}`).join("\n")}

Ctrl+C ends it and everything that it started.`);
await new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve());
});
