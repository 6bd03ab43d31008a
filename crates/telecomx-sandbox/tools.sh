# What the scripts beside this file share. To be sourced, after `here` is set to its folder.

cannot() {
    echo "$(basename "$0") cannot run: $*" >&2
    exit 2
}

# Builds the sandbox, with these options of cargo, and gives its path.
built() {
    (cd "$here" && cargo build --quiet -p telecomx-sandbox --bin telecomx-sandbox --message-format json "$@") |
        grep -o '"executable":"[^"]*"' | tail -n 1 | cut -d '"' -f 4 | grep .
}

# Installs a package of Debian's that has a command of the same name, where that command is missing.
debian() {
    command -v "$1" >/dev/null ||
        { apt-get update -q && apt-get install -qy --no-install-recommends "$1"; } >/dev/null 2>&1 ||
        cannot "there is no $1; install Debian's package of that name"
}

# Gives the folder of commands of a virtual environment that holds a package of PyPI, such as `schemathesis==4.32.5`.
# The first time makes it, in the user's cache.
pypi() {
    venv=${XDG_CACHE_HOME:-$HOME/.cache}/telecomx-sandbox/$1
    if [ ! -e "$venv/complete" ]; then
        rm -rf "$venv"
        if ! python3 -c 'import ensurepip' 2>/dev/null; then
            # Debian keeps it apart.
            { apt-get update -q && apt-get install -qy --no-install-recommends python3 python3-venv; } >/dev/null 2>&1 || return 1
        fi
        python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check "$1" >&2 || return 1
        touch "$venv/complete"
    fi
    echo "$venv/bin"
}

# Starts $sandbox with these options, sets $url and $pid, and writes what it says to $work/out, which goes at the end.
start() {
    : >"$work/out"
    "$sandbox" "$@" >"$work/out" 2>&1 &
    pid=$!
    trap 'kill "$pid" 2>/dev/null || :; rm -rf "$work"' EXIT
    until grep -q Ctrl-C "$work/out"; do
        kill -0 "$pid" 2>/dev/null || cannot "the sandbox does not start: $(cat "$work/out")"
        sleep 0.1
    done
    url=$(grep -m1 -o 'http://[0-9.:]*' "$work/out")
}
