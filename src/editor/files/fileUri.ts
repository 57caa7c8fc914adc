import { Uri } from "vscode";
import { schemes } from "../contributions.ts";

/** A path in a machine. */
export interface Place {
  readonly machine: string;
  readonly path: string;
}

/** `mcp-sandbox-files://<machine>/<path>`. Ids are parts of host names, so letter case is no matter. */
export function fileUri({ machine, path }: Place): Uri {
  return Uri.from({ scheme: schemes.files, authority: machine, path });
}

export function placeOf({ authority, path }: Uri): Place {
  return { machine: authority, path: path === "" ? "/" : path };
}
