import { execFileSync } from "node:child_process";
import { describe, expect } from "vitest";
import { test } from "./kernelTest.ts";

/** Whether the machine's Python has it. */
function has(module: string): boolean {
  try {
    execFileSync("python3", ["-c", `import ${module}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const alone =
  "import sys\nsys.path[:] = [path for path in sys.path if not path.endswith('-packages')]";

describe("displays", () => {
  const code = `
from IPython.display import display, clear_output, HTML, Image
shown = display(HTML("<i>"), display_id="d")
shown.update(HTML("<b>"))
clear_output(wait=True)
display(Image(data=b"\\x89PNG\\r\\n\\x1a\\n" + bytes(20)))
None`;

  test("work through IPython's names where there is no IPython", async ({ start }) => {
    const python = await start("python");
    await python.run(alone);
    const ids: unknown[] = [];
    const { shown, order, error } = await python.run(code, {
      onOutput: (output) => ids.push("id" in output ? output.id : undefined),
    });
    expect(error).toBeUndefined();
    expect(shown.map((each) => each["text/html"])).toEqual(["<i>", "<b>", undefined]);
    expect(shown[2]?.["image/png"]).toMatch(/^iVBOR/);
    expect(order[2]).toBe("clear true");
    expect(ids).toEqual(["d", "d", undefined, undefined]);
    expect(await python.value("from IPython import get_ipython; get_ipython()")).toBeUndefined();
  });

  test.skipIf(!has("IPython"))("and through IPython itself", async ({ start }) => {
    const python = await start("python");
    const { shown, order } = await python.run(code);
    expect(shown.map((each) => each["text/html"])).toEqual(["<i>", "<b>", undefined]);
    expect(shown[2]?.["image/png"]).toMatch(/^iVBOR/);
    expect(order[2]).toBe("clear true");
    expect((await python.run("x = 3\n%timeit -n1 -r1 x")).out).toContain("per loop");
    expect(await python.value("%%capture\nprint(1)")).toBeUndefined();
    expect(await python.value("get_ipython().user_ns is globals()")).toBe("True");
    expect((await python.run("1 / 0")).error?.traceback).toContain('File "<cell 5>", line 1');
  });
});

describe("commands in a cell", () => {
  test("run in a shell, and give their lines and their exit code", async ({ start }) => {
    const python = await start("python");
    const code = "n = 2\n!echo {n + 1} ${HOME:+home} {nothing}; echo oops >&2; exit 4\n_exit_code";
    const { out, err, shown } = await python.run(code);
    expect([out, err, shown[0]?.["text/plain"]]).toEqual(["3 home {nothing}\n", "oops\n", "4"]);
    expect(await python.value("if True:\n  lines = !seq {n}\nlines")).toBe("['1', '2']");
    expect((await python.run("%%bash\nfor i in 1 2; do echo {$i}; done")).out).toBe("{1}\n{2}\n");
    await python.run("%cd /\n%env A=b\n%matplotlib inline");
    expect(await python.value("import os; os.getcwd(), os.environ['A']")).toBe("('/', 'b')");
    expect(await python.value("s = '''\n!not a command\n'''\ns")).toContain("!not a command");
    expect(await python.value("5 \\\n  % 3")).toBe("2");
  });

  test("%pip is the pip of this Python, and a failure of it says what may be wrong", async ({
    start,
  }) => {
    const python = await start("python");
    const { err } = await python.run("%pip no-such-command");
    expect(err).toContain('unknown command "no-such-command"');
    expect(err).toContain("pip ended with exit code 1. If the sandbox's network rules stopped it");
  });

  test("what only IPython knows is said to need it", async ({ start }) => {
    const python = await start("python");
    await python.run(alone);
    const needed = "needs IPython, which is not installed here: %pip install ipython";
    expect(await python.value("%lsmagic")).toBe(`NameError: %lsmagic ${needed}`);
    expect(await python.value("%%time\n1")).toBe(`NameError: %%time ${needed}`);
  });
});

describe("plots", () => {
  /** As much of matplotlib as the back end meets. */
  const stand = {
    "matplotlib/__init__.py":
      "import os\nrcParams = {'backend': os.environ['MPLBACKEND']}\n" +
      "import importlib; backend = importlib.import_module(rcParams['backend'][len('module://'):])",
    "matplotlib/backend_bases.py": "class FigureManagerBase: pass",
    "matplotlib/backends/__init__.py": "",
    "matplotlib/backends/backend_agg.py": "class FigureCanvasAgg: pass",
    "matplotlib/figure.py":
      "class Figure:\n  def savefig(self, file, format, bbox_inches):\n    file.write(('drawn as ' + format).encode())",
    "matplotlib/pyplot.py":
      "from . import backend\nfrom .figure import Figure\nfigures = {}\nshow = backend.show\n" +
      "def get_fignums(): return list(figures)\n" +
      "def figure(n=None):\n  n = n or len(figures) + 1\n  return figures.setdefault(n, Figure())\n" +
      "def close(which): figures.clear()",
  };

  test("are shown when the cell ends, also by an error, and at show()", async ({
    folder,
    start,
  }) => {
    await folder.put(stand);
    const python = await start("python", { cwd: folder.path });
    const plot = "import matplotlib.pyplot as plt\nplt.figure(); plt.figure()\n";
    const png = Buffer.from("drawn as png").toString("base64");
    const shown = async (code: string) =>
      (await python.run(code)).shown.map((each) => each["image/png"]);
    expect(await shown(`${plot}print(1)`)).toEqual([png, png]);
    expect(await shown("1 / 0")).toEqual([]);
    expect(await shown(`${plot}1 / 0`)).toEqual([png, png]);
    expect(await shown(`${plot}plt.show()\ndisplay(plt.Figure())`)).toEqual([png, png, png]);
    const vector = await start("python", { cwd: folder.path, figures: "svg" });
    expect((await vector.run(plot)).shown[0]).toMatchObject({ "image/svg+xml": "drawn as svg" });
  });

  test.skipIf(!has("matplotlib"))("of the real matplotlib are pictures", async ({ start }) => {
    const python = await start("python");
    const { shown } = await python.run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);");
    expect(shown[0]?.["image/png"]).toMatch(/^iVBOR/);
  });

  test.skipIf(!has("pandas"))("and frames of the real pandas are tables", async ({ start }) => {
    const python = await start("python");
    const { shown } = await python.run("import pandas\npandas.DataFrame({'a': [1]})");
    expect(shown[0]?.["text/html"]).toContain("<table");
  });
});
