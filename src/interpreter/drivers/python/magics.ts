/** `!command`, `%pip` and a few more, with and without IPython; the other magics are IPython's. */
export const magics = String.raw`
def expanded(command):
    """{name} is Python's where there is such a name."""
    import re

    def value(match):
        try:
            return str(eval(match.group(1), scope))
        except Exception:
            return match.group(0)

    return re.sub(r"\{([^{}$]+)\}", value, command)


def shell(command, captured=False):
    import subprocess

    flush()
    how = {"stdout": subprocess.PIPE, "text": True, "errors": "replace"} if captured else {}
    if os.path.exists("/bin/bash"):
        how["executable"] = "/bin/bash"
    program = subprocess.Popen(expanded(command), shell=True, stdin=subprocess.DEVNULL, **how)
    try:
        said = program.communicate()[0]
    except KeyboardInterrupt:
        program.wait()
        raise
    scope["_exit_code"] = program.returncode
    return said.splitlines() if captured else None


def pip(rest):
    import importlib, shlex, site, subprocess

    flush()
    env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_BREAK_SYSTEM_PACKAGES": "1"}
    words = [sys.executable, "-m", "pip", *shlex.split(expanded(rest))]
    code = subprocess.call(words, env=env, stdin=subprocess.DEVNULL)
    scope["_exit_code"] = code
    own = site.getusersitepackages()
    if os.path.isdir(own) and own not in sys.path:
        site.addsitedir(own)
    importlib.invalidate_caches()
    if code:
        hint = "If the sandbox's network rules stopped it, allow pypi there and run it again."
        print(f"pip ended with exit code {code}. {hint}", file=sys.stderr)


def change_folder(rest):
    os.chdir(os.path.expanduser(expanded(rest.strip().strip("'\"")) or "~"))
    print(os.getcwd())


def environment(rest):
    name, equals, value = rest.partition("=")
    if equals:
        os.environ[name.strip()] = expanded(value.strip())
    return None if equals else os.environ.get(rest) if rest else dict(os.environ)


def configure(rest):
    if rest.startswith("InlineBackend.figure_format"):
        greeting["figures"] = "svg" if "svg" in rest else "png"
    elif load_ipython():
        ipython.run_line_magic("config", rest)


line_magics = {
    "config": configure,
    "pip": pip,
    "cd": change_folder,
    "env": environment,
    "pwd": lambda rest: os.getcwd(),
    "matplotlib": lambda rest: None,
}


def cell_shell(body):
    import subprocess

    flush()
    scope["_exit_code"] = subprocess.call(["bash", "-c", body], stdin=subprocess.DEVNULL)


class Magics:
    def line(self, name, rest):
        return line_magics[name](rest)

    shell = staticmethod(shell)
    cell = staticmethod(cell_shell)


builtins.__mcp_sandbox__ = Magics()


def own_line(line):
    import re

    match = re.match(r"(\s*)((?:[\w.\[\]]+\s*=\s*)?)([!%])\s*(.*)$", line)
    if not match:
        return line
    blank, assigned, sign, rest = match.groups()
    if sign == "!":
        return f"{blank}{assigned}__mcp_sandbox__.shell({rest!r}, {bool(assigned)})"
    name, _, words = rest.partition(" ")
    if name not in line_magics:
        return line
    return f"{blank}{assigned}__mcp_sandbox__.line({name!r}, {words.strip()!r})"


def without_magics(code):
    """Python, as far as the magics in it are known."""
    first, _, body = code.lstrip().partition("\n")
    if first.split()[:1] in (["%%bash"], ["%%sh"]):
        return f"__mcp_sandbox__.cell({body!r})"
    own = code if first.startswith("%%") else "\n".join(map(own_line, code.split("\n")))
    if own != code and is_python(own):
        return own
    import re

    magic = re.search(r"^\s*(?:[\w.]+\s*=\s*)?(%%?\w+|\?\S|.*\?$)", own, re.M)
    if magic is None:
        return own
    if not load_ipython():
        raise NameError(f"{magic.group(1)} needs IPython, which is not installed here: %pip install ipython")
    return ipython.transform_cell(own)
`;
