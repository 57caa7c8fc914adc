/**
 * Makes a fresh machine ready. Runs on Node 20 with nothing installed; what is there already
 * costs nothing. `npm run setup` sets up everything, `npm start` and `npm test` what they need.
 */
import { pathToFileURL } from "node:url";
import { installBrowser } from "./setup/browser.mjs";
import { hasDesktopEditor, installEditor } from "./setup/editor.mjs";
import { installPackages } from "./setup/packages.mjs";
import { makePlayground } from "./setup/playground.mjs";
import { installSystemPrograms } from "./setup/system.mjs";

/**
 * Ends the process with the reason when something cannot be set up.
 * @param {"start" | "test" | "all"} purpose
 */
export async function setUp(purpose) {
  try {
    await setUpOrThrow(purpose);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

/** @param {"start" | "test" | "all"} purpose */
async function setUpOrThrow(purpose) {
  await installPackages();
  await installSystemPrograms();
  await makePlayground();
  if (purpose !== "start" || !hasDesktopEditor()) await installEditor();
  if (purpose !== "start") await installBrowser();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await setUp("all");
