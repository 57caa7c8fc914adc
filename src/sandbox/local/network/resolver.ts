import { lookup } from "node:dns/promises";

/** All addresses of a name. Rejects when there are none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** The system's own resolver, with its hosts file and its search for corporate names. */
export const systemResolve: Resolve = async (host) => {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
};

const maxAtOnce = 3;

/**
 * The same lookup is under way only once, and only a few at a time: the system's resolver works on
 * the threads that read and write the host's files too, and a jail must not hold all of them.
 */
export function sparing(resolve: Resolve): Resolve {
  const underWay = new Map<string, Promise<readonly string[]>>();
  return async function look(host): Promise<readonly string[]> {
    const same = underWay.get(host);
    if (same !== undefined) return same;
    if (underWay.size >= maxAtOnce) {
      await Promise.race(underWay.values()).catch(() => {});
      return look(host);
    }
    const started = resolve(host).finally(() => underWay.delete(host));
    underWay.set(host, started);
    return started;
  };
}
