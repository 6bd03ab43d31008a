#!/bin/sh
# Asks the sandbox for a list page of 100 records under wrk, beside a fixed body served by axum and beside prism serving
# the same page as an example: requests per second, and time of a processor that each takes of the server.
# The servers take turns, a few seconds each. Needs wrk, python3 and npx (prism 5.14.2 is fetched from npm).
# Usage: sandbox.sh [--quick]; quick leaves prism out.
set -eu
. "$(dirname "$(realpath "$0")")/tools.sh"
need wrk
need curl
rounds=5 seconds=4
[ -z "$quick" ] || { rounds=1 seconds=1; }
machine

sandbox=$(built telecomx-sandbox telecomx-sandbox)
start sandbox "$sandbox" --records 100000 --seed 7
sandbox_pid=$pid
path="/internet/request?limit=100&offset=1000&token=$(token sandbox)"
sandbox_url=$url$path
curl -sSf "$sandbox_url" >"$work/page"
echo "a page of 100 records, $(wc -c <"$work/page") bytes"

fixed=$(built telecomx-benches fixed-body)
start fixed "$fixed" "$work/page"
fixed_pid=$pid fixed_url=$url$path
servers="fixed sandbox"

if [ -z "$quick" ]; then
    need npx npm
    need python3
    python3 - "$root/openapi/dist/telecomx.json" "$work/page" "$work/document.json" <<'PY'
import json, sys
document, page, out = sys.argv[1:]
document, page = json.load(open(document)), json.load(open(page))
content = document["paths"]["/internet/request"]["get"]["responses"]["200"]["content"]["application/json"]
content["examples"] = {"page": {"value": page}}
json.dump(document, open(out, "w"))
PY
    start prism npx --yes @stoplight/prism-cli@5.14.2 mock --port 41777 "$work/document.json"
    prism_url=$url$path
    # What runs is a child of npx.
    prism_pid=$(pgrep -n -f 'prism.* mock --port 41777')
    pids="$pids $prism_pid"
    until curl -sSf "$prism_url" >"$work/of-prism" 2>/dev/null; do sleep 0.5; done
    [ "$(wc -c <"$work/of-prism")" -ge "$(($(wc -c <"$work/page") * 9 / 10))" ] || cannot "prism serves something else"
    servers="$servers prism"
fi

load() {
    eval "pid=\$${1}_pid url=\$${1}_url"
    before=$(spent "$pid")
    wrk -t1 -c16 -d"$seconds" --timeout 60s "$url" >"$work/wrk"
    if grep -E 'Non-2xx|Socket errors' "$work/wrk" >&2; then exit 1; fi
    awk -v name="$1" -v spent="$(($(spent "$pid") - before))" '
        /requests in/ { answered = $1 } $1 == "Requests/sec:" { rate = $2 }
        END { print name, rate, spent / answered }' "$work/wrk" >>"$work/figures"
}

for _ in $(seq "$rounds"); do
    for server in $servers; do load "$server"; done
done
# The best of the rounds: nothing but the neighbours makes another one slower.
awk '
    $2 > rate[$1] { rate[$1] = $2 }
    !($1 in cost) || $3 < cost[$1] { cost[$1] = $3 }
    END {
        for (name in rate) printf "  %-8s %10.1f requests/s  %8.4f ms of a processor each\n", name, rate[name], cost[name]
        printf "the sandbox reaches %.2f of the fixed body (%.2f by time of a processor)", rate["sandbox"] / rate["fixed"], cost["fixed"] / cost["sandbox"]
        if (rate["prism"]) printf ", and %.0f times prism (%.0f)", rate["sandbox"] / rate["prism"], cost["prism"] / cost["sandbox"]
        print ""
    }' "$work/figures"
