/** Attacks on the kernel itself: rarely used calls, foreign architectures, its own files. */
export const kernel = String.raw`
@attack("P8")
def _():
    return allowed("io_uring_setup", 1, ctypes.create_string_buffer(120))


@attack("K1")
def _():
    make_map = ctypes.create_string_buffer(struct.pack("IIIII", 2, 4, 4, 1, 0) + bytes(52))
    return allowed("bpf", 0, make_map, 72)


@attack("K2")
def _():
    attributes = ctypes.create_string_buffer(struct.pack("IIQ", 1, 112, 0) + bytes(24) + struct.pack("Q", 0x60) + bytes(64))
    return allowed("perf_event_open", attributes, 0, -1, -1, 0)


@attack("K3")
def _():
    return any_of(
        ("user mode only", lambda: allowed("userfaultfd", 1)),
        ("kernel faults", lambda: allowed("userfaultfd", 0)),
        ("/dev/userfaultfd", lambda: os.close(os.open("/dev/userfaultfd", os.O_RDWR))),
    )


@attack("K4")
def _():
    return any_of(
        ("keyctl", lambda: allowed("keyctl", 0, -3, 1)),
        ("add_key", lambda: allowed("add_key", b"user", b"mcpverify", b"x", 1, -2)),
    )


@attack("K5")
def _():
    """Bits above the number select another table of calls, which a filter may have forgotten."""
    if os.uname().machine != "x86_64":
        raise Skip("only x86-64 has it")

    def x32(number, *args):
        ctypes.set_errno(0)
        if libc.syscall(ctypes.c_long(0x40000000 | number), *args) < 0:
            raise OSError(ctypes.get_errno(), "x32")

    return any_of(("getpid", lambda: x32(39)), ("unshare", lambda: x32(272, ctypes.c_long(CLONE_NEWUSER))))


@attack("K6")
def _():
    """The 32-bit way into a 64-bit kernel; the numbers mean other calls there."""
    if os.uname().machine != "x86_64":
        raise Skip("only x86-64 has it")
    import mmap

    def enter(number, first):
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        page.write(b"\x53\xb8" + struct.pack("<I", number) + b"\xbb" + struct.pack("<I", first) + b"\xcd\x80\x5b\xc3")
        code = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
        result = code()
        return -result if result < 0 else 0

    getpid = in_child(lambda: 1 if enter(20, 0) else 0)
    unshare = in_child(lambda: enter(310, CLONE_NEWUSER))
    worked = [n for n, end in (("getpid", getpid), ("unshare", unshare)) if end == 0]
    return bool(worked), ", ".join(worked) or "ended with %d, %d" % (getpid, unshare)


@attack("K7")
def _():
    """Asked in a way that changes nothing where it is allowed."""
    none = ctypes.c_void_p(None)
    tries = {
        "init_module": (none, 0, b""),
        "finit_module": (-1, b"", 0),
        "kexec_load": (0, 17, none, 0xFFFF),
        "reboot": (0, 0, 0, none),
        "iopl": (3,),
        "pivot_root": (b"/nowhere", b"/nowhere"),
        "chroot": (config["writable"].encode(),),
        "open_by_handle_at": (-1, ctypes.create_string_buffer(8), 0),
    }
    return any_of(*[(n, lambda n=n, a=a: in_child(lambda: 0 if allowed(n, *a) else 1) == 0) for n, a in tries.items() if n in NUMBERS])


@attack("K8")
def _():
    buffer = ctypes.create_string_buffer(4096)
    return any_of(
        ("syslog", lambda: call("syslog", 3, buffer, 4096) > 0),
        ("/dev/kmsg", lambda: len(read("/dev/kmsg")) > 0),
        ("/proc/kmsg", lambda: len(read("/proc/kmsg")) > 0),
    )


@attack("K9")
def _():
    def opened(path):
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))

    names = ["/proc/kcore", "/dev/mem", "/dev/kmem", "/dev/port", "/proc/kpageflags", "/proc/vmcore"]
    return any_of(*[(name, lambda n=name: opened(n)) for name in names])


@attack("K10")
def _():
    addresses = re.findall(rb"^([0-9a-f]+) [tT] ", read("/proc/kallsyms", 4096), re.M)
    return any(int(address, 16) for address in addresses), "addresses of the kernel"


OWN_DEVICES = {"null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts", "shm", "fd", "console",
               "stdin", "stdout", "stderr", "core", "mqueue"}


@attack("K11")
def _():
    others = sorted(set(os.listdir("/dev")) - OWN_DEVICES)
    return bool(others), "%d others: %s" % (len(others), " ".join(others[:8]))


def covered(path):
    """By the null device, which takes what is written and does nothing."""
    found = os.stat(path)
    return stat.S_ISCHR(found.st_mode) and found.st_rdev == os.makedev(1, 3)


def writable_below(top, limit=12):
    found, looked = [], 0
    for folder, folders, files in os.walk(top):
        if top == "/proc":
            folders[:] = [f for f in folders if not f.isdigit() and f not in ("self", "thread-self")]
        for name in files:
            path, looked = folder + "/" + name, looked + 1
            if not os.path.islink(path) and not covered(path) and os.access(path, os.W_OK, effective_ids=True):
                found.append(path)
        if len(found) >= limit or looked > 20000:
            break
    return found


@attack("K12")
def _():
    """Asks only whether it could write; nothing is opened."""
    found = writable_below("/proc")
    return bool(found), "%d: %s" % (len(found), " ".join(found[:6]))


@attack("K13")
def _():
    found = writable_below("/sys")
    return bool(found), "%d: %s" % (len(found), " ".join(found[:6])) if found else "nothing"


@attack("K14")
def _():
    """Control groups: a jail must not move itself out of its limits."""
    found = []
    for fields in mounts():
        if fields[fields.index("-") + 1].startswith("cgroup"):
            try:
                os.close(os.open(fields[4] + "/cgroup.procs", os.O_WRONLY))
                found.append(fields[4])
            except OSError:
                pass
    return bool(found), " ".join(found) or "none is mounted writable"
`;
