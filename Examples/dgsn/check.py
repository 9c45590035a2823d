#!/usr/bin/env python3
"""Check the example institution's files against each other and against the facts they carry.

    python3 check.py [--facts FILE]

FILE is the list of 212 public facts (default: ../../../shared/data/dgsn/dgsn_bilan_long.csv, used
only where it exists; it is not part of the project). Exit 0 when everything holds, 1 otherwise.
All arithmetic is on exact fractions. Standard library only.
"""
import csv
import pathlib
import re
import sys
from collections import Counter, defaultdict
from fractions import Fraction

sys.dont_write_bytecode = True  # checking must leave the folder as it was
import simulate  # noqa: E402
import simulate_registers  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
FACTS = HERE.parents[2] / "shared/data/dgsn/dgsn_bilan_long.csv"
STATUSES = {"A", "B", "E", "P", "U"}
PRECISIONS = {"reported": "exact", "conflict": "exact", "partial": "exact", "inferred_year": "exact",
              "approx": "about", "lower_bound": "at_least", "upper_bound": "at_most"}
RATINGS = {"outstanding", "good", "adequate", "requires_improvement", "inadequate"}
ROLES = {"administrator", "director_general", "unit_head", "reporting_officer", "evaluator",
         "inspector", "secretary", "communication", "statistician", "auditor"}
# What the recheck of printed percentages must find; every other claim must hold.
REFUSED = {("crime_cases", "2022"), ("sextortion_cases", "2023"),
           ("violent_cases", "2025"), ("ig_officers_investigated", "2025")}
UNDECIDABLE = {("psychotropic_pills", "2022")}
problems = []


