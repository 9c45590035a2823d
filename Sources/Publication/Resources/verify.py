#!/usr/bin/env python3
"""Checks a copy of a Hasila site offline and independently of Hasila: python3 verify.py [DIR] [--vkey KEY]
Exit status 0 only if everything checked holds. Needs Python 3.9 or later and `cryptography`; docs/VERIFY.md has the formats.
KEY is the log's key as known from elsewhere (the printed report). DIR is the current folder if left out."""
import sys
if __name__ == "__main__" and not sys.flags.isolated:
    sys.path.pop(0)  # the folder of this script is what is being checked: no module is taken from it
import argparse, base64, csv, functools, hashlib, io, json, os, re, stat
from fractions import Fraction
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FIGURES = "indicator unit period breakdown value status precision as_of source note scope".split()  # the columns of the data
PROOFS = "indicator unit period as_of act proof".split()
GIVING = "SubmitReturn RecordRows CorrectRow StrikeRow DeclareNothing".split()  # the kinds of act that give figures
N = "(0|[1-9][0-9]{0,17})"  # a plain number
ENTRY = f"hasila.act/v1\n{N}\n([0-9]{{4}}-[0-9-]{{5}}T[0-9:]{{8}}[.][0-9]{{3}}Z)\n([A-Za-z]{{1,64}})\n(.+)\n"
OPENING = f"hasila.opening/v1\nfield {N} {N}\nname (.+)\nsalt (.+)\nvalue (.+)\n((?:.+\n)*)"
CHECKPOINT = f"((.+)\n{N}\n(.+)\n)\n\u2014 ([^ \n]+) ([^ \n]+)\n"
site, here = {}, [""]  # the files of the copy by address; the record being looked at, which a refusal names

def need(condition, reason):
    if not condition: raise ValueError(reason)
def match(pattern, source): return re.fullmatch(pattern, source).groups()
def read(path):
    here[0] = path
    need(path in site, "is missing")
    with open(site[path], "rb") as file: return file.read()
def table(path, columns):
    rows = list(csv.reader(io.StringIO(read(path).decode(), newline=""), strict=True))
    need(rows and rows[0] == columns and all(len(row) == len(columns) for row in rows), "has not the columns agreed on")
    return [dict(zip(columns, row)) for row in rows[1:]]

def sha(data): return hashlib.sha256(data).digest()
def leaf(data): return sha(b"\0" + data)
def node(left, right): return sha(b"\1" + left + right)
def sized(data): return len(data).to_bytes(4, "big") + data

def root_of(row):  # RFC 6962: pairs are joined, an odd last hash moves up as it is
    while len(row) > 1:
        row = [node(a, b) for a, b in zip(row[::2], row[1::2])] + row[len(row) - len(row) % 2:]
    return row[0] if row else sha(b"")
def climb(hash, index, size, path):  # the root that an inclusion proof leads to
    while size > 1:
        if index % 2 or index + 1 < size:  # there is a sibling
            hash, path = node(path[0], hash) if index % 2 else node(hash, path[0]), path[1:]
        index, size = index // 2, (size + 1) // 2
    need(not path, "has a proof that is too long")
    return hash
def b64(word, length=None):
    data = base64.b64decode(word.encode("ascii"), validate=True)
    need(base64.b64encode(data).decode() == word and length in (None, len(data)), "has base64 that is not canonical")
    return data
def moment(word):  # in one spelling, so that equal moments are equal texts and earlier ones sort first
    day, time, fraction = match(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9:]{8})(\.[0-9]{3})?Z)?", word)
    return f"{day}T{time or '00:00:00'}{fraction or '.000'}Z"

