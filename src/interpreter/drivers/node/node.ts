import type { Language } from "../../engine.ts";
import { asLines, type Driver, type Greeting } from "../driver.ts";
import { alarm } from "./alarm.ts";
import { rewrite } from "./rewrite.ts";
import { run } from "./run.ts";
import { boot, wire } from "./wire.ts";

const onNode = (language: Language): Driver => ({
  ...asLines,
  ...{
    language,
    program: "node",
    args: ["--disable-warning=ExperimentalWarning", "-e", boot, "--"],
  },
  source: [wire, rewrite, alarm, run].join("\n"),
  greeting: (greeting: Greeting) => `${JSON.stringify({ ...greeting, language })}\n`,
});

/** Node 20.12 and newer. */
export const javascript: Driver = onNode("javascript");

/** Its types are stripped by Node itself, which can do that from 22.13 on. */
export const typescript: Driver = onNode("typescript");
