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
  exportTo: "mcpSandbox.exportTo",
  importFrom: "mcpSandbox.importFrom",
  openSettings: "mcpSandbox.openSettings",
  forgetSecret: "mcpSandbox.forgetSecret",
  reviewServers: "mcpSandbox.reviewServers",
  answerLaunch: "mcpSandbox.answerLaunch",
  reviewTools: "mcpSandbox.reviewTools",
  approveTool: "mcpSandbox.approveTool",
  blockTool: "mcpSandbox.blockTool",
  verifyIsolation: "mcpSandbox.verifyIsolation",
  doctor: "mcpSandbox.doctor",
  setE2BKey: "mcpSandbox.setE2BKey",
  showSandboxes: "mcpSandbox.showSandboxes",
  refreshSandboxes: "mcpSandbox.refreshSandboxes",
  stopAllSandboxes: "mcpSandbox.stopAllSandboxes",
  pauseSandbox: "mcpSandbox.pauseSandbox",
  endSandbox: "mcpSandbox.endSandbox",
  copySandboxId: "mcpSandbox.copySandboxId",
  putFolder: "mcpSandbox.putFolder",
  fetchFolder: "mcpSandbox.fetchFolder",
  openSandboxFiles: "mcpSandbox.openSandboxFiles",
  closeSandboxFiles: "mcpSandbox.closeSandboxFiles",
  refreshSandboxFiles: "mcpSandbox.refreshSandboxFiles",
  newSandboxFile: "mcpSandbox.newSandboxFile",
  newSandboxFolder: "mcpSandbox.newSandboxFolder",
  renameSandboxFile: "mcpSandbox.renameSandboxFile",
  deleteSandboxFile: "mcpSandbox.deleteSandboxFile",
  restartContext: "mcpSandbox.restartContext",
  interruptContext: "mcpSandbox.interruptContext",
  stopContext: "mcpSandbox.stopContext",
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

export const viewContainer = "mcpSandbox";
export const views = {
  servers: "mcpSandbox.tree",
  files: "mcpSandbox.files",
  contexts: "mcpSandbox.contexts",
} as const;

/** The notebooks that the extension runs; the editor's own extension reads and writes them. */
export const notebookType = "jupyter-notebook";

/** Kernels are remembered by it for each notebook. */
export const controllerId = (language: string): string => `mcpSandbox.${language}`;

/**
 * A trusted workspace may say where its servers run, which is no more than its entries may say one
 * by one. To which service their files go then, and with whose key, the user of this machine alone
 * decides.
 */
export const settings = {
  servers: "mcpSandbox.servers",
  provider: "mcpSandbox.provider",
  e2bDomain: "mcpSandbox.e2b.domain",
  e2bApiUrl: "mcpSandbox.e2b.apiUrl",
  e2bSandboxUrl: "mcpSandbox.e2b.sandboxUrl",
  allowUnsandboxed: "mcpSandbox.local.allowUnsandboxed",
  pins: "mcpSandbox.pins",
  sampling: "mcpSandbox.sampling",
  notebookHosts: "mcpSandbox.notebooks.allowedHosts",
  codeInterpreter: "mcpSandbox.codeInterpreter",
} as const;

/** The servers as the editor's agent gets them. */
export const definitionProvider = "mcpSandbox.servers";

/** Tools for agents that cannot see the servers of extensions. */
export const languageTools = {
  list: "list_sandboxed_tools",
  call: "call_sandboxed_tool",
} as const;

/** Words that `when` clauses of the manifest ask for. */
export const contextKeys = {
  /** The active editor holds arguments for a tool. */
  argumentsActive: "mcpSandbox.argumentsActive",
  /** The files of a microVM are open. */
  filesOpen: "mcpSandbox.filesOpen",
  /** There is a code context. */
  contextsOpen: "mcpSandbox.contextsOpen",
  /** There is a key for E2B. */
  hasE2BKey: "mcpSandbox.hasE2BKey",
} as const;

/** Schemes that the extension serves: read-only documents, and the files of microVMs. */
export const schemes = {
  schema: "mcp-sandbox-schema",
  result: "mcp-sandbox-result",
  report: "mcp-sandbox-report",
  launch: "mcp-sandbox-launch",
  tool: "mcp-sandbox-tool",
  files: "mcp-sandbox-files",
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
  "tool.waiting",
  "tool.blocked",
  "review",
  "outdated",
  "caveat",
  "failure",
  "remedy",
  "problem",
  "machine.starting",
  "machine.running",
  "machine.idle",
  "machine.paused",
  "machine.leaving",
  "machines",
  "files.machine",
  "files.top",
  "files.folder",
  "files.file",
  "context.starting",
  "context.idle",
  "context.running",
  "context.failed",
] as const;

export type ContextValue = (typeof contextValues)[number];
