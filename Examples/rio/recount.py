#!/usr/bin/env python3
"""recount.py SOURCE_FOLDER [OUT_FILE]: yearly totals from the source file alone, for comparison with Hasila.

Each month's values count for the area and the region that the file names in that month (the tree "then"). Prints
CSV `indicator,unit,year,total,reported`: the state, every region and every area, and every station; `reported` is
the number of station-months with a value. A unit without any value in the year has no line: missing is not zero.
Shares nothing with derive.py but the reading of the file.
"""

import csv
import sys
from collections import defaultdict

from measures import MEASURES
from source import ROOT, aisp, cisp, month, risp, rows, value


def main():
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    totals = defaultdict(lambda: [0, 0])
    for row in rows(sys.argv[1]):
        year = month(row)[0]
        for measure in MEASURES:
            count = value(row, measure)
            if count is None:
                continue
            for unit in (ROOT, risp(row), aisp(row), cisp(row)):
                cell = totals[measure, unit, year]
                cell[0] += count
                cell[1] += 1
    out = open(sys.argv[2], "w", encoding="utf-8", newline="") if len(sys.argv) == 3 else sys.stdout
    with out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["indicator", "unit", "year", "total", "reported"])
        for key in sorted(totals):
            writer.writerow([*key, *totals[key]])


if __name__ == "__main__":
    main()
