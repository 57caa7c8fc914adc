import { asLines, type Driver } from "../driver.ts";
import { figures } from "./figures.ts";
import { ipython } from "./ipython.ts";
import { magics } from "./magics.ts";
import { run } from "./run.ts";
import { show } from "./show.ts";
import { streams } from "./streams.ts";
import { boot, wire } from "./wire.ts";

/** Python 3.8 and newer, on the standard library alone. */
export const python: Driver = {
  language: "python",
  program: "python3",
  args: ["-X", "utf8", "-c", boot],
  source: [wire, streams, show, figures, magics, ipython, run].join("\n"),
  ...asLines,
};
