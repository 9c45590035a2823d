#!/usr/bin/env python3
"""Checks a copy of a Hasila site offline, independently of Hasila: verify.py DIRECTORY [VKEY]. Exit status 0 only if all holds.
Needs Python 3.9 or later and the package `cryptography` (for Ed25519); docs/VERIFY.md explains every step."""
import base64, csv, functools, hashlib, io, json, os, re, sys
from fractions import Fraction
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

def need(condition, record, reason):
    if not condition:
        sys.exit(f"FAILED: {record}: {reason}")

def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()
leaf = functools.partial(sha, b"\0")
def root_of(row):
    """Merkle root (RFC 6962) over leaf hashes; an odd last hash moves up unchanged."""
    while len(row) > 1:
        row = [sha(b"\1", *row[i:i + 2]) if i + 1 < len(row) else row[i] for i in range(0, len(row), 2)]
    return row[0] if row else sha()

def root_by_proof(node, index, size, path):
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2), or None where its length is wrong."""
    last = size - 1
    for other in path:
        if last <= 0 or index > last:
            return None
        right = index & 1 or index == last
        node = sha(b"\1", other, node) if right else sha(b"\1", node, other)
        while right and not index & 1 and index:
            index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    return node if last == 0 and index == 0 else None

def b64(text, length=None):
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text and length in (None, len(data)), text[:80], "not canonical base64")
    return data

def number(text):
    need(re.fullmatch(r"0|[1-9][0-9]{0,18}", text, re.A), text[:30], "not a plain number")
    return int(text)

def tiles(level, size):
    """Path, width and first position of every tile of a level (C2SP tlog-tiles)."""
    for index in range((size + 255) // 256):
        width, groups, rest = min(256, size - 256 * index), f"{index % 1000:03d}", index // 1000
        while rest:
            groups, rest = f"x{rest % 1000:03d}/{groups}", rest // 1000
        yield f"log/tile/{level}/{groups}" + ("" if width == 256 else f".p/{width}"), width, 256 * index

class Site:  # `last` is the file read last, to name it when something in it is malformed
    def __init__(self, folder):
        self.folder, self.paths, self.last = folder, set(), folder
        for place, folders, files in os.walk(folder):
            for name in folders + files:
                path = os.path.relpath(os.path.join(place, name), folder).replace(os.sep, "/")
                need(not os.path.islink(os.path.join(place, name)), path, "is a link")
                if name in files:
                    self.paths.add(path)
    def read(self, path):
        self.last = path
        need(path in self.paths, path, "is missing")
        with open(os.path.join(self.folder, path), "rb") as file:
            return file.read()
    def table(self, path, columns):
        rows = list(csv.DictReader(io.StringIO(self.read(path).decode(), newline=""), strict=True))
        need(all(set(row) == set(columns.split()) and None not in row.values() for row in rows), path, "not the expected columns")
        return rows

class Log:
    def __init__(self, site, pinned):
        self.vkey, end, rest = site.read("log/vkey").decode().partition("\n")
        self.name, key_id, key = self.vkey.split("+", 2)
        material = b64(key, 33)
        need(end and not rest and material[0] == 1 and key_id == sha(self.name.encode(), b"\n", material)[:4].hex(), "log/vkey", "not its own key id")
        need(pinned in (None, self.vkey), "log/vkey", "not the pinned key")
        self.key, self.key_id = Ed25519PublicKey.from_public_bytes(material[1:]), bytes.fromhex(key_id)
        self.note = site.read("log/checkpoint").decode()
        size, root = self.checkpoint(self.note)
        self.paths, self.leaves = {"log/vkey", "log/checkpoint"}, []
        for path, width, start in tiles("entries", size):
            data = site.read(path)
            for n in range(start, start + width):
                length = int.from_bytes(data[:2], "big")
                entry, data = data[2:2 + length], data[2 + length:]
                need(len(entry) == length and entry.split(b"\n")[1:2] == [str(n).encode()], path, f"does not hold entry {n}")
                self.leaves.append(leaf(entry))
            need(not data, path, "is too long")
            self.paths.add(path)
        self.root_at = functools.lru_cache(None)(lambda size: root_of(self.leaves[:size]) if size <= len(self.leaves) else None)
        need(self.root_at(size) == root, "log/checkpoint", "the entries do not give the signed root")
        level, row = 0, self.leaves
        while row:
            for path, width, start in tiles(str(level), len(row)):
                need(site.read(path) == b"".join(row[start:start + width]), path, "is not what the entries give")
                self.paths.add(path)
            level, row = level + 1, [root_of(row[i:i + 256]) for i in range(0, len(row) - 255, 256)]
    def checkpoint(self, note):
        """Size and root of a checkpoint signed by this log."""
        text, _, signatures = note.rpartition("\n\n")
        origin, size, root = text.split("\n")
        signed = [re.fullmatch("\u2014 ([^ +]+) ([A-Za-z0-9+/=]+)\n", line) for line in signatures.splitlines(keepends=True)]
        ours = [b64(m[2])[4:] for m in signed if m[1] == self.name and b64(m[2])[:4] == self.key_id]
        need(origin == self.name and len(ours) == 1, origin[:80], "not signed by this log")
        self.key.verify(ours[0], (text + "\n").encode())
        return number(size), b64(root, 32)
    def prove(self, site, path, least_counts=False):
        """Verifies a proof file: the lines of the act's envelope, its opened fields and the checkpoint."""
        text = site.read(path).decode()
        form = json.loads(text)
        need(json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text, path, "not canonical")
        need(sorted(form) == ["entry", "format", "log", "openings"] and form["format"] == "hasila.proof/v1", path, "not a proof")
        head, _, note = form["log"].partition("\n\n")
        (title, index, *hashes), envelope = head.split("\n"), form["entry"].split("\n")
        need(title == "c2sp.org/tlog-proof@v1" and envelope[0] == "hasila.act/v1" and envelope[5:] == [""], path, "not a log proof")
        need(index == f"index {envelope[1]}", path, "of another entry")
        size, root = self.checkpoint(note)
        found = root_by_proof(leaf(form["entry"].encode()), number(envelope[1]), size, [b64(line, 32) for line in hashes])
        need(found == root == self.root_at(size), path, "the entry is not in the log")
        digest, fields = b64(envelope[4], 32), {}
        for opening in form["openings"]:
            title, *lines, end = opening.split("\n")
            (f, index, count), (n, name), (s, salt), (v, value) = (line.split(" ") for line in lines[:4])
            need((title, f, n, s, v, end) == ("hasila.opening/v1", "field", "name", "salt", "value", ""), path, "not an opening")
            index, count, name, salt, value = number(index), number(count), b64(name), b64(salt, 32), b64(value)
            long = [len(part).to_bytes(4, "big") for part in (name, value)]
            node = leaf(b"hasila.field/v1\0" + long[0] + name + salt + long[1] + value)
            counts = range(index + 1 if least_counts else count, count + 1)
            roots = [root_by_proof(node, index, n, [b64(line, 32) for line in lines[4:]]) for n in counts]
            need(index < count and roots[-1] == digest and digest not in roots[:-1], path, "a field is not in the act")
            fields[name.decode()] = json.loads(value)
        need(len(fields) == len(form["openings"]), path, "a field twice")
        return envelope, fields, note

