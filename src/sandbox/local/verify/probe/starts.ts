/** Attacks that one start prepares and a later one falls for. */
export const starts = String.raw`
PROTECTED = (".husky", ".vscode", ".claude", ".cursor", ".idea", ".devcontainer", ".github", ".git")


def flip(folder, outside, seconds):
    """Swaps a granted folder for a link and back, about as fast as a start looks at it."""
    trap = folder + "-trap"
    os.symlink(outside, trap)
    end = time.monotonic() + seconds
    exchange = 2
    while time.monotonic() < end:
        libc.renameat2(AT_FDCWD, folder.encode(), AT_FDCWD, trap.encode(), exchange)
        time.sleep(0.0005)


@attack("T1-prepare")
def _():
    os.rename(workspace + "/data", workspace + "/data-moved")
    os.symlink(paths["T1"], workspace + "/data")
    return True


@attack("T2-prepare")
def _():
    """Runs until it is stopped, or for a bounded time."""
    flip(workspace + "/raced", paths["T2"], config["seconds"] - 1)
    return True


@attack("T3-prepare")
def _():
    """Links at protected names: a careless next start would make or cover things behind them."""
    for index, name in enumerate(PROTECTED):
        try:
            os.rename(workspace + "/" + name, workspace + "/moved" + name)
        except OSError:
            pass
        try:
            os.symlink(("", "/oldroot")[index % 2] + paths["T3"] + "/" + name[1:], workspace + "/" + name)
        except OSError:
            pass
    return True


@attack("T5-prepare")
def _():
    """While bubblewrap makes a jail, the host's root is at /oldroot and the jail's at /newroot."""
    for folder in (workspace, os.environ["HOME"]):
        for name, prefix in (("later", ""), ("later-old", "/oldroot")):
            os.symlink(prefix + paths["T5"], folder + "/" + name)
    return True


@attack("T4-prepare")
def _():
    home = os.environ["HOME"]
    for name in ("leak", ".npmrc", ".cache"):
        try:
            os.symlink(paths["T4"], home + "/" + name)
        except FileExistsError:
            pass
    return True


def after_the_host(id, path):
    """Waits until the host has put another file in the place of a protected one, writes to it, and lives on."""
    write(at("ready-" + id), "")
    end = time.monotonic() + config["seconds"] - 1
    while not os.path.exists(at("go-" + id)):
        if time.monotonic() > end:
            raise Skip("the host did nothing")
        time.sleep(0.01)
    done = overwrite(path, RUNS_CODE)
    time.sleep(config["lingers"])
    return done


@attack("T6")
def _():
    return after_the_host("T6", at(".git/config"))


@attack("T7")
def _():
    return after_the_host("T7", at(".zprofile"))


@attack("T1")
def _():
    return read(config["granted"] + "/secret.txt")


@attack("T2")
def _():
    return read(config["granted"] + "/secret.txt")


@attack("T3")
def _():
    for name in PROTECTED:
        try:
            write(workspace + "/" + name + "/planted", config["mark"])
        except OSError:
            pass
    return False, "tried"


@attack("T4")
def _():
    return first_read([os.environ["HOME"] + "/" + name for name in ("leak", ".npmrc", ".cache/secret.txt")])


@attack("T5")
def _():
    """Writes where a mount was asked for; without a jail that is where the link leads."""
    for folder in (workspace, os.environ["HOME"]):
        for name in ("later", "later-old"):
            try:
                os.makedirs(folder + "/" + name + "/made/deep")
            except OSError:
                pass
    return False, "tried"
`;
