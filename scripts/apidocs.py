#!/usr/bin/env python3
"""Writes Sources/Web/Resources/api/docs.json: what the sources' own `///` say of the types that the programming interface shows.
With --check, fails when the file is not fresh."""
import json, pathlib, re, sys

root = pathlib.Path(__file__).resolve().parent.parent
rooms = ["Acts", "Figures", "Institution", "Web/Interface"]
opening = re.compile(r"^\s*(?:(?:public|private|fileprivate|indirect|final|internal)\s+)*(struct|enum|class|actor|extension|protocol)\s+([A-Za-z][\w.]*)")
member = re.compile(r"^\s*(?:public\s+)?(?:let|var)\s+([a-zA-Z]\w*(?:\s*,\s*\w+)*)\s*:")
found = {}


def read(path):
    depth, names, comment, fresh = 0, [], [], True
    for line in path.read_text(encoding="utf-8").splitlines():
        bare = re.sub(r'"(?:\\.|[^"\\])*"', '""', line)
        text = line.strip()
        if text.startswith("///"):
            comment = ([] if fresh else comment) + [text[3:].strip()]
            fresh = False
            continue
        fresh = True
        code = bare.split("//")[0]
        start = opening.match(code)
        if start and code.count("{") > code.count("}"):
            here = ".".join([n for n, _ in names] + [start[2]])
            if comment and start[1] != "extension":
                found.setdefault(here, {})[""] = sentence(comment)
            names.append((start[2], depth))
        elif names and depth == names[-1][1] + 1:
            named = member.match(code)
            if named and comment:
                for name in re.split(r"\s*,\s*", named[1]):
                    found.setdefault(".".join(n for n, _ in names), {})[name] = sentence(comment)
            if start and comment and code.count("{") == code.count("}"):
                found.setdefault(".".join([n for n, _ in names] + [start[2]]), {})[""] = sentence(comment)
        # Members in lines right below one another share a comment; anything else ends it.
        if not text or not (names and member.match(code) and depth == names[-1][1] + 1):
            comment = []
        depth += code.count("{") - code.count("}")
        while names and depth <= names[-1][1]:
            names.pop()


def sentence(comment):
    """The first paragraph."""
    lines = []
    for line in comment:
        if not line:
            break
        lines.append(line)
    return " ".join(lines)


for room in rooms:
    for path in sorted((root / "Sources" / room).rglob("*.swift")):
        read(path)
# Only what an act or an answer can hold: types with documented members, or acts.
kept = {name: texts for name, texts in sorted(found.items()) if len(texts) > 1 or "" in texts}
text = json.dumps(kept, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
page = root / "Sources/Web/Resources/api/docs.json"
if "--check" in sys.argv:
    sys.exit(0 if page.exists() and page.read_text(encoding="utf-8") == text else "docs.json is not fresh: run scripts/apidocs.py")
page.parent.mkdir(exist_ok=True)
page.write_text(text, encoding="utf-8")
