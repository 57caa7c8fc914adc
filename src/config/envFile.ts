import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import type { Resolver } from "./resolver.ts";

/** The variables of an env file; a file that cannot be read is a problem of the launch. */
export async function readEnvFile(
  file: string,
  resolver: Resolver,
): Promise<Readonly<Record<string, string>>> {
  const path = resolver.path("envFile");
  const name = await resolver.hostPath(file, path);
  try {
    const variables = Object.entries(parseEnv(await readFile(name, "utf8")));
    return Object.fromEntries(variables.map(([key, value]) => [key, value ?? ""]));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no reason given";
    const said = code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
    resolver.report(path, `The file ${name} ${said}.`);
    return {};
  }
}
