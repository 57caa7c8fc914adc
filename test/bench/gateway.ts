import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { silent } from "../../src/base/log.ts";
import { Gateway } from "../../src/gateway/http/gateway.ts";
import { Relays } from "../../src/gateway/relays.ts";
import { contenders, server } from "./contenders.ts";
import { median, quantile, table, timed } from "./stats.ts";

const calls = 1500;
const warming = 300;
const token = "token-of-the-bench-0123456789";
const echo = { message: "hello" };

interface Way {
  readonly name: string;
  readonly call: () => Promise<unknown>;
}

/**
 * What the gateway adds to a call: the same server, asked through its host and through the gateway
 * by clients of both eras, rounds interleaved. Clients and gateway share one thread here.
 */
export async function printGateway(): Promise<void> {
  await using field = await contenders();
  const host = field.all[0]?.host;
  if (host === undefined) throw new Error("There is no bare contender.");
  using relays = new Relays({ log: silent });
  relays.bind(host);
  using relay = relays.to(server);
  await using gateway = await Gateway.listen({ token, version: "0.0.0", log: silent });
  gateway.add("/mcp", relay);
  const url = new URL(`${gateway.origin}/mcp`);
  const clients = [await connected(url, "legacy"), await connected(url, "modern")];
  const [legacy, modern] = clients;
  const ways: readonly Way[] = [
    { name: "direct", call: () => host.callTool(server, "echo", echo, { raw: true }) },
    {
      name: "client of 2025",
      call: async () => legacy?.callTool({ name: "echo", arguments: echo }),
    },
    {
      name: "client of 2026",
      call: async () => modern?.callTool({ name: "echo", arguments: echo }),
    },
  ];
  for (const way of ways) for (let i = 0; i < warming; i++) await way.call();
  for (const inFlight of [1, 10, 100]) await printTimes(ways, inFlight);
  for (const client of clients) await client.close();
}

async function printTimes(ways: readonly Way[], inFlight: number): Promise<void> {
  const samples = ways.map((): number[] => []);
  for (let done = 0; done < calls; done += 100)
    for (const [at, way] of ways.entries()) {
      let left = 100;
      const worker = async (): Promise<void> => {
        while (left-- > 0) samples[at]?.push(await timed(way.call));
      };
      await Promise.all(Array.from({ length: inFlight }, worker));
    }
  const [p50, p95] = [median(samples[0] ?? []), quantile(samples[0] ?? [], 0.95)];
  const rows = ways.map(({ name }, at) => {
    const [own50, own95] = [median(samples[at] ?? []), quantile(samples[at] ?? [], 0.95)];
    return [name, own50, own95, own50 - p50, own95 - p95].map((cell) =>
      typeof cell === "number" ? cell.toFixed(3) : cell,
    );
  });
  const head = ["", "p50 ms", "p95 ms", "added p50", "added p95"];
  console.log(`\nEcho call, ${inFlight} in flight (${calls} calls)\n${table(head, rows)}`);
}

async function connected(url: URL, era: "legacy" | "modern"): Promise<Client> {
  const mode = era === "legacy" ? era : { pin: "2026-07-28" };
  const client = new Client({ name: "bench", version: "0.0.0" }, { versionNegotiation: { mode } });
  const requestInit = { headers: { Authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
  return client;
}
