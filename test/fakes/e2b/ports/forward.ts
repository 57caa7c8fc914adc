import { request as send } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Exchange } from "../http/exchange.ts";
import type { FakeSandbox } from "../sandbox.ts";
import { listens } from "./listening.ts";

/** Passes a call on to the program of a sandbox that listens on a port. False when there is none. */
export async function forward(
  sandbox: FakeSandbox,
  port: number,
  { request, response, url }: Exchange,
): Promise<boolean> {
  if (!listens(sandbox.programs.pids, port)) return false;
  const { method = "GET", headers } = request;
  const path = `${url.pathname}${url.search}`;
  const stream = { cut: () => void response.destroy() };
  sandbox.streams.add(stream);
  response.once("close", () => sandbox.streams.delete(stream));
  const there = send({ host: "127.0.0.1", port, method, path, headers, agent: false });
  there.on("response", (back) => {
    response.writeHead(back.statusCode ?? 502, back.headers);
    response.flushHeaders();
    // Whoever of the two goes takes the other along.
    pipeline(back, response).catch(() => {});
  });
  there.on("error", () => response.destroy());
  response.once("close", () => there.destroy());
  await pipeline(request, there).catch(() => {});
  return true;
}
