"""Reads or writes one workbook: spreadsheet.py read IN.xlsx OUT.json | write IN.json OUT.xlsx, with limited time and memory.

A workbook is foreign matter: its parts are looked at before openpyxl sees them. A refusal ends with status 3 and one line on
standard error: `form`, `large` or `active`, and the place where it was found.
"""
import datetime
import json
import re
import resource
import sys
import zipfile
import zlib

LIMITS = {"parts": 500, "unpacked": 64 << 20, "rows": 20_000, "columns": 100, "cell": 20_000, "cells": 400_000}
resource.setrlimit(resource.RLIMIT_AS, (768 << 20, 768 << 20))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


PLAIN = re.compile(r"-?(0|[1-9][0-9]*)([.][0-9]+)?")


def refuse(word, place="-"):
    print(word, place, file=sys.stderr)
    sys.exit(3)


# What can act, or reach beyond the workbook.
ACTIVE = ("vbaproject", "externallinks/", "embeddings/", "activex/", "connections.xml", "querytables/", "customui/", "macrosheets/", "ctrlprops/")


def inspect(path):
    """Looks at every part of the package. Sizes are counted while unpacking: what the package says of itself may lie."""
    try:
        package = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        refuse("form", "zip")
    names = [part.filename for part in package.infolist()]
    if len(names) > LIMITS["parts"]:
        refuse("large", "parts")
    if len(set(names)) != len(names) or "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        refuse("form", "parts")
    total = 0
    for part in package.infolist():
        low = part.filename.lower()
        if part.flag_bits & 1:
            refuse("form", "encrypted")
        if any(word in low for word in ACTIVE):
            refuse("active", part.filename[:80])
        tail = b""
        first = True
        with package.open(part) as stream:
            while chunk := stream.read(1 << 16):
                total += len(chunk)
                if total > LIMITS["unpacked"]:
                    refuse("large", "unpacked")
                if not low.endswith((".xml", ".rels", ".vml")):
                    continue
                # A declaration in another encoding would hide what is looked for.
                if b"\0" in chunk or (first and chunk[:2] in (b"\xff\xfe", b"\xfe\xff")):
                    refuse("form", part.filename[:80])
                first = False
                text = tail + chunk
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                    refuse("active", part.filename[:80])
                if b"macroEnabled" in text or b'TargetMode="External"' in text and low.startswith("xl/externallinks"):
                    refuse("active", part.filename[:80])
                tail = text[-32:]


def text_of(cell):
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        refuse("active", cell.coordinate)
    if cell.data_type == "e":
        refuse("form", cell.coordinate)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        # The shortest decimal that gives the same number is what the person typed and saw.
        if value != value or value in (float("inf"), float("-inf")):
            refuse("form", cell.coordinate)
        short = repr(value)
        if "e" in short or "E" in short:
            from decimal import Decimal
            short = format(Decimal(short), "f")
        return short[:-2] if short.endswith(".0") else short
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (datetime.time, datetime.timedelta)):
        refuse("form", cell.coordinate)
    text = str(value).strip()
    if len(text) > LIMITS["cell"]:
        refuse("large", cell.coordinate)
    return text


def read(source, target):
    inspect(source)
    import openpyxl

    try:
        book = openpyxl.load_workbook(source, read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        rows, cells = [], 0
        # The dimension a sheet states may lie; rows are counted as they come.
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            if len(rows) >= LIMITS["rows"]:
                refuse("large", "rows")
            if len(row) > LIMITS["columns"]:
                refuse("large", "columns")
            cells += len(row)
            if cells > LIMITS["cells"]:
                refuse("large", "cells")
            rows.append([text_of(cell) for cell in row])
    except (MemoryError, RecursionError):
        refuse("large", "memory")
    except SystemExit:
        raise
    except Exception as error:  # whatever the library makes of a damaged part
        refuse("form", type(error).__name__)
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((place + 1 for row in rows for place, text in enumerate(row) if text), default=0)
    rows = [(row + [""] * width)[:width] for row in rows]
    with open(target, "w", encoding="utf-8") as file:
        json.dump({"rows": rows}, file, ensure_ascii=False)


def write(source, target):
    import openpyxl
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    with open(source, encoding="utf-8") as file:
        sheets = json.load(file)
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator = "Hasila"
    for number, content in enumerate(sheets):
        sheet = book.create_sheet(content["name"][:31])
        sheet.sheet_view.rightToLeft = content.get("rightToLeft", False)
        numbers = set(content.get("numbers") or [])
        for row_number, row in enumerate(content["rows"], 1):
            for column, text in enumerate(row, 1):
                cell = sheet.cell(row_number, column)
                cell.value = text
                # What begins with = + - @ stays text: nothing written here is ever computed by a spreadsheet program.
                cell.data_type = "s"
                cell.number_format = "@"
                if row_number > 1 and column - 1 in numbers and PLAIN.fullmatch(text) and len(text.strip("-").replace(".", "")) <= 15:
                    decimals = len(text.partition(".")[2])
                    cell.value = float(text) if decimals else int(text)
                    cell.number_format = "#,##0" + ("." + "0" * decimals if decimals else "")
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if row_number == 1:
                    cell.font = Font(bold=True)
                    cell.fill = PatternFill("solid", fgColor="DDE5F2")
        for column, width in enumerate(content.get("widths", []), 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        # Rows still to be typed are text too, so that 95 stays 95 and a day stays a day.
        for row_number in range(len(content["rows"]) + 1, len(content["rows"]) + 1 + content.get("spare", 0)):
            for column in range(1, len(content["rows"][0]) + 1):
                sheet.cell(row_number, column).number_format = "@"
        for column, choices in (content.get("choices") or {}).items():
            letter = get_column_letter(int(column) + 1)
            if len(",".join(choices)) > 250:
                continue
            rule = DataValidation(type="list", formula1='"%s"' % ",".join(choices), allow_blank=True)
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{max(2, len(content['rows']) + content.get('spare', 0))}")
        if number == 0:
            sheet.freeze_panes = "B2"
    book.save(target)


if __name__ == "__main__":
    try:
        {"read": read, "write": write}[sys.argv[1]](sys.argv[2], sys.argv[3])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        refuse("form", "zip")
    except MemoryError:
        refuse("large", "memory")
