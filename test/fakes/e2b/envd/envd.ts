import type { Faults } from "../faults.ts";
import { answer, header, type Exchange } from "../http/exchange.ts";
import { Refusal } from "../http/refusal.ts";
import type { FakeSandbox } from "../sandbox.ts";
import { usageOf } from "../usage.ts";
import { serve } from "./calls.ts";
import { download, upload } from "./files.ts";
import { filesystemCalls } from "./filesystemCalls.ts";
import { processCalls } from "./processCalls.ts";
import { authorizeFile } from "./signature.ts";

/** The daemon inside a running sandbox. */
export async function envd(
  sandbox: FakeSandbox,
  faults: Faults,
  exchange: Exchange,
): Promise<void> {
  const { pathname } = exchange.url;
  if (pathname === "/health") return answer(exchange, 204);
  if (pathname === "/files") return files(sandbox, exchange);
  const given = header(exchange, "x-access-token");
  if (sandbox.token !== null && given !== sandbox.token)
    throw new Refusal(401, "unauthorized access, please provide a valid access token");
  if (pathname === "/envs") return answer(exchange, 200, sandbox.envs);
  if (pathname === "/metrics") return answer(exchange, 200, await metricsOf(sandbox));
  const [, service, method = ""] = pathname.split("/");
  if (service === "process.Process")
    return serve(processCalls(sandbox.programs, faults), method, sandbox, exchange);
  if (service === "filesystem.Filesystem")
    return serve(filesystemCalls(sandbox.root), method, sandbox, exchange);
  throw new Refusal(404, `no such path: ${pathname}`);
}

async function metricsOf(sandbox: FakeSandbox): Promise<object> {
  const usage = await usageOf(sandbox);
  return {
    ts: Math.floor(usage.at.getTime() / 1000),
    cpu_count: usage.cpuCount,
    cpu_used_pct: usage.cpuUsedPct,
    mem_total: usage.memTotal,
    mem_used: usage.memUsed,
    disk_used: usage.diskUsed,
    disk_total: usage.diskTotal,
  };
}

async function files({ root, token }: FakeSandbox, exchange: Exchange): Promise<void> {
  const { request, url } = exchange;
  const reads = request.method === "GET";
  const given = header(exchange, "x-access-token");
  if (token !== null) authorizeFile(token, given, reads ? "read" : "write", url.searchParams);
  await (reads ? download(root, exchange) : upload(root, exchange));
}
