/** Attacks that look for secrets where programs keep them: environments, command lines, keyrings. */
export const secrets = String.raw`
def marks(id, data):
    """Only the suite's own canaries; nothing else that is found leaves the probe."""
    return b" ".join(re.findall(rb"mcpverify-" + id.encode() + rb"-[0-9a-f]+", data))


def of_processes(id, name, which):
    data, refused = b"", None
    for pid in which:
        try:
            data += marks(id, read("/proc/%d/%s" % (pid, name), 1 << 17))
        except OSError as error:
            refused = error
    if not data and refused:
        raise refused
    return data


@attack("E1")
def _():
    return marks("E1", "\0".join(k + "=" + v for k, v in os.environ.items()).encode())


@attack("E2")
def _():
    return of_processes("E2", "environ", [config["victim"]["pid"]])


@attack("E3")
def _():
    return of_processes("E3", "environ", pids())


@attack("E4")
def _():
    return of_processes("E4", "cmdline", pids())


@attack("E5")
def _():
    """The server's own secret must not show in the host's list of processes; the host looks."""
    return bool(os.environ.get("MCP_VERIFY_OWN"))


@attack("E6")
def _():
    key = config["victim"]["key"]
    if key is None:
        raise Skip("the kernel gave the victim no key")
    buffer = ctypes.create_string_buffer(256)
    KEYCTL_READ, KEYCTL_SEARCH, KEYCTL_LINK, SESSION = 11, 10, 8, -3
    try:
        call("keyctl", KEYCTL_READ, key, buffer, 256)
    except OSError:
        call("keyctl", KEYCTL_LINK, key, SESSION)
        call("keyctl", KEYCTL_READ, key, buffer, 256)
    return buffer.raw
`;
