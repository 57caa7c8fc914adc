/**
 * Reads its own source from the descriptor named second, and becomes it. What lies in the working
 * directory must not stand in for the modules that the driver itself uses.
 */
export const boot = String.raw`
import sys
here = sys.path.pop(0) if sys.path[:1] == [""] else None
import os
size, fd_in, fd_out, fd_alarm = map(int, sys.argv[1:5])
os.close(fd_alarm)
source = b""
while len(source) < size:
    source += os.read(fd_in, size - len(source)) or os._exit(70)
sys.argv[:] = [""]
exec(compile(source, "<driver>", "exec"), {"__name__": "driver", "fd_in": fd_in, "fd_out": fd_out, "here": here})
`;

/** How the driver speaks: one writer, messages in pieces that the system writes as a whole. */
export const wire = String.raw`
import _thread, ast, base64, builtins, faulthandler, io, json, linecache, os, signal, sys, traceback, types

for descriptor in (fd_in, fd_out):
    os.set_inheritable(descriptor, False)
spare = {1: fd_out, 2: os.dup(2)}
faulthandler.enable(spare[2])


class Requests:
    """Lines of JSON, one at a time; the process ends where they do."""

    rest = b""

    def next(self):
        while b"\n" not in self.rest:
            piece = os.read(fd_in, 65536)
            if not piece:
                sys.exit(0)
            self.rest += piece
        line, _, self.rest = self.rest.partition(b"\n")
        return json.loads(line)


requests = Requests()
greeting = requests.next()


class Wire:
    marker = b"\0" + greeting["key"].encode()
    room = 4096 - len(marker) - 2
    lock = _thread.allocate_lock()
    main = _thread.get_ident()
    own_pid = os.getpid()
    running = late = False
    sending = 0

    def send(self, message):
        """A process that the code has forked tells nothing."""
        if os.getpid() != self.own_pid:
            return
        data = json.dumps(message, separators=(",", ":")).encode()
        pieces = [data[at : at + self.room] for at in range(0, len(data), self.room)]
        flags = b"." if len(pieces) == 1 else b"+" + b"-" * (len(pieces) - 2) + b"="
        is_main = _thread.get_ident() == self.main
        self.sending += is_main
        try:
            with self.lock:
                for at, piece in enumerate(pieces):
                    self.put(self.marker + flags[at : at + 1] + piece + b"\n")
        finally:
            self.sending -= is_main
            if is_main and self.late and not self.sending:
                self.late = False
                raise KeyboardInterrupt

    def put(self, data):
        while data:
            try:
                data = data[os.write(fd_out, data) :]
            except BlockingIOError:
                import select

                select.select([], [fd_out], [], 1)
            except OSError:
                os._exit(70)

    def on_interrupt(self, signum, frame):
        """Raises in the code, and nowhere else."""
        if self.sending:
            self.late = self.running
        elif self.running:
            raise KeyboardInterrupt


wire = Wire()
signal.signal(signal.SIGINT, wire.on_interrupt)
`;
