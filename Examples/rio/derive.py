#!/usr/bin/env python3
"""derive.py SOURCE_FOLDER OUT_FOLDER: Rio's police data as Hasila's four import files.

Writes units.csv (each unit as it stood when it opened), events.csv (dated moves and closings), indicators.csv and
figures.csv, then replays units and events month by month and compares with the file's own columns: any month in
which a station would hang elsewhere than the file says is printed and the exit code is 1. Standard library only.
"""

import csv
import os
import sys

from measures import COUNTED, MEASURES, NOTES
from source import BREAK, ROOT, SOURCE, aisp, cisp, month, risp, rows, station_names, value

STATUS = {"1": "P", "2": "A", "3": "A"}  # fase: partial; consolidated without, with erratum


def first_day(at):
    return f"{at[0]:04d}-{at[1]:02d}-01"


def histories(data):
    """Parent of every unit below the root, month by month: {unit: {month: parent}}; refuses two parents at once."""
    parents = {}
    for row in data:
        for unit, parent in ((cisp(row), aisp(row)), (aisp(row), risp(row)), (risp(row), ROOT)):
            earlier = parents.setdefault(unit, {}).setdefault(month(row), parent)
            if earlier != parent:
                raise SystemExit(f"{unit} hangs under {earlier} and {parent} in {first_day(month(row))}")
    return parents


def organisation(parents, months, names):
    """The units at their opening, and the events after it, in an order in which each is possible."""
    position = {at: index for index, at in enumerate(months)}
    opened = [(ROOT, "", "state", first_day(months[0]))]
    events = []
    for prefix in ("risp", "aisp", "cisp"):
        for unit in sorted(u for u in parents if u.startswith(prefix)):
            history = parents[unit]
            seen = sorted(history)
            opened.append((unit, history[seen[0]], prefix, first_day(seen[0])))
            for before, at in zip(seen, seen[1:]):
                if position[at] != position[before] + 1:
                    # A gap is absence of data, not a closing: the unit keeps its place, the figures are missing.
                    print(f"gap: {unit} has no rows between {before} and {at}")
                if history[at] != history[before]:
                    events.append((at, 0, prefix, "move", unit, history[at]))
            if seen[-1] != months[-1]:
                events.append((months[position[seen[-1]] + 1], 1, prefix, "close", unit, ""))
    # On one day: areas move before stations, closings come last, when nothing hangs there any more.
    rank = {"risp": 0, "aisp": 1, "cisp": 2}
    events.sort(key=lambda e: (e[0], e[1], rank[e[2]] if e[1] == 0 else -rank[e[2]], e[4]))
    units = [(unit, parent, kind, day) + labels(unit, names) for unit, parent, kind, day in opened]
    return units, [(first_day(at), event, unit, into) for at, _, _, event, unit, into in events]


def labels(unit, names):
    """The three names of a unit. Stations keep the name of the source; it is a proper name."""
    if unit == ROOT:
        return ("ولاية ريو دي جانيرو", "État de Rio de Janeiro", "State of Rio de Janeiro")
    number = int(unit.split("-")[1])
    if unit.startswith("risp"):
        return (f"جهة الأمن المندمج {number}", f"Région intégrée de sécurité {number}", f"Integrated security region {number}")
    if unit.startswith("aisp"):
        return (f"منطقة الأمن المندمج {number}", f"Aire intégrée de sécurité {number}", f"Integrated security area {number}")
    return (names[unit],) * 3


def indicator_rows():
    for measure, (unit_of_measure, direction, ar, fr, en) in MEASURES.items():
        counted = COUNTED[unit_of_measure]
        notes = NOTES.get(measure, ("", "", ""))
        column = "prisoes, apf_cmp" if measure == "arrests" else measure
        texts = (
            f"عدد {counted[0]} في الشهر، بحسب مكان الوقائع (عمود {column}). {notes[0]}",
            f"Nombre de {counted[1]} dans le mois, au lieu des faits (colonne {column}). {notes[1]}",
            f"Number of {counted[2]} in the month, where the facts took place (column {column}). {notes[2]}",
        )
        yield (measure, ar, fr, en, unit_of_measure, 0, "sum", "sum", "", "", "", direction,
               *(text.strip() for text in texts), SOURCE, "month")


