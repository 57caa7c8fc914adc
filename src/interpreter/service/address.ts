import { randomUUID } from "node:crypto";
import { Failure } from "../../base/failure.ts";

/** Where a code-interpreter service is, and what every request to it carries. */
export interface ServiceAddress {
  /** Without a slash at its end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A service that is reached by its URL alone. The session header keeps the requests of one client
 * at one instance. Source: Alibaba Function Compute, whose session ids begin with a letter.
 * Throws `config`.
 */
export function serviceAt(url: string): ServiceAddress {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new Failure("config", `${url} is no address of a code-interpreter service.`, {
      remedy: "Give one such as http://localhost:5001.",
    });
  const parsed = new URL(url);
  const { username, password } = parsed;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const path = parsed.pathname.replace(/\/+$/, "");
  return {
    url: `${parsed.protocol}//${parsed.host}${path}`,
    headers: {
      "X-CI-SESSION-ID": sessionId(),
      ...(username !== "" && { Authorization: `Basic ${Buffer.from(login).toString("base64")}` }),
    },
  };
}

function sessionId(): string {
  const id = randomUUID();
  const letter = "abcdef"[Number.parseInt(id.slice(0, 1), 16) % 6] ?? "a";
  return letter + id.slice(1);
}
