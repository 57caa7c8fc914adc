/** Values in every form that they have. */
export const show = String.raw`
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
ipython = None


def plain(part):
    if isinstance(part, (bytes, bytearray)):
        return base64.b64encode(part).decode()
    if isinstance(part, str):
        return part
    # What JSON does not have becomes text, or nothing.
    return json.loads(json.dumps(part, default=str), parse_constant=lambda _: None)


def bundle(data):
    if isinstance(data, tuple):
        data = data[0]
    return {str(kind): plain(part) for kind, part in (data or {}).items() if part is not None}


def text_of(value):
    try:
        text = repr(value)
        if len(text) > 80 and type(value) in (dict, list, tuple, set):
            import pprint

            text = pprint.pformat(value, width=80, compact=True)
        return text
    except Exception as error:
        return f"<{type(value).__name__}, whose repr failed: {type(error).__name__}: {error}>"


def attempt(method, *arguments, **named):
    """A representation that fails is one less."""
    try:
        return method(*arguments, **named)
    except Exception:
        return None


def shown(value):
    figure = figure_of(value)
    if figure:
        return figure
    if ipython:
        return bundle(ipython.display_formatter.format(value)[0])
    data = {}
    if not isinstance(value, type):
        for method, kind in kinds.items():
            if callable(getattr(value, method, None)):
                part = attempt(getattr(value, method))
                data[kind] = part[0] if isinstance(part, tuple) else part
        if callable(getattr(value, "_repr_mimebundle_", None)):
            whole = attempt(value._repr_mimebundle_, include=None, exclude=None)
            data.update(bundle(whole or attempt(value._repr_mimebundle_)))
    if data.get("text/plain") is None:
        data["text/plain"] = text_of(value)
    return bundle(data)


def tell_display(data, id=None, is_main=False):
    flush()
    message = {"is": "display", "main": is_main, "data": data}
    if id is not None:
        message["id"] = str(id)
    wire.send(message)


class DisplayHandle:
    """A display that can be replaced."""

    def __init__(self, display_id):
        self.display_id = display_id

    def display(self, value, **options):
        display(value, display_id=self.display_id, **options)

    update = display


def display(*values, display_id=None, raw=False, update=False, **_):
    """Shows values in the cell's output."""
    if display_id is True:
        display_id = os.urandom(8).hex()
    for value in values:
        tell_display(bundle(value) if raw else shown(value), display_id)
    return DisplayHandle(display_id) if display_id is not None else None


def update_display(value, *, display_id, **options):
    display(value, display_id=display_id, **options)


def clear_output(wait=False):
    """Takes away what the cell has shown so far; with wait, when something else comes."""
    flush()
    wire.send({"is": "clear", "wait": bool(wait)})


builtins.display = display
`;
