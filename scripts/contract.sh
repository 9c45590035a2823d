#!/usr/bin/env bash
# contract.sh HASILA DATA: serves a copy of the example's year and lets schemathesis send it what the interface's own document allows
# and forbids, with fixed seed. Exit code 0 only if nothing fails.
set -euo pipefail
cd "$(dirname "$0")/.."
hasila=$1 data=$2
python=${HASILA_PYTHON:-$PWD/.venv/bin/python}
work=$(mktemp -d)
server=
cleanup() {
    [ -n "$server" ] && kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
cp -a "$data" "$work/data"
port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
token=$("$hasila" token contract --post administrator --scope 'read:*' --scope 'act:*' --data "$work/data")
"$hasila" serve --data "$work/data" --port "$port" >"$work/serve.log" 2>&1 &
server=$!
for _ in $(seq 600); do (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.1; done
HASILA_TOKEN=$token "$python" scripts/api.py "http://127.0.0.1:$port" || { tail -20 "$work/serve.log" >&2; exit 1; }