def figure_rows(data):
    """One row a filled cell. The first value of each station under the new arrest definition opens the break."""
    broken = set()
    for row in data:
        at = month(row)
        period, unit, status = f"{at[0]:04d}-{at[1]:02d}", cisp(row), STATUS[row["fase"].strip()]
        for measure in MEASURES:
            count = value(row, measure)
            if count is None:
                continue
            word, note = status, ""
            if measure == "arrests" and at >= BREAK and unit not in broken:
                broken.add(unit)
                word, note = "B", "Definition changed: prisoes until 2014-12, apf_cmp from 2015-01"
            yield (measure, unit, period, "", count, word, "exact", "", "ISP-RJ", note)


def disagreements(data, units, events):
    """Replays the units and events; every (month, unit, file's parent, derived parent) that differs."""
    parent = {}
    pending = sorted([(day, 0, "open", unit, into) for unit, into, _, day, *_ in units]
                     + [(day, 1, event, unit, into) for day, event, unit, into in events], key=lambda e: e[:2])
    found, index = [], 0
    by_month = {}
    for row in data:
        by_month.setdefault(month(row), []).append(row)
    for at in sorted(by_month):
        while index < len(pending) and pending[index][0] <= first_day(at):
            day, _, event, unit, into = pending[index]
            index += 1
            if event == "close":
                left = [u for u, p in parent.items() if p == unit]
                if left:
                    found.append((day, unit, "closed", f"still holds {left}"))
                parent.pop(unit)
                continue
            if into and into not in parent:
                found.append((day, unit, into, "not open"))
            parent[unit] = into
        for row in by_month[at]:
            for unit, into in ((cisp(row), aisp(row)), (aisp(row), risp(row)), (risp(row), ROOT)):
                if parent.get(unit) != into:
                    found.append((first_day(at), unit, into, parent.get(unit)))
        leaves = {cisp(row) for row in by_month[at]}
        for unit in parent:
            if unit.startswith("cisp") and unit not in leaves:
                found.append((first_day(at), unit, "no row", parent[unit]))
    return found


def write(folder, name, header, lines):
    count = 0
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        for line in lines:
            writer.writerow(line)
            count += 1
    return count


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    source, out = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    data = rows(source)
    months = sorted({month(row) for row in data})
    parents = histories(data)
    units, events = organisation(parents, months, station_names(source))
    counts = {
        "units": write(out, "units.csv", "code,parent,kind,name_ar,name_fr,name_en,opened,closed",
                       ((u, p, k, ar, fr, en, day, "") for u, p, k, day, ar, fr, en in units)),
        "events": write(out, "events.csv", "date,event,unit,into,share,name_ar,name_fr,name_en",
                        ((day, event, unit, into, "", "", "", "") for day, event, unit, into in events)),
        "indicators": write(out, "indicators.csv",
                            "code,name_ar,name_fr,name_en,unit_of_measure,decimals,over_units,over_time,numerator,"
                            "denominator,scale,direction,definition_ar,definition_fr,definition_en,source,frequency",
                            indicator_rows()),
        "figures": write(out, "figures.csv", "indicator,unit,period,breakdown,value,status,precision,as_of,source,note",
                         figure_rows(data)),
    }
    print(", ".join(f"{name} {count:,}" for name, count in counts.items()))
    for kind in ("cisp", "aisp", "risp"):
        moved = [e for e in events if e[1] == "move" and e[2].startswith(kind)]
        closed = [e for e in events if e[1] == "close" and e[2].startswith(kind)]
        now = sum(u[0].startswith(kind) for u in units) - len(closed)
        print(f"{kind}: {sum(u[0].startswith(kind) for u in units)} in history, {now} open at the end, "
              f"{len(moved)} moves of {len({e[2] for e in moved})} units, {len(closed)} closings")
    exceptions = disagreements(data, units, events)
    print(f"{len(data):,} station-months in {len(months)} months replayed: {len(exceptions)} exceptions")
    for exception in exceptions:
        print("  ", *exception)
    return 1 if exceptions else 0


if __name__ == "__main__":
    sys.exit(main())
