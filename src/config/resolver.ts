import { isAbsolute, join, resolve } from "node:path";
import { Failure, type Problem } from "../base/failure.ts";
import type { Context } from "./context.ts";
import { joinPath } from "./jsonPath.ts";
import { pieces } from "./variables.ts";

/** Makes a value fit behind what stands before it. */
export type Encode = (value: string, before: string) => string;

/**
 * Fills in the variables of one launch. What is missing is collected, so that all of it can be
 * told at once; secrets are asked for one after another, each once.
 */
export class Resolver {
  readonly #context: Context;
  readonly #folder: string | undefined;
  readonly #base: string;
  readonly #signal: AbortSignal | undefined;
  readonly #problems: Problem[] = [];
  readonly #secrets = new Map<string, string>();
  readonly #sensitive = new Set<string>();

  /** `base` is the path of the server's entry, `folder` what relative paths start at. */
  constructor(context: Context, folder: string | undefined, base: string, signal?: AbortSignal) {
    this.#context = context;
    this.#folder = folder;
    this.#base = base;
    this.#signal = signal;
  }

  /** The setting's path, for problems. */
  path(...steps: readonly (string | number)[]): string {
    return joinPath(this.#base, ...steps);
  }

  report(path: string, message: string): void {
    this.#problems.push({ path, message });
  }

  /** Values that must not be shown. */
  get secrets(): readonly string[] {
    const all = new Set([...this.#secrets.values(), ...this.#sensitive]);
    return [...all].filter((value) => value !== "");
  }

  /** Marks a value as not to be shown. Short ones are left: they would blot out half of a log. */
  keepSecret(value: string): void {
    if (value.length >= 6) this.#sensitive.add(value);
  }

  /** The text with its variables filled in; `encode` makes each value fit where it goes. */
  async text(text: string, path: string, encode: Encode = (value) => value): Promise<string> {
    let result = "";
    for (const piece of pieces(text))
      result +=
        "text" in piece ? piece.text : encode(await this.#value(piece.variable, path), result);
    return result;
  }

  /** Several texts, one after another. */
  async texts(texts: readonly string[], path: (index: number) => string): Promise<string[]> {
    const results: string[] = [];
    for (const [index, text] of texts.entries()) results.push(await this.text(text, path(index)));
    return results;
  }

  /** An absolute path on this machine; a relative one starts at the workspace folder. */
  async hostPath(text: string, path: string): Promise<string> {
    const filled = await this.text(text, path);
    if (filled === "~" || filled.startsWith("~/"))
      return join(this.#context.userHome, filled.slice(1));
    if (isAbsolute(filled)) return resolve(filled);
    if (this.#folder === undefined)
      this.report(path, `No folder is open that ${text} could be relative to.`);
    return resolve(this.#folder ?? "/", filled);
  }

  async #value(variable: string, path: string): Promise<string> {
    if (variable.startsWith("secret:")) return this.#secret(variable.slice("secret:".length));
    const value = this.#plainValue(variable);
    if (value === undefined) this.report(path, missing(variable));
    return value ?? "";
  }

  #plainValue(variable: string): string | undefined {
    const { env, folders, userHome } = this.#context;
    if (variable === "userHome") return userHome;
    if (variable === "workspaceFolder") return this.#folder;
    if (variable.startsWith("env:")) return env[variable.slice("env:".length)];
    const name = variable.slice("workspaceFolder:".length);
    return folders.find((folder) => folder.name === name)?.path;
  }

  async #secret(name: string): Promise<string> {
    const value = this.#secrets.get(name) ?? (await this.#context.secret(name, this.#signal));
    this.#secrets.set(name, value);
    return value;
  }

  /** Throws when something could not be filled in. */
  check(server: string): void {
    const [first] = this.#problems;
    if (first === undefined) return;
    const message = `${server} cannot be started: ${first.message}`;
    throw new Failure("config", message, { problems: this.#problems });
  }
}

function missing(variable: string): string {
  if (variable.startsWith("env:"))
    return `The environment variable ${variable.slice("env:".length)} is not set.`;
  if (variable === "workspaceFolder")
    return "No folder is open that ${workspaceFolder} could mean.";
  return `No folder of the workspace is called ${variable.slice("workspaceFolder:".length)}.`;
}
