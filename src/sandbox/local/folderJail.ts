import { requireJail } from "./doctor/requireJail.ts";
import { filterFor } from "./filterFor.ts";
import { hostRoot } from "./hostRoot.ts";
import { startInJail } from "./jail.ts";
import type { LimitGroup } from "./limits/limitGroup.ts";
import type { Shown } from "./view.ts";

/** The programs that are run so are ours and end by themselves. */
const unlimited: LimitGroup = {
  outside: [],
  inside: [],
  caveats: [],
  prepare: () => {},
  watch: () => {},
  exceeded: async () => undefined,
  [Symbol.asyncDispose]: async () => {},
};

/** Runs a program of the system in a jail that sees nothing but these folders, and writes to them. True when it ended well. */
export async function runOnFolders(
  words: readonly string[],
  folders: readonly Shown[],
): Promise<boolean> {
  const [program = "", ...args] = words;
  const running = await startInJail(
    {
      bubblewrap: await requireJail(),
      root: await hostRoot(process.getuid?.() === 0),
      filter: filterFor({ unixSockets: false }),
      binds: folders.map((folder) => ({ ...folder, write: true })),
      ...{ hidden: [], links: {}, env: { PATH: "/usr/bin:/bin" } },
      ...{ outlet: undefined, limits: unlimited },
      onGone: async () => {},
    },
    { program, args, cwd: "/" },
  );
  const exit = await running.exit;
  return exit.kind === "exited" && exit.code === 0;
}
