/** Attacks that reach for the network without asking the proxy. Loopback and own addresses only. */
export const network = String.raw`
def say(family, address, id, kind=socket.SOCK_STREAM):
    """Sends the attack's mark; the victim at the other end tells whether it arrived."""
    with socket.socket(family, kind) as link:
        link.settimeout(2)
        link.connect(address)
        link.sendall((id + " " + config["mark"] + "\n").encode())
        if kind == socket.SOCK_STREAM:
            link.recv(16)
    return False, "sent, no answer of the victim"


def tcp(id, host, port):
    return say(socket.AF_INET6 if ":" in host else socket.AF_INET, (host, port), id)


@attack("N1")
def _():
    return tcp("N1", "127.0.0.1", config["ports"]["loopback"])


@attack("N2")
def _():
    if not config["ports"]["lan"]:
        raise Skip("this machine has no address but loopback")
    return tcp("N2", config["lanAddress"], config["ports"]["lan"])


@attack("N3")
def _():
    if not config["ports"]["loopback6"]:
        raise Skip("this machine has no IPv6 loopback")
    return tcp("N3", "::1", config["ports"]["loopback6"])


@attack("N4")
def _():
    """Connecting a datagram socket asks for a route and sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.connect(("198.51.100.1", 9))
    return True, "there is a route to the world"


@attack("N5")
def _():
    host = config["lanAddress"] or "127.0.0.1"
    return say(socket.AF_INET, (host, config["ports"]["udp"]), "N5", socket.SOCK_DGRAM)


@attack("N6")
def _():
    return say(socket.AF_UNIX, paths["N6"], "N6")


@attack("N7")
def _():
    name = config["victim"]["abstract"]
    return say(socket.AF_UNIX, "\0" + name, "N7")


@attack("N8")
def _():
    return say(socket.AF_UNIX, workspace + "/service.sock", "N8")


def socket_of(family, kind=socket.SOCK_STREAM, protocol=0):
    socket.socket(family, kind, protocol).close()
    return True


@attack("N21")
def _():
    return any_of(
        ("AF_PACKET", lambda: socket_of(17, socket.SOCK_RAW, 0x0300)),
        ("raw IP", lambda: socket_of(socket.AF_INET, socket.SOCK_RAW, 1)),
        ("raw IPv6", lambda: socket_of(socket.AF_INET6, socket.SOCK_RAW, 58)),
    )


@attack("N22")
def _():
    return socket_of(40)


@attack("N23")
def _():
    return socket_of(38, socket.SOCK_SEQPACKET)


@attack("N24")
def _():
    kinds = {"audit": 9, "connector": 11, "netfilter": 12, "kobject": 15, "crypto": 21, "xfrm": 6}
    return any_of(*[(n, lambda p=p: socket_of(16, socket.SOCK_RAW, p)) for n, p in kinds.items()])


@attack("N25")
def _():
    """Rarely used protocol families, where kernel bugs live."""
    tried = {
        "X25": 9, "LLC": 26, "CAN": 29, "TIPC": 30, "BLUETOOTH": 31, "RXRPC": 33, "NFC": 39,
        "KCM": 41, "QIPCRTR": 42, "SMC": 43, "XDP": 44, "RDS": 21, "PPPOX": 24,
    }

    def one(family):
        refused = None
        for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET, socket.SOCK_STREAM):
            try:
                return socket_of(family, kind)
            except OSError as error:
                refused = error
        raise refused

    return any_of(*[(name, lambda f=family: one(f)) for name, family in tried.items()])


@attack("N26")
def _():
    """A descriptor of a socket made elsewhere could be smuggled in through a unix socket."""
    path = workspace + "/smuggle.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(path)
    return True, "listens in the granted folder"
`;
