/** Plots: a back end for matplotlib that shows what is open when a run ends, or at `show()`. */
export const figures = String.raw`
import importlib.machinery

back_end = "mcp_sandbox_figures"
os.environ.setdefault("MPLBACKEND", "module://" + back_end)


class BackEnd:
    """Is found and made when matplotlib asks for it, and not before."""

    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name == back_end else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        from matplotlib.backend_bases import FigureManagerBase
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        module.FigureCanvas = FigureCanvasAgg
        module.FigureManager = FigureManagerBase
        module.show = show_figures


def show_figures(*_, **__):
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not hasattr(pyplot, "get_fignums"):
        return
    numbers = pyplot.get_fignums()
    try:
        for number in numbers:
            tell_display(figure_of(pyplot.figure(number)))
    finally:
        if numbers:
            pyplot.close("all")


def is_ours():
    matplotlib = sys.modules.get("matplotlib")
    name = str(getattr(matplotlib, "rcParams", {}).get("backend", "")) if matplotlib else ""
    return back_end in name


def figure_of(value):
    figure = getattr(sys.modules.get("matplotlib.figure"), "Figure", None)
    if figure is None or not isinstance(value, figure):
        return None
    kind = greeting.get("figures", "png")
    drawn = io.BytesIO()
    value.savefig(drawn, format=kind, bbox_inches="tight")
    data = drawn.getvalue()
    picture = {"image/svg+xml": data.decode()} if kind == "svg" else {"image/png": data}
    return bundle({**picture, "text/plain": text_of(value)})


sys.meta_path.insert(0, BackEnd())
`;
