/** Attacks on the way out that an allow-list leaves: the proxy and its rules. */
export const proxy = String.raw`
def proxy_address():
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
        found = re.match(r"https?://(?:[^@/]*@)?([^:/]+):(\d+)", os.environ.get(name, ""))
        if found:
            return found.group(1), int(found.group(2))
    raise Skip("there is no proxy in this run")


def client_hello(id, name=None):
    """Opens a TLS conversation; the session's number carries the attack's mark."""
    session = (id + "-" + config["mark"]).encode()[:32]
    extensions = b""
    if name:
        entry = struct.pack(">BH", 0, len(name)) + name.encode()
        names = struct.pack(">H", len(entry)) + entry
        extensions = struct.pack(">HH", 0, len(names)) + names
    body = b"\x03\x03" + bytes(32) + bytes([len(session)]) + session + b"\0\x02\x13\x01" + b"\x01\0"
    body += struct.pack(">H", len(extensions)) + extensions
    hello = b"\x01" + struct.pack(">I", len(body))[1:] + body
    return b"\x16\x03\x01" + struct.pack(">H", len(hello)) + hello


def converse(link, request, *parts):
    """What the proxy says, and, when it grants, what follows. Only the host knows whether that arrived."""
    link.settimeout(8)
    link.sendall(request)
    status = link.recv(4096).split(b"\r\n")[0].decode("latin-1")
    link.settimeout(1)
    try:
        for part in parts if " 200" in status else ():
            link.sendall(part)
            time.sleep(0.02)
        if " 200" in status and parts:
            link.recv(64)
    except OSError:
        pass
    return False, status


def tunnel(authority, *parts):
    if isinstance(authority, str):
        authority = authority.encode()
    head = b"CONNECT " + authority + b" HTTP/1.1\r\nHost: " + authority + b"\r\n\r\n"
    with socket.create_connection(proxy_address(), 3) as link:
        return converse(link, head, *parts)


def connect(id, authority):
    return tunnel(authority, client_hello(id))


def only_by_proxy():
    if bare:
        raise Skip("there is no proxy in this run")
    return "127.0.0.1:%d" % ports["granted"]


def reach(id, host, port):
    """The same target without a jail: straight to it, as nothing is in between."""
    if bare:
        try:
            return tcp(id, socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)[0][4][0], port)
        except socket.gaierror:
            raise Skip("the name does not resolve")
    return connect(id, "%s:%d" % ("[" + host + "]" if ":" in host else host, port))


ports = config.get("ports", {})


@attack("N9")
def _():
    return reach("N9", "127.0.0.1", ports["granted"])


@attack("N10")
def _():
    return reach("N10", "127.0.0.2", ports["any"])


@attack("N11")
def _():
    return reach("N11", "127.0.0.1", ports["loopback"])


@attack("N12")
def _():
    return reach("N12", "localhost", ports["loopback"])


@attack("N13")
def _():
    if bare:
        raise Skip("never tried outside of a jail")
    done, status = connect("N13", "169.254.169.254:80")
    return " 200" in status, status


@attack("N14")
def _():
    if not ports["lan"]:
        raise Skip("this machine has no address but loopback")
    return reach("N14", config["lanAddress"], ports["lan"])


@attack("N15")
def _():
    return reach("N15", "2130706433", ports["loopback"])


@attack("N16")
def _():
    return reach("N16", "::ffff:127.0.0.1", ports["loopback"])


@attack("N17")
def _():
    return reach("N17", "127.0.0.1", ports["any"])


@attack("N18")
def _():
    granted, other = only_by_proxy(), ports["any"]
    tricks = [
        ("127.0.0.1.:%d" % other).encode(),
        ("127.0.0.1:%d\0" % other).encode(),
        ("127.0.0.1\0.invalid:%d" % other).encode(),
        ("%s@127.0.0.1:%d" % (granted, other)).encode(),
        ("127.0.0.1:%d#:%d" % (other, ports["granted"])).encode(),
        ("127.0.0.1:%d/:%d" % (other, ports["granted"])).encode(),
    ]
    return False, "; ".join(str(connect("N18", trick)[1]) for trick in tricks)


@attack("N19")
def _():
    only_by_proxy()
    names = ["granted.test.localhost", "xgranted.test", "granted.test.invalid", "127.0.0.1.localhost"]
    return False, "; ".join(connect("N19", "%s:%d" % (n, ports["any"]))[1] for n in names)


def plain_request(id, target, host):
    """What the request's line asks for counts, never what the Host line claims."""
    head = "GET http://%s/%s/%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
    with socket.create_connection(proxy_address(), 3) as link:
        return converse(link, (head % (target, id, config["mark"], host)).encode())


@attack("N29")
def _():
    if bare:
        return reach("N29", "127.0.0.1", ports["granted"])
    return plain_request("N29", only_by_proxy(), only_by_proxy())


@attack("N27")
def _():
    granted = only_by_proxy()
    targets = ("127.0.0.1:%d" % ports["any"], "localhost:%d" % ports["loopback"])
    return False, "; ".join(plain_request("N27", target, granted)[1] for target in targets)


@attack("N28")
def _():
    """A second request behind the first on one connection, aimed elsewhere."""
    granted = only_by_proxy()
    first = "GET http://%s/ HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\n\r\n" % (granted, granted)
    second = "GET http://127.0.0.1:%d/N28/%s HTTP/1.1\r\nHost: a\r\n\r\n"
    second = second % (ports["any"], config["mark"])
    with socket.create_connection(proxy_address(), 3) as link:
        return converse(link, (first + second).encode(), second.encode())


@attack("N20")
def _():
    """Asks for the granted host and then greets another one, in pieces."""
    hello = client_hello("N20", "fronted.invalid")
    return tunnel(only_by_proxy(), hello[:3], hello[3:40], hello[40:])


@attack("N30")
def _():
    """The same without encryption."""
    request = "GET /N30/%s HTTP/1.1\r\nHost: fronted.invalid\r\n\r\n" % config["mark"]
    return tunnel(only_by_proxy(), request.encode())


@attack("N31")
def _():
    """A second greeting, for another host, behind a good one."""
    return tunnel(only_by_proxy(), client_hello("N9"), client_hello("N31", "fronted.invalid"))
`;
