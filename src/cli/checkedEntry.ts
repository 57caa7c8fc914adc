import { Failure } from "../base/failure.ts";
import { parseServers } from "../config/parseServers.ts";
import type { ServerEntry } from "../config/serverEntry.ts";

/** An entry that was put together from options. Throws `usage` with all that is wrong. */
export function checkedEntry(name: string, entry: unknown): ServerEntry {
  const { servers, problems } = parseServers({ [name]: entry }, { scope: "file", path: "" });
  const [server] = servers;
  if (server !== undefined) return server.entry;
  const own = problems.map(({ path, message }) => ({
    path: path.startsWith(`${name}.`) ? path.slice(name.length + 1) : path,
    message,
  }));
  throw new Failure("usage", `The server ${name} would not be valid.`, { problems: own });
}
