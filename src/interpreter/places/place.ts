import type { Provider } from "../../sandbox/sandbox.ts";
import type { Engine } from "../engine.ts";

/** Where code runs: an engine, the files around it, and how it is. Closing it ends all that runs. */
export interface Place extends AsyncDisposable {
  /** `service`: a code-interpreter service by its URL. `none`: this machine without any sandbox. */
  readonly provider: Provider | "none" | "service";
  readonly engine: Engine;
  readonly files: PlaceFiles;
  /** Looks whether code can run there. Rejects with `cancelled` only. */
  health(signal?: AbortSignal): Promise<Health>;
}

/** Files as the code sees them. Rejects with `fileNotFound`, `fileFailed`, or why the place cannot be used. */
export interface PlaceFiles {
  read(path: string, options: FileOptions & { readonly maxBytes: number }): Promise<Uint8Array>;
  /** Writes the whole file; makes the folders above it. */
  write(path: string, data: Uint8Array, options: FileOptions): Promise<void>;
}

export interface FileOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface Health {
  readonly status: "healthy" | "unhealthy" | "timeout" | "connection_error" | "error";
  /** Who was asked. */
  readonly url: string;
  /** HTTP status of the answer, where there is one. */
  readonly code?: number;
  readonly body: string;
}
