#!/usr/bin/env bash
# soak.sh HASILA: kills the server HASILA_SOAK times (half on each engine) and checks after each kill.
set -euo pipefail
hasila=$1
rounds=${HASILA_SOAK:-20}
for engine in sqlite postgresql; do
    python3 "$(dirname "$0")/soak.py" "$hasila" --engine "$engine" --rounds $((rounds / 2))
done
