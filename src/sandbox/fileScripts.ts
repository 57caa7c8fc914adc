/**
 * What the methods of `Files` are in shell, for every POSIX shell with the usual programs, those of
 * busybox among them. `$1` is an absolute path. Exit codes tell what can be told by them; else the
 * last line on stderr is the reason.
 */

export const exitCodes = { notFound: 44, exists: 45 } as const;

/** A program that the sandbox has put in front of the system's own would tell what it likes. */
const prelude = `PATH=/usr/bin:/bin:$PATH LC_ALL=C; export PATH LC_ALL
there() { [ -e "$1" ] || [ -L "$1" ]; }
fail() { echo "$1" >&2; exit 1; }
there "$1" || [ "$mayBeNew" ] || exit ${exitCodes.notFound}
`;

const onThere = (script: string): string => `mayBeNew=\n${prelude}${script}`;
const onAny = (script: string): string => `mayBeNew=1\n${prelude}${script}`;

/** Type and permissions in hexadecimal, size, time of the last change, name as it was given. */
const fields = "%f %s %.3Y %n";

/**
 * A name may hold anything but `/` and NUL, line ends too. So each description begins with a mark
 * (`$2`) that nobody in the sandbox knows before; after it `f` for the thing itself, `t` for what a
 * link leads to.
 */
const itself = `"$2f${fields}"`;
const target = `"$2t${fields}"`;

export const statScript = onThere(`stat -c ${itself} "$1" || exit 1
[ ! -L "$1" ] || stat -L -c ${target} "$1" 2>/dev/null
exit 0`);

/** What goes away while it is looked at is left out. */
export const listScript = onThere(`[ -d "$1" ] || fail "It is not a folder"
[ -r "$1" ] && [ -x "$1" ] || fail "Permission denied"
cd "$1" || exit 1
find . ! -name . -prune -exec stat -c ${itself} {} + || [ $? = 1 ] || exit 1
find . ! -name . -prune -type l -exec stat -L -c ${target} {} + 2>/dev/null
exit 0`);

/** What is no file may never end. */
export const readScript = onThere(`[ -e "$1" ] || exit ${exitCodes.notFound}
[ ! -d "$1" ] || fail "It is a folder"
[ -f "$1" ] || fail "It is not a regular file"
exec cat "$1"`);

export const writeScript = onAny(`[ ! -d "$1" ] || fail "It is a folder"
[ ! -e "$1" ] || [ -f "$1" ] || fail "It is not a regular file"
mkdir -p "\${1%/*}/" || exit 1
exec cat >"$1"`);

export const makeDirScript = onAny(`[ ! -d "$1" ] || exit 0
! there "$1" || exit ${exitCodes.exists}
exec mkdir -p "$1"`);

/**
 * To `$2`, which is replaced if `$3` says so. A folder can be neither replaced nor replace anything
 * in one step: what was there waits at \`$4\`, and comes back when the move fails.
 */
export const moveScript = onThere(`[ "$1" != "$2" ] || exit 0
if there "$2"; then
  [ "$3" = overwrite ] || exit ${exitCodes.exists}
  if [ -d "$1" ] || [ -d "$2" ]; then
    mv "$2" "$4" || exit 1
    mv "$1" "$2" && exec rm -rf "$4"
    mv "$4" "$2"
    exit 1
  fi
fi
mkdir -p "\${2%/*}/" && exec mv -f "$1" "$2"`);

export const removeScript = onThere(`exec rm -rf "$1"`);
