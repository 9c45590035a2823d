"""inspect_evidence.py FILE KIND: looks through a file that somebody filed as evidence and prints one JSON line.

{"verdict": "pass", "checks": "…"} or {"verdict": "refuse", "rule": "kind|false_type|active|bomb|unreadable", "found": "…"}.
Run through limited.py. Nothing of the file is ever executed, written or sent; what cannot be looked through is refused.
It is no virus scanner: it knows no signatures. It lets pass only kinds of file whose active parts it can see, and none of those."""
import json, mmap, os, re, stat, struct, sys, zipfile, zlib
from xml.etree import ElementTree

VERSION = "1"
LARGEST_INSIDE = 300 << 20      # bytes of an unpacked office file
LARGEST_STREAM = 256 << 20      # bytes of one unpacked stream
LARGEST_STREAMS = 1 << 30       # bytes of all streams of a document
MOST_ENTRIES = 5_000
MOST_PIXELS = 100_000_000
STEP = 1 << 20


class Refused(Exception):
    def __init__(self, rule, found):
        super().__init__(rule)
        self.rule, self.found = rule, str(found)[:160]


MAGIC = [
    (b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"MZ", "exe"), (b"\x7fELF", "elf"), (b"GIF8", "gif"), (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"), (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"MSCF", "cab"), (b"{\\rtf", "rtf"), (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"#!", "script"),
]
ARCHIVES = {"zip", "rar", "7z", "gzip", "bzip2", "xz", "zstd", "cab"}


def sniff(head):
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    start = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<script", b"<svg", b"<?xml", b"<?php")):
        return "markup"
    return "text" if text_error(head[:4096], partial=True) is None else "binary"


def text_error(data, partial=False):
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not (partial and error.start >= len(data) - 4):
            return "not UTF-8"
        text = data[:error.start].decode("utf-8-sig")
    bad = next((c for c in text if (c < " " and c not in "\t\r\n\f") or c == "\x7f"), None)
    return None if bad is None else f"U+{ord(bad):04X}"


def inflate(data, most, whole=False):
    """The bytes of a zlib stream in pieces; refuses what grows beyond `most`. A damaged stream gives what it has, unless the
    `whole` of it is wanted."""
    unpacker, left, total = zlib.decompressobj(), memoryview(data), 0
    pending = bytes(left[:STEP]); position = STEP
    while pending or position < len(left):
        try:
            piece = unpacker.decompress(pending, STEP)
        except zlib.error:
            break
        total += len(piece)
        if total > most:
            raise Refused("bomb", f"> {most >> 20} MiB")
        if piece:
            yield piece
        if unpacker.eof:
            return
        pending = unpacker.unconsumed_tail
        if not pending:
            pending = bytes(left[position:position + STEP]); position += STEP
            if not pending and not piece:
                break
    if whole:
        raise Refused("unreadable", "zlib")


# ---- PDF

NAME = re.compile(rb"/[^\x00\t\n\x0c\r ()<>\[\]{}/%]*#[0-9A-Fa-f]{2}[^\x00\t\n\x0c\r ()<>\[\]{}/%]*")
ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToE|Rendition)(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|$)")
FORMS = re.compile(rb"/(XFA|JS)(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|$)")


def plain_names(data):
    """PDF lets a name hide its letters: /J#61vaScript is /JavaScript."""
    return NAME.sub(lambda m: re.sub(rb"#([0-9A-Fa-f]{2})", lambda h: bytes([int(h[1], 16)]), m[0]), data) if b"#" in data else data


def pdf(data):
    if b"%%EOF" not in data[-2048:]:
        raise Refused("unreadable", "%%EOF")
    if b"PK\x05\x06" in data[-66_000:]:
        raise Refused("false_type", "pdf + zip")
    plain = plain_names(data)
    # Long names do not come about by chance, so they count wherever they stand, also inside what calls itself a stream.
    if found := ACTIVE.search(plain):
        raise Refused("active", found[0].decode())
    if re.search(rb"/Encrypt(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|$)", plain):
        raise Refused("unreadable", "/Encrypt")
    outside, total, last = [], 0, 0
    for start in re.finditer(rb"(?<!end)stream(\r\n|\n|\r)", plain):
        if start.start() < last:
            continue
        end = plain.find(b"endstream", start.end())
        if end < 0:
            raise Refused("unreadable", "endstream")
        before = plain[max(last, start.start() - 65_536):start.start()]
        begin = before.rfind(b"obj")
        if begin < 0:
            raise Refused("unreadable", "stream")
        entry, raw = before[begin:], plain[start.end():end]
        outside.append(plain[last:start.start()])
        last = end
        filters = re.findall(rb"/(FlateDecode|Fl|LZWDecode|LZW|ASCIIHexDecode|AHx|ASCII85Decode|A85|RunLengthDecode|RL|Crypt)\b", entry)
        flate = [f for f in filters if f in (b"FlateDecode", b"Fl")]
        if len(flate) > 1:
            raise Refused("bomb", "/FlateDecode /FlateDecode")
        objects = b"/ObjStm" in entry
        # Objects packed in a way that is not looked through here could hide anything.
        if objects and (len(flate) != len(filters) or b"/DecodeParms" in entry or (b"/Filter" in entry and not flate)):
            raise Refused("unreadable", "/ObjStm")
        kept = []
        if flate and len(filters) == 1:
            for piece in inflate(raw, LARGEST_STREAM, whole=objects):
                total += len(piece)
                if total > LARGEST_STREAMS:
                    raise Refused("bomb", f"> {LARGEST_STREAMS >> 20} MiB")
                if objects:
                    kept.append(piece)
        if objects:
            inside = plain_names(b"".join(kept) if flate else raw)
            if found := ACTIVE.search(inside) or FORMS.search(inside):
                raise Refused("active", found[0].decode())
    outside.append(plain[last:])
    for part in outside:
        if found := FORMS.search(part):
            raise Refused("active", found[0].decode())
    return "pdf: names, object streams, sizes"


# ---- images

def png(data):
    position, pixels, kinds = 8, 0, []
    packed, row, height = zlib.decompressobj(), 0, 0
    unpacked = 0
    while True:
        if position + 12 > len(data):
            raise Refused("unreadable", "PNG")
        length, kind = struct.unpack(">I4s", data[position:position + 8])
        body = data[position + 8:position + 8 + length]
        if len(body) != length or struct.unpack(">I", data[position + 8 + length:position + 12 + length])[0] != zlib.crc32(kind + body):
            raise Refused("unreadable", "PNG " + kind.decode("latin-1"))
        position += 12 + length
        kinds.append(kind)
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            if width * height > MOST_PIXELS:
                raise Refused("bomb", f"{width} × {height}")
            row = 1 + (width * depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 4) + 7) // 8
        elif kind == b"IDAT":
            while body:
                unpacked += len(packed.decompress(body, STEP))
                body = packed.unconsumed_tail
                # Interlaced pictures have a few more rows; beyond twice the announced size it is no picture.
                if unpacked > 2 * row * height + STEP:
                    raise Refused("bomb", "IDAT")
        elif kind in (b"zTXt", b"iTXt", b"iCCP"):
            after = body.find(b"\0")
            for _ in inflate(body[after + 2:], 16 << 20):
                pass
        elif kind == b"IEND":
            break
    if kinds[0] != b"IHDR" or b"IDAT" not in kinds:
        raise Refused("unreadable", "PNG")
    if len(data) > position:
        raise Refused("false_type", f"png + {len(data) - position} bytes")
    return "png: chunks, pixels, nothing behind the end"