def tiles(level, count):  # address, first position and end of each tile of a level (C2SP tlog-tiles)
    for index in range((count + 255) // 256):
        end, groups, rest = min(count, 256 * index + 256), "%03d" % (index % 1000), index // 1000
        while rest: groups, rest = "x%03d/%s" % (rest % 1000, groups), rest // 1000
        yield f"log/tile/{level}/{groups}" + (f".p/{end % 256}" if end % 256 else ""), 256 * index, end

class Log:  # worked out again from its entries
    def __init__(self, pinned):
        self.vkey, self.leaves, self.paths = read("log/vkey").decode(), [], {"log/vkey", "log/checkpoint"}
        self.name, key_id, key = match(r"([^+\s]+)\+([0-9a-f]{8})\+(\S+)\n", self.vkey)
        self.key_id, self.key = bytes.fromhex(key_id), Ed25519PublicKey.from_public_bytes(b64(key, 33)[1:])
        need(b64(key)[0] == 1 and self.key_id == sha(self.name.encode() + b"\n" + b64(key))[:4], "has an id that is not of the key")
        need(pinned is None or self.vkey == pinned.strip() + "\n", "is not the key you named")
        self.note = read("log/checkpoint").decode()
        self.size, root = self.checkpoint(self.note)
        need(self.size // 256 <= len(site), "speaks of more entries than there are files for")
        for path, first, end in tiles("entries", self.size):
            data, self.paths = read(path), self.paths | {path}
            for position in range(first, end):
                length = int.from_bytes(data[:2], "big")
                entry, data = data[2:2 + length], data[2 + length:]
                need(len(entry) == length and match(ENTRY, entry.decode())[0] == str(position), f"has not entry {position} in its place")
                self.leaves.append(leaf(entry))
            need(not data, "has more than its entries")
        here[0] = "log/tile/entries"
        need(root_of(self.leaves) == root, "does not give the signed root")
        level, row = 0, self.leaves
        while row:
            for path, first, end in tiles(level, len(row)):
                need(read(path) == b"".join(row[first:end]), "does not follow from the entries")
                self.paths.add(path)
            level, row = level + 1, [root_of(row[i:i + 256]) for i in range(0, len(row) // 256 * 256, 256)]
    def checkpoint(self, note):  # size and root, under this log's signature, which must be the only one
        signed, origin, size, root, name, signature = match(CHECKPOINT, note)
        need(origin == name == self.name and b64(signature, 68)[:4] == self.key_id, "is not a checkpoint of this log")
        self.key.verify(b64(signature)[4:], signed.encode())
        return int(size), b64(root, 32)
    @functools.lru_cache(None)
    def root_at(self, size): return root_of(self.leaves[:size]) if size <= self.size else None
    def prove(self, source):  # number, time and kind of the act, the fields opened, the checkpoint's note
        form = json.loads(source)
        need(sorted(form) == ["entry", "format", "log", "openings"] and form["format"] == "hasila.proof/v1" and json.dumps(
            form, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == source, "is not a canonical proof")
        act, time, kind, digest = match(ENTRY, form["entry"])
        head, _, note = form["log"].partition("\n\n")
        title, index, *path = head.split("\n")
        size, root = self.checkpoint(note)
        need(title == "c2sp.org/tlog-proof@v1" and index == f"index {act}" and int(act) < size, "is not the proof of its act")
        need(climb(leaf(form["entry"].encode()), int(act), size, [b64(line, 32) for line in path]) == root, "is not under its checkpoint")
        need(self.root_at(size) == root, "has a checkpoint that is not one of this log")
        fields, last = {}, -1
        for opening in form["openings"]:
            index, count, name, salt, value, path = match(OPENING, opening)
            index, count, name, value = int(index), int(count), b64(name), b64(value)
            need(last < index < count < 2 ** 32, "has fields out of order")
            start = leaf(b"hasila.field/v1\0" + count.to_bytes(4, "big") + sized(name) + b64(salt, 32) + sized(value))
            need(climb(start, index, count, [b64(line, 32) for line in path.split("\n")[:-1]]) == b64(digest, 32), "has a field of no act")
            fields[name.decode()], last = json.loads(value), index
        return act, time, kind, fields, note

def check_manifest(log):  # the act of publication fixes the manifest: hashes by file, act, year, printed checkpoint
    act, _, kind, fields, note = log.prove(read("publication.proof"))
    need(kind == "PublishReport" and list(fields) == ["/checkpoint", "/manifest", "/year"] and note == log.note, "is not the publication")
    root = log.root_at(fields["/checkpoint"]["size"])
    need(root and root.hex() == fields["/checkpoint"]["root"], "prints a checkpoint that is not one of this log")
    lines = read("manifest").decode().split("\n")
    need(lines.pop() == "" and root_of([leaf(line.encode()) for line in lines]).hex() == fields["/manifest"], "is not the published one")
    listed = {line[66:]: line[:64] for line in lines}
    need(lines == [f"{listed[path]}  {path}" for path in sorted(listed)], "is not in order")
    return listed, act, fields["/year"], fields["/checkpoint"]

def check_figures(log):  # each line with a proof says what its act says: lines in force; proven, all, simulated
    rows, proofs, known, named, simulated = table("data/figures.csv", FIGURES), table("data/proofs.csv", PROOFS), {}, {"publication.proof"}, 0
    need([[row[name] for name in PROOFS[:4]] for row in rows] == [list(proof.values())[:4] for proof in proofs], "is not line by line data/figures.csv")
    for row, proof in zip(rows, proofs):
        here[0] = proof["proof"] or "data/figures.csv"
        time, place = moment(row["as_of"]), (row["indicator"], row["unit"], row["period"], row["breakdown"])
        known[place] = max(known.get(place, ("", 0, {})), (time, int(proof["act"]), row), key=lambda one: one[:2])
        if proof["proof"]:
            act, recorded, kind, fields, _ = log.prove(read(proof["proof"]))
            names = [re.sub("[0-9]+$", "N", name) for name in fields]
            need(kind in GIVING and names == ["/period", "/unit", "/values/N"] and act == proof["act"], "proves no such figure")
            said = dict(fields.popitem()[1], unit=fields["/unit"], period=fields["/period"])
            same = moment(said.pop("as_of", recorded)) == time
            told = {name: said.pop(name, {"status": "A", "precision": "exact"}.get(name, "")) for name in FIGURES if name != "as_of"}
            need(same and not said and told == {name: row[name] for name in told}, "says something else than data/figures.csv")
            named, simulated = named | {proof["proof"]}, simulated + (told["source"] == "simulated")
    for path in sorted(set(site) - named): need(not path.endswith(".proof"), f"{path} is named by no line of data/proofs.csv")
    return {place: one[2] for place, one in known.items()}, len(named) - 1, len(rows), simulated

def rounded(value, decimals):
    whole = int(abs(value) * 10 ** decimals + Fraction(1, 2))  # halves go away from zero
    return Fraction(whole if value >= 0 else -whole, 10 ** decimals)

def check_report(path, known, year, printed):  # values in force, ratios and changes follow: how many were computed, how many are sums
    data, computed, sums = json.loads(read(path)), 0, 0
    need(path != f"data/report-{year}.json" or {k: data["checkpoint"][k] for k in ("size", "root")} == printed, "prints another checkpoint")
    years = {"now": str(data["year"]), "before": str(data["year"] - 1)}
    values = {(one["indicator"], one["unit"], side): Fraction(one[side]["value"]) for one in data["figures"] for side in years if side in one}
    for one, side in ((one, side) for one in data["figures"] for side in years):
        shown, value, ratio = one.get(side), values.get((one["indicator"], one["unit"], side)), one.get("ratio")
        here[0], row = f"{path} {one['indicator']}", known.get((one["indicator"], one["unit"], years[side], ""))
        if ratio and shown:
            top, bottom = values[ratio["numerator"], one["unit"], side], values[ratio["denominator"], one["unit"], side]
            need(rounded(top * ratio["scale"] / bottom, ratio["decimals"]) == value, "is not the ratio of its parts")
        elif row and row["scope"] != "own":
            said = (Fraction(row["value"]), row["precision"]) if row["value"] else (None, "")
            need((value, shown["precision"] if shown else "") == said, "is not the value in force")
        computed, sums = computed + bool(ratio and shown), sums + bool(shown and not ratio and (not row or row["scope"] == "own"))
        if "change" in one and side == "now":
            before, change = values[one["indicator"], one["unit"], "before"], one["change"]
            follows = value - before if change["kind"] == "points" else rounded((value - before) * 100 / abs(before), 1)
            about = not shown["precision"] == one["before"]["precision"] == "exact"
            need((follows, about) == (Fraction(change["value"]), change["about"]), "has a change that does not follow")
            computed += 1
    return computed, sums

def main(folder, pinned):
    for place, folders, files in os.walk(folder):
        for path in (os.path.join(place, name) for name in folders + files):
            here[0], mode = os.path.relpath(path, folder).replace(os.sep, "/"), os.lstat(path).st_mode
            need(stat.S_ISREG(mode) or stat.S_ISDIR(mode), "is neither file nor folder")
            if stat.S_ISREG(mode): site[here[0]] = path
    log = Log(pinned)
    listed, act, year, printed = check_manifest(log)
    for path in sorted(set(listed) | set(site) - log.paths - {"manifest", "publication.proof"}):
        need(sha(read(path)).hex() == listed.get(path), "was changed" if path in listed else "is not listed")
    known, proven, rows, simulated = check_figures(log)
    reports = [check_report(path, known, year, printed) for path in sorted(site) if re.fullmatch("data/report-[0-9]+[.]json", path)]
    print(f"checked: log of {log.size} entries, signed by {log.name}; act {act} publishes {len(listed)} files, all as listed, none besides")
    print(f"checked: {proven} proven figures; {sum(one[0] for one in reports)} ratios and changes computed again")
    print("checked: the key is the one you named" if pinned else f"NOT checked: whose key this is; compare it with the printed one: {log.vkey.strip()}")
    print(f"NOT checked: {rows - proven} figures without a proof; {sum(one[1] for one in reports)} sums over units; words and numbers on pages;")
    print(f"NOT checked: whether anything was measured rightly or completely ({simulated} figures are simulated); no witness has signed yet")

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=".", metavar="DIR")
    parser.add_argument("--vkey", metavar="KEY")
    options = parser.parse_args()
    try: main(options.folder, options.vkey)
    except Exception as error:  # whatever goes wrong, the copy does not pass
        reason = error if type(error) is ValueError else f"is not in its form: {error!r}"
        sys.exit(f"FAILED: {here[0] or options.folder}: {reason}")
