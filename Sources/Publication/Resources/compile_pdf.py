"""Composes one document: compile_pdf.py MAIN.typ OUT.pdf TIMESTAMP, fonts from the system, no network, limited memory."""
import resource
import sys
from datetime import datetime, timezone

resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
import typst  # noqa: E402  after the limits, so that they hold for it too

source, output, timestamp = sys.argv[1], sys.argv[2], int(sys.argv[3])
pdf, warnings = typst.compile_with_warnings(
    source, root=source.rsplit("/", 1)[0], format="pdf", pdf_standards=["ua-1"],
    timestamp=datetime.fromtimestamp(timestamp, timezone.utc), sys_inputs={}, font_paths=sys.argv[4:],
)
for warning in warnings:
    print(getattr(warning, "message", warning), file=sys.stderr)
with open(output, "wb") as file:
    file.write(pdf)
