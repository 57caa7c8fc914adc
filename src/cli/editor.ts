import { spawn } from "node:child_process";
import { Failure } from "../base/failure.ts";
import type { World } from "./world.ts";

/** Opens a file in `$VISUAL`, `$EDITOR` or vi, and waits until the editor has ended. */
export async function openEditor(file: string, env: World["env"]): Promise<void> {
  const editor = [env["VISUAL"], env["EDITOR"]].find((each) => (each ?? "").trim() !== "") ?? "vi";
  // The variable may hold options, so a shell takes it apart; the file's name stays one word.
  const child = spawn("/bin/sh", ["-c", `exec ${editor} "$1"`, "sh", file], {
    stdio: ["inherit", 2, "inherit"], // stdout is for results
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (code === 0) return;
  throw new Failure("usage", `The editor \`${editor}\` ended with ${code ?? "a signal"}.`, {
    remedy: "Set VISUAL or EDITOR to an editor that waits, e.g. EDITOR=nano.",
  });
}
