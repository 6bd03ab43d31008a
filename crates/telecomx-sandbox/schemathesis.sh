#!/bin/sh
# Lets schemathesis (PyPI's, installed where it is missing) loose on the sandbox: good requests, bad ones, and once on a
# sandbox whose answers are wrong, which must be found. Exits with 1 on a finding and with 2, saying why, when it cannot run.
# Usage: schemathesis.sh [SANDBOX [SCHEMATHESIS]]; without the executable the sandbox is built.
set -eu
here=$(dirname "$(realpath "$0")")
. "$here/tools.sh"
sandbox=$(realpath "${1:-$(built)}") || cannot "the sandbox does not build"
if [ $# -gt 1 ]; then
    schemathesis=$(realpath "$2")
else
    commands=$(pypi schemathesis==4.32.5) || cannot "schemathesis 4.32.5 cannot be had from PyPI"
    schemathesis=$commands/schemathesis
fi
work=$(mktemp -d)
# It leaves a cache where it runs.
cd "$work"
checks=not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance

run() {
    printf '[auth.openapi.token]\napi_key = "%s"\n' "$(awk '$1 == "ADMIN" { print $5 }' "$work/out")" >"$work/config.toml"
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
