# ruff: noqa: ARG002  (fakes have the signature of what they stand for)
# ruff: noqa: ANN202, ANN204  (inner functions of tests, as the outer ones)
from __future__ import annotations

import io
import tracemalloc

import pytest

from custody_app.hashing.audit_listing import read_listing
from custody_app.hashing.entry import Entry
from custody_app.hashing.formats import FORMATS, algorithm_hint, detect_format
from custody_app.hashing.formats.listing import LineError, Listed, NameNotWritable
from custody_app.hashing.manifest import ManifestWriter

SHA = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
MD5 = "900150983cd24fb0d6963f7d28e17f72"
B3 = "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"
DIGESTS = {"sha256": SHA, "blake3": B3, "md5": MD5}


def read(name, data, hint=()):
    return list(FORMATS[name].read(io.BytesIO(data), hint))


def errors(name, data, hint=()):
    """Return (line, code) of what is wrong with a manifest, the checks of its names included."""
    return [(each.line, each.code) for each in read_listing(io.BytesIO(data), name, hint).errors]


def line_of(name, path, algorithms):
    return FORMATS[name].encode(Entry(path, "file", 3, 5, DIGESTS), algorithms)


DFXML_NAMED = "<fileobject><filename>a&lt;&amp;&#13;&#10;&gt;é </filename><filesize>3</filesize>"
GOLDEN = [
    ("sha256sum", b"a b", f"{SHA}  a b\n"),
    ("sha256sum", b"a\nb", f"\\{SHA}  a\\nb\n"),
    ("sha256sum", b"a\rb\\c", f"\\{SHA}  a\\rb\\\\c\n"),
    ("bsd", b"a) = b", f"SHA256 (a) = b) = {SHA}\n"),
    ("bsd", b"a\nb", f"\\SHA256 (a\\nb) = {SHA}\n"),
    ("hashdeep", b"com,ma", f"3,{SHA},com,ma\n"),
    ("bagit", b"data/a%\r\nb", f"{SHA}  data/a%25%0D%0Ab\n"),
    ("dfxml", "a<&\r\n>é ".encode(), DFXML_NAMED + f"<hashdigest type='SHA256'>{SHA}</hashdigest></fileobject>\n"),
    ("json", b"a", f'{{"digests":{{"sha256":"{SHA}"}},"kind":"file","mtime_ns":"5","path":"a","size":3}}\n'),
]


@pytest.mark.parametrize(("name", "path", "line"), GOLDEN)
def test_golden_lines(name, path, line):
    entry = Entry(path, "file", 3, 5, {"sha256": SHA})
    assert FORMATS[name].encode(entry, ["sha256"]) == line.encode()
    if name == "json":
        out = io.BytesIO()
        writer = ManifestWriter(["sha256"], out)
        writer.add(entry)
        writer.finish()
        data = out.getvalue()
    else:
        data = FORMATS[name].head(["sha256"]) + line.encode() + FORMATS[name].tail
    (found,) = read(name, data)
    assert (found.path, found.digests) == (path, {"sha256": SHA})


def test_several_digests_of_one_name_are_read_as_one():
    data = line_of("bsd", b"a", ["sha256", "blake3"]) + line_of("bsd", b"b", ["sha256", "blake3"])
    assert read("bsd", data) == [
        Listed(1, b"a", {"sha256": SHA, "blake3": B3}),
        Listed(3, b"b", {"sha256": SHA, "blake3": B3}),
    ]


def test_hashdeep_columns():
    data = f"%%%% HASHDEEP-1.0\n%%%% size,md5,whirlpool,sha256,filename\n## x\n3,{MD5},zz,{SHA},a,b\n".encode()
    assert read("hashdeep", data) == [Listed(4, b"a,b", {"md5": MD5, "sha256": SHA}, 3)]
    assert FORMATS["hashdeep"].head(["sha256", "md5"]) == b"%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## \n"


def test_upper_case_binary_mark_and_windows_line_ends():
    data = f"{SHA.upper()} *a\r\n{SHA}  b\r\n\r\n".encode()
    assert [each.path for each in read("sha256sum", data)] == [b"a", b"b"]
    assert read("sha256sum", data)[0].digests == {"sha256": SHA}


@pytest.mark.parametrize(
    ("name", "path"), [("hashdeep", b"a\nb"), ("hashdeep", b"a\r"), ("bagit", b"\xff")]
)  # fmt: skip
def test_names_that_a_format_cannot_write(name, path):
    with pytest.raises(NameNotWritable):
        line_of(name, path, ["sha256"])


