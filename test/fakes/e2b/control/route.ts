import type { Faults } from "../faults.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Sandboxes } from "../sandboxes.ts";

/** What the control plane's calls work on. */
export interface Service {
  readonly sandboxes: Sandboxes;
  readonly faults: Faults;
}

/** Answers one call; `id` is the part of the path that names its object. */
export type Handler = (service: Service, exchange: Exchange, id: string) => Promise<void> | void;

/** Handlers by method and path, with `*` for the object's name. */
export type Routes = Readonly<Record<string, Handler>>;

/** The handler of a call and the name of its object. */
export function match(
  routes: Routes,
  call: string,
): { readonly handler: Handler; readonly id: string } | undefined {
  for (const [pattern, handler] of Object.entries(routes)) {
    const [before = "", after] = pattern.split("*");
    if (after === undefined) {
      if (call === pattern) return { handler, id: "" };
    } else if (call.startsWith(before) && call.endsWith(after)) {
      const id = call.slice(before.length, call.length - after.length);
      if (id !== "" && !id.includes("/")) return { handler, id: decodeURIComponent(id) };
    }
  }
  return undefined;
}
