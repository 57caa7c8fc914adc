/** Builds, makes the sample workspace and opens it in an editor; ends all of it when asked to. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { linkExtension, startEditor } from "../test/harness/editorServer.ts";
import { hasDesktopEditor } from "./setup/editor.mjs";
import { root, workFolder } from "./setup/folders.mjs";
import { run } from "./setup/command.mjs";
import { step } from "./setup/step.mjs";
import { makeSample } from "./sample.ts";

const tryThis = "Choose MCP Sandbox in the activity bar, start `clock`, and call `now`.";

const asked = endAsked();
await step("Building", () => run(process.execPath, [join(root, "esbuild.mjs")], { cwd: root }));
const sample = await step("Making the sample workspace", makeSample);
if (hasDesktopEditor()) await openDesktop(sample);
else await serve(sample);

/** An Extension Development Host; it is the user's own window, and theirs to close. */
async function openDesktop(folder: string): Promise<void> {
  const code = process.platform === "win32" ? "code.cmd" : "code";
  const args = [`--extensionDevelopmentPath=${root}`, "--new-window", "--wait", folder];
  const editor = spawn(code, args, { stdio: "inherit", shell: process.platform === "win32" });
  console.log(`\nVS Code opens in a window of its own. ${tryThis} Ctrl+C ends it.`);
  await Promise.race([asked, once(editor, "exit")]);
  editor.kill();
}

async function serve(folder: string): Promise<void> {
  const profile = join(workFolder, "profile");
  const extensions = join(profile, "extensions");
  await linkExtension(extensions);
  const port = Number(process.env["PORT"] ?? 0);
  const start = (): ReturnType<typeof startEditor> =>
    startEditor({ port, extensions, userData: join(profile, "user") });
  await using editor = await step("Starting the editor", start);
  const address = `${editor.url}/?folder=${encodeURI(folder)}`;
  console.log(`\nOpen ${address}\n${tryThis} Ctrl+C ends everything.`);
  await asked;
  console.log("\nEnding the editor and the servers that it started.");
}

/** Resolves when the user, the system, or the loss of the process above asks to end. */
function endAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve());
    process.on("disconnect", () => resolve());
    process.channel?.unref();
  });
}