HOSTILE_LINES = [
    (f"{SHA[:-1]}  a\n", [(1, "LINE_HEX")]),
    (f"{SHA[:-1]}g  a\n", [(1, "LINE_HEX")]),
    (f"{SHA} a\n", [(1, "LINE_FORM")]),
    ("garbage\n", [(1, "LINE_FORM")]),
    (f"{SHA}  a\n{MD5}  b\n{SHA}  c\n", [(2, "LINE_ALGORITHM")]),
    (f"{SHA}  a\n{SHA}  b\n{SHA}  ./a\n", [(3, "LINE_NAME_TWICE")]),
    (f"{SHA}  /etc/passwd\n", [(1, "LINE_NAME_ABSOLUTE")]),
    (f"{SHA}  ../a\n{SHA}  a/../../b\n{SHA}  ..\n", [(n, "LINE_NAME_UPWARDS") for n in (1, 2, 3)]),
    (f"{SHA}  \n{SHA}  a\0b\n{SHA}  .\n", [(n, "LINE_NAME_EMPTY") for n in (1, 2, 3)]),
    (f"\\{SHA}  a\\xb\n\\{SHA}  a\\\n", [(1, "LINE_ESCAPE"), (2, "LINE_ESCAPE")]),
    (f"{SHA}  {'x' * (2 << 20)}\n{SHA}  ok\n", [(1, "LINE_TOO_LONG")]),
]


@pytest.mark.parametrize(("data", "found"), HOSTILE_LINES, ids=range(len(HOSTILE_LINES)))
def test_hostile_gnu_lines(data, found):
    assert errors("sha256sum", data.encode()) == found


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("bsd", f"SHA257 (a) = {SHA}\n", [(1, "LINE_ALGORITHM")]),
        ("bsd", f"SHA256 (a) = {MD5}\n", [(1, "LINE_HEX")]),
        ("bsd", f"SHA256 (a) {SHA}\n", [(1, "LINE_FORM")]),
        ("bsd", f"SHA256 (/a) = {SHA}\nSHA256 (b/..) = {SHA}\n", [(1, "LINE_NAME_ABSOLUTE"), (2, "LINE_NAME_UPWARDS")]),
        ("bsd", f"SHA256 (a) = {SHA}\nSHA256 (a) = {SHA}\n", [(2, "LINE_NAME_TWICE")]),
        ("hashdeep", f"3,{SHA},a\n", [(1, "HEADER")]),
        ("hashdeep", "%%%% HASHDEEP-1.0\n%%%% size,crc32,filename\n", [(2, "HEADER")]),
        ("hashdeep", "%%%% HASHDEEP-1.0\n%%%% size,filename\n", [(2, "HEADER")]),
        ("hashdeep", f"%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\nx,{SHA},a\n3,{MD5},b\n3,c\n",
         [(3, "LINE_SIZE"), (4, "LINE_HEX"), (5, "LINE_FORM")]),
        ("bagit", f"{SHA}  a\n{SHA}\n", [(2, "LINE_FORM")]),
        ("bagit", f"{MD5}  a\n{SHA}  b\n", [(2, "LINE_HEX")]),
        ("json", '{"algorithms":["sha256"],"v":"custody/manifest/1"}\n{}\n', [(2, "LINE_ENTRY")]),
        ("json", "{", [(1, "LINE_ENTRY")]),
    ],
)  # fmt: skip
def test_hostile_lines_of_other_formats(name, data, found):
    assert errors(name, data.encode()) == found


def test_bagit_names_must_be_utf8_and_others_need_not():
    assert errors("bagit", SHA.encode() + b"  \xff\n") == [(1, "LINE_UTF8")]
    assert read("sha256sum", SHA.encode() + b"  \xff\n")[0].path == b"\xff"


def test_reading_goes_on_after_a_bad_line():
    found = read("sha256sum", f"{SHA}  a\ngarbage\n{SHA}  b".encode())
    assert [type(each) for each in found] == [Listed, LineError, Listed]
    assert found[2].line == 3


@pytest.mark.parametrize("name", ["sha256sum", "bsd", "hashdeep", "bagit"])
def test_a_million_lines_stream(name):
    class Endless(io.RawIOBase):
        """A manifest that is never in memory as a whole."""

        def __init__(self, lines):
            self.head, self.lines, self.number = FORMATS[name].head(["sha256"]), lines, 0

        def readline(self, size=-1):
            if self.head:
                line, rest = self.head.split(b"\n", 1)
                self.head = rest
                return line + b"\n"
            if self.number == self.lines:
                return b""
            self.number += 1
            return line_of(name, b"%d" % self.number, ["sha256"]) if self.number % 1000 else b"hostile\n"

    count = 0
    tracemalloc.start()
    for _ in FORMATS[name].read(Endless(20_000)):
        count += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 1 << 20


@pytest.mark.parametrize(
    ("file_name", "start", "found"),
    [
        ("m", b'{"algorithms"', "json"),
        ("m", b"%%%% HASHDEEP-1.0\n", "hashdeep"),
        ("manifest-sha512.txt", b"abc  data/a\n", "bagit"),
        ("m", b"SHA256 (a) = ", "bsd"),
        ("m", b"\\BLAKE3 (a\\n) = ", "bsd"),
        ("SHA256SUMS", b"abc  a\n", "sha256sum"),
        ("m", b"", "sha256sum"),
    ],
)
def test_formats_are_told_apart(file_name, start, found):
    assert detect_format(file_name, start) == found


