import { Failure } from "../../base/failure.ts";
import type { Language } from "../engine.ts";
import type { Driver } from "./driver.ts";
import { bash } from "./bash/bash.ts";
import { javascript, typescript } from "./node/node.ts";
import { python } from "./python/python.ts";

const drivers: readonly Driver[] = [python, javascript, typescript, bash];

/** Throws a `usage` failure for a language that has no driver. */
export function driverOf(language: Language): Driver {
  const driver = drivers.find((each) => each.language === language);
  if (driver !== undefined) return driver;
  throw new Failure("usage", `There is no ${language} without a code-interpreter service.`, {
    remedy: `Choose a service for this context, or one of: ${drivers.map((each) => each.language).join(", ")}.`,
  });
}
