/**
 * Every id that the extension and its manifest share, once. A test compares this file with
 * package.json both ways.
 */

export const commands = {
  addServer: "mcpSandbox.addServer",
  addFromJson: "mcpSandbox.addFromJson",
  edit: "mcpSandbox.edit",
  remove: "mcpSandbox.remove",
  start: "mcpSandbox.start",
  stop: "mcpSandbox.stop",
  restart: "mcpSandbox.restart",
  refreshTools: "mcpSandbox.refreshTools",
  callTool: "mcpSandbox.callTool",
  runTool: "mcpSandbox.runTool",
  cancelTool: "mcpSandbox.cancelTool",
  showRawResult: "mcpSandbox.showRawResult",
  quickRun: "mcpSandbox.quickRun",
  showSessions: "mcpSandbox.showSessions",
  stopAll: "mcpSandbox.stopAll",
  showLog: "mcpSandbox.showLog",
  copyAsJson: "mcpSandbox.copyAsJson",
  copyText: "mcpSandbox.copyText",
  openSettings: "mcpSandbox.openSettings",
  forgetSecret: "mcpSandbox.forgetSecret",
  verifyIsolation: "mcpSandbox.verifyIsolation",
  doctor: "mcpSandbox.doctor",
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

export const viewContainer = "mcpSandbox";
export const views = { servers: "mcpSandbox.tree" } as const;

export const settings = {
  servers: "mcpSandbox.servers",
  allowUnsandboxed: "mcpSandbox.local.allowUnsandboxed",
} as const;

/** Words that `when` clauses of the manifest ask for. */
export const contextKeys = {
  /** The active editor holds arguments for a tool. */
  argumentsActive: "mcpSandbox.argumentsActive",
} as const;

/** Schemes of the read-only documents that the extension serves. */
export const schemes = {
  schema: "mcp-sandbox-schema",
  result: "mcp-sandbox-result",
  report: "mcp-sandbox-report",
} as const;

/**
 * What a row of the tree is, for menus (`viewItem`). A server's word is `server.` and its state,
 * with `.outdated` behind it when a restart would apply changed settings.
 */
export const contextValues = [
  "server.disabled",
  "server.stopped",
  "server.starting",
  "server.running",
  "server.running.outdated",
  "server.stopping",
  "server.failed",
  "stage",
  "tool",
  "outdated",
  "caveat",
  "failure",
  "remedy",
  "problem",
] as const;

export type ContextValue = (typeof contextValues)[number];
