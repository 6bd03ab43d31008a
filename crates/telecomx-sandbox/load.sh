#!/bin/sh
# Measures a sandbox of 100,000 records under wrk (Debian's, installed where it is missing): requests per second, how long
# they take, what each costs the sandbox in time of a processor (which is the same on a busy machine), and memory.
# A minute and a half. Exits with 1 where an answer is no 200 or memory grows, and with 2, saying why, when it cannot run.
# Usage: load.sh [SANDBOX]; without the executable it is built, as a release.
set -eu
here=$(dirname "$(realpath "$0")")
. "$here/tools.sh"
sandbox=$(realpath "${1:-$(built --release)}") || cannot "the sandbox does not build"
debian wrk
work=$(mktemp -d)
requests=0

# Megabytes of it, VmRSS (now) or VmHWM (at most).
memory() { awk -v name="$1:" '$1 == name { printf "%.0f", $2 / 1024 }' "/proc/$pid/status"; }

# Milliseconds of processors' time that it has taken.
spent() { awk -v ticks="$(getconf CLK_TCK)" '{ printf "%.0f", ($14 + $15) * 1000 / ticks }' "/proc/$pid/stat"; }

# Asks for a path over so many connections, for so many seconds.
load() {
    before=$(spent)
    wrk -t1 -c"$1" -d"$2" --timeout 60s --latency "$url$3token=$token" >"$work/wrk"
    if grep -E 'Non-2xx|Socket errors' "$work/wrk" >&2; then exit 1; fi
    answered=$(awk '/requests in/ { print $1 }' "$work/wrk")
    requests=$((requests + answered))
    awk -v path="$3" -v connections="$1" -v spent="$(($(spent) - before))" -v answered="$answered" '
        $1 == "50%" { p50 = $2 } $1 == "99%" { p99 = $2 } $1 == "Requests/sec:" { rate = $2 }
        END {
            printf "%-50s %2d %9.1f/s  p50 %9s  p99 %9s", path, connections, rate, p50, p99
            if (answered) printf "  %10.3f ms\n", spent / answered; else print "  none in time"
        }' "$work/wrk"
}

round() {
    load 16 10 "/iptv/serviceagreement/1234567890ABCDEFGHIJKLMN?"
    load 16 10 "/internet/request?"
    load 16 10 "/internet/request?full=true&"
}

start --records 100000 --seed 7
token=$(awk '$1 == "ADMIN" { print $5 }' "$work/out")
echo "path, connections, requests per second, median and 99th percentile of their times, time of a processor each"
echo "$(nproc) cores for sandbox and wrk; load before: $(cut -d ' ' -f 1 /proc/loadavg)"
echo "memory at the start: $(memory VmRSS) MB"
round
first=$(memory VmRSS)
echo "memory after $requests requests: $first MB"
round
second=$(memory VmRSS)
echo "memory after $requests requests: $second MB, $(memory VmHWM) MB at most"
load 2 10 "/internet/request?filter=aarhus&"
load 1 20 "/externalLicense?format=CSV&"
echo "memory after filters and files of 100,000 rows: $(memory VmRSS) MB, $(memory VmHWM) MB at most"
if [ "$second" -gt $((first + 10)) ]; then
    echo "memory grows" >&2
    exit 1
fi
