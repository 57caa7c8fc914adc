/** The code's three streams, as far as they are Python's; programs that it starts have the real ones. */
export const streams = String.raw`
class Errors(io.TextIOBase):
    """Told in its place among the results. Lines, or what was flushed."""

    encoding, errors, name, mode = "utf-8", "backslashreplace", "<stderr>", "w"
    rest = ""

    @property
    def buffer(self):
        return io.FileIO(2, "w", closefd=False)

    def fileno(self):
        return 2

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not " + type(text).__name__)
        self.rest += text
        if "\n" in text or "\r" in text or len(self.rest) > 4096:
            self.flush()
        return len(text)

    def flush(self):
        text, self.rest = self.rest, ""
        if text and os.getpid() != wire.own_pid:
            os.write(2, text.encode("utf-8", "backslashreplace"))
        elif text:
            flush_stdout()
            wire.send({"is": "stream", "stream": "stderr", "text": text})


class Input(io.TextIOBase):
    """Asks for each line."""

    encoding, name, mode = "utf-8", "<stdin>", "r"

    def fileno(self):
        return 0

    def readable(self):
        return True

    def readline(self, size=-1):
        try:
            return ask("") + "\n"
        except EOFError:
            return ""

    def read(self, size=-1):
        return "".join(iter(self.readline, ""))


asked = 0


def ask(prompt, password=False):
    global asked
    if os.getpid() != wire.own_pid:
        raise EOFError("a forked process has no input")
    asked += 1
    flush()
    wire.send({"is": "ask", "question": asked, "prompt": str(prompt), "password": password})
    while True:
        answer = requests.next()
        if answer.get("question") == asked:
            if answer["answer"] is None:
                raise EOFError("nobody answers")
            return answer["answer"]


def input_(prompt="", /):
    """Asks the user."""
    return ask(prompt)


def getpass_(prompt="Password: ", stream=None, **_):
    """Asks the user, who does not see what is typed."""
    return ask(prompt, True)


def flush_stdout():
    try:
        sys.stdout.flush()
    except Exception:
        pass


def flush():
    flush_stdout()
    try:
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        pass


def standard_output():
    raw = io.BufferedWriter(io.FileIO(1, "w", closefd=False))
    return io.TextIOWrapper(raw, "utf-8", "backslashreplace", line_buffering=True)


def restore():
    """What a run has closed is open again in the next, and it can be interrupted."""
    signal.signal(signal.SIGINT, wire.on_interrupt)
    for descriptor, kept in spare.items():
        try:
            os.fstat(descriptor)
        except OSError:
            os.dup2(kept, descriptor)
    if getattr(sys.stdout, "closed", True):
        sys.stdout = standard_output()
    if getattr(sys.stderr, "closed", True):
        sys.stderr = Errors()
    if getattr(sys.stdin, "closed", True):
        sys.stdin = Input()


sys.stdout = sys.__stdout__ = standard_output()
sys.stderr, sys.stdin = Errors(), Input()
builtins.input = input_
import getpass

getpass.getpass = getpass_
os.register_at_fork(before=flush_stdout)
`;
