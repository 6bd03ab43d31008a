#!/bin/sh
# What the tools take, in time of a processor, which hardly moves on a busy machine: `telecomx --help`, built as a release,
# beside `true`; and, built as `cargo xtask` builds them, `regen --check`, `spec lint` and `docs diff` beside
# openapi-generator's making of a Rust client from the same document.
# `docs diff` reads the saved pages that there are; 150 of them are what `cargo bench -p telecomx-wiki` reads.
# Needs hyperfine and jq; without --quick also Java and python3 (openapi-generator-cli 7.26.0 is installed from PyPI).
# Usage: commands.sh [--quick] [DIRECTORY OF SAVED PAGES]
set -eu
. "$(dirname "$(realpath "$0")")/tools.sh"
need hyperfine
need jq
saved=${1:-$root/../shared/wiki}
runs=20
[ -z "$quick" ] || runs=2
machine
cd "$root"

# Runs commands in turn; prints their times and, where a peer's is given, how many times as fast they are.
measure() {
    peer=$1
    shift
    hyperfine --shell none --warmup 1 --runs "$runs" --export-json "$work/times" "$@" >"$work/said" 2>&1 ||
        cannot "$(tail -n 3 "$work/said")"
    jq -r --argjson peer "$peer" '
        .results[] | (.user + .system) as $spent
        | "  \($spent * 1e4 | round / 10) ms of a processor, at best \(.min * 1e4 | round / 10) ms: "
            + (.command | split(" ") | (.[0] | split("/") | last) + " " + (.[1:3] | join(" ")))
            + if $peer > 0 then ", \($peer / $spent | round) times as fast" else "" end' "$work/times"
}

telecomx=$(built telecomx-cli telecomx)
measure 0 true "$telecomx --help"

profile=dev
xtask=$(built xtask xtask)
set -- "$xtask regen --check" "$xtask spec lint"
if [ -d "$saved" ]; then
    set -- "$@" "$xtask docs diff --from $saved"
else
    echo "  NOT MEASURED: docs diff, for there are no saved pages at $saved"
fi
if [ -n "$quick" ]; then
    measure 0 "$@"
    exit
fi
need java default-jre-headless
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet --disable-pip-version-check openapi-generator-cli==7.26.0 ||
    cannot "openapi-generator-cli cannot be installed"
runs=3
measure 0 "$work/venv/bin/openapi-generator-cli generate -g rust -i openapi/dist/telecomx.json -o $work/generated"
peer=$(jq '.results[0] | .user + .system' "$work/times")
runs=20
measure "$peer" "$@"
