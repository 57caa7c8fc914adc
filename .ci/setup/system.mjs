import { find, run } from "./command.mjs";
import { step } from "./step.mjs";

/** Programs that the jail and the sample need, and the package that brings each. */
const programs = [
  { program: "bwrap", brings: "bubblewrap" },
  { program: "python3", brings: "python3" },
];

/** How each system's package manager installs without asking. */
const managers = [
  {
    program: "apt-get",
    commands: ["apt-get update", "apt-get install -y --no-install-recommends"],
  },
  { program: "dnf", commands: ["dnf install -y"] },
  { program: "apk", commands: ["apk add"] },
  { program: "pacman", commands: ["pacman -Sy --noconfirm"] },
  { program: "zypper", commands: ["zypper --non-interactive install"] },
];

/** Installs what is missing when allowed to; otherwise prints the command for it and goes on. */
export async function installSystemPrograms() {
  if (process.platform !== "linux") {
    console.log("! There is no local jail for this system yet: servers will not start in one.");
    return;
  }
  const found = await Promise.all(programs.map(({ program }) => find(program)));
  const missing = programs.filter((_, i) => found[i] === undefined).map(({ brings }) => brings);
  if (missing.length === 0) return;
  const commands = await installCommands(missing);
  if (commands.length > 0 && process.getuid?.() === 0) {
    await step(`Installing ${missing.join(" and ")}`, () => runAll(commands));
  } else {
    const how = commands.map((command) => `sudo ${command}`).join(" && ");
    console.log(`! ${missing.join(" and ")} is missing. Install it, e.g. with:\n    ${how}`);
  }
}

/**
 * @param {readonly string[]} packages
 * @returns {Promise<string[]>}
 */
async function installCommands(packages) {
  for (const { program, commands } of managers) {
    if ((await find(program)) === undefined) continue;
    const last = commands.length - 1;
    return commands.map((command, i) =>
      i === last ? `${command} ${packages.join(" ")}` : command,
    );
  }
  return [];
}

/** @param {readonly string[]} commands */
async function runAll(commands) {
  for (const command of commands) {
    const [program = "", ...args] = command.split(" ");
    await run(program, args, { env: { DEBIAN_FRONTEND: "noninteractive" } });
  }
}