def check_files(site, log):
    lines = site.read("manifest").decode().split("\n")
    need(lines.pop() == "" and lines == sorted(lines, key=lambda line: line[66:].encode()), "manifest", "not in order")
    envelope, fields, note = log.prove(site, "publication.proof", least_counts=True)
    need(envelope[3] == "PublishReport" and list(fields) == ["/manifest"] and note == log.note, "publication.proof", "not the act of publication")
    need(fields["/manifest"] == root_of([leaf(line.encode()) for line in lines]).hex(), "manifest", "is not the published one")
    files = {line[66:]: line[:64] for line in lines}
    need(len(files) == len(lines) and all(line[64:66] == "  " for line in lines), "manifest", "not the expected lines")
    for path, digest in files.items():
        need(hashlib.sha256(site.read(path)).hexdigest() == digest, path, "was changed")
    extra = sorted(site.paths - set(files) - log.paths - {"manifest", "publication.proof"})
    need(not extra, ", ".join(extra[:3]), "is not listed")
    return files

def check_figures(site, log, files):
    """Every figure that names a proof is what its act says; gives the values in force and two counts."""
    rows = site.table("data/figures.csv", "indicator unit period breakdown value status precision as_of source note scope")
    proofs = site.table("data/proofs.csv", "indicator unit period as_of act proof")
    need(len(rows) == len(proofs), "data/proofs.csv", "not one line for each figure")
    named, values = set(), {}
    for row, proof in zip(rows, proofs):
        need(all(row[k] == proof[k] for k in ("indicator", "unit", "period", "as_of")), "data/proofs.csv", "not in the order of the figures")
        values[row["indicator"], row["unit"], row["period"]] = row["value"]
        if proof["proof"]:
            path = proof["proof"]
            envelope, said, _ = log.prove(site, path)
            (figure,) = [said.pop(name) for name in list(said) if name.startswith("/values/")]
            need(envelope[3] == "SubmitReturn" and envelope[1] == proof["act"], path, "is of another act")
            usual = {"breakdown": "", "status": "A", "precision": "exact", "as_of": envelope[2], "value": "", "source": "", "note": "", "scope": ""}
            told = {"unit": said.pop("/unit"), "period": said.pop("/period"), **usual, **figure}
            need(told == row and not said, path, "says something else than data/figures.csv")
            named.add(path)
    need({path for path in files if path.endswith(".proof")} == named, "data/proofs.csv", "does not name every proof")
    return values, len(named), len(rows) - len(named)

