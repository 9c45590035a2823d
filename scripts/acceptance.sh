#!/usr/bin/env bash
# acceptance.sh HASILA WORK: what an outsider would check of the example, through the command alone. WORK holds data/ and public/.
set -euo pipefail
hasila=$1 work=$2
cd "$(dirname "$0")/.."
passed=0
expect() { # expect NAME WANTED FOUND
    if [ "$2" != "$3" ]; then echo "FAILED $1: wanted $2, found $3" >&2; exit 1; fi
    passed=$((passed + 1))
}
answer() { "$hasila" figure "$@" --json --data "$work/data" | python3 -c 'import json, sys; a = json.load(sys.stdin); print(a["value"], a["precision"], len(a["revisions"]))'; }

expect "pills 2022" "2668473 exact 2" "$(answer psychotropic_pills --unit dgsn --period 2022)"
expect "pills as known at the meeting" "2500000 at_least 1" "$(answer psychotropic_pills --unit dgsn --period 2022 --as-of 2022-12-22T23:59:59Z)"

claims=$("$hasila" check-claims Examples/dgsn/claims.csv --json --data "$work/data") && code=0 || code=$?
expect "check-claims exit code" 1 "$code"
found=$(echo "$claims" | python3 -c '
import json, sys
rows = json.load(sys.stdin)
print(len(rows), *sorted(r["published"] for r in rows if r["verdict"] == "does_not_follow"), "|", *sorted(r["published"] for r in rows if r["verdict"] == "undecidable"))')
expect "claims that do not follow" "27 -10 -30.22 -8.5 18 | 85" "$found"

"$hasila" rebuild --check --data "$work/data" >/dev/null; passed=$((passed + 1))
"$hasila" verify "$work/public" >/dev/null; passed=$((passed + 1))
.venv/bin/python "$work/public/verify.py" "$work/public" >/dev/null; passed=$((passed + 1))

"$hasila" backup "$work/backup" --data "$work/data" >/dev/null
"$hasila" restore "$work/backup" --data "$work/restored" >/dev/null
mkdir -p "$work/restored/keys" && cp -p "$work/data/keys/log.key" "$work/restored/keys/" && cp -p "$work/data/guard" "$work/restored/guard"
"$hasila" rebuild --check --data "$work/restored" >/dev/null; passed=$((passed + 1))
diff -r -x incoming "$work/data/evidence" "$work/restored/evidence"; passed=$((passed + 1))

# Every document in every language: no name of a phrase stands where its words should.
own=$(realpath "$hasila")
(cd "$work" && "$own" briefs 2022 --out briefs --data "$work/data" >/dev/null)
for file in "$work"/briefs/*.pdf "$work"/public/*/*.pdf; do
    if pdftotext "$file" - | grep -E '\[[a-z]+\.[a-z_]+' >&2; then echo "FAILED words of $file" >&2; exit 1; fi
done
expect "briefs" 18 "$(ls "$work"/briefs | wc -l)"

# One byte of every published file, one file after the other: both verifiers must fail and leave the exit code to say so.
.venv/bin/python scripts/flip.py "$hasila" "$work/public"; passed=$((passed + 1))
echo "acceptance: $passed passed, 0 failed"
