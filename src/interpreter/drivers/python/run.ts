/** Runs one request after another. */
export const run = String.raw`
main_module = types.ModuleType("__main__")
sys.modules["__main__"] = main_module
scope = main_module.__dict__
scope["__builtins__"] = builtins
top_level_await = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
features = 0
loop = None

import __future__

all_features = 0
for feature in __future__.all_feature_names:
    all_features |= getattr(__future__, feature).compiler_flag


def parsed(code, name):
    return compile(code, name, "exec", ast.PyCF_ONLY_AST | top_level_await | features, True)


def is_python(code):
    try:
        parsed(code, "<cell>")
        return True
    except Exception:
        return False


def waited(coroutine):
    """Runs in one loop for all runs, so that what was begun goes on while another waits."""
    import asyncio

    global loop
    if loop is None or loop.is_closed():
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
    task = loop.create_task(coroutine)
    try:
        return loop.run_until_complete(task)
    except BaseException:
        if not task.done():
            task.cancel()
            loop.run_until_complete(asyncio.wait([task], timeout=1))
        raise


def evaluated(tree, name, mode):
    global features
    compiled = compile(tree, name, mode, top_level_await | features, True)
    features |= compiled.co_flags & all_features
    value = eval(compiled, scope)
    is_coroutine = compiled.co_flags & 0x80
    return waited(value) if is_coroutine else value


def execute(code, name):
    """The value of the last expression is shown, unless a semicolon ends it."""
    if code[:1] in (" ", "\t"):
        import textwrap

        code = textwrap.dedent(code)
    try:
        tree = parsed(code, name)
    except SyntaxError:
        own = without_magics(code)
        if own == code:
            raise
        tree = parsed(own, name)
    linecache.cache[name] = (len(code), None, code.splitlines(True), name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    if tree.body:
        evaluated(tree, name, "exec")
    if last is None:
        return None
    value = evaluated(ast.Expression(last.value), name, "eval")
    return None if code.rstrip().endswith(";") else value


def limited(text, most=100_000):
    return text if len(text) <= most else text[: most // 2] + "\n...\n" + text[-most // 2 :]


def own_part(place):
    """What the cell itself did, without those who have called it; all where it did nothing."""
    first = place
    while first and not first.tb_frame.f_code.co_filename.startswith("<cell "):
        first = first.tb_next
    while not first and place and place.tb_frame.f_code.co_filename == "<driver>":
        place = place.tb_next
    return first or place


def described(error):
    place = own_part(error.__traceback__)
    try:
        value = str(error)
    except Exception:
        value = "<its text cannot be had>"
    try:
        lines = traceback.format_exception(type(error), error, place)
    except Exception:
        lines = [f"{type(error).__name__}: {value}\n"]
    return {"name": type(error).__name__, "value": limited(value), "traceback": limited("".join(lines))}


def run_cell(number, code):
    wire.running = True
    try:
        wire.send({"is": "started", "run": number})
        try:
            value = execute(code, f"<cell {number}>")
            if value is not None:
                scope["_"] = value
                tell_display(shown(value), is_main=True)
        finally:
            if is_ours():
                show_figures()
            if ipython:
                ipython.events.trigger("post_execute")
            flush()
    finally:
        wire.running = False


def serve(request):
    restore()
    number, env = request["run"], request["env"]
    before = {name: os.environ.get(name) for name in env}
    os.environ.update(env)
    done = {"is": "done", "run": number}
    try:
        run_cell(number, request["code"])
    except BaseException as error:
        if not (isinstance(error, SystemExit) and error.code in (None, 0)):
            done["error"] = described(error)
    if os.getpid() != wire.own_pid:
        flush()
        os._exit(0)
    for name, value in before.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    flush()
    wire.send(done)


if here is not None:
    sys.path.insert(0, here)
version = ".".join(map(str, sys.version_info[:3]))
wire.send({"is": "ready", "cwd": os.getcwd(), "version": "Python " + version})
while True:
    request = requests.next()
    if "run" in request:
        serve(request)
`;
