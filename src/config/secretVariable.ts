/** The environment variable that holds a secret: `github-token` is in `MCP_SANDBOX_SECRET_GITHUB_TOKEN`. */
export function secretVariable(name: string): string {
  return `MCP_SANDBOX_SECRET_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
}
