#!/bin/sh
# Exports 1,000,000 records by the command, as CSV and as JSON lines, from a sandbox that makes them up: records per
# second beside a loop of reqwest and serde_json, and peak memory beside an export of 10,000 records.
# The contenders take turns. Needs GNU time.
# Usage: export.sh [--quick]; quick exports 20,000 and 2,000 records.
set -eu
. "$(dirname "$(realpath "$0")")/tools.sh"
need /usr/bin/time time
many=1000000 few=10000 rounds=2
[ -z "$quick" ] || { many=20000 few=2000 rounds=1; }
machine

sandbox=$(built telecomx-sandbox telecomx-sandbox)
command=$(built telecomx-cli telecomx)
raw=$(built telecomx-benches raw-export)
export HOME="$work"

# Starts a sandbox of so many records.
serve() {
    start "sandbox-$1" "$sandbox" --records "$1" --seed 7
    TELECOMX_TOKEN=$(token "sandbox-$1")
    TELECOMX_BASE_URL=$url
    export TELECOMX_TOKEN TELECOMX_BASE_URL
}

# Runs a contender, and notes its name, seconds, seconds of a processor, kilobytes at most, and lines.
measure() {
    name=$1
    shift
    /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@" >"$work/out"
    lines=$(wc -l <"$work/out")
    [ "$lines" -ge "$wanted" ] || { echo "$name wrote $lines lines of $wanted" >&2; exit 1; }
    awk -v name="$name" -v lines="$lines" '{ print name, $1, $2 + $3, $4, lines }' "$work/time" >>"$work/figures"
}

wanted=$few
serve "$few"
measure csv-few "$command" --quiet internet-requests list --all -o csv
measure jsonl-few "$command" --quiet internet-requests list --all -o jsonl
wanted=$many
serve "$many"
for _ in $(seq "$rounds"); do
    measure raw "$raw" "$TELECOMX_BASE_URL" "$TELECOMX_TOKEN"
    measure jsonl "$command" --quiet internet-requests list --all -o jsonl
    measure csv "$command" --quiet internet-requests list --all -o csv
done

awk -v many="$many" -v few="$few" '
    !($1 in time) || $2 < time[$1] { time[$1] = $2 }
    !($1 in cpu) || $3 < cpu[$1] { cpu[$1] = $3 }
    $4 > memory[$1] { memory[$1] = $4 }
    END {
        split("raw jsonl csv", names)
        for (i = 1; i <= 3; i++) {
            name = names[i]
            printf "  %-6s %9d records: %8.0f records/s, %.2f of the loop, %6.1f us of a processor each, %6.1f MB at most", name, many, many / time[name], time["raw"] / time[name], cpu[name] * 1e6 / many, memory[name] / 1024
            if (name != "raw") printf ", %+.1f %% beside %d records", 100 * (memory[name] / memory[name "-few"] - 1), few
            print ""
        }
    }' "$work/figures"
