import type { Launch } from "./server.ts";

export function prepared(launch: Launch): Launch {
  return launch;
}
