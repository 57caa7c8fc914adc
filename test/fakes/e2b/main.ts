/** `npm run fake-e2b`: the fake service by hand, until it is asked to end. */
import { FakeE2B } from "./fakeE2B.ts";

const port = Number(process.env["PORT"] ?? 0);
await using fake = await FakeE2B.start({ port });
console.log(`A fake of E2B's service listens. It is for tests: its sandboxes isolate nothing.

export E2B_API_KEY=${fake.apiKey}
export E2B_API_URL=${fake.url}
export E2B_SANDBOX_URL=${fake.url}

Ctrl+C ends it and everything that it started.`);
await new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve());
});
