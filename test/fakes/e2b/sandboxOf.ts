import { header, type Exchange } from "./http/exchange.ts";

/** The sandbox and port that a request is meant for: by its headers, else by its host; none is the control plane. */
export function sandboxOf(exchange: Exchange): {
  readonly id: string | undefined;
  readonly port: number;
} {
  const id = header(exchange, "e2b-sandbox-id");
  if (id !== undefined) return { id, port: Number(header(exchange, "e2b-sandbox-port")) };
  const host = header(exchange, "host")?.match(/^(\d+)-([a-z0-9_]+)\./);
  return { id: host?.[2], port: Number(host?.[1]) };
}
