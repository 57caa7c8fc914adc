/** Attacks on the jail's own parts: its first process, its helpers, its channel, its mounts. */
export const confinement = String.raw`
def only_inside():
    if bare:
        raise Skip("there is no jail in this run")


def status_of(pid):
    lines = read("/proc/%s/status" % pid, 1 << 16).decode().splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


@attack("J1")
def _():
    """Every process that can be seen must be as confined as this one."""
    loose = []
    for pid in [os.getpid()] if bare else pids():
        try:
            status = status_of(pid)
        except OSError:
            continue
        wrong = [n for n in ("CapEff", "CapPrm", "CapInh", "CapAmb") if int(status[n], 16)]
        wrong += [n for n, right in (("Seccomp", "2"), ("NoNewPrivs", "1")) if status.get(n) != right]
        if wrong:
            loose.append("%s(%s): %s" % (status["Name"], pid, " ".join(wrong)))
    return bool(loose), "; ".join(loose) or "no capability, filter on, no new privileges"


@attack("J2")
def _():
    """Set-uid programs are a way up only where neither the mount nor the process forbids it."""
    status = status_of("self")
    if status.get("NoNewPrivs") == "1":
        return False, "no new privileges"
    names = ["/usr/bin/su", "/usr/bin/passwd", "/usr/bin/mount", "/usr/bin/newgrp"]
    there = [n for n in names if os.path.exists(n) and os.stat(n).st_mode & stat.S_ISUID]
    blocked = [n for n in there if os.statvfs(n).f_flag & os.ST_NOSUID]
    return bool(set(there) - set(blocked)), " ".join(there)


@attack("J3")
def _():
    """Whoever holds the channel speaks to the host's end of it without the bridge."""
    only_inside()
    extra = {fd: what for fd, what in inherited.items() if what != "/dev/null"}
    return bool(extra), " ".join("%d=%s" % item for item in extra.items()) or "none but the three"


@attack("J4")
def _():
    """Whose memory can be written can be made to do anything; so it must not be allowed more than this one."""
    own = status_of("self")
    others = [victim] if bare else [p for p in pids() if p not in (os.getpid(), os.getppid())]

    def more(pid):
        status = status_of(pid)
        names = ("CapEff", "CapPrm", "Seccomp", "Seccomp_filters", "NoNewPrivs", "Uid", "Groups")
        return bare or any(status.get(name) != own.get(name) for name in names)

    def writable(pid):
        os.close(os.open("/proc/%d/mem" % pid, os.O_RDWR))
        return more(pid)

    return any_of(*[("%s %d" % (status_of(p)["Name"], p), lambda p=p: writable(p)) for p in others])


@attack("J8")
def _():
    """A program that runs was opened before the jail was made, perhaps where it can be written."""
    others = [victim] if bare else pids()

    def opened(pid):
        os.close(os.open("/proc/%d/exe" % pid, os.O_WRONLY))

    return any_of(*[("of process %d" % p, lambda p=p: opened(p)) for p in others])


@attack("J5")
def _():
    """What was mounted read-only, or not meant to be written, must refuse every write."""
    only_inside()
    own = (workspace, os.environ.get("HOME", "/home/mcp"), "/tmp", "/run", "/var", "/dev", "/proc")
    found = []
    for fields in mounts():
        # Unescapes the kernel's octal notation of blanks and newlines.
        target = re.sub(r"\\(\d{3})", lambda m: chr(int(m.group(1), 8)), fields[4])
        is_covered = target.startswith((workspace + "/", "/proc/")) and "ro" in fields[5].split(",")
        if target.startswith("/dev/") or (target.startswith(own) and not is_covered):
            continue
        try:
            if os.path.isdir(target):
                write(target + "/" + config["mark"], "x")
                found.append(target)
            else:
                os.close(os.open(target, os.O_WRONLY))
                found.append(target)
        except OSError:
            pass
    return bool(found), " ".join(found[:8]) or "all refuse"


@attack("J6")
def _():
    """Noise on whatever else is open must not harm the host, which goes on to judge this."""
    only_inside()
    for fd in inherited:
        try:
            os.set_blocking(fd, False)
            for _ in range(16):
                os.write(fd, os.urandom(4096))
        except OSError:
            pass
    return False, "the host went on"


@attack("J7")
def _():
    """Names of host folders in command lines and environments of the jail's own processes."""
    only_inside()
    wanted = [w.encode() for w in config["hostWords"]]
    found = set()
    for pid in pids():
        for name in ("cmdline", "environ"):
            try:
                text = read("/proc/%d/%s" % (pid, name), 1 << 17)
            except OSError:
                continue
            if pid not in (os.getpid(), os.getppid()):
                found |= {w.decode() for w in wanted if w in text}
    return bool(found), " ".join(found) or "none"
`;
