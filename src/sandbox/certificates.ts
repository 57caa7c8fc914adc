import { readFile, realpath } from "node:fs/promises";
import type { Mount } from "./sandbox.ts";

/** Variables by which programs are told whom to trust, each the path of a file of certificates. */
const variables = [
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "REQUESTS_CA_BUNDLE",
  "CURL_CA_BUNDLE",
  "PIP_CERT",
  "GIT_SSL_CAINFO",
  "DENO_CERT",
  "CARGO_HTTP_CAINFO",
  "AWS_CA_BUNDLE",
  "npm_config_cafile",
];

const folder = "/run/mcp-sandbox/certificates";

export interface Trust {
  /** The same variables with the paths inside. */
  readonly env: Readonly<Record<string, string>>;
  readonly binds: readonly Mount[];
  /** What could not be handed in, and why, in plain words. */
  readonly notes: readonly string[];
}

/**
 * The certificates that the user's own programs are told to trust (needed behind proxies that open
 * TLS), to be bound read-only. A file with a private key in it is not handed in.
 */
export async function certificates(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Trust> {
  const seen = new Map<string, Certificates>();
  const found: Record<string, string> = {};
  const notes: string[] = [];
  for (const name of variables) {
    const path = env[name];
    if (!path) continue;
    const source = await realpath(path).catch(() => path);
    const file = seen.get(source) ?? (await look(source, `${folder}/${seen.size}.pem`));
    seen.set(source, file);
    if (file.problem === undefined) found[name] = file.target;
    else notes.push(`${name} (${path}) ${file.problem}; it is not handed in`);
  }
  const good = [...seen].filter(([, { problem }]) => problem === undefined);
  const binds = good.map(([source, { target }]) => ({ source, target, write: false }));
  return { env: found, binds, notes };
}

interface Certificates {
  readonly target: string;
  readonly problem: string | undefined;
}

async function look(source: string, target: string): Promise<Certificates> {
  const text = await readFile(source, "latin1").catch(() => undefined);
  return { target, problem: problemWith(text) };
}

function problemWith(text: string | undefined): string | undefined {
  if (text === undefined) return "cannot be read";
  if (text.includes("PRIVATE KEY-----")) return "holds a private key";
  return text.includes("-----BEGIN ") ? undefined : "holds no certificate";
}
