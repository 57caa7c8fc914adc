/** System calls by number, for those that the C library does not offer or would hide. */
export const calls = String.raw`
NUMBERS = {
    "x86_64": {
        "open": 2, "mkdir": 83, "creat": 85, "chmod": 90, "fchmod": 91, "ptrace": 101, "syslog": 103,
        "mknod": 133, "pivot_root": 155, "chroot": 161, "mount": 165, "umount2": 166, "reboot": 169,
        "iopl": 172, "init_module": 175, "add_key": 248, "keyctl": 250, "openat": 257, "mknodat": 259,
        "fchmodat": 268, "unshare": 272, "perf_event_open": 298, "fanotify_init": 300,
        "fanotify_mark": 301, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310,
        "process_vm_writev": 311, "finit_module": 313, "bpf": 321, "userfaultfd": 323,
        "open_tree": 428, "move_mount": 429, "fsopen": 430, "io_uring_setup": 425, "clone": 56,
        "pidfd_open": 434, "clone3": 435, "openat2": 437, "pidfd_getfd": 438, "mount_setattr": 442,
        "fchmodat2": 452, "kexec_load": 246, "getpid": 39,
    },
    "aarch64": {
        "fchmod": 52, "fchmodat": 53, "openat": 56, "mknodat": 33, "umount2": 39, "mount": 40,
        "pivot_root": 41, "chroot": 51, "unshare": 97, "kexec_load": 104, "init_module": 105,
        "syslog": 116, "ptrace": 117, "reboot": 142, "getpid": 172, "add_key": 217, "keyctl": 219,
        "clone": 220, "perf_event_open": 241, "fanotify_init": 262, "fanotify_mark": 263,
        "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271,
        "finit_module": 273, "bpf": 280, "userfaultfd": 282, "io_uring_setup": 425, "open_tree": 428,
        "move_mount": 429, "fsopen": 430, "pidfd_open": 434, "clone3": 435, "openat2": 437,
        "pidfd_getfd": 438, "mount_setattr": 442, "fchmodat2": 452,
    },
}.get(os.uname().machine, {})

AT_FDCWD = -100
CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18


def call(name, *args):
    """The raw system call; raises OSError like the rest of Python."""
    if name not in NUMBERS:
        raise Skip("this processor has no " + name)
    words = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(NUMBERS[name]), *words)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def allowed(name, *args):
    """Whether the kernel looked at the arguments instead of refusing the caller."""
    try:
        call(name, *args)
    except OSError as error:
        if error.errno in (errno.EPERM, errno.EACCES, errno.ENOSYS):
            raise
    return True


def private_mounts():
    """A bare run changes mounts nowhere but in a namespace of its own."""
    if bare:
        call("unshare", CLONE_NEWNS)
        call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
        return
    for flags in (CLONE_NEWUSER | CLONE_NEWNS, CLONE_NEWNS):
        try:
            call("unshare", flags)
            return
        except OSError:
            pass
`;
