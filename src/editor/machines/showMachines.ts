import { Disposable, type Memento, workspace } from "vscode";
import type { Log } from "../../base/log.ts";
import type { Host } from "../../mcp/host.ts";
import type { Machines } from "../../sandbox/machines.ts";
import { schemes } from "../contributions.ts";
import { FilesView } from "../files/filesView.ts";
import { SandboxFiles } from "../files/sandboxFiles.ts";
import type { Configuration } from "../servers/configuration.ts";
import { showWarning } from "../show.ts";
import { showMachineStatus } from "../statusBar.ts";
import type { E2BKey } from "./key.ts";
import { followKey } from "./keyHere.ts";
import { sweepSoon } from "./sweep.ts";

export interface Shown {
  readonly machines: Machines;
  readonly key: E2BKey;
  readonly host: Pick<Host, "servers">;
  readonly configuration: Pick<Configuration, "problems">;
  /** Of this workspace. */
  readonly memory: Memento;
  readonly log: Log;
}

/** What commands need of it. */
export interface MachineViews extends Disposable {
  readonly files: SandboxFiles;
  readonly filesView: FilesView;
}

/** Shows microVMs outside the tree of servers, and looks for those that were left behind. */
export function showMachines(shown: Shown): MachineViews {
  const { machines, key, configuration, log } = shown;
  const files = new SandboxFiles(machines);
  const filesView = new FilesView(machines, files);
  const isWhole = (): boolean => workspace.isTrusted && configuration.problems.length === 0;
  const all = Disposable.from(
    ...[files, filesView],
    workspace.registerFileSystemProvider(schemes.files, files, { isCaseSensitive: true }),
    showMachineStatus(machines),
    followKey(key, log),
    sweepSoon({ ...shown, isWhole, tell: showWarning }),
  );
  return { files, filesView, dispose: () => void all.dispose() };
}
