#!/usr/bin/env python3
"""Writes docs/ERRORS.md from FailureCode.swift and the English sentences; with --check, fails when the page is not fresh."""
import pathlib, re, sys

root = pathlib.Path(__file__).resolve().parent.parent
source = (root / "Sources/Acts/Failures/FailureCode.swift").read_text(encoding="utf-8")
lines = ["# Failure numbers", "", "Permanent and never reused; made by `scripts/errors.py` from `Sources/Acts/Failures/FailureCode.swift`.", "", "| number | meaning |", "| --- | --- |"]
for comment, number in re.findall(r"/// (.+)\n    case `?\w+`? = (\d+)", source):
    lines.append(f"| E{number} | {comment} |")
text = "\n".join(lines) + "\n"
page = root / "docs/ERRORS.md"
if "--check" in sys.argv:
    sys.exit(0 if page.read_text(encoding="utf-8") == text else "docs/ERRORS.md is not fresh: run scripts/errors.py")
page.write_text(text, encoding="utf-8")
