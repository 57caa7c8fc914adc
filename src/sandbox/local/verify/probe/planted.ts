/** Attacks that plant in the granted, writable folder what the host would later run by itself. */
export const planted = String.raw`
def overwrite(path, text=None):
    """By every way in which a file's content can come to be another's."""
    text = text or "#!/bin/sh\n# " + config["mark"] + "\n"

    def replace():
        write(path + ".new", text)
        os.rename(path + ".new", path)

    def aside():
        spare = workspace + "/spare-" + str(os.getpid())
        write(spare, text)
        os.rename(spare, path)

    def copied():
        os.link(path, workspace + "/linked-" + str(os.getpid()))
        write(workspace + "/linked-" + str(os.getpid()), text, os.O_WRONLY | os.O_TRUNC)

    def swapped():
        os.unlink(path)
        os.symlink(workspace + "/elsewhere", path)

    return first_of(
        ("written", lambda: write(path, text)),
        ("replaced", replace),
        ("moved over", aside),
        ("through a link", copied),
        ("swapped for a link", swapped),
    )


def take_over(folder, inside, text=None):
    """Moves a folder away and puts one's own in its place."""
    os.rename(folder, folder + "-moved")
    os.makedirs(os.path.dirname(folder + "/" + inside), exist_ok=True)
    write(folder + "/" + inside, text or "# " + config["mark"] + "\n")
    return True


def at(*parts):
    return "/".join((workspace,) + parts)


RUNS_CODE = "[core]\n\tfsmonitor = touch planted\n# " + config["mark"] + "\n"


@attack("W5")
def _():
    return any_of(
        ("a new hook", lambda: write(at(".git/hooks/post-checkout"), config["mark"])),
        ("an old hook", lambda: overwrite(at(".git/hooks/pre-commit"))),
    )


@attack("W6")
def _():
    return overwrite(at(".git/config"), RUNS_CODE)


@attack("W7")
def _():
    return take_over(at(".git"), "hooks/pre-commit")


@attack("W8")
def _():
    return any_of(
        ("tasks.json", lambda: overwrite(at(".vscode/tasks.json"))),
        ("a new settings.json", lambda: write(at(".vscode/settings.json"), config["mark"])),
        ("the folder swapped", lambda: take_over(at(".vscode"), "tasks.json")),
    )


def of_repository(folder):
    return any_of(
        ("a hook", lambda: write(at(folder, ".git/hooks/pre-commit"), config["mark"])),
        ("its config", lambda: overwrite(at(folder, ".git/config"), RUNS_CODE)),
        ("the folder swapped", lambda: take_over(at(folder, ".git"), "config", RUNS_CODE)),
        ("a parent swapped", lambda: take_over(at(folder), ".git/config", RUNS_CODE)),
    )


@attack("W9")
def _():
    return of_repository("packages/inner")


@attack("W23")
def _():
    return of_repository("a/b/c/d/e/deep")


@attack("W24")
def _():
    return of_repository("odd\n--bind '\"$(name)\\")


@attack("W25")
def _():
    return any_of(
        ("a hook", lambda: write(at(".git/modules/part/hooks/post-checkout"), config["mark"])),
        ("its config", lambda: overwrite(at(".git/modules/part/config"), RUNS_CODE)),
    )


@attack("W26")
def _():
    return overwrite(at("worktree/.git"), "gitdir: " + workspace + "/elsewhere\n")


@attack("W27")
def _():
    return any_of(("commondir", lambda: write(at(".git/commondir"), "../elsewhere\n")))


@attack("W30")
def _():
    return any_of(("config.worktree", lambda: write(at(".git/config.worktree"), RUNS_CODE)))


@attack("W17")
def _():
    names = [".bashrc", ".profile", ".zshrc", ".envrc"]
    return any_of(*[(name, lambda n=name: write(at(n), config["mark"])) for name in names])


@attack("W33")
def _():
    """Who watches a folder is told of so many changes at a time and no more."""
    one, other = at("noise"), at("noise-other")
    write(one, "")
    for _ in range(12000):
        os.rename(one, other)
        os.rename(other, one)
    write(at(".bash_login"), config["mark"])
    return True


@attack("W18")
def _():
    return any_of((".mcp.json", lambda: write(at(".mcp.json"), config["mark"])))


def fresh(folder, name):
    os.makedirs(at(folder), exist_ok=True)
    write(at(folder, name), config["mark"])


@attack("W28")
def _():
    """Folders that would run code and were not there when the jail was made."""
    wanted = {
        ".husky": "pre-commit",
        ".claude": "settings.json",
        ".cursor": "mcp.json",
        ".idea": "workspace.xml",
        ".devcontainer": "devcontainer.json",
    }
    return any_of(*[(f, lambda f=f, n=n: fresh(f, n)) for f, n in wanted.items()])


@attack("W31")
def _():
    return any_of(("a workflow", lambda: fresh(".github/workflows", "build.yml")))


@attack("W32")
def _():
    return any_of((".gitmodules", lambda: write(at(".gitmodules"), config["mark"])))


@attack("W29")
def _():
    """A repository where there was none: an editor that looks for repositories runs its config."""
    os.makedirs(at("fresh/.git/hooks"))
    write(at("fresh/.git/config"), RUNS_CODE)
    write(at("fresh/.git/HEAD"), "ref: refs/heads/main\n")
    return True
`;
