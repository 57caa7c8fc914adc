import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { Folder } from "./folder.ts";
import { type Jails, test as base } from "./jail.ts";

interface Project {
  readonly folder: Folder;
  /** Paths of the project, from outside. */
  at(name: string): string;
  open(write: boolean): Promise<Sandbox>;
}

/** A granted folder `/data` with something to protect in it, and a secret beside it. */
export const test = base.extend<{ project: Project }>({
  project: async ({ folder, jails }, use) => {
    await folder.put({
      "secret/key": "canary",
      "project/readme": "hello",
      "project/.git/HEAD": "ref: refs/heads/main",
      "project/.git/config": "[core]\n",
      "project/.git/hooks/pre-commit": "#!/bin/sh\n",
      "project/.husky/pre-push": "",
      "project/libs/inner/.git/HEAD": "",
      "project/libs/inner/.git/config": "[core]\n",
      "project/libs/inner/.git/hooks/": "",
    });
    const at = (name: string): string => folder.at(`project/${name}`);
    await use({ folder, at, open: (write) => openOn(jails, folder, write) });
  },
});

function openOn(jails: Jails, folder: Folder, write: boolean): Promise<Sandbox> {
  return jails.open({ mounts: [{ source: folder.at("project"), target: "/data", write }] });
}
