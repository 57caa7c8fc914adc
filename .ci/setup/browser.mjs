import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { run } from "./command.mjs";
import { browserFolder, editorFolder } from "./folders.mjs";
import { step } from "./step.mjs";

const packed = join(editorFolder, "node_modules", "@sparticuz", "chromium", "bin");
const archives = ["al2023.tar", "fonts.tar", "swiftshader.tar"];

/** For a machine that has no fonts of its own. */
const fontsConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(browserFolder, "fonts")}</dir>
  <cachedir>${join(browserFolder, "fonts-cache")}</cachedir>
</fontconfig>
`;

/** Unpacks the headless Chromium that came with the editor, its libraries and fonts. */
export async function installBrowser() {
  if (existsSync(browserFolder)) return;
  await step("Unpacking the browser", async () => {
    const partial = `${browserFolder}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await Promise.all([
      unpack("chromium", join(partial, "chromium")),
      ...archives.map((archive) => unpackArchive(archive, partial)),
    ]);
    await writeFile(join(partial, "fonts.conf"), fontsConfiguration);
    await rename(partial, browserFolder);
  });
}

/**
 * @param {string} name
 * @param {string} target
 */
async function unpack(name, target) {
  await pipeline(
    createReadStream(join(packed, `${name}.br`)),
    createBrotliDecompress(),
    createWriteStream(target, { mode: 0o755 }),
  );
}

/**
 * @param {string} name
 * @param {string} folder
 */
async function unpackArchive(name, folder) {
  const archive = join(folder, name);
  await unpack(name, archive);
  await run("tar", ["-xf", archive, "-C", folder]);
  await rm(archive);
}
