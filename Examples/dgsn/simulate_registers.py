#!/usr/bin/env python3
"""Write the rows of the example's registers: invented events of 2022 that add up, command by command, to simulated-figures.csv.

Nothing here says anything about a real city. As in simulate.py every weight comes from a hash of SEED; there is no clock and no
random number generator. Standard library only.

    python3 simulate_registers.py            write seizures-2022.csv, services-2022.csv and line19-2022.csv beside this script
    python3 simulate_registers.py --check    exit 1 if a committed file is not what this script writes
"""
import csv
import io
import pathlib
import sys

from simulate import SIZES, shares, tilt

HERE = pathlib.Path(__file__).resolve().parent
QUARTERS = ["2022-03-31", "2022-06-30", "2022-09-30", "2022-12-20"]
MONTHS = [f"2022-{month:02d}-{day:02d}" for month, day in enumerate([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 20], 1)]
# Substance, kind of operation, weight.
PILLS = [("ecstasy", "port", 260), ("clonazepam", "road", 180), ("other_psychotropics", "inquiry", 120), ("ecstasy", "road", 90),
         ("clonazepam", "patrol", 40), ("other_psychotropics", "airport", 35)]
WAITING, DELIVERY, RESPONSE = [34, 31, 18, 12, 5], [8, 27, 38, 20, 7], [22, 31, 24, 13, 7, 3]


def figures():
    with open(HERE / "simulated-figures.csv", encoding="utf-8", newline="") as file:
        return {(r["indicator"], r["unit"]): int(r["value"].replace(".", "")) for r in csv.DictReader(file) if r["period"] == "2022"}


def histogram(total, weights, *words):
    """Counts by class that add up to the total."""
    leaning = {str(i): w * tilt(*words, str(i), spread=150) for i, w in enumerate(weights)}
    parts = shares(total, leaning)
    return ";".join(str(parts[str(i)]) for i in range(len(weights)))


def seizures(known):
    """Three dates a pair of substance and operation; every third row in blisters of ten, what is left over in the next row."""
    for unit in sorted(SIZES):
        weights = {(s, o, n): w * tilt(unit, s, o, str(n), spread=300) for s, o, w in PILLS for n in range(3)}
        parts = shares(known["psychotropic_pills", unit], weights)
        left = 0
        for place, (key, part) in enumerate(sorted(parts.items())):
            substance, operation, number = key
            day = f"2022-{1 + number * 4 + tilt(unit, *map(str, key), spread=500) % 4:02d}-{1 + tilt(unit, substance, str(number), spread=500) % 28:02d}"
            day = min(day, "2022-12-20")
            quantity, measure = part + left, "pills"
            left = 0
            if place % 3 == 0:
                quantity, left, measure = (part // 10), part % 10, "blister_10"
            yield {"unit": unit, "date": day, "substance": substance, "operation": operation, "quantity": str(quantity),
                   "measure": measure, "struck": ""}
        assert left == 0
    yield {"unit": "rabat", "date": "2022-11-08", "substance": "ecstasy", "operation": "road", "quantity": "1250", "measure": "pills",
           "struck": "سُجّل السطر مرتين"}


def services(known):
    for unit in sorted(SIZES):
        for indicator, service, publics in [("cnie_issued", "cnie", {"citizen": 1}), ("residence_docs_foreigners", "residence", {"foreign_resident": 1}),
                                            ("criminal_record_extracts", "extract", {"citizen": 97, "foreign_resident": 3})]:
            weights = {(day, public): w * tilt(unit, service, day, public, spread=120) for day in QUARTERS for public, w in publics.items()}
            for (day, public), issued in sorted(shares(known[indicator, unit], weights).items()):
                asked = issued // 200
                satisfied = asked * tilt(unit, service, day, "satisfied", spread=60) * 83 // 100_000
                yield {"unit": unit, "date": day, "service": service, "public": public, "issued": str(issued),
                       "waiting": histogram(issued, WAITING, unit, service, day, "waiting"),
                       "delivery": histogram(issued, DELIVERY, unit, service, day, "delivery"),
                       "asked": str(asked), "satisfied": str(min(asked, satisfied))}


def line19(_):
    """A row a month: calls, those of them that led to an intervention, and the interventions by the time until help was there."""
    for unit, size in sorted(SIZES.items()):
        for day in MONTHS:
            calls = size * 180 * tilt(unit, day, "calls", spread=90) // 1000
            interventions = calls * 35 // 100
            yield {"unit": unit, "date": day, "calls": str(calls), "interventions": str(interventions),
                   "response": histogram(interventions, RESPONSE, unit, day, "response")}


def text(rows):
    rows = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def files():
    known = figures()
    return {f"{name}-2022.csv": text(rows(known)) for name, rows in [("seizures", seizures), ("services", services), ("line19", line19)]}


def main():
    good = True
    for name, made in files().items():
        if "--check" in sys.argv[1:]:
            same = (HERE / name).exists() and (HERE / name).read_text(encoding="utf-8") == made
            good = good and same
            print(f"{name}: {'identical' if same else 'DIFFERENT'}")
        else:
            (HERE / name).write_text(made, encoding="utf-8")
            print(f"{name}: {made.count(chr(10)) - 1} rows")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