def rounded(value, decimals):
    """An exact fraction rounded once, halves away from zero."""
    whole = int(abs(value) * 10 ** decimals + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10 ** decimals)

def check_report(site, path, values):
    """Every value is the one in force or the ratio of two of them, every change follows from two of them; gives how many."""
    data, count = json.loads(site.read(path)), 0
    def key(figure, member, code):
        return code, figure["unit"], str(data["year"] - (member == "before"))
    printed = [(figure, m, Fraction(figure[m]["value"])) for figure in data["figures"] for m in ("now", "before") if m in figure]
    known = {key(f, m, f["indicator"]): Fraction(values.get(key(f, m, f["indicator"])) or value) for f, m, value in printed}
    for figure, member, value in printed:
        ratio, expected = figure.get("ratio"), known[key(figure, member, figure["indicator"])]
        if ratio:
            top, bottom = (known[key(figure, member, ratio[part])] for part in ("numerator", "denominator"))
            expected, count = rounded(top * ratio["scale"] / bottom, ratio["decimals"]), count + 1
        need(value == expected, f"{path} {figure['indicator']}", "is not what the data give")
    for figure in (figure for figure in data["figures"] if "change" in figure):
        now, before = (Fraction(figure[member]["value"]) for member in ("now", "before"))
        points = figure["change"]["kind"] == "points"
        expected, count = now - before if points else rounded((now - before) * 100 / abs(before), 1), count + 1
        need(Fraction(figure["change"]["value"]) == expected, f"{path} {figure['indicator']}", "the change does not follow")
    return count

def main(folder, pinned=None):
    site = Site(folder)
    try:
        log = Log(site, pinned)
        files = check_files(site, log)
        values, proven, unproven = check_figures(site, log, files)
        recomputed = sum(check_report(site, path, values) for path in files if re.fullmatch(r"data/report-[0-9]+\.json", path))
    except InvalidSignature:
        need(False, site.last, "the signature does not verify")
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, csv.Error, RecursionError, OSError) as error:
        need(False, site.last, f"malformed: {error!r}"[:300])
    print(f"OK: {len(log.leaves)} entries of {log.name}, {len(files)} files, {proven} proven figures, {recomputed} percentages recomputed")
    print("Checked: the key is the pinned one" if pinned else f"NOT checked: whether this is the institution's key: {log.vkey}")
    print(f"NOT checked: {unproven} figures without a proof of their own; witnesses; whether the measurements are right or complete")

if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) in (2, 3) else sys.exit("usage: verify.py DIRECTORY [VKEY]")
