/**
 * The bridge in Python, on the modules below `socket`, which would take longer to load than the
 * rest of it. Same arguments, same steps and same promises as the one in Perl.
 */
export const pythonBridge = String.raw`
import os, select, sys, _socket
def stop(reason, code):
    os.write(2, ("mcp-sandbox: %s\n" % reason).encode())
    os._exit(code)
fd, port, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
try:
    door = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    door.bind(("127.0.0.1", port))
    door.listen(128)
    os.set_inheritable(fd, False)
    child = os.fork()
except OSError as error:
    stop("the network bridge cannot start: %s" % error.strerror, 125)
if child:
    os.waitpid(child, 0)
    import signal
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execvp(program[0], program)
    except OSError as error:
        stop("%s: %s" % (program[0], error.strerror), 127 if error.errno == 2 else 126)
if os.fork():
    os._exit(0)
import signal
os.setsid()
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
    signal.signal(number, signal.SIG_IGN)
nothing = os.open("/dev/null", os.O_RDWR)
for number in (0, 1, 2):
    os.dup2(nothing, number)
for number in (fd, door.fileno()):
    os.set_blocking(number, False)

OPEN, DATA, END, RESET, CREDIT = 1, 2, 3, 4, 5
WINDOW, MOST = 131072, 64
streams, by_socket, out, into = {}, {}, bytearray(), bytearray()
last = 0
class Stream:
    def __init__(self, number, sock):
        self.number, self.sock, self.fd = number, sock, sock.fileno()
        self.out, self.credit, self.owed = bytearray(), WINDOW, 0
        self.done = self.ended = self.shut = False
def say(kind, number, amount=0):
    out.extend((kind << 24 | number).to_bytes(4, "big"))
    out.extend(amount.to_bytes(4, "big"))
def drop(s):
    if streams.pop(s.number, None):
        del by_socket[s.fd]
        s.sock.close()
def fail(s):
    if s.number in streams:
        say(RESET, s.number)
        drop(s)
def settle(s):
    if s.ended and not s.shut and not s.out:
        s.shut = True
        try:
            s.sock.shutdown(_socket.SHUT_WR)
        except OSError:
            pass
    if s.shut and s.done:
        drop(s)
def welcome():
    global last
    while len(streams) < MOST:
        try:
            accepted, _ = door._accept()
        except OSError:
            return
        os.set_blocking(accepted, False)
        last = (last + 1) & 0xffffff
        while last in streams:
            last = (last + 1) & 0xffffff
        s = Stream(last, _socket.socket(fileno=accepted))
        streams[last] = by_socket[s.fd] = s
        by_socket[s.fd] = s
        say(OPEN, last)
def from_program(s):
    try:
        data = os.read(s.fd, min(s.credit, 65536))
    except BlockingIOError:
        return
    except OSError:
        return fail(s)
    if data:
        s.credit -= len(data)
        say(DATA, s.number, len(data))
        out.extend(data)
    else:
        s.done = True
        say(END, s.number)
        settle(s)
def to_program(s):
    try:
        put = os.write(s.fd, s.out)
    except BlockingIOError:
        return
    except OSError:
        return fail(s)
    del s.out[:put]
    s.owed += put
    if s.owed >= 32768:
        say(CREDIT, s.number, s.owed)
        s.owed = 0
    settle(s)
def from_host():
    try:
        data = os.read(fd, 262144)
    except BlockingIOError:
        return
    except OSError:
        os._exit(0)
    if not data:
        os._exit(0)
    into.extend(data)
    at = 0
    while len(into) - at >= 8:
        kind, amount = into[at], int.from_bytes(into[at + 4:at + 8], "big")
        if kind == DATA and len(into) - at < 8 + amount:
            break
        s = streams.get(int.from_bytes(into[at + 1:at + 4], "big"))
        at += 8
        if kind == DATA:
            if s:
                s.out.extend(into[at:at + amount])
                to_program(s)
            at += amount
        elif s and kind == CREDIT:
            s.credit += amount
        elif s and kind == END:
            s.ended = True
            settle(s)
        elif s and kind == RESET:
            drop(s)
    del into[:at]
def to_host():
    try:
        del out[:os.write(fd, out)]
    except BlockingIOError:
        pass
    except OSError:
        os._exit(0)
while True:
    poll = select.poll()
    poll.register(fd, 1 | (4 if out else 0))
    if len(streams) < MOST:
        poll.register(door.fileno(), 1)
    for s in streams.values():
        reads = not s.done and s.credit > 0 and len(out) < 1048576
        if reads or s.out:
            poll.register(s.fd, (1 if reads else 0) | (4 if s.out else 0))
    for number, events in poll.poll():
        s = by_socket.get(number)
        if number == fd:
            if events & ~4:
                from_host()
        elif number == door.fileno():
            welcome()
        elif s:
            if s.out and events & ~1:
                to_program(s)
            if s.number in streams and not s.done and s.credit > 0 and events & ~4:
                from_program(s)
    if out:
        to_host()
`;
