# What the scripts beside this file share. To be sourced.
here=$(dirname "$(realpath "$0")")
root=$(dirname "$here")
work=$(mktemp -d)
pids=
# Not all at once: only what this script has started.
trap 'for pid in $pids; do kill "$pid" 2>/dev/null || :; done; rm -rf "$work"' EXIT

# --quick runs on what tests have built already, briefly, to see that a bench works. Its figures mean nothing.
quick=
profile=release
if [ "${1:-}" = --quick ]; then
    quick=1
    profile=dev
    shift
fi

cannot() {
    echo "$(basename "$0") cannot run: $*" >&2
    exit 2
}

# Installs a package of Debian's, where a command of it is missing.
need() {
    command -v "$1" >/dev/null ||
        { apt-get update -q && apt-get install -qy --no-install-recommends "${2:-$1}"; } >/dev/null 2>&1 ||
        cannot "there is no $1; install Debian's package ${2:-$1}"
}

# Builds a binary of a package and gives its path. What tests have built has the features of the whole workspace.
built() {
    scope="--package $1"
    [ -z "$quick" ] || scope=--workspace
    (cd "$root" && cargo build --quiet --profile "$profile" $scope --bin "$2" --message-format json) |
        grep -o '"executable":"[^"]*"' | tail -n 1 | cut -d '"' -f 4 | grep . || cannot "$2 does not build"
}

# Starts a server whose output has its URL, as $1. Sets $url and $pid.
start() {
    name=$1
    shift
    "$@" >"$work/$name" 2>&1 &
    pid=$!
    pids="$pids $pid"
    until url=$(grep -m1 -o 'http://127[0-9.:]*' "$work/$name"); do
        kill -0 "$pid" 2>/dev/null || cannot "$name does not start: $(cat "$work/$name")"
        sleep 0.1
    done
}

# The ADMIN's token, from what a sandbox says when it starts.
token() { awk '$1 == "ADMIN" { print $5 }' "$work/$1"; }

# Milliseconds of processors' time that a process has taken.
spent() { awk -v ticks="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%.0f", ($12 + $13) * 1000 / ticks }' "/proc/$1/stat"; }

machine() {
    echo "$(nproc) cores, $(grep -m1 'model name' /proc/cpuinfo | cut -d ':' -f 2), load before: $(cut -d ' ' -f 1 /proc/loadavg)"
}