@pytest.mark.parametrize(
    ("file_name", "hint"),
    [("B3SUMS", ("blake3",)), ("manifest-sha512.txt", ("sha512",)), ("SHA256SUMS", ("sha256",)), ("MD5SUMS", ("md5",)),
     ("x.sha3-256", ("sha3-256",)), ("list.txt", ())],
)  # fmt: skip
def test_a_manifests_name_tells_its_digest(file_name, hint):
    assert algorithm_hint(file_name) == hint


@pytest.mark.parametrize("name", [b"\t\x01", b" leading", b"*star"])
def test_a_bagit_name_keeps_its_first_character(name):
    from io import BytesIO

    from custody_app.hashing.formats.bagit import BagitFormat

    line = b"0" * 64 + b"  " + name + b"\n"
    assert [listed.path for listed in BagitFormat().read(BytesIO(line), ["sha256"])] == [name]


def dfxml(body):
    return b"<?xml version='1.0'?>\n<dfxml>\n" + body + b"\n</dfxml>\n"


def test_dfxml_of_other_programs_is_read():
    body = f"""<volume><fileobject>
<filename>a/b</filename><name_type>r</name_type><alloc>1</alloc><filesize>3</filesize>
<byte_runs><byte_run><hashdigest type="md5">{"0" * 32}</hashdigest></byte_run></byte_runs>
<hashdigest type="MD5">{MD5.upper()}</hashdigest><hashdigest type="sha-256">{SHA}</hashdigest>
<hashdigest type="tiger">00</hashdigest></fileobject>
<fileobject><filename>folder</filename><name_type>d</name_type></fileobject>
<fileobject><filename>deleted</filename><unalloc>1</unalloc></fileobject>
<fileobject><filename>bare</filename></fileobject></volume>"""
    assert read("dfxml", dfxml(body.encode())) == [
        Listed(3, b"a/b", {"md5": MD5, "sha256": SHA}, 3), Listed(10, b"bare", {}),
    ]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), [
    (b"<fileobject><filename>a</filename><hashdigest type='MD5'>zz</hashdigest></fileobject>", [(3, "LINE_HEX")]),
    (b"<fileobject><filename>a</filename><filesize>-1</filesize></fileobject>", [(3, "LINE_SIZE")]),
    (b"<fileobject><filename>a</filename><hashdigest type='TIGER'>0</hashdigest></fileobject>",
     [(3, "LINE_ALGORITHM")]),
    (b"<fileobject>" + b"".join(b"<hashdigest type='MD5'>%s</hashdigest>" % (each * 32) for each in (b"0", b"1"))
     + b"<filename>a</filename></fileobject>", [(3, "LINE_TWO_DIGESTS")]),
    (b"\n<fileobject>&bomb;</fileobject>", [(4, "LINE_FORM")]),
    (b"<a>" * 100, [(3, "LINE_FORM")]),
    (b"<a " + b"x" * (6 << 20), [(3, "LINE_TOO_LONG")]),
    (b"<fileobject><filename>" + b"x" * (2 << 20) + b"</filename></fileobject>", [(3, "LINE_TOO_LONG")]),
    (b"<fileobject><filename>/etc/passwd</filename></fileobject>", [(3, "LINE_NAME_ABSOLUTE")]),
])  # fmt: skip
def test_dfxml_that_is_hostile(body, expected):
    assert errors("dfxml", dfxml(body)) == expected


def test_dfxml_with_a_document_type_is_not_read():
    bomb = b"<!DOCTYPE dfxml [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>\n<dfxml>&b;</dfxml>"
    assert errors("dfxml", bomb) == [(1, "LINE_DOCTYPE")]
    assert errors("dfxml", b"<html/>") == [(1, "HEADER")]


@pytest.mark.parametrize("name", [b"not\xffunicode", b"bell\x07", "\ufffe".encode()])
def test_dfxml_refuses_names_it_cannot_hold(name):
    with pytest.raises(NameNotWritable):
        line_of("dfxml", name, ["sha256"])


def test_a_million_elements_stream():
    class Endless(io.RawIOBase):
        """A document that is never in memory as a whole."""

        def __init__(self):
            self.number = -1

        def read(self, size=-1):
            self.number += 1
            if self.number == 0:
                return FORMATS["dfxml"].head(["sha256"])
            if self.number <= 200:
                return b"".join(line_of("dfxml", b"%d.%d" % (self.number, each), ["sha256"]) for each in range(100))
            return FORMATS["dfxml"].tail if self.number == 201 else b""

    tracemalloc.start()
    count = sum(1 for _ in FORMATS["dfxml"].read(Endless()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 1 << 20
