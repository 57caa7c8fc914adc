/**
 * Cold start, warm call, throughput and heap growth: the same server bare and in the jail, in one
 * run, rounds interleaved so that the machine's moods meet all alike. Prints ratios to bare.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Contender, contenders, server } from "./contenders.ts";
import { printCells } from "./cells.ts";
import { printRelay } from "./e2bRelay.ts";
import { printGateway } from "./gateway.ts";
import { e2bContenders, printFlood } from "./e2b.ts";
import { median, quantile, table, timed } from "./stats.ts";

const coldRounds = 21;
const warmCalls = 3000;
const throughputRounds = 7;
const heapCalls = 10_000;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const call = (contender: Contender, message: string): Promise<unknown> =>
  contender.host.callTool(server, "echo", { message });

async function coldStarts(all: readonly Contender[]): Promise<number[][]> {
  const samples = all.map((): number[] => []);
  for (let round = 0; round <= coldRounds; round++) {
    for (const [i, contender] of all.entries()) {
      const took = await timed(() => contender.host.start(server));
      await contender.host.stop(server);
      if (round > 0) samples[i]?.push(took); // the first round only warms the caches
    }
  }
  return samples;
}

async function warmCallTimes(all: readonly Contender[]): Promise<number[][]> {
  const samples = all.map((): number[] => []);
  for (const contender of all) for (let i = 0; i < 500; i++) await call(contender, "warm");
  for (let done = 0; done < warmCalls; done += 100) {
    for (const [i, contender] of all.entries())
      for (let n = 0; n < 100; n++) samples[i]?.push(await timed(() => call(contender, "hello")));
  }
  return samples;
}

async function callsPerSecond(contender: Contender, inFlight: number): Promise<number> {
  const total = 1000;
  let started = 0;
  const worker = async (): Promise<void> => {
    while (started++ < total) await call(contender, "hello");
  };
  const took = await timed(() => Promise.all(Array.from({ length: inFlight }, worker)));
  return (total / took) * 1000;
}

async function throughput(all: readonly Contender[], inFlight: number): Promise<number[]> {
  const rates = all.map((): number[] => []);
  for (let round = 0; round <= throughputRounds; round++) {
    for (const [i, contender] of all.entries()) {
      const rate = await callsPerSecond(contender, inFlight);
      if (round > 0) rates[i]?.push(rate);
    }
  }
  return rates.map(median);
}

async function heapGrowthKB(contender: Contender): Promise<number> {
  const used = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed / 1024;
  };
  for (let i = 0; i < 2000; i++) await call(contender, "heap");
  const before = used();
  for (let i = 0; i < heapCalls; i++) await call(contender, "heap");
  return used() - before;
}

const ms = (value: number): string => value.toFixed(value < 10 ? 3 : 1);
const ratio = (value: number, to: number): string => (value / to).toFixed(3);

function printTimes(title: string, all: readonly Contender[], samples: number[][]): void {
  const bare = median(samples[0] ?? []);
  const rows = all.map(({ name }, i) => {
    const own = samples[i] ?? [];
    return [
      name,
      ms(median(own)),
      ms(Math.min(...own)),
      ms(quantile(own, 0.95)),
      ratio(median(own), bare),
    ];
  });
  console.log(`\n${title}\n${table(["", "median ms", "min ms", "p95 ms", "to bare"], rows)}`);
}

/**
 * `npm run bench` measures the jail, `npm run bench -- e2b` microVMs of the fake service,
 * `npm run bench -- gateway` what the gateway adds to a call, `-- relay` what the relay does,
 * `-- cells` what running code costs.
 */
async function main(): Promise<void> {
  if (process.argv.includes("gateway")) return printGateway();
  if (process.argv.includes("cells")) return printCells();
  if (process.argv.includes("relay")) return printRelay();
  const isE2b = process.argv.includes("e2b");
  await using field = await (isE2b ? e2bContenders() : contenders());
  const { all } = field;
  console.log(
    `server-everything over stdio, node ${process.version}; bare = no sandbox, same host`,
  );
  printTimes(`Cold start to tool list (${coldRounds} rounds)`, all, await coldStarts(all));
  for (const { host } of all) await host.start(server);
  printTimes(`Warm echo call (${warmCalls} calls)`, all, await warmCallTimes(all));
  await printThroughput(all.slice(0, 3));
  const second = all[1];
  if (second)
    console.log(
      `\nHeap growth of the host over ${heapCalls} calls (${second.name}): ${(await heapGrowthKB(second)).toFixed(0)} KB`,
    );
  if (isE2b) await printFlood(collectGarbage);
}

async function printThroughput(all: readonly Contender[]): Promise<void> {
  const rows: string[][] = [];
  for (const inFlight of [1, 10, 100]) {
    const [bare = 1, ...others] = await throughput(all, inFlight);
    const held = others.flatMap((rate) => [rate.toFixed(0), ratio(rate, bare)]);
    rows.push([`${inFlight} in flight`, bare.toFixed(0), ...held]);
  }
  const head = ["", ...all.flatMap(({ name }, at) => (at === 0 ? [name] : [name, "to bare"]))];
  console.log(`\nThroughput, calls per second\n${table(head, rows)}`);
}

await main();
