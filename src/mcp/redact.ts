import type { Peer } from "./peer.ts";
import { type Mask, noMask } from "./secrets.ts";

/** The same value with secrets masked in all its texts; the very same one where it holds none. */
export function redacted<T>(value: T, mask: Mask): T {
  return mask === noMask ? value : (walked(value, mask) as T);
}

function walked(value: unknown, mask: Mask): unknown {
  if (typeof value === "string") return mask(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const parts = value.map((part) => walked(part, mask));
    return parts.every((part, at) => part === value[at]) ? value : parts;
  }
  const before = Object.entries(value);
  const after = before.map(([key, part]) => [mask(key), walked(part, mask)] as const);
  const isSame = after.every(
    ([key, part], at) => key === before[at]?.[0] && part === before[at][1],
  );
  return isSame ? value : Object.fromEntries(after);
}

/** What is at the other end of a session, for which secrets are masked in all that it hears. */
export function redactedPeer(peer: Peer, mask: Mask): Peer {
  const { answer, onNotify } = peer;
  return {
    ...peer,
    answer:
      answer && ((method, params, context) => answer(method, redacted(params, mask), context)),
    onNotify: (method, params) => onNotify(method, redacted(params, mask)),
  };
}
