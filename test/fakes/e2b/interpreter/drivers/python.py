"""A small kernel: cells come in on descriptor 3, one JSON object a line; what they do goes out on 4."""

import ast
import base64
import builtins
import inspect
import io
import json
import linecache
import os
import signal
import sys
import textwrap
import traceback

signal.signal(signal.SIGINT, signal.SIG_IGN)
for descriptor in (3, 4):
    os.set_inheritable(descriptor, False)
cells = os.fdopen(3, "r", encoding="utf-8")
told = os.fdopen(4, "w", encoding="utf-8", buffering=1)
own_pid = os.getpid()
loop = None


def tell(**message):
    told.write(json.dumps(message) + "\n")


class Told(io.TextIOBase):
    """Output in whole lines, the rest with a flush."""

    def __init__(self, name):
        self.name, self.rest = name, ""

    def writable(self):
        return True

    def write(self, text):
        whole, newline, self.rest = (self.rest + text).rpartition("\n")
        if newline:
            tell(type=self.name, text=whole + newline)
        return len(text)

    def flush(self):
        if self.rest:
            tell(type=self.name, text=self.rest)
            self.rest = ""


kinds = {
    "_repr_html_": "text/html",
    "_repr_markdown_": "text/markdown",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_pdf_": "application/pdf",
    "_repr_latex_": "text/latex",
    "_repr_json_": "application/json",
    "_repr_javascript_": "application/javascript",
}


def plain(data):
    return base64.b64encode(data).decode() if isinstance(data, bytes) else data


def shown(value):
    data = {"text/plain": repr(value)}
    if not isinstance(value, type):
        if hasattr(value, "_repr_mimebundle_"):
            data.update(value._repr_mimebundle_())
        for method, kind in kinds.items():
            if hasattr(value, method):
                data[kind] = getattr(value, method)()
    return {kind: plain(part) for kind, part in data.items() if part is not None}


def result(data, main):
    sys.stdout.flush()
    tell(type="result", data=data, main=main)


def display(*values, raw=False):
    for value in values:
        result(value if raw else shown(value), False)


def waited(coroutine):
    import asyncio

    global loop
    loop = loop or asyncio.new_event_loop()
    return loop.run_until_complete(coroutine)


def run(code, name, scope):
    """The last expression of a cell is its result. A cell may wait."""
    linecache.cache[name] = (len(code), None, code.splitlines(True), name)
    body = ast.parse(code, name).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    trees = [(ast.Module(body, []), "exec")]
    if last:
        trees.append((ast.Expression(last.value), "eval"))
    value = None
    for tree, mode in trees:
        compiled = compile(tree, name, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        value = eval(compiled, scope)
        if compiled.co_flags & inspect.CO_COROUTINE:
            value = waited(value)
    if last and value is not None:
        result(shown(value), True)


def fail(error):
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    own = [line for line in lines if f'File "{__file__}"' not in line]
    tell(type="error", name=type(error).__name__, value=str(error), traceback="".join(own))


sys.stdout, sys.stderr = Told("stdout"), Told("stderr")
builtins.display = display
scope = {"__name__": "__main__", "__builtins__": builtins}
for count, line in enumerate(cells, 1):
    cell = json.loads(line)
    before = dict(os.environ)
    os.environ.update(cell["envs"])
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        run(textwrap.dedent(cell["code"]), f"<cell {count}>", scope)
    except BaseException as error:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        fail(error)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.getpid() != own_pid:
        os._exit(0)
    for name in cell["envs"]:
        if name in before:
            os.environ[name] = before[name]
        else:
            os.environ.pop(name, None)
    sys.stdout.flush()
    sys.stderr.flush()
    tell(type="done")
