"""Reading Rio's monthly file: one dictionary a station and month, checked as it is read."""

import csv
import os

from measures import MEASURES

FILE = "BaseDPEvolucaoMensalCisp_2003-2017.csv"
NAMES = "stations.csv"
SOURCE = "Instituto de Segurança Pública (ISP-RJ), monthly file by police station, 2003-2017"
ROOT = "rio"
# The arrest measure: the column up to 2014, the column from 2015 on.
ARRESTS = ("prisoes", "apf_cmp")
BREAK = (2015, 1)


def risp(row):
    return f"risp-{int(row['RISP'])}"


def aisp(row):
    return f"aisp-{int(row['AISP']):02d}"


def cisp(row):
    return f"cisp-{int(row['CISP']):03d}"


def month(row):
    return (int(row["vano"]), int(row["mes"]))


def value(row, measure):
    """The count as written, or None where the file is blank: blank is missing, never zero."""
    column = measure
    if measure == "arrests":
        column = ARRESTS[month(row) >= BREAK]
    text = row[column].strip()
    if not text:
        return None
    if not text.isdigit():
        raise SystemExit(f"{FILE}: {cisp(row)} {month(row)} {column}: {text!r} is not a count")
    return int(text)


def rows(folder):
    """All rows in order of month and station. Refuses a file of another shape or a station-month given twice."""
    with open(os.path.join(folder, FILE), encoding="latin-1", newline="") as file:
        found = list(csv.DictReader(file, delimiter=";"))
    expected = set(MEASURES) - {"arrests"} | set(ARRESTS)
    missing = expected - set(found[0])
    unknown = set(found[0]) - expected - {"CISP", "mes", "vano", "mes_ano", "AISP", "RISP", "munic", "mcirc", "Regiao", "fase"}
    if missing or unknown:
        raise SystemExit(f"{FILE}: columns missing {sorted(missing)}, not known {sorted(unknown)}")
    found.sort(key=lambda row: (month(row), int(row["CISP"])))
    keys = {(month(row), row["CISP"]) for row in found}
    if len(keys) != len(found):
        raise SystemExit(f"{FILE}: {len(found) - len(keys)} station-months are given twice")
    # A change of the arrest measure must leave no month with both columns filled.
    for row in found:
        if row[ARRESTS[month(row) < BREAK]].strip():
            raise SystemExit(f"{FILE}: {cisp(row)} {month(row)}: both definitions of arrests are filled")
    return found


def station_names(folder):
    with open(os.path.join(folder, NAMES), encoding="utf-8-sig", newline="") as file:
        return {f"cisp-{int(row['CISP']):03d}": row["nome"].strip() for row in csv.DictReader(file, delimiter=";")}
