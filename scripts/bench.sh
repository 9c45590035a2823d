#!/usr/bin/env bash
# bench.sh HASILA: all benchmarks; the peers' engines go into .venv-bench, which nothing else uses.
set -euo pipefail
cd "$(dirname "$0")/.."
hasila=$1
if [ ! -x .venv-bench/bin/python ]; then
    python3 -m venv .venv-bench
    .venv-bench/bin/pip install --quiet --disable-pip-version-check -r requirements-bench.txt
fi
uname -srm; nproc; date -u; uptime
for scale in 1 0.1 5; do "$hasila" bench rollup --scale "$scale"; done
"$hasila" bench rollup --table
"$hasila" bench total
"$hasila" bench import
"$hasila" bench import --thousands 10000
"$hasila" bench entry
"$hasila" bench start
"$hasila" bench ledger
"$hasila" bench web
"$hasila" bench year
"$hasila" bench briefs
institutions=$(mktemp -d)
trap 'rm -rf "$institutions"' EXIT
"$hasila" bench institutions --out "$institutions"
.venv-bench/bin/python scripts/institutions.py "$institutions"
