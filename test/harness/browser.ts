import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { browserFolder } from "../../.ci/setup/folders.mjs";

/** Starts the headless browser of set-up; it asks nobody on the network for anything. */
export async function launchBrowser(): Promise<Browser> {
  const ownFonts = existsSync("/etc/fonts/fonts.conf")
    ? {}
    : { FONTCONFIG_FILE: join(browserFolder, "fonts.conf") };
  return await chromium.launch({
    executablePath: join(browserFolder, "chromium"),
    env: { ...process.env, ...ownFonts, LD_LIBRARY_PATH: join(browserFolder, "lib") },
    args: [
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}
