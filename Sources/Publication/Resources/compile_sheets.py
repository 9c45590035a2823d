"""Composes many short documents in one process: compile_sheets.py SHEET.typ JOBS, one JSON object a line with model, chart, seconds, out.

Fonts from the system, no network, limited memory. The sheets are shared out over two processes where there are many.
"""
import json
import os
import re
import resource
import shutil
import sys

resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (600, 600))
import typst  # noqa: E402  after the limits, so that they hold for it too

# In a line that runs from right to left a number with its sign, its percent sign, its letters or a hyphen stays one run: it stands
# between isolates. Bare digits with their separators keep together by themselves, and what the phrases isolated already is left as it
# is. A rule of showing in the template did the same with boxes, for a seventh of the time of a brief.
INSIDE = "[\\d\u202f.,:/-]*"
DIGITS = "\\d(?:" + INSIDE + "\\d)?"
PERCENT = "[\xa0\u202f ]?%"
NUMBER = re.compile(
    "\u2068[^\u2069]*\u2069"
    "|(?:[A-Za-z]+-|[+\u2212\u2248\u2265\u2264][\u202f\xa0]?)" + DIGITS + "(?:" + PERCENT + ")?"
    "|" + DIGITS + PERCENT + "|\\d" + INSIDE + "-" + INSIDE + "\\d", re.ASCII)


def isolated(value):
    if isinstance(value, str):
        return NUMBER.sub(lambda it: it[0] if it[0][0] == "\u2068" else "\u2066" + it[0] + "\u2069", value)
    if isinstance(value, list):
        return [isolated(item) for item in value]
    if isinstance(value, dict):
        return {key: isolated(item) for key, item in value.items()}
    return value


def compose(source, folder, jobs):
    """The model and the drawing are files beside a copy of the sheet: given as inputs they would make all that Typst remembers of the
    sheet before useless for the next."""
    os.mkdir(folder, 0o700)
    sheet, model, chart = (os.path.join(folder, name) for name in ("sheet.typ", "model.json", "chart.svg"))
    shutil.copyfile(source, sheet)
    compiler = typst.Compiler(sheet, root=folder)
    for job in jobs:
        text = json.loads(job["model"])
        with open(model, "w", encoding="utf-8") as file:
            json.dump(isolated(text) if text["dir"] == "rtl" else text, file, ensure_ascii=False)
        with open(chart, "w", encoding="utf-8") as file:
            file.write(job["chart"])
        pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=job["seconds"])
        with open(job["out"], "wb") as file:
            file.write(pdf)


def main():
    source, path = sys.argv[1], sys.argv[2]
    with open(path, encoding="utf-8") as file:
        jobs = [json.loads(line) for line in file]
    folder = os.path.join(os.path.dirname(source), "lane-")
    lanes = min(os.cpu_count() or 1, 8, (len(jobs) + 49) // 50)
    if lanes < 2:
        return compose(source, folder + "0", jobs)
    children = []
    for lane in range(lanes):
        child = os.fork()
        if child == 0:
            try:
                compose(source, f"{folder}{lane}", jobs[lane::lanes])
            except BaseException as error:  # the parent must not go on in this copy
                print(error, file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        children.append(child)
    if any(os.waitpid(child, 0)[1] != 0 for child in children):
        sys.exit(1)


main()
