/** Attacks that write, link or make special files where nothing was granted. */
export const writes = String.raw`
def plant(path):
    """Writes to a path of the host, making folders on the way as an attacker would."""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    except OSError:
        pass
    write(path, config["mark"])
    return False, "written, but not where the host looks"


for _id in ("W1", "W2", "W3", "W4"):
    attack(_id)(lambda id=_id: plant(paths[id]))


@attack("W10")
def _():
    return plant(workspace + "/way-out-to-write")


@attack("W11")
def _():
    def link(source, name):
        target = workspace + "/" + name
        os.link(source, target)
        write(target, config["mark"], os.O_WRONLY | os.O_APPEND)

    return any_of(
        ("a file of the home", lambda: link(paths["W11"], "linked-home")),
        ("a file granted to be read", lambda: link(config["reference"] + "/linkable", "linked-read")),
    )


def special_modes(bit, prefix):
    """Every door through which a file can get a mode bit."""
    folder = workspace.encode()

    def made(name, maker):
        path = folder + b"/" + prefix.encode() + name.encode()
        maker(path)
        if not os.stat(path).st_mode & bit:
            raise PermissionError(errno.EPERM, "the bit was dropped")

    def fresh(path):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o755))
        return path

    new = os.O_CREAT | os.O_WRONLY
    how = ctypes.create_string_buffer(struct.pack("QQQ", new, bit | 0o755, 0))
    full = bit | 0o755
    doors = {
        "chmod": lambda p: call("chmod", fresh(p), full),
        "fchmod": lambda p: call("fchmod", os.open(fresh(p), os.O_RDWR), full),
        "fchmodat": lambda p: call("fchmodat", AT_FDCWD, fresh(p), full),
        "fchmodat2": lambda p: call("fchmodat2", AT_FDCWD, fresh(p), full, 0),
        "open": lambda p: call("open", p, new, full),
        "openat": lambda p: call("openat", AT_FDCWD, p, new, full),
        "openat2": lambda p: call("openat2", AT_FDCWD, p, how, 24),
        "creat": lambda p: call("creat", p, full),
        "mknod": lambda p: call("mknod", p, stat.S_IFREG | full, 0),
        "mknodat": lambda p: call("mknodat", AT_FDCWD, p, stat.S_IFREG | full, 0),
    }

    def door(name):
        def open_it():
            try:
                made(name, doors[name])
            except Skip:
                return False

        return name, open_it

    os.umask(0)
    return any_of(*[door(name) for name in doors])


@attack("W12")
def _():
    return special_modes(stat.S_ISUID, "setuid-")


@attack("W20")
def _():
    return special_modes(stat.S_ISGID, "setgid-")


@attack("W21")
def _():
    path = workspace + "/capable"
    write(path, "")
    os.setxattr(path, "security.capability", struct.pack("<IIIII", 0x02000001, 1 << 7, 0, 0, 0))
    return True


@attack("W13")
def _():
    def node(name, mode, number):
        os.mknod(workspace + "/" + name, mode | 0o666, number)

    return any_of(
        ("character device", lambda: node("character-device", stat.S_IFCHR, os.makedev(1, 5))),
        ("block device", lambda: node("block-device", stat.S_IFBLK, os.makedev(7, 0))),
    )


@attack("W14")
def _():
    def same_value():
        value = read("/proc/sys/vm/swappiness")
        write("/proc/sys/vm/swappiness", value, os.O_WRONLY)

    def opened(path):
        os.close(os.open(path, os.O_WRONLY))

    watched = ["kernel/core_pattern", "kernel/modprobe", "kernel/hostname", "vm/drop_caches"]
    return any_of(
        ("vm.swappiness written", same_value),
        *[(name, lambda n=name: opened("/proc/sys/" + n)) for name in watched],
    )


@attack("W15")
def _():
    private_mounts()
    folder = config["reference"].encode()
    if bare:
        call("mount", folder, folder, None, MS_BIND, None)
        call("mount", None, folder, None, MS_REMOUNT | MS_BIND | MS_RDONLY, None)
    attributes = ctypes.create_string_buffer(struct.pack("QQQQ", 0, 1, 0, 0))

    def plain():
        call("mount", None, folder, None, MS_REMOUNT | MS_BIND, None)

    def by_attribute():
        call("mount_setattr", AT_FDCWD, folder, 0, attributes, 32)

    def over_it():
        call("mount", workspace.encode(), folder, None, MS_BIND, None)

    worked = first_of(("remount", plain), ("mount_setattr", by_attribute), ("bind", over_it))
    write(config["reference"] + "/remounted", config["mark"])
    return worked


@attack("W16")
def _():
    private_mounts()
    target = config["reference"].encode()
    if bare:
        call("mount", target, target, None, MS_BIND, None)
    return any_of(
        ("the granted folder", lambda: call("umount2", target, 2)),
        ("/proc/sys", lambda: call("umount2", b"/proc/sys", 2) if not bare else False),
        ("a hooks folder", lambda: call("umount2", paths["hooks"].encode(), 2) if not bare else False),
    )


@attack("W19")
def _():
    write(workspace + "/plain.txt", config["mark"])
    return True


@attack("W22")
def _():
    """Sets the immutable flag, which the owner could not take away again."""
    path = workspace + "/immutable"
    fd = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
    flags = ctypes.c_long(0x10)
    if libc.ioctl(fd, ctypes.c_ulong(0x40086602), ctypes.byref(flags)) < 0:
        raise OSError(ctypes.get_errno(), "FS_IOC_SETFLAGS")
    libc.ioctl(fd, ctypes.c_ulong(0x40086602), ctypes.byref(ctypes.c_long(0)))
    return True
`;
