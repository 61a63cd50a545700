"""One name in a folder, and its canonical line (docs/manifest-format.md)."""

from __future__ import annotations

import json
from json.encoder import encode_basestring as _encode_in_python
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from custody_app.hashing.digests import DIGEST_BYTES
from custody_app.hashing.findings import TEXTS
from custody_app.hashing.names import name_value, parse_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

try:
    from json.encoder import c_encode_basestring as _quote  # type: ignore[attr-defined]
except ImportError:
    _quote = _encode_in_python

KINDS: Final = ("file", "folder", "link", "fifo", "socket", "device", "other")
LINE_LIMIT: Final = 4 << 20
"""Longest line in bytes, its newline included."""

_FIELDS = frozenset(
    {"digests", "findings", "hard_links", "kind", "mtime_ns", "path", "same_as", "size", "target", "xattrs"}
)
_NO_DIGESTS: Final[Mapping[str, str]] = {}


class Xattr(NamedTuple):
    """An extended attribute: raw name, size of its value in bytes, SHA-256 of the value in hex."""

    name: bytes
    size: int
    sha256: str


class Entry(NamedTuple):
    """One name in a manifest.

    Attributes:
        path: raw bytes, relative to the folder, parts joined by "/".
        kind: one of `KINDS`.
        size: bytes; files only.
        mtime_ns: modification time as the file system claims it, nanoseconds since 1970; None when not known.
        digests: hex per algorithm; empty for what is not a file or was not read whole.
        findings: codes of `custody_app.hashing.findings`.
        target: where a link points, raw.
        hard_links: number of names the file has, when more than one.
        same_as: the first listed path of the same file, when hard-linked.
        xattrs: extended attributes in order of their names.
    """

    path: bytes
    kind: str
    size: int | None = None
    mtime_ns: int | None = None
    digests: Mapping[str, str] = _NO_DIGESTS
    findings: tuple[str, ...] = ()
    target: bytes | None = None
    hard_links: int = 1
    same_as: bytes | None = None
    xattrs: tuple[Xattr, ...] = ()


