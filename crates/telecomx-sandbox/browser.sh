#!/bin/sh
# Opens /docs in a headless Chromium (Debian's) and tries operations out there, by Playwright (PyPI's). Installs both
# where they are missing. Exits with 1 on a finding and with 2, saying why, when it cannot run.
# Usage: browser.sh [SANDBOX]; without the executable it is built.
set -eu
here=$(dirname "$(realpath "$0")")
. "$here/tools.sh"
sandbox=${1:-$(built)} || cannot "the sandbox does not build"
debian chromium
commands=$(pypi playwright==1.65.2) || cannot "playwright 1.65.2 cannot be had from PyPI"
work=$(mktemp -d)
start
timeout 120 "$commands/python" "$here/browser.py" "$url" "$(command -v chromium)" "$work/profile"
