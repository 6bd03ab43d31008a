#!/bin/sh
# Lets schemathesis (PyPI, 4.32.5) loose on the sandbox: good requests, bad ones, and once on a sandbox
# whose answers are wrong, which must be found. Usage: schemathesis.sh SCHEMATHESIS SANDBOX
set -eu
schemathesis=$(realpath "$1") sandbox=$(realpath "$2")
work=$(mktemp -d)
# It leaves a cache where it runs.
cd "$work"
checks=not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance

start() {
    "$sandbox" "$@" >"$work/out" 2>&1 &
    pid=$!
    trap 'kill "$pid" 2>/dev/null; rm -rf "$work"' EXIT
    until grep -q Ctrl-C "$work/out"; do sleep 0.1; done
    url=$(grep -m1 -o 'http://[0-9.:]*' "$work/out")
    printf '[auth.openapi.token]\napi_key = "%s"\n' "$(awk '$1 == "ADMIN" { print $5 }' "$work/out")" >"$work/config.toml"
}

run() {
    "$schemathesis" --config-file "$work/config.toml" run "$url/openapi.json" --phases examples,coverage,fuzzing \
        --generation-deterministic --no-color "$@"
}

# Logout ends the token that all other calls need, so it comes last.
start
run --mode positive --checks $checks --exclude-operation-id logout
run --mode negative --exclude-operation-id logout
run --mode all --checks $checks --include-operation-id logout
kill "$pid"

start --evolve
if run --mode positive --checks $checks --exclude-operation-id logout >"$work/evolved"; then
    echo "schemathesis did not find the planted faults" >&2
    exit 1
fi
grep -q 'is not one of' "$work/evolved"
echo "schemathesis found nothing but the planted faults"