def jpeg(data):
    position, pixels = 2, None
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            raise Refused("unreadable", "JPEG")
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        length = struct.unpack(">H", data[position + 2:position + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5:position + 9])
            pixels = width * height
            if pixels > MOST_PIXELS:
                raise Refused("bomb", f"{width} × {height}")
        position += 2 + length
        if marker == 0xDA:
            break
    end = data.rfind(b"\xff\xd9")
    if pixels is None or end < position:
        raise Refused("unreadable", "JPEG")
    for magic in (b"PK\x05\x06", b"%PDF-"):
        if magic in data[end:] or (magic == b"PK\x05\x06" and magic in data[-66_000:]):
            raise Refused("false_type", "jpeg + " + sniff(magic))
    return "jpeg: segments, pixels, nothing behind the end"


# ---- office files

MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
OPEN = {
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
ACTIVE_PARTS = re.compile(r"vbaproject|vbadata|macrosheets/|activex|/embeddings/|customui/|^basic/|^scripts/|^object[ \d]|\.exe$|\.dll$|\.js$|\.vbs$|\.jar$", re.I)


def office(path, kind, size):
    try:
        archive = zipfile.ZipFile(path)
        entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise Refused("unreadable", type(error).__name__)
    if len(entries) > MOST_ENTRIES:
        raise Refused("bomb", f"{len(entries)} entries")
    names = [entry.filename for entry in entries]
    if len(set(n.lower() for n in names)) != len(names):
        raise Refused("false_type", "two entries of one name")
    announced = sum(entry.file_size for entry in entries)
    if announced > LARGEST_INSIDE or (announced > 20 << 20 and announced > 200 * size):
        raise Refused("bomb", f"{size >> 10} KiB → {announced >> 10} KiB")
    ends = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < ends:
            raise Refused("bomb", "overlap")
        ends = entry.header_offset + entry.compress_size
        if entry.flag_bits & 0x1:
            raise Refused("unreadable", "encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("unreadable", f"method {entry.compress_type}")
        parts = entry.filename.replace("\\", "/").split("/")
        if entry.filename.startswith(("/", "\\")) or ".." in parts or ":" in entry.filename:
            raise Refused("false_type", entry.filename)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Refused("false_type", "symbolic link")
    if kind in MAIN:
        if "[Content_Types].xml" not in names or MAIN[kind] not in names:
            other = next((k for k, main in MAIN.items() if main in names), "zip")
            raise Refused("false_type", other)
    else:
        if names[:1] != ["mimetype"] or archive.read("mimetype")[:120].strip() != OPEN[kind].encode():
            raise Refused("false_type", next((k for k, main in MAIN.items() if main in names), "zip"))
    if encrypted := next((n for n in names if n.lower().endswith("encryptedpackage")), None):
        raise Refused("unreadable", encrypted)
    total = 0
    for entry in entries:
        if ACTIVE_PARTS.search(entry.filename):
            raise Refused("active", entry.filename)
        total += entry_bytes(archive, entry, total)
    archive.close()
    return f"{kind}: entries, sizes, macros, embedded objects, outside links"


def entry_bytes(archive, entry, before):
    """Looks through one entry; answers its true size, which need not be the announced one."""
    name = entry.filename.lower()
    is_markup = name.endswith((".xml", ".rels", ".rdf", ".vml"))
    is_image = name.endswith((".png", ".jpg", ".jpeg"))
    kept, size = [], 0
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(STEP):
                if size == 0:
                    inner = sniff(piece)
                    if inner in ARCHIVES:
                        raise Refused("bomb", f"{entry.filename} ({inner})")
                    if inner in ("ole", "exe", "elf", "script", "pdf"):
                        raise Refused("active", f"{entry.filename} ({inner})")
                size += len(piece)
                if before + size > LARGEST_INSIDE or size > entry.file_size:
                    raise Refused("bomb", entry.filename)
                if is_markup or is_image:
                    kept.append(piece)
                if is_markup and size > 128 << 20:
                    raise Refused("bomb", entry.filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused("unreadable", f"{entry.filename} ({type(error).__name__})")
    if is_markup:
        markup(entry.filename, b"".join(kept))
    if is_image and size:
        whole = b"".join(kept)
        if whole.startswith(b"\x89PNG"):
            png(whole)
        elif whole.startswith(b"\xff\xd8"):
            jpeg(whole)
    return size


def markup(name, data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode()
    if re.search(rb"<!(DOCTYPE|ENTITY)", data[:1 << 20], re.I):
        raise Refused("active", f"{name} (<!DOCTYPE)")
    for sign in (b"macroEnabled", b"<script:", b"draw:object-ole", b"draw:plugin", b"ddeLink", b"DDEAUTO", b"<office:dde-source"):
        if sign in data:
            raise Refused("active", f"{name} ({sign.decode()})")
    if name.endswith(".rels"):
        try:
            tree = ElementTree.fromstring(data)
        except ElementTree.ParseError:
            raise Refused("unreadable", name)
        for link in tree:
            kind = link.get("Type", "").rsplit("/", 1)[-1]
            if link.get("TargetMode") == "External" and kind != "hyperlink":
                raise Refused("active", f"{name} ({kind} → {link.get('Target', '')})")


# ---- all

def inspect(path, kind):
    size = os.path.getsize(path)
    if size == 0:
        raise Refused("unreadable", "0")
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        head = mapped[:4096]
        found = sniff(head)
        wanted = "zip" if kind in MAIN or kind in OPEN else "text" if kind in ("csv", "txt") else kind
        if found != wanted:
            raise Refused("false_type", found)
        if wanted == "zip":
            return office(path, kind, size)
        data = mapped[:]
    if kind == "pdf":
        return pdf(data)
    if kind == "png":
        return png(data)
    if kind == "jpeg":
        return jpeg(data)
    if wanted == "text":
        if (error := text_error(data)) is not None:
            raise Refused("false_type", error)
        return "text: UTF-8 without control characters"
    raise Refused("kind", kind)


def main():
    try:
        answer = {"verdict": "pass", "checks": f"hasila inspection {VERSION}; {inspect(sys.argv[1], sys.argv[2])}"}
    except Refused as refused:
        answer = {"verdict": "refuse", "rule": refused.rule, "found": refused.found}
    except MemoryError:
        answer = {"verdict": "refuse", "rule": "bomb", "found": "memory"}
    except (struct.error, zlib.error, IndexError, ValueError, UnicodeError) as error:
        answer = {"verdict": "refuse", "rule": "unreadable", "found": type(error).__name__}
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
