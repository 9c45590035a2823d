#!/usr/bin/env python3
"""Write simulated-figures.csv: values below national level, invented, that add up to the published totals.

The published national figures say nothing about the regional commands. This script spreads each
exactly known national total over the ten first-level commands that public sources name. It uses
no clock and no random number generator: every weight comes from a hash of SEED, so that the same
SEED always gives the same file. Standard library only.

    python3 simulate.py            write simulated-figures.csv beside this script
    python3 simulate.py --check    exit 1 if the committed file is not what this script writes
"""
import csv
import hashlib
import io
import pathlib
import sys

SEED = "hasila-dgsn-2022"
HERE = pathlib.Path(__file__).resolve().parent
COLUMNS = ["indicator", "unit", "period", "breakdown", "value", "status",
           "precision", "as_of", "source", "note", "scope"]

# Invented sizes, in thousandths; they are nobody's population and nobody's crime figures.
SIZES = {"casablanca": 262, "rabat": 141, "marrakech": 122, "fes": 113, "tanger": 109,
         "agadir": 88, "kenitra": 67, "oujda": 46, "beni-mellal": 31, "laayoune": 21}


def tilt(*words, spread):
    """A whole number between 1000 - spread and 1000 + spread, fixed by SEED and the words."""
    digest = hashlib.sha256("|".join((SEED,) + words).encode()).digest()
    return 1000 - spread + int.from_bytes(digest[:8], "big") % (2 * spread + 1)


def shares(total, weights):
    """Split a whole number by weights; the largest remainders take what rounding leaves."""
    whole = sum(weights.values())
    parts = {unit: total * weight // whole for unit, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda unit: (-(total * weights[unit] % whole), unit))
    for unit in by_remainder[: total - sum(parts.values())]:
        parts[unit] += 1
    return parts


def decimal(mantissa, decimals):
    if decimals == 0:
        return str(mantissa)
    digits = str(mantissa).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}"


def family(indicator):
    """Cases and persons of one subject lean the same way in one command."""
    return "drug" if indicator.startswith("drug_") else indicator


def rows():
    with open(HERE / "figures.csv", encoding="utf-8", newline="") as file:
        totals = [row for row in csv.DictReader(file)
                  if row["scope"] == "total" and row["precision"] == "exact"]
    for row in totals:
        decimals = len(row["value"].partition(".")[2])
        mantissa = int(row["value"].replace(".", ""))
        weights = {unit: size * tilt(family(row["indicator"]), unit, spread=180)
                   * tilt(row["indicator"], row["period"], unit, spread=50)
                   for unit, size in SIZES.items()}
        for unit, part in sorted(shares(mantissa, weights).items()):
            yield {"indicator": row["indicator"], "unit": unit, "period": row["period"],
                   "breakdown": "", "value": decimal(part, decimals), "status": row["status"],
                   "precision": "exact", "as_of": row["as_of"], "source": "simulated",
                   "note": "simulated", "scope": ""}


def text():
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows())
    return out.getvalue()


def main():
    target = HERE / "simulated-figures.csv"
    made = text()
    if "--check" in sys.argv[1:]:
        same = target.exists() and target.read_text(encoding="utf-8") == made
        print(f"seed {SEED}: {'identical' if same else 'DIFFERENT'}")
        return 0 if same else 1
    target.write_text(made, encoding="utf-8")
    print(f"seed {SEED}: {made.count(chr(10)) - 1} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
