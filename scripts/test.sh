#!/usr/bin/env bash
# All tests, as CI runs them: unit, property and request tests; then the product itself: the example's year, both verifiers, a byte
# flipped in every published file, kills in a storm, and the pages in a real browser.
set -euo pipefail
cd "$(dirname "$0")/.."
# The wheels of the project, not those that happen to be on the machine.
export HASILA_PYTHON="$PWD/.venv/bin/python" PATH="$PWD/.venv/bin:$PATH"
# Hundreds of tests share the processors: a process that waits for its turn is not slow.
export HASILA_TIME_LIMIT=900
# Not all at once: each has databases of its own, and a process with thousands of open files is slow to start others.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=12
work=$(mktemp -d)
server=
cleanup() {
    [ -n "$server" ] && kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

# What needs no build is told at once.
scripts/errors.py --check
scripts/apidocs.py --check
python3 Examples/dgsn/check.py >/dev/null

swift build --build-tests -j "${JOBS:-2}"
swift test --skip-build
hasila="$PWD/.build/debug/hasila"

echo "== the example's year"
"$hasila" demo --no-serve --data "$work/data" --out "$work/public"
scripts/acceptance.sh "$hasila" "$work"

echo "== letters to a real mail server"
.venv/bin/python scripts/mail.py "$hasila" "$work/data"

echo "== kills in a storm of acts"
HASILA_SOAK=${HASILA_SOAK:-20} scripts/soak.sh "$hasila"

echo "== the programming interface against its own document"
# Reads here; `make contract` sends the acts too, which takes many minutes.
HASILA_CONTRACT=reads scripts/contract.sh "$hasila" "$work/data"

echo "== two hundred followers of a meeting"
# A copy: the test records a decision, which the published example does not have.
cp -a "$work/data" "$work/followed"
followed=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$hasila" serve --data "$work/followed" --published "$work/none" --port "$followed" &
follower=$!
for _ in $(seq 600); do (: <"/dev/tcp/127.0.0.1/$followed") 2>/dev/null && break; sleep 0.1; done
.venv/bin/python scripts/followers.py --base "http://127.0.0.1:$followed" --year 2022 \
    --link "$("$hasila" sign-in secretary --data "$work/followed" --port "$followed")" || { kill "$follower"; exit 1; }
kill "$follower"

echo "== pages in a browser"
port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$hasila" serve --data "$work/data" --published "$work/public" --port "$port" &
server=$!
for _ in $(seq 600); do (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.1; done
link=$("$hasila" sign-in head-dcpj --data "$work/data" --port "$port")
.venv/bin/python Tests/Pages/pages.py --base "http://127.0.0.1:$port" --link "$link" --out "$work/screens" --quick
.venv/bin/python Tests/Pages/presenter.py --base "http://127.0.0.1:$port" --hasila "$hasila" --data "$work/data"
.venv/bin/python Tests/Pages/every.py --base "http://127.0.0.1:$port" --hasila "$hasila" --data "$work/data"

echo "== the year lived through by six officials"
for language in fr ar; do .venv/bin/python Tests/Pages/journey.py "$hasila" --language "$language"; done
echo "all passed"
