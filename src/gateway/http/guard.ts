import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

export interface GuardOptions {
  /** What clients must show; nothing at all when absent. */
  readonly token?: string | undefined;
  /** The host that is listened on. */
  readonly host: string;
  /** The socket that is listened on instead. */
  readonly socket?: string | undefined;
}

/** Why a request is not let in. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const loopback = new Set(["localhost", "127.0.0.1", "::1"]);

export const isLoopback = (host: string): boolean =>
  loopback.has(host) || (isIP(host) === 4 && host.startsWith("127."));

/**
 * Lets in who shows the token and asks for us by our own name. A page of a browser that had its
 * name pointed at this machine (DNS rebinding) comes with that name, and is refused. No page can
 * come to a socket by itself: whatever brings one there is none of ours.
 */
export class Guard {
  readonly #token: Buffer | undefined;
  readonly #host: string;
  readonly #isSocket: boolean;

  constructor({ token, host, socket }: GuardOptions) {
    this.#token = token === undefined ? undefined : digest(token);
    this.#host = socket === undefined ? host : "localhost";
    this.#isSocket = socket !== undefined;
  }

  /** Why it is not let in; undefined when it is. What is open needs no token. */
  refuse(request: IncomingMessage, isOpen: boolean): Refusal | undefined {
    const { host, origin, authorization } = request.headers;
    const name = nameOf(`http://${host ?? ""}`);
    if (name === undefined || !this.#isOurs(name))
      return { status: 403, message: "This Host is not served here." };
    if (origin !== undefined && !this.#mayAsk(origin, name))
      return { status: 403, message: "Pages of this Origin may not ask here." };
    if (isOpen || this.#token === undefined || this.#shows(authorization)) return undefined;
    return {
      status: 401,
      message: authorization === undefined ? "A bearer token is missing." : "The token is wrong.",
      headers: { "WWW-Authenticate": 'Bearer realm="mcp-sandbox"' },
    };
  }

  #isOurs(name: string): boolean {
    if (isLoopback(name) || name === this.#host) return true;
    // An address cannot be rebound; it reaches us only where we listen on it.
    return !isLoopback(this.#host) && isIP(name) !== 0;
  }

  #mayAsk(origin: string, name: string): boolean {
    if (this.#isSocket) return false;
    const asking = /^https?:\/\//.test(origin) ? nameOf(origin) : undefined;
    return asking !== undefined && (isLoopback(asking) || asking === name);
  }

  #shows(authorization: string | undefined): boolean {
    const [, token] = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? "") ?? [];
    // Digests are of one length, so that comparing them tells nothing of it.
    return token !== undefined && this.#token !== undefined
      ? timingSafeEqual(digest(token), this.#token)
      : false;
  }
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** The host's name in a URL, without brackets. */
function nameOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname, username, password } = new URL(url);
  if (hostname === "" || pathname !== "/" || username !== "" || password !== "") return undefined;
  return hostname.replace(/^\[(.*)\]$/, "$1");
}
