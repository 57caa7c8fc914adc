import type { FakeSandbox } from "../sandbox.ts";
import { usageOf } from "../usage.ts";

/** One sample, of now, if now is asked for. */
export async function metricsOf(sandbox: FakeSandbox, query: URLSearchParams): Promise<object[]> {
  const timestampUnix = Math.floor(Date.now() / 1000);
  const start = Number(query.get("start") ?? 0);
  const end = Number(query.get("end") ?? Number.POSITIVE_INFINITY);
  if (timestampUnix < start || timestampUnix > end) return [];
  const { at, ...usage } = await usageOf(sandbox);
  return [{ timestamp: at.toISOString(), timestampUnix, memCache: 0, ...usage }];
}
