/** Bombs. Every one of them stops by itself at a bound that the host survives, jailed or not. */
export const limits = String.raw`
limit = config.get("limits", {})


def die_with_parent():
    """Under a name that fools who reads the process table carelessly."""
    libc.prctl(1, signal.SIGKILL, 0, 0, 0)
    libc.prctl(15, b") Z 1 1\n(", 0, 0, 0)


@attack("L1")
def _():
    """Half as many again as allowed; all of them sleep."""
    bound = limit["processes"] * 3 // 2
    born = []
    try:
        for _ in range(bound):
            pid = os.fork()
            if pid == 0:
                die_with_parent()
                time.sleep(20)
                os._exit(0)
            born.append(pid)
        note = "no end before the bound"
    except OSError as error:
        note = errno.errorcode[error.errno]
    reached = len(born)
    for pid in born:
        os.kill(pid, signal.SIGKILL)
    for pid in born:
        os.waitpid(pid, 0)
    return reached >= bound, "%d of %d allowed: %s" % (reached, limit["processes"], note)


def eat(megabytes, told):
    import mmap

    held = []
    for _ in range(megabytes // 16):
        part = mmap.mmap(-1, 16 << 20)
        for offset in range(0, 16 << 20, 4096):
            part[offset] = 1
        held.append(part)
        os.write(told, b".")
    return held


@attack("L2")
def _():
    """Twice what is allowed, in four processes; none of them alone is over the limit."""
    share = limit["memoryMB"] // 2
    ours, theirs = os.pipe()
    born = []
    for _ in range(4):
        pid = os.fork()
        if pid == 0:
            die_with_parent()
            try:
                held = eat(share, theirs)
                time.sleep(20)
            finally:
                os._exit(0)
        born.append(pid)
    os.close(theirs)
    def living():
        return sum(os.waitpid(pid, os.WNOHANG)[0] == 0 for pid in born)

    got, whole, alive = 0, share // 16 * 16 * 4, 4
    deadline = time.monotonic() + 4
    while got < whole and alive == 4 and time.monotonic() < deadline:
        if select.select([ours], [], [], 0.1)[0]:
            got += 16 * len(os.read(ours, 4096))
        alive = living()
    watched = time.monotonic() + limit["hold"]
    while alive == 4 and time.monotonic() < watched:
        time.sleep(0.05)
        alive = living()
    for pid in born:
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
    return got > limit["memoryMB"] * 1.5 and alive == 4, "%d MB of %d allowed, %d of 4 alive" % (got, limit["memoryMB"], alive)


@attack("L3")
def _():
    """One file without end; it has holes and takes no room."""
    size = 1 << 40
    path = workspace + "/endless"
    fd = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    os.ftruncate(fd, size)
    return True, "1 TB"


@attack("L4")
def _():
    """Fills what is held in memory, and gives it back at once."""
    bound, chunk = limit["tmpMB"], 32
    room = os.statvfs("/tmp")
    if bare and room.f_bavail * room.f_bsize >> 20 < 4 * bound:
        raise Skip("too little room for a careful try")
    folders = ("/tmp",) if bare else ("/tmp", "/dev/shm", "/run", "/var", "/var/tmp")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    notes, worst = [], 0
    for folder in folders:
        if not os.access(folder, os.W_OK):
            continue
        path, got = folder + "/" + config["mark"] + "-fill", 0
        fd = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            while got < bound:
                os.posix_fallocate(fd, got << 20, chunk << 20)
                got += chunk
        except OSError as error:
            notes.append("%s %d MB %s" % (folder, got, errno.errorcode[error.errno]))
        finally:
            os.close(fd)
            os.unlink(path)
        worst = max(worst, got)
    return worst >= bound, "; ".join(notes) or "no end before %d MB" % bound


@attack("L5")
def _():
    """Two busy processes; what counts is the time that they got in the second half."""
    def spin():
        die_with_parent()
        end = time.monotonic() + limit["spin"]
        while time.monotonic() < end:
            pass
        os._exit(0)

    def used():
        total = 0.0
        for pid in born:
            fields = read("/proc/%d/stat" % pid).rsplit(b")", 1)[1].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return total

    born = []
    for _ in range(2):
        pid = os.fork()
        if pid == 0:
            spin()
        born.append(pid)
    time.sleep(limit["spin"] * 0.4)
    before, since = used(), time.monotonic()
    time.sleep(limit["spin"] * 0.5)
    share = (used() - before) / (time.monotonic() - since)
    for pid in born:
        os.kill(pid, signal.SIGKILL)
    return share > limit["cpus"] * 1.6, "%.2f of %.2f processors" % (share, limit["cpus"])


@attack("L6")
def _():
    """A crash must leave no copy of its memory; asked of a child that crashes in the granted folder."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    pattern = read("/proc/sys/kernel/core_pattern")
    if hard == 0:
        return False, "no core files"
    if pattern.startswith((b"|", b"/")):
        return not bare, "allowed, handled by " + pattern.decode().strip()

    def crash():
        os.chdir(workspace)
        resource.setrlimit(resource.RLIMIT_CORE, (min(hard, 1 << 20) if hard > 0 else 1 << 20, hard))
        os.kill(os.getpid(), signal.SIGSEGV)

    in_child(crash)
    return any(name.startswith("core") for name in os.listdir(workspace)), "in the granted folder"


@attack("D1")
def _():
    """Leaves twice-forked, in a session of its own, deaf to signals, with nothing of its parent's."""
    between = os.fork()
    if between == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            os.chdir("/")
            os.closerange(0, 256)
            code = "import time; time.sleep(30)"
            os.execve(sys.executable, [sys.executable, "-I", "-c", code, config["daemon"]], {})
        os._exit(0)
    os.waitpid(between, 0)
    for _ in range(100):
        time.sleep(0.02)
        for pid in pids():
            try:
                if config["daemon"].encode() in read("/proc/%d/cmdline" % pid):
                    return False, "left behind"
            except OSError:
                pass
    return False, "never seen"
`;
