"""Composes many short documents in one process: compile_sheets.py SHEET.typ JOBS, one JSON object a line with model, chart, seconds, out.

Fonts from the system, no network, limited memory. The sheets are shared out over two processes where there are many.
"""
import json
import os
import resource
import sys

resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (600, 600))
import typst  # noqa: E402  after the limits, so that they hold for it too


def compose(source, jobs):
    compiler = typst.Compiler(source, root=os.path.dirname(source))
    for job in jobs:
        pdf = compiler.compile(
            format="pdf", pdf_standards=["ua-1"], timestamp=job["seconds"], sys_inputs={"model": job["model"], "chart": job["chart"]})
        with open(job["out"], "wb") as file:
            file.write(pdf)


def main():
    source, path = sys.argv[1], sys.argv[2]
    with open(path, encoding="utf-8") as file:
        jobs = [json.loads(line) for line in file]
    lanes = min(os.cpu_count() or 1, 8, (len(jobs) + 49) // 50)
    if lanes < 2:
        return compose(source, jobs)
    children = []
    for lane in range(lanes):
        child = os.fork()
        if child == 0:
            try:
                compose(source, jobs[lane::lanes])
            except BaseException as error:  # the parent must not go on in this copy
                print(error, file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        children.append(child)
    if any(os.waitpid(child, 0)[1] != 0 for child in children):
        sys.exit(1)


main()
