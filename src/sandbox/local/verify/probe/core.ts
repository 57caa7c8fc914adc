/**
 * The frame of the probe, a Python program: every attack runs in a child of its own, so that one
 * which dies or hangs takes no other with it, and reports in one line of JSON.
 * `CONFIG` is set in front of it by `probe.ts`.
 */
export const core = String.raw`
import ctypes, errno, json, os, re, select, signal, socket, stat, struct, sys, time

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
config = json.loads(CONFIG)
bare = config["bare"]
paths = config["paths"]
workspace = config["workspace"]
attacks = {}


class Skip(Exception):
    """The attack cannot be tried here; says why."""


def attack(id):
    def keep(function):
        attacks[id] = function
        return function

    return keep


def inherited_descriptors():
    found = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            found[int(name)] = os.readlink("/proc/self/fd/" + name)
        except OSError:
            pass
    return {fd: what for fd, what in found.items() if fd > 2}


def read(path, limit=8192):
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        return os.read(fd, limit)
    finally:
        os.close(fd)


def mounts():
    """Fields of each mount. The kernel gives the file in pieces, whatever is asked for."""
    with open("/proc/self/mountinfo", "rb") as lines:
        return [line.decode(errors="replace").rstrip("\n").split(" ") for line in lines]


def write(path, data, flags=os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode=0o644):
    fd = os.open(path, flags, mode)
    try:
        os.write(fd, data if isinstance(data, bytes) else data.encode())
    finally:
        os.close(fd)


def any_of(*tries):
    """What worked, or the last refusal; each try is a name and a function."""
    worked, refused = [], None
    for name, function in tries:
        try:
            if function() is not False:
                worked.append(name)
        except OSError as error:
            refused = error
    if worked:
        return True, ", ".join(worked)
    if refused:
        raise refused
    return False


def first_of(*tries):
    """Stops at what works, so that its trace stays."""
    refused = None
    for name, function in tries:
        try:
            function()
            return True, name
        except OSError as error:
            refused = error
    raise refused


def pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def in_child(function):
    """Runs it in a child; returns how the child ended: an exit status, or minus a signal."""
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(function() or 0)
        except OSError as error:
            os._exit(error.errno if 0 < error.errno < 125 else 125)
        except BaseException:
            os._exit(126)
    status = os.waitpid(pid, 0)[1]
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def outcome(function):
    try:
        value = function()
    except Skip as reason:
        return {"skipped": str(reason)}
    except OSError as error:
        return {"through": False, "note": errno.errorcode.get(error.errno, str(error))}
    except Exception as error:
        return {"broken": type(error).__name__ + ": " + str(error)}
    if isinstance(value, tuple):
        return {"through": bool(value[0]), "note": str(value[1])[:300]}
    if isinstance(value, (bytes, bytearray)):
        return {"data": bytes(value[:8192]).decode("latin-1")}
    return {"through": bool(value)}


def in_time(id, function, seconds):
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        os.close(ours)
        os.write(theirs, (json.dumps(outcome(function)) + "\n").encode())
        os._exit(0)
    os.close(theirs)
    line, deadline = b"", time.monotonic() + seconds
    while not line.endswith(b"\n"):
        ready = select.select([ours], [], [], max(0, deadline - time.monotonic()))[0]
        part = os.read(ours, 65536) if ready else b""
        if not part:
            break
        line += part
    os.close(ours)
    late = not line and time.monotonic() >= deadline
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass
    status = os.waitpid(pid, 0)[1]
    if line.endswith(b"\n"):
        return json.loads(line)
    if late:
        return {"broken": "no end within %d s" % seconds}
    return {"through": False, "note": "ended by signal %d" % (status & 127)}


def main():
    for id in config["run"]:
        result = in_time(id, attacks[id], config.get("seconds", 12))
        os.write(1, (json.dumps({"id": id, **result}) + "\n").encode())
    os.write(1, b"{}\n")
    while os.read(0, 4096):
        pass


inherited = inherited_descriptors()
`;
