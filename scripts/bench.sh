#!/usr/bin/env bash
# bench.sh HASILA: all benchmarks; the peers' engines go into .venv-bench, which nothing else uses.
set -euo pipefail
cd "$(dirname "$0")/.."
hasila=$1
if [ ! -x .venv-bench/bin/python ]; then
    python3 -m venv .venv-bench
    .venv-bench/bin/pip install --quiet --disable-pip-version-check -r requirements-bench.txt
fi
uname -srm; nproc; uptime
"$hasila" bench rollup
"$hasila" bench import
"$hasila" bench ledger
"$hasila" bench web