def read(name):
    with open(HERE / name, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    for line, row in enumerate(rows, 2):
        expect(None not in row and None not in row.values(), f"{name}:{line}", "wrong number of fields")
    return rows


def expect(holds, where, what):
    if not holds:
        problems.append(f"{where}: {what}")


def numbers(text):
    """The numbers of a sentence, whatever the language's separators."""
    return sorted(re.sub(r"[\u202f,](?=\d{3})", "", n).replace(",", ".")
                  for n in re.findall(r"\d(?:[\d.,\u202f]*\d)?", text))


def check_languages(name):
    for line, row in enumerate(read(name), 2):
        for stem in {c[:-3] for c in row if c[-3:] in ("_ar", "_fr", "_en")}:
            texts = [row[f"{stem}_{language}"] for language in ("ar", "fr", "en")]
            expect(all(t.strip() == t and t for t in texts) or not any(texts),
                   f"{name}:{line}", f"{stem} is not there in three languages")
            expect(len({tuple(numbers(t)) for t in texts}) == 1,
                   f"{name}:{line}", f"{stem}: the numbers differ between languages")
            expect(re.search("[\u0600-\u06ff]", texts[0]) or not texts[0], f"{name}:{line}", f"{stem}_ar is not Arabic")
            expect(not re.search("[\u0660-\u0669\u06f0-\u06f9]", texts[0]), f"{name}:{line}", "digits must be 0-9")
            expect(not re.search(" [:;!?»%]|« |'", texts[1]), f"{name}:{line}", f"{stem}_fr: space or apostrophe")


def check_units():
    units = {}
    for line, row in enumerate(read("units.csv"), 2):
        expect(row["code"] not in units, f"units.csv:{line}", "code used twice")
        expect(row["parent"] in units or not units, f"units.csv:{line}", "parent is not above")
        units[row["code"]] = row["parent"]
    for line, row in enumerate(read("events.csv"), 2):
        expect(row["unit"] in units, f"events.csv:{line}", "unknown unit")
    return units


def check_indicators():
    indicators = {row["code"]: row for row in read("indicators.csv")}
    measures = {row["code"] for row in read("measures.csv")}
    for code, row in indicators.items():
        expect(row["unit_of_measure"] in measures, code, "unknown unit of measure")
        expect(row["over_units"] in ("sum", "last", "none") and row["over_time"] in ("sum", "last", "none")
               and row["direction"] in ("up", "down", "none"), code, "unknown word")
        ratio = bool(row["numerator"])
        expect(ratio == bool(row["denominator"]) == bool(row["scale"]), code, "half a ratio")
        expect(not ratio or {row["numerator"], row["denominator"]} <= set(indicators), code, "unknown part of the ratio")
    return indicators


def check_figures(name, units, indicators):
    rows, seen = read(name), set()
    for line, row in enumerate(rows, 2):
        where = f"{name}:{line}"
        expect(row["unit"] in units and row["indicator"] in indicators, where, "unknown code")
        decimals = int(indicators[row["indicator"]]["decimals"])
        pattern = r"\d+" + (rf"\.\d{{{decimals}}}" if decimals else "")
        expect(re.fullmatch(pattern, row["value"]), where, f"value must have {decimals} decimals")
        expect(row["status"] in STATUSES and row["precision"] in set(PRECISIONS.values()), where, "unknown word")
        expect(re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:00Z", row["as_of"]), where, "as_of")
        expect(re.match("https?://", row["source"]) or row["source"] == "simulated", where, "no source")
        key = (row["indicator"], row["unit"], row["period"], row["as_of"])
        expect(key not in seen, where, "twice the same figure")
        seen.add(key)
    return rows


def latest(figures):
    return {(r["indicator"], r["period"]): r for r in sorted(figures, key=lambda r: r["as_of"])}


def check_facts(figures, path):
    current = latest(figures)
    if not path.exists():
        return f"facts not compared ({path} is not there)"
    with open(path, encoding="utf-8", newline="") as file:
        facts = list(csv.DictReader(file))
    for fact in facts:
        where = f"{fact['indicator']} {fact['year']}"
        row = current.get((fact["indicator"], fact["year"]))
        expect(row is not None, where, "fact missing")
        if row:
            expect(Fraction(row["value"]) == Fraction(fact["value"]), where, f"{row['value']} is not {fact['value']}")
            expect(row["source"] == fact["source_url"], where, "other source")
            expect(row["precision"] == PRECISIONS[fact["confidence"]], where, "precision")
    expect(len(facts) == 212, str(path), f"{len(facts)} facts, not 212")
    return f"{len(facts)} facts compared"


def check_simulated(figures, simulated):
    expect((HERE / "simulated-figures.csv").read_text(encoding="utf-8") == simulate.text(),
           "simulated-figures.csv", "is not the output of simulate.py")
    sums, current = defaultdict(Fraction), latest(figures)
    for row in simulated:
        expect(row["source"] == "simulated" and row["unit"] != "dgsn", "simulated-figures.csv", "not marked simulated")
        sums[row["indicator"], row["period"]] += Fraction(row["value"])
    for key, total in sums.items():
        row = current[key]
        expect(row["scope"] == "total" and row["precision"] == "exact" and Fraction(row["value"]) == total,
               "simulated-figures.csv", f"{key} does not add up")
    for row in figures:
        expect((row["scope"] == "total") == ((row["indicator"], row["period"]) in sums), "figures.csv",
               f"scope of {row['indicator']} {row['period']}")
    return len(sums)


def check_registers(simulated):
    """The registers' rows give, command by command, the simulated figures that the published totals allow."""
    for name, text in simulate_registers.files().items():
        expect((HERE / name).read_text(encoding="utf-8") == text, name, "is not the output of simulate_registers.py")
    known = {(r["indicator"], r["unit"]): int(r["value"].replace(".", "")) for r in simulated if r["period"] == "2022"}
    counted = Counter()
    for row in read("seizures-2022.csv"):
        if not row["struck"]:
            counted["psychotropic_pills", row["unit"]] += int(row["quantity"]) * (10 if row["measure"] == "blister_10" else 1)
    services = {"cnie": "cnie_issued", "residence": "residence_docs_foreigners", "extract": "criminal_record_extracts"}
    for line, row in enumerate(read("services-2022.csv"), 2):
        counted[services[row["service"]], row["unit"]] += int(row["issued"])
        for column in ("waiting", "delivery"):
            expect(sum(map(int, row[column].split(";"))) == int(row["issued"]), f"services-2022.csv:{line}", column)
        expect(int(row["satisfied"]) <= int(row["asked"]), f"services-2022.csv:{line}", "more satisfied than asked")
    for line, row in enumerate(read("line19-2022.csv"), 2):
        expect(sum(map(int, row["response"].split(";"))) == int(row["interventions"]), f"line19-2022.csv:{line}", "response")
    for key, total in counted.items():
        expect(known[key] == total, "registers", f"{key}: {total} in rows, {known[key]} simulated")
    return len(counted)


# Units whose terms are left to be signed, so that something waits in the example (ExampleYear+Terms.swift); nobody rates them.
OPEN = {"rabat", "sale"}


def check_cycle(units, indicators, figures):
    known = {i for (i, period) in latest(figures) if period == "2022"}
    priorities = {row["code"] for row in read("priorities.csv")}
    terms, weights = {}, Counter()
    for row in read("terms-2022.csv"):
        terms[row["code"]] = row
        weights[row["unit"]] += int(row["weight"])
        expect(row["unit"] in units and row["priority"] in priorities, row["code"], "unknown unit or priority")
        # What is measured has its figure; a milestone or a text has no indicator at all.
        measured = row["target_type"] not in ("milestone", "text")
        expect(row["indicator"] in known if measured else not row["indicator"], row["code"], "no figure for 2022")
        expect((row["target_type"] == "between") == bool(row["target_max"]), row["code"], "target")
    expect(set(weights.values()) == {100}, "terms-2022.csv", f"weights {dict(weights)}")
    expect(all(r["depends_on"] in terms or not r["depends_on"] for r in terms.values()), "terms-2022.csv", "depends_on")
    for row in read("self-assessments.csv"):
        expect(row["commitment"] in terms or not row["commitment"], "self-assessments.csv", row["commitment"])
        expect(row["kind"] in ("achievement", "challenge", "constraint", "way_forward"), "self-assessments.csv", row["kind"])
        expect(set(row["cites"].split()) <= set(indicators), "self-assessments.csv", row["cites"])
    ratings = defaultdict(set)
    for row in read("evaluations.csv"):
        ratings[row["unit"]].add(row["rating"])
        expect(row["rating"] in RATINGS and row["finding_kind"] in ("good_practice", "improvement", "concern"),
               "evaluations.csv", "unknown word")
        expect(row["finding_kind"] == "good_practice" or (row["owner"] in units and row["due"]), "evaluations.csv", "no owner")
    expect(all(len(r) == 1 for r in ratings.values()) and set(ratings) == set(weights) - OPEN,
           "evaluations.csv", "one rating a unit whose terms are signed")
    decisions = {row["number"]: row for row in read("decisions.csv")}
    for row in decisions.values():
        expect(row["owner"] in units and row["indicator"] in indicators, "decisions.csv", row["number"])
        expect(row["commitment"] in terms or not row["commitment"], "decisions.csv", row["number"])
    check_roadmap(units, indicators, decisions, priorities)
    officials = read("officials.csv")
    expect({r["role"] for r in officials} == ROLES and all(r["unit"] in units for r in officials), "officials.csv", "roles")
    for unit in weights:
        roles = {r["role"] for r in officials if r["unit"] == unit}
        expect({"unit_head", "reporting_officer"} <= roles, "officials.csv", f"{unit} has no head or reporting officer")
    for row in read("assignments.csv"):
        expect(row["unit"] in units and row["indicator"] in indicators, "assignments.csv", str(row))


def check_roadmap(units, indicators, decisions, priorities):
    objectives, phases = {}, defaultdict(list)
    for row in read("roadmap-2023.csv"):
        (phases[row["objective"]].append(row) if row["phase"] else objectives.update({row["objective"]: row}))
        expect(row["owner"] in units and row["decision"] in decisions and row["priority"] in priorities
               and (row["indicator"] in indicators or not row["indicator"]), "roadmap-2023.csv", row["objective"])
        expect("2023-01-01" <= row["starts"] < row["due"] <= "2023-12-31", "roadmap-2023.csv", row["objective"])
    for code, objective in objectives.items():
        inside = all(objective["starts"] <= p["starts"] and p["due"] <= objective["due"] for p in phases[code])
        expect(2 <= len(phases[code]) <= 4 and inside, "roadmap-2023.csv", f"phases of {code}")


def interval(row):
    """The least and greatest value a figure may stand for; None means no bound."""
    value = Fraction(row["value"])
    digits = row["value"].rstrip("0").rstrip(".") if "." in row["value"] else row["value"]
    whole, _, part = digits.partition(".")
    unit = Fraction(1, 10 ** len(part)) if part else Fraction(10 ** (len(whole) - len(whole.rstrip("0"))))
    return {"exact": (value, value), "about": (value - unit / 2, value + unit / 2),
            "at_least": (value, None), "at_most": (Fraction(0), value)}[row["precision"]]


def quotient(above, below):
    """All values of above / below, for figures that are never negative."""
    low = Fraction(0) if below[1] is None else above[0] / below[1]
    high = None if above[1] is None or below[0] == 0 else above[1] / below[0]
    return low, high


def verdict(claim, current, indicators):
    code = claim["indicator"]
    if claim["comparison"]:
        low, high = quotient(*(interval(current[code, claim[p]]) for p in ("period", "comparison")))
        low, high = (low - 1) * 100, None if high is None else (high - 1) * 100
    elif indicators[code]["numerator"]:
        parts = (interval(current[indicators[code][p], claim["period"]]) for p in ("numerator", "denominator"))
        low, high = (None if v is None else v * int(indicators[code]["scale"]) for v in quotient(*parts))
    else:
        low, high = interval(current[code, claim["period"]])
    printed = Fraction(claim["published"])
    step = Fraction(1, 10 ** len(claim["published"].partition(".")[2]))
    if high is not None and printed - step <= low and high <= printed + step:
        return "holds", low, high
    apart = low > printed + step or (high is not None and high < printed - step)
    return ("refused" if apart else "undecidable"), low, high


def check_claims(figures, indicators):
    current, counts, claims = latest(figures), Counter(), read("claims.csv")
    for claim in claims:
        word, low, high = verdict(claim, current, indicators)
        counts[word] += 1
        key = (claim["indicator"], claim["period"])
        expected = "refused" if key in REFUSED else "undecidable" if key in UNDECIDABLE else "holds"
        expect(word == expected, claim["claim"], f"{word}, expected {expected}")
        if word != "holds":
            shown = f"{float(low):.2f}" if low == high else f"{float(low):.2f} to {float(high):.2f}"
            print(f"  {word}: {claim['claim']}: printed {claim['published']} %, computed {shown} %")
    expect(len(claims) == 27, "claims.csv", "27 claims")
    return dict(counts)


def main():
    path = pathlib.Path(sys.argv[sys.argv.index("--facts") + 1]) if "--facts" in sys.argv else FACTS
    units, indicators = check_units(), check_indicators()
    for name in ("units", "events", "indicators", "terms-2022", "priorities", "self-assessments",
                 "evaluations", "decisions", "roadmap-2023", "officials", "register-indicators"):
        check_languages(name + ".csv")
    figures = check_figures("figures.csv", units, indicators)
    simulated = check_figures("simulated-figures.csv", units, indicators)
    facts = check_facts(figures, path)
    totals = check_simulated(figures, simulated)
    check_cycle(units, indicators, figures)
    counted = check_registers(simulated)
    print(f"{len(units)} units, {len(indicators)} indicators, {len(figures)} public figures, {facts}")
    print(f"{len(simulated)} simulated figures add up to {totals} published totals")
    print(f"registers: rows give {counted} simulated figures exactly")
    print(f"claims: {check_claims(figures, indicators)}")
    for problem in problems:
        print("PROBLEM", problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