def canonical(value: object) -> bytes:
    """Return the canonical JSON of `value` (log-format.md) and a newline."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8") + b"\n"


def encode_entry(entry: Entry) -> bytes:
    """Return the canonical line of `entry`, newline included."""
    if entry.findings or entry.target is not None or entry.hard_links > 1 or entry.xattrs:
        return canonical(_fields(entry))
    # The plain file or folder, written directly: json.dumps would take a tenth of the whole pass.
    try:
        path = _quote(entry.path.decode("utf-8"))
    except UnicodeDecodeError:
        return canonical(_fields(entry))
    digests = ",".join(f'"{name.replace("-", "_")}":"{entry.digests[name]}"' for name in sorted(entry.digests))
    parts = [f'"digests":{{{digests}}},'] if digests else []
    parts.append(f'"kind":"{entry.kind}",')
    if entry.mtime_ns is not None:
        parts.append(f'"mtime_ns":"{entry.mtime_ns}",')
    parts.append(f'"path":{path}')
    if entry.size is not None:
        parts.append(f',"size":{entry.size}')
    return f"{{{''.join(parts)}}}\n".encode()


class PlainLines:
    """Encodes the lines of plain files of one folder, as `encode_entry` would, at a fraction of its cost.

    Args:
        prefix: the folder's path as a JSON string without its last quote.
        algorithms: of the digests that each file will have, in the order in which they will be given.
    """

    def __init__(self, prefix: str, algorithms: Sequence[str]) -> None:
        order = sorted(range(len(algorithms)), key=lambda place: algorithms[place])
        digests = ",".join(f'"{algorithms[place].replace("-", "_")}":"%s"' for place in order)
        # A folder's own "%" must not be taken for a field.
        path = prefix.replace("%", "%%")
        self._template = f'{{"digests":{{{digests}}},"kind":"file","mtime_ns":"%d","path":{path}%s,"size":%d}}\n'
        self._order = None if order == list(range(len(order))) else order

    @classmethod
    def below(cls, prefix: bytes, algorithms: Sequence[str]) -> PlainLines | None:
        """Return the encoder for files below `prefix` (raw, with its last "/"); None if that is not Unicode."""
        try:
            return cls(_quote(prefix.decode("utf-8"))[:-1], algorithms)
        except UnicodeDecodeError:
            return None

    def encode(self, name: bytes, size: int, mtime_ns: int, digests: Sequence[str]) -> str | None:
        """Return the line of the file `name` with its digests in hex, newline included; None if it is not Unicode."""
        try:
            quoted = _quote(name.decode("utf-8"))[1:]
        except UnicodeDecodeError:
            return None
        if len(digests) == 1:
            return self._template % (digests[0], mtime_ns, quoted, size)
        in_order = digests if self._order is None else [digests[place] for place in self._order]
        return self._template % (*in_order, mtime_ns, quoted, size)


def _fields(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = {"path": name_value(entry.path), "kind": entry.kind}
    if entry.size is not None:
        fields["size"] = entry.size
    if entry.mtime_ns is not None:
        fields["mtime_ns"] = str(entry.mtime_ns)
    if entry.digests:
        fields["digests"] = {name.replace("-", "_"): value for name, value in entry.digests.items()}
    if entry.findings:
        fields["findings"] = list(entry.findings)
    if entry.target is not None:
        fields["target"] = name_value(entry.target)
    if entry.hard_links > 1:
        fields["hard_links"] = entry.hard_links
    if entry.same_as is not None:
        fields["same_as"] = name_value(entry.same_as)
    if entry.xattrs:
        fields["xattrs"] = [{"name": name_value(x.name), "size": x.size, "sha256": x.sha256} for x in entry.xattrs]
    return fields


def parse_entry(line: bytes) -> Entry:
    """Return the entry of one canonical line.

    Raises:
        ValueError: the line is not what `encode_entry` writes, byte for byte.
    """
    fields = json.loads(line)
    if not isinstance(fields, dict) or not fields.keys() <= _FIELDS:
        raise ValueError("fields")
    digests = fields.get("digests", {})
    known = {name.replace("-", "_"): name for name in DIGEST_BYTES}
    if not isinstance(digests, dict) or not digests.keys() <= known.keys():
        raise ValueError("digests")
    entry = Entry(
        path=parse_name(fields.get("path")),
        kind=fields.get("kind"),  # type: ignore[arg-type]  # checked below
        size=fields.get("size"),
        mtime_ns=int(fields["mtime_ns"]) if "mtime_ns" in fields else None,
        digests={known[name]: value for name, value in digests.items()},
        findings=tuple(fields.get("findings", ())),
        target=parse_name(fields["target"]) if "target" in fields else None,
        hard_links=fields.get("hard_links", 1),
        same_as=parse_name(fields["same_as"]) if "same_as" in fields else None,
        xattrs=tuple(_parse_xattr(each) for each in fields.get("xattrs", ())),
    )
    _check(entry)
    if encode_entry(entry) != line:
        raise ValueError("not canonical")
    return entry


def _parse_xattr(fields: object) -> Xattr:
    if not isinstance(fields, dict) or fields.keys() != {"name", "size", "sha256"}:
        raise ValueError("xattrs")
    found = Xattr(parse_name(fields["name"]), fields["size"], fields["sha256"])
    if not _is_count(found.size) or not is_hex(found.sha256, 32):
        raise ValueError("xattrs")
    return found


def _check(entry: Entry) -> None:
    if not entry.path or len(entry.path) >= LINE_LIMIT or not _is_safe(entry.path):
        raise ValueError("path")
    if entry.kind not in KINDS:
        raise ValueError("kind")
    if entry.size is not None and not _is_count(entry.size):
        raise ValueError("size")
    if not _is_count(entry.hard_links) or entry.hard_links < 1:
        raise ValueError("hard_links")
    for name, value in entry.digests.items():
        if not is_hex(value, DIGEST_BYTES[name]):
            raise ValueError(name)
    if not all(isinstance(code, str) and code in TEXTS for code in entry.findings):
        raise ValueError("findings")


def is_hex(value: object, size: int) -> bool:
    """Return whether `value` is the lower-case hex of `size` bytes."""
    return isinstance(value, str) and len(value) == 2 * size and not value.strip("0123456789abcdef")


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= 2**53 - 1


def _is_safe(path: bytes) -> bool:
    return b"\0" not in path and not {b"", b".", b".."} & set(path.split(b"/"))
