import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** Everything that set-up and tests leave behind; may be deleted at any time. */
export const workFolder = join(root, ".vscode-test");

/** Node 24 from the dependencies; the editor and our tools need it. */
export const node24 = join(root, "node_modules", "node", "bin", "node");

/** A VS Code server and what it needs. */
export const editorFolder = join(workFolder, "editor");
export const editorRoot = join(editorFolder, "node_modules", "code-server", "lib", "vscode");

/** A headless Chromium with its libraries and fonts. */
export const browserFolder = join(workFolder, "browser");

export const playground = join(root, "playground");
