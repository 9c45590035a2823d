"""make_traps.py FOLDER: makes the files of EvidenceInspectorTests with nothing but the standard library."""
import io, os, struct, sys, zipfile, zlib

os.chdir(sys.argv[1])


def put(name, data):
    with open(name, "wb") as file:
        file.write(data)


# office files
PARTS = {
    "[Content_Types].xml": b"<?xml version='1.0'?><Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
    "xl/workbook.xml": b"<?xml version='1.0'?><workbook/>", "xl/worksheets/sheet1.xml": b"<?xml version='1.0'?><worksheet/>",
}


def office(name, extra=(), parts=PARTS, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(name, "w", method) as archive:
        for part, data in list(parts.items()) + list(extra):
            archive.writestr(part, data)


office("good.xlsx")
office("macro.xlsx", [("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")])
office("macro-type.xlsx", parts=PARTS | {"[Content_Types].xml": b"<Types><Override ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>"})
office("ole.xlsx", [("xl/media/image1.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)])
office("embedded.xlsx", [("xl/embeddings/report.docx", b"x")])
office("exe.xlsx", [("xl/media/image1.png", b"MZ\x90\0" + b"\0" * 100)])
office("bomb.xlsx", [("xl/worksheets/sheet9.xml", b" " * (60 << 20))])
inner = io.BytesIO()
with zipfile.ZipFile(inner, "w") as archive:
    archive.writestr("a", b"a")
office("nested.xlsx", [("xl/media/image1.dat", inner.getvalue())])
office("doctype.xlsx", [("xl/a.xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")])
office("doctype16.xlsx", [("xl/a.xml", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".encode("utf-16"))])
office("outside.xlsx", [("xl/_rels/a.rels", b"<R><Relationship Type='http://x/attachedTemplate' TargetMode='External' Target='http://evil.invalid/'/></R>")])
office("hyperlink.xlsx", [("xl/_rels/a.rels", b"<R><Relationship Type='http://x/hyperlink' TargetMode='External' Target='https://www.dgsn.ma/'/></R>")])
office("dde.xlsx", [("xl/externalLinks/externalLink1.xml", b"<externalLink><ddeLink ddeService='cmd'/></externalLink>")])
office("path.xlsx", [("../../etc/cron.d/x", b"x")])
office("renamed.xlsx", parts={"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})
office("plainzip.xlsx", parts={"notes.txt": b"notes"})
data = bytearray(open("good.xlsx", "rb").read())
first = data.find(b"PK\x03\x04"); data[first + 6] |= 1
central = data.find(b"PK\x01\x02"); data[central + 8] |= 1
put("encrypted.xlsx", bytes(data))
put("cut.xlsx", open("good.xlsx", "rb").read()[:-30])
with zipfile.ZipFile("good.odt", "w") as archive:
    archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
    archive.writestr("content.xml", b"<office:document-content/>")
with zipfile.ZipFile("basic.odt", "w") as archive:
    archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
    archive.writestr("Basic/Standard/Module1.xml", b"<x/>")

# PDF
BODY = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"


def pdf(name, more=b"", end=b"trailer<</Root 1 0 R>>\n%%EOF\n"):
    put(name, b"%PDF-1.7\n" + BODY + more + end)


def stream(entry, data):
    return b"5 0 obj<<" + entry + b"/Length " + str(len(data)).encode() + b">>stream\n" + data + b"\nendstream\nendobj\n"


script = b"7 0 <</S/JavaScript/JS(app.alert\\(1\\))>>"
pdf("good.pdf", stream(b"/Filter/FlateDecode", zlib.compress(b"BT (1) Tj ET")))
pdf("script.pdf", b"7 0 obj<</S/JavaScript/JS(app.alert\\(1\\))>>endobj\n")
pdf("hexscript.pdf", b"7 0 obj<</S/J#61v#61Script/J#53(1)>>endobj\n")
pdf("packedscript.pdf", stream(b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", zlib.compress(script)))
pdf("packedhex.pdf", stream(b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", zlib.compress(script.replace(b"/JavaScript", b"/#4aavaScript"))))
pdf("packedtwice.pdf", stream(b"/Type/ObjStm/Filter[/FlateDecode/FlateDecode]", zlib.compress(zlib.compress(script))))
pdf("packedother.pdf", stream(b"/Type/ObjStm/Filter/ASCIIHexDecode", script.hex().encode() + b">"))
pdf("packedcut.pdf", stream(b"/Type/ObjStm/Filter/FlateDecode", zlib.compress(script * 50)[:40]))
pdf("insidestream.pdf", stream(b"", script))
pdf("embedded.pdf", b"7 0 obj<</Type/EmbeddedFile>>endobj\n")
pdf("launch.pdf", b"7 0 obj<</S/Launch/F(cmd.exe)>>endobj\n")
pdf("xfa.pdf", b"7 0 obj<</XFA[(a) 8 0 R]>>endobj\n")
pdf("locked.pdf", end=b"trailer<</Root 1 0 R/Encrypt 9 0 R>>\n%%EOF\n")
pdf("cut.pdf", end=b"")
pdf("bomb.pdf", stream(b"/Filter/FlateDecode", zlib.compress(b"\0" * (270 << 20))))
pdf("withzip.pdf", end=b"%%EOF\n" + inner.getvalue())
put("exe.pdf", b"MZ\x90\0" + b"\0" * 200)
put("markup.pdf", b"<html><script>alert(1)</script></html>")


# images
def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(name, width, height, data=None, more=b"", behind=b""):
    data = (b"\0" + b"\x7f" * width * 3) * height if data is None else data
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    put(name, b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"") + behind)


png("good.png", 30, 20)
png("huge.png", 60_000, 60_000, b"\0" * 9)
png("liar.png", 10, 10, b"\0" * (64 << 20))
png("profile.png", 10, 10, more=chunk(b"iCCP", b"p\0\0" + zlib.compress(b"\0" * (40 << 20))))
png("behind.png", 10, 10, behind=b"#!/bin/sh\n")
put("broken.png", open("good.png", "rb").read().replace(b"IDAT", b"IDAX"))


def jpeg(name, width, height, behind=b""):
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\1\x11\0\2\x11\0\3\x11\0"
    scan = b"\xff\xda" + struct.pack(">H", 12) + b"\3\1\0\2\0\3\0\0\x3f\0" + b"\x12\x34" * 40
    put(name, b"\xff\xd8" + frame + scan + b"\xff\xd9" + behind)


jpeg("good.jpg", 640, 480)
jpeg("huge.jpg", 65_000, 65_000)
jpeg("withzip.jpg", 640, 480, inner.getvalue())
put("cut.jpg", open("good.jpg", "rb").read()[:12])

# text
put("good.csv", "الوحدة;القيمة\ndcpj;94,43\n".encode())
put("good.txt", "محضر\r\n".encode("utf-8-sig"))
put("zero.txt", b"a\0b")
put("latin.txt", "délai".encode("latin-1"))
put("markup.txt", b"<!DOCTYPE html><html></html>")
put("script.csv", b"#!/bin/sh\nrm -rf /\n")
put("empty.txt", b"")
