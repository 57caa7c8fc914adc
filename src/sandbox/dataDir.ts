import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * Where everything that outlives a sandbox is kept. The same for the editor and the command line,
 * so that what one has installed the other finds installed.
 */
export function dataDir(env: NodeJS.ProcessEnv): string {
  const own = env["MCP_SANDBOX_DATA"];
  if (own !== undefined && isAbsolute(own)) return own;
  const shared = env["XDG_DATA_HOME"];
  // The XDG specification has relative paths ignored.
  if (shared !== undefined && isAbsolute(shared)) return join(shared, "mcp-sandbox");
  return join(homedir(), ".local", "share", "mcp-sandbox");
}
