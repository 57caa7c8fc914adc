/**
 * A program of the host that the attacks are after, in Python. It holds canaries wherever a
 * program can hold some, says in one line of JSON where, then says who reached it, and ends when
 * its input closes. Nothing of it outlives it: the memory is given back at once and stays only
 * while attached, the key goes with the session keyring.
 */
export const victimText = String.raw`
import ctypes, json, os, select, signal, socket, struct, sys

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
told = json.loads(sys.stdin.readline())
secrets = told["secrets"]


def say(value):
    os.write(1, (json.dumps(value) + "\n").encode())


def shared_memory():
    IPC_CREAT, IPC_RMID = 0o1000, 0
    id = libc.shmget(0, 4096, IPC_CREAT | 0o600)
    if id < 0:
        return None
    address = libc.shmat(id, None, 0)
    ctypes.memmove(address, secrets["P9"].encode(), len(secrets["P9"]))
    libc.shmctl(id, IPC_RMID, None)
    return id


def key():
    numbers = {"x86_64": (248, 250), "aarch64": (217, 219)}.get(os.uname().machine)
    if numbers is None:
        return None
    add_key, keyctl = numbers
    JOIN, SETPERM, SESSION = 1, 5, -3
    libc.syscall(keyctl, JOIN, None)
    payload = secrets["E6"].encode()
    made = libc.syscall(add_key, b"user", told["mark"].encode(), payload, len(payload), SESSION)
    if made < 0 or libc.syscall(keyctl, SETPERM, made, 0x3F3F0000) < 0:
        return None
    return made


def handle():
    packed = ctypes.create_string_buffer(struct.pack("Ii", 128, 0) + bytes(128))
    mount = ctypes.c_int()
    if libc.name_to_handle_at(-100, told["handled"].encode(), packed, ctypes.byref(mount), 0) < 0:
        return "", 0
    size, kind = struct.unpack_from("Ii", packed.raw)
    return packed.raw[8 : 8 + size].hex(), kind


memory = {id: ctypes.create_string_buffer(secrets[id].encode(), 128) for id in ("P3", "P4", "P11")}
opened = os.open(told["opened"], os.O_RDONLY)
folder = os.open(os.path.dirname(told["opened"]), os.O_RDONLY)
bytes_of_handle, kind_of_handle = handle()
signal.signal(signal.SIGUSR1, lambda *_: say({"contact": "P2"}))
server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
server.bind("\0" + told["abstract"])
server.listen(8)
say({
    "pid": os.getpid(), "shared": shared_memory(), "key": key(), "fd": opened,
    "handle": bytes_of_handle, "handleType": kind_of_handle, "abstract": told["abstract"],
    "memory": {id: ctypes.addressof(buffer) for id, buffer in memory.items()},
})
while True:
    ready = select.select([0, server], [], [])[0]
    if server in ready:
        link = server.accept()[0]
        link.settimeout(1)
        try:
            if told["mark"].encode() in link.recv(256):
                say({"contact": "N7"})
            link.sendall(b"ok\n")
        except OSError:
            pass
        link.close()
    if 0 in ready and not os.read(0, 4096):
        break
`;
