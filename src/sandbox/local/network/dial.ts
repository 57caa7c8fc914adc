import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, type LookupFunction, type Socket } from "node:net";
import { isWithin } from "./addresses.ts";
import { isAddress, shownTarget, type Target } from "./hostName.ts";
import { Refusal } from "./refusal.ts";
import type { Resolve } from "./resolver.ts";
import type { Rule } from "./rules.ts";
import type { UserProxy } from "./userProxy.ts";

const connectMs = 15_000;

/** A way to a target that a rule allows. */
export interface Route {
  /** The checked addresses of the target. */
  readonly addresses: readonly string[];
  /** The user's own proxy, where it has to be gone by; it resolves the name itself. */
  readonly by: UserProxy | undefined;
  /** To be read by people. */
  readonly shown: string;
}

/**
 * Resolves the target and keeps only the addresses that the rule may lead to. Throws Refusal when
 * none is left. Behind the user's own proxy a name that cannot be resolved here is left to it.
 */
export async function routeTo(
  target: Target,
  rule: Rule,
  resolve: Resolve,
  by: UserProxy | undefined,
): Promise<Route> {
  const found = isAddress(target.host) ? [target.host] : await resolved(target, resolve, by);
  const addresses = found.filter((address) => isWithin(rule.reach, address));
  if (found.length > 0 && addresses.length === 0)
    throw new Refusal(`its address ${found.slice(0, 3).join(", ")} is not public`);
  const shown = by === undefined ? addresses.join(", ") : `by the proxy ${by.host}:${by.port}`;
  return { addresses, by, shown };
}

async function resolved(
  { host }: Target,
  resolve: Resolve,
  by: UserProxy | undefined,
): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch (error) {
    if (by !== undefined) return [];
    throw error;
  }
}

/** A connection to one of the route's addresses, or through the user's proxy. */
export function openRoute(route: Route, target: Target): Promise<Socket> {
  return route.by === undefined
    ? connectTo(route.addresses, target.port)
    : tunnelBy(route.by, target);
}

function connectTo(addresses: readonly string[], port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: "checked.invalid", // never looked up: `pinned` answers
      port,
      lookup: pinned(addresses),
      autoSelectFamily: true,
      allowHalfOpen: true,
      noDelay: true,
    });
    const tooLong = setTimeout(
      () => socket.destroy(new Error(`no connection within ${connectMs / 1000} seconds`)),
      connectMs,
    );
    socket.once("error", reject);
    socket.once("close", () => clearTimeout(tooLong));
    socket.once("connect", () => {
      clearTimeout(tooLong);
      socket.off("error", reject);
      socket.on("error", () => {}); // told by whoever reads or writes
      resolve(socket);
    });
  });
}

/** Answers with the addresses that were checked, so that what is connected to is what was checked. */
function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  return (_host, options, callback) => {
    const [first] = all;
    if (options.all === true) callback(null, all);
    else callback(null, first?.address ?? "", first?.family);
  };
}

/** What to hand to `http.request` so that it asks the user's proxy. */
export function askProxy({ isTls, host, port, authorization }: UserProxy): {
  readonly request: typeof httpRequest;
  readonly options: RequestOptions;
  readonly headers: Readonly<Record<string, string>>;
} {
  return {
    request: isTls ? httpsRequest : httpRequest,
    options: { host, port, agent: false, timeout: connectMs },
    headers: authorization === undefined ? {} : { "proxy-authorization": authorization },
  };
}

function tunnelBy(by: UserProxy, target: Target): Promise<Socket> {
  const { request, options, headers: login } = askProxy(by);
  const path = shownTarget(target);
  const headers = { ...login, host: path };
  return new Promise((resolve, reject) => {
    const asked = request({ ...options, method: "CONNECT", path, headers });
    asked.once("error", reject);
    asked.once("timeout", () => asked.destroy(new Error("the user's proxy does not answer")));
    asked.once("connect", ({ statusCode }, socket: Socket, head: Buffer) => {
      socket.setTimeout(0);
      socket.on("error", () => {});
      if (head.length > 0) socket.unshift(head);
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      return reject(new Error(`the user's proxy answered ${statusCode}`));
    });
    asked.once("response", ({ statusCode, socket }) => {
      socket.destroy();
      reject(new Error(`the user's proxy answered ${statusCode}`));
    });
    asked.end();
  });
}
