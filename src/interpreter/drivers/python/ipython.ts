/**
 * IPython is not loaded before it is used, for it takes half a second and 40 MB. When it is, it
 * shows its values through us and shares the code's names. Where there is none, a stand-in has what
 * most code wants of `IPython.display`.
 */
export const ipython = String.raw`
class OnImport:
    """Stands in front of the other finders until somebody imports IPython."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] != "IPython":
            return None
        sys.meta_path.remove(self)
        import importlib.util

        spec = importlib.util.find_spec("IPython")
        if spec is None:
            given = Given()
            given.module = stand_in()
            return importlib.machinery.ModuleSpec("IPython", given, is_package=True)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            attach()

        spec.loader.exec_module = exec_module
        return spec if name == "IPython" else None


class Given:
    """Loads a module that is there."""

    def create_module(self, spec):
        return self.module

    def exec_module(self, module):
        pass


def attach():
    global ipython
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class Publisher(DisplayPublisher):
        def publish(self, data, metadata=None, source=None, *, transient=None, update=False, **_):
            tell_display(bundle(data), (transient or {}).get("display_id"))

        def clear_output(self, wait=False):
            clear_output(wait)

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    kept = sys.excepthook, sys.displayhook
    ipython = InteractiveShell.instance(config=config, user_module=main_module, user_ns=scope)
    sys.excepthook, sys.displayhook = kept
    ipython.display_pub = Publisher(parent=ipython)
    ipython.system = shell
    scope["get_ipython"] = ipython.get_ipython


def load_ipython():
    try:
        import IPython
    except ImportError:
        return False
    return ipython is not None


def stand_in():
    class Form:
        def __init__(self, data=None, filename=None, **_):
            if filename is not None:
                with open(filename, "rb") as file:
                    data = file.read()
            self.data = data

        def _repr_mimebundle_(self, **_):
            data, kind = self.data, self.kind
            if not kind.startswith("image/p") and isinstance(data, bytes):
                data = data.decode()
            elif isinstance(data, bytes) and data[:2] == b"\xff\xd8":
                kind = "image/jpeg"
            return {kind: data, "text/plain": repr(self)}

        def __repr__(self):
            return f"<{type(self).__name__} object>"

    module = types.ModuleType("IPython.display")
    forms = {"HTML": "text/html", "Markdown": "text/markdown", "Latex": "text/latex"}
    forms.update(SVG="image/svg+xml", JSON="application/json", Image="image/png")
    forms.update(Javascript="application/javascript", Math="text/latex")
    for name, kind in forms.items():
        setattr(module, name, type(name, (Form,), {"kind": kind}))
    for entry in (display, update_display, clear_output, DisplayHandle):
        setattr(module, entry.__name__, entry)
    package = types.ModuleType("IPython")
    package.display, package.get_ipython = module, lambda: None
    sys.modules[module.__name__] = module
    return package


sys.meta_path.insert(0, OnImport())
`;
