#!/usr/bin/env python3
"""Verify a custody package, station folder or report, with nothing but Python.

Usage: verify_custody.py PATH [--trust DIR|FILE] [--json] [--language en|es|pt|fr]

PATH is a package (*.custody.zip), an unpacked package folder, a station folder, or a report PDF that carries
its package. --trust names what you hold from elsewhere: a folder with roster.json, roster.json.sig and, if you
have them, held/*.note, tsa/*.pem, peers/*.json; or one roster.json. Without it only internal consistency is judged.

Exit: 0 everything verified, 1 a check failed, 2 unreadable or wrong use, 3 nothing failed but something is unproven.

This file was written from docs/log-format.md alone and shares no code with the program that writes the log. Words in
"quotation marks" after a section name are that page's. The copy inside a package proves nothing until its SHA-256
equals one obtained elsewhere. It opens every file read-only, runs on Python 3.8 or later, and needs no network.
Reading order: section 12 (one log), 13 (statements and signatures), 14 (custody), 15 (anchors); the rest are tools.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import functools
import glob
import hashlib
import json
import mmap
import os
import re
import sqlite3
import stat
import struct
import sys
import tempfile
import zipfile
import zlib
from datetime import datetime, timedelta, timezone

FAIL, UNPROVEN = "FAIL", "UNPROVEN"
DOCUMENT_MAX = 64 * 1024  # Canonical JSON: "at most 64 KiB a document"
LARGE_MAX = 4 * 1024 * 1024  # "(roster and disclosures 4 MiB)"
CHUNK = 256 * 1024
ZIP_MAX_MEMBERS = 400_000
ZIP_MAX_TOTAL = 4 * 1024**4
ZIP_MAX_RATIO = 200  # judged only for members above 1 MiB
ZIP_MAX_DIRECTORY = 64 * 1024 * 1024


class Unreadable(Exception):
    """PATH cannot be read at all: wrong use, an unsafe zip, no bagit.txt. Exit 2."""


class Malformed(ValueError):
    """One document, key, note or token is not what its format asks. Always caught and turned into a finding."""


# ---------------------------------------------------------------------------------------------------------------
# 1. Findings
# ---------------------------------------------------------------------------------------------------------------


class Findings:
    """Every departure found. Passed checks stand in `counts` only (Verdicts)."""

    def __init__(self):
        self.rows = []
        self.counts = {"entries": 0, "statements": 0, "signatures": 0, "transfers": 0, "exhibits": 0, "files": 0}
        # "while anything is refused, withheld or PEER_MISSING": what is found nowhere may lie in the missing part.
        self.incomplete = False
        self.unknown_lines = []  # signature lines of unknown keys: "ignored but listed"

    def add(self, code, verdict=FAIL, log=None, entry=None, file=None, expected=None, found=None):
        if code in ("ENTRY_CANON", "ENTRY_SHAPE", "BODY_CANON", "BODY_SHAPE", "BODY_HASH", "BODY_WITHHELD", "PEER_MISSING"):
            self.incomplete = True
        row = {"code": code, "verdict": verdict, "log": log, "entry": entry, "file": file,
               "expected": shown(expected), "found": shown(found)}
        if row not in self.rows[-50:]:
            self.rows.append(row)

    def has(self, code, log=None):
        return any(r["code"] == code and r["log"] == log for r in self.rows)


def shown(value):
    """A value as short printable text: nothing from outside may steer the reader's screen."""
    if value is None:
        return None
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    text = text if len(text) <= 300 else text[:300] + "…"
    return "".join(c if c.isprintable() else "\\u%04x" % ord(c) for c in text)


# ---------------------------------------------------------------------------------------------------------------
# 2. Canonical JSON, base64, times
# ---------------------------------------------------------------------------------------------------------------

KEY_FORM = re.compile(r"[a-z0-9_]{1,40}\Z")
PERSON_FORM = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}\Z")
TIME_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\Z")
OFFSET_FORM = re.compile(r"[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")
UUID_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
HEX64 = re.compile(r"[0-9a-f]{64}\Z")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def canon(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def parse_canonical(raw, limit=DOCUMENT_MAX):
    """The value of canonical bytes; Malformed when `canon(parse(bytes))` differs or a limit is passed."""
    if raw is None or len(raw) > limit:
        raise Malformed("absent or too long")
    try:
        value = json.loads(raw.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse)
        _check_value(value, 1, 8)
        if canon(value) != raw:
            raise Malformed("not canonical")
    except (ValueError, RecursionError) as error:  # UnicodeError is a ValueError
        raise Malformed(str(error)) from None
    return value


def _refuse(text):
    raise Malformed("number not allowed: " + text[:40])


def _check_value(value, depth, deepest):
    """Keys, integers and depth of "Canonical JSON"; depth counts objects and arrays, the outermost being 1."""
    if isinstance(value, (dict, list)):
        if depth > deepest:
            raise Malformed("too deep")
        for key in value if isinstance(value, dict) else ():
            if not KEY_FORM.match(key):
                raise Malformed("key not allowed")
        for item in value.values() if isinstance(value, dict) else value:
            _check_value(item, depth + 1, deepest)
    elif value is None:
        raise Malformed("null is not allowed")
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53 - 1:
        raise Malformed("integer too large")


def is_int(value, least=0):
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def is_text(value):
    return isinstance(value, str) and value != ""


def unb64(text, length=None):
    """Standard base64 with padding, "re-encoded and compared"."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (AttributeError, ValueError):
        raise Malformed("not base64") from None
    if b64(raw) != text or (length is not None and len(raw) != length):
        raise Malformed("base64 not in its one form")
    return raw


def b64(raw):
    return base64.b64encode(raw).decode("ascii")


def is_b64(text, length):
    try:
        return len(unb64(text, length)) == length
    except Malformed:
        return False


def unb64url(text):
    """base64url without padding, in its one form (RFC 9901 disclosures)."""
    try:
        raw = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (AttributeError, ValueError):
        raise Malformed("not base64url") from None
    if base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=") != text:
        raise Malformed("base64url not in its one form")
    return raw


def sha256(raw):
    return hashlib.sha256(raw).digest()


def milliseconds(text):
    """Milliseconds since 1970 of `YYYY-MM-DDTHH:MM:SS.mmmZ`, or None when it is not such a time."""
    if not isinstance(text, str) or not TIME_FORM.match(text):
        return None
    try:
        moment = datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    except ValueError:
        return None
    return (moment - EPOCH) // timedelta(milliseconds=1) + int(text[20:23])


# ---------------------------------------------------------------------------------------------------------------
# 3. Ed25519 (RFC 8032) with the rule of "Signature: SSHSIG": S < L, canonical A and R, no small order, cofactorless
# ---------------------------------------------------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)  # a point is (X, Y, Z, T) with x = X/Z, y = Y/Z, T = XY/Z


def ed_decode(raw):
    """The point that 32 bytes encode canonically, else None."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if len(raw) != 32 or y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * ROOT_OF_MINUS_ONE % P
    if v * x * x % P != u or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def ed_ready(point):
    """The form of a point that ed_add takes on its right: (Y-X, Y+X, 2dT, 2Z)."""
    x, y, z, t = point
    return (y - x) % P, (y + x) % P, 2 * D * t % P, 2 * z % P


def ed_add(left, ready):
    x, y, z, t = left
    minus, plus, t2d, z2 = ready
    a, b, c, d = (y - x) * minus % P, (y + x) * plus % P, t * t2d % P, z * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def ed_times(scalar, point):
    result = NEUTRAL
    for bit in bin(scalar)[2:]:
        result = ed_add(result, ed_ready(result))
        if bit == "1":
            result = ed_add(result, ed_ready(point))
    return result


def is_neutral(point):
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


def ed_table(point):
    """table[i][j] = j * 16**i * point, so that a product needs 64 additions and no doubling."""
    table = []
    for _ in range(64):
        base, row, current = ed_ready(point), [None], point
        for _ in range(15):
            row.append(ed_ready(current))
            current = ed_add(current, base)
        table.append(row)
        point = current
    return table


@functools.lru_cache(maxsize=48)
def ed_key(raw):
    """(sound, table of -A) for a public key; not sound: not canonical, not on the curve, or of small order."""
    point = ed_decode(raw)
    if point is None or is_neutral(ed_times(8, point)):
        return False, None
    x, y, z, t = point
    return True, ed_table(((P - x) % P, y, z, (P - t) % P))


@functools.lru_cache(maxsize=1)
def ed_base():
    return ed_table(ed_decode((4 * pow(5, -1, P) % P).to_bytes(32, "little")))


def ed_verify(key, message, signature):
    """True when [S]B - [h]A encodes to exactly the R of the signature."""
    sound, table = ed_key(key)
    s = int.from_bytes(signature[32:], "little")
    if not sound or len(signature) != 64 or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    total, base = NEUTRAL, ed_base()
    for i in range(64):
        for nibble, rows in ((s >> 4 * i & 15, base), (h >> 4 * i & 15, table)):
            if nibble:
                total = ed_add(total, rows[i][nibble])
    x, y, z, _ = total
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    encoded = (y | (x & 1) << 255).to_bytes(32, "little")
    return encoded == signature[:32] and not is_neutral(ed_times(8, total))


def ed_torsion_free(raw):
    """Enrolment "also refuses a key with a torsion component": L times the key must be neutral."""
    point = ed_decode(raw)
    return point is not None and is_neutral(ed_times(L, point))


# ---------------------------------------------------------------------------------------------------------------
# 4. ECDSA on P-256 (people's keys, TSA) and P-384 (TSA only), and RSA (TSA only)
# ---------------------------------------------------------------------------------------------------------------


class Curve:
    """y^2 = x^3 - 3x + b over the integers modulo p, with a generator of prime order n."""

    def __init__(self, size, p, n, b, x, y):
        self.size, self.p, self.n, self.b, self.generator = size, p, n, b, (x, y, 1)

    def decode(self, raw):
        """The point of an uncompressed encoding 04 || x || y, else None."""
        if len(raw) != 1 + 2 * self.size or raw[0] != 4:
            return None
        x, y = (int.from_bytes(part, "big") for part in (raw[1:1 + self.size], raw[1 + self.size:]))
        on_curve = x < self.p and y < self.p and (y * y - (x * x * x - 3 * x + self.b)) % self.p == 0
        return (x, y, 1) if on_curve else None

    def double(self, point):  # points are Jacobian: x = X/Z^2, y = Y/Z^3; Z = 0 is the neutral point
        x, y, z = point
        p, zz = self.p, z * z
        slope, square = 3 * (x - zz) * (x + zz) % p, y * y % p
        s = 4 * x * square % p
        new_x = (slope * slope - 2 * s) % p
        return new_x, (slope * (s - new_x) - 8 * square * square) % p, 2 * y * z % p

    def add(self, left, right):
        if left[2] == 0 or right[2] == 0:
            return right if left[2] == 0 else left
        (x1, y1, z1), (x2, y2, z2), p = left, right, self.p
        u1, u2 = x1 * z2 * z2 % p, x2 * z1 * z1 % p
        s1, s2 = y1 * z2 * z2 * z2 % p, y2 * z1 * z1 * z1 % p
        h, r = (u2 - u1) % p, (s2 - s1) % p
        if h == 0:
            return self.double(left) if r == 0 else (1, 1, 0)
        hh = h * h % p
        hhh, v = h * hh % p, u1 * hh % p
        x3 = (r * r - hhh - 2 * v) % p
        return x3, (r * (v - x3) - s1 * hhh) % p, z1 * z2 * h % p

    def verify(self, point, digest, r, s):
        """ECDSA of FIPS 186-5 over a digest."""
        n = self.n
        if not (0 < r < n and 0 < s < n):
            return False
        e = int.from_bytes(digest[:self.size], "big")
        w = pow(s, -1, n)
        first, second = e * w % n, r * w % n
        terms = {"10": self.generator, "01": point, "11": self.add(self.generator, point)}
        total = (1, 1, 0)
        for i in range(8 * self.size - 1, -1, -1):
            total = self.double(total)
            bits = "%d%d" % (first >> i & 1, second >> i & 1)
            if bits != "00":
                total = self.add(total, terms[bits])
        return total[2] != 0 and total[0] * pow(total[2], -2, self.p) % self.p % n == r


P256 = Curve(32, 2**256 - 2**224 + 2**192 + 2**96 - 1,
             0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
             0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
             0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
             0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
P384 = Curve(48, 2**384 - 2**128 - 2**96 + 2**32 - 1,
             0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
             0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
             0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
             0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F)

DIGEST_INFO = {  # DER of AlgorithmIdentifier and OCTET STRING header, RFC 8017 section 9.2
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}


def rsa_open(modulus, exponent, signature):
    """signature ** e mod n as bytes of the modulus' length."""
    size = (modulus.bit_length() + 7) // 8
    value = int.from_bytes(signature, "big")
    if modulus.bit_length() < 2048 or modulus.bit_length() > 8192 or not 3 <= exponent < 2**33:
        raise Malformed("RSA key not usable")
    if len(signature) != size or value >= modulus:
        raise Malformed("RSA signature out of range")
    return pow(value, exponent, modulus).to_bytes(size, "big")


def rsa_pkcs1(modulus, exponent, name, digest, signature):
    opened = rsa_open(modulus, exponent, signature)
    tail = b"\x00" + DIGEST_INFO[name] + digest
    return opened == b"\x00\x01" + b"\xff" * (len(opened) - 2 - len(tail)) + tail


def rsa_pss(modulus, exponent, name, digest, signature, salt_length):
    """EMSA-PSS-VERIFY of RFC 8017 section 9.1.2, with MGF1 over the same hash."""
    encoded, bits, size = rsa_open(modulus, exponent, signature), modulus.bit_length() - 1, len(digest)
    if bits % 8 == 0:
        if encoded[0]:
            return False
        encoded = encoded[1:]
    db_length = len(encoded) - size - 1
    if encoded[-1] != 0xBC or db_length < salt_length + 1 or encoded[0] >> (8 - (8 * len(encoded) - bits)) != 0:
        return False
    h = encoded[db_length:-1]
    mask = b"".join(hashlib.new(name, h + i.to_bytes(4, "big")).digest() for i in range(db_length // size + 1))
    db = int.from_bytes(encoded[:db_length], "big") ^ int.from_bytes(mask[:db_length], "big")
    db = (db & (1 << (bits - 8 * (size + 1))) - 1).to_bytes(db_length, "big")
    head = db_length - salt_length - 1
    if any(db[:head]) or db[head] != 1:
        return False
    return hashlib.new(name, bytes(8) + digest + db[head + 1:]).digest() == h


# ---------------------------------------------------------------------------------------------------------------
# 5. OpenSSH keys and SSHSIG
# ---------------------------------------------------------------------------------------------------------------

ED, EC = "ssh-ed25519", "ecdsa-sha2-nistp256"
SK_ED, SK_EC = "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"
ARMOUR = re.compile(r"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)-----END SSH SIGNATURE-----\n?")


class Wire:
    """Reads the `uint32 length + bytes` strings of the SSH formats."""

    def __init__(self, raw):
        self.raw, self.at = raw, 0

    def take(self, count):
        if count > len(self.raw) - self.at:
            raise Malformed("cut short")
        self.at += count
        return self.raw[self.at - count:self.at]

    def string(self):
        return self.take(int.from_bytes(self.take(4), "big"))

    def end(self):
        if self.at != len(self.raw):
            raise Malformed("bytes left over")


def wire(raw):
    return len(raw).to_bytes(4, "big") + raw


class Key:
    """A public key in OpenSSH form: its type, blob, raw key, and for sk- kinds the application."""

    def __init__(self, blob):
        reader = Wire(blob)
        self.blob, self.alg, self.application = blob, reader.string().decode("ascii", "replace"), None
        if self.alg not in (ED, EC, SK_ED, SK_EC):
            raise Malformed("key type not allowed")
        if self.alg in (EC, SK_EC) and reader.string() != b"nistp256":
            raise Malformed("curve not allowed")
        self.raw = reader.string()
        if self.alg in (SK_ED, SK_EC):
            self.application = reader.string()
        reader.end()
        if len(self.raw) != (32 if self.alg in (ED, SK_ED) else 65):
            raise Malformed("key length")

    def sound(self):
        return ed_key(self.raw)[0] if self.alg in (ED, SK_ED) else P256.decode(self.raw) is not None

    def verify(self, message, signature, flags=0, counter=0):
        if self.application is not None:  # PROTOCOL.u2f: what the token signs wraps the message; presence required
            if not flags & 1:
                return False
            message = sha256(self.application) + bytes([flags]) + counter.to_bytes(4, "big") + sha256(message)
        if len(signature) != 64 or not self.sound():
            return False
        if self.alg in (ED, SK_ED):
            return ed_verify(self.raw, message, signature)
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        return P256.verify(P256.decode(self.raw), sha256(message), r, s)


@functools.lru_cache(maxsize=4096)
def parse_key(text):
    """A key written `type base64`, exactly two words."""
    words = text.split(" ") if isinstance(text, str) else []
    if len(words) != 2:
        raise Malformed("not a public key line")
    key = Key(unb64(words[1]))
    if key.alg != words[0]:
        raise Malformed("key type differs from its blob")
    return key


def sshsig_message(namespace, digest512):
    """The bytes an SSHSIG signs: "SSHSIG" || namespace || "" || "sha512" || SHA-512(message)."""
    return b"SSHSIG" + wire(namespace.encode("ascii")) + wire(b"") + wire(b"sha512") + wire(digest512)


def armoured_signatures(text, namespace):
    """(key, signature, flags, counter) for each armoured SSHSIG block; the rest of the text must be blank."""
    if ARMOUR.sub("", text).strip():
        raise Malformed("text outside the signature blocks")
    return [_open_armour(block, namespace) for block in ARMOUR.findall(text)]


def _open_armour(block, namespace):
    reader = Wire(unb64(block.replace("\n", "")))
    if reader.take(6) != b"SSHSIG" or reader.take(4) != b"\x00\x00\x00\x01":
        raise Malformed("not SSHSIG version 1")
    key = Key(reader.string())
    if (reader.string(), reader.string(), reader.string()) != (namespace.encode("ascii"), b"", b"sha512"):
        raise Malformed("wrong namespace or hash")
    inner = Wire(reader.string())
    reader.end()
    if inner.string().decode("ascii", "replace") != key.alg:
        raise Malformed("signature type differs from the key")
    signature = inner.string()
    if key.alg in (EC, SK_EC):
        pair = Wire(signature)
        signature = b"".join(_positive(pair.string()).to_bytes(32, "big") for _ in range(2))
        pair.end()
    flags = counter = 0
    if key.application is not None:
        flags, counter = inner.take(1)[0], int.from_bytes(inner.take(4), "big")
    inner.end()
    return key, signature, flags, counter


def _positive(raw):
    if not raw or raw[0] & 0x80 or len(raw) > 33 or (len(raw) == 33 and raw[0]):
        raise Malformed("not a positive 256-bit integer")
    return int.from_bytes(raw, "big")


# ---------------------------------------------------------------------------------------------------------------
# 6. Merkle tree (RFC 6962)
# ---------------------------------------------------------------------------------------------------------------

EMPTY_ROOT = sha256(b"")


def leaf_hash(raw):
    return sha256(b"\x00" + raw)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def prefix_roots(leaves, sizes):
    """The root of the first n leaves, for every n in sizes (0 included)."""
    roots, stack, wanted = {0: EMPTY_ROOT}, [], set(sizes)
    for count, leaf in enumerate(leaves, 1):
        stack.append(leaf)
        full = count
        while full % 2 == 0:  # two complete subtrees of one size become one
            right = stack.pop()
            stack.append(node_hash(stack.pop(), right))
            full //= 2
        if count in wanted:
            roots[count] = functools.reduce(lambda right, left: node_hash(left, right), reversed(stack))
    return roots


def inclusion_holds(index, size, leaf, proof, root):
    """RFC 9162 section 2.1.3.2: does the proof lead from the leaf to the root?"""
    if not 0 <= index < size:
        return False
    fn, sn, current = index, size - 1, leaf
    for sibling in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            current = node_hash(sibling, current)
            while fn & 1 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            current = node_hash(current, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and current == root


def consistency_holds(old_size, new_size, proof, old_root, new_root):
    """RFC 9162 section 2.1.4.2: is the old tree a prefix of the new? From the empty tree nothing is proven."""
    if not 0 < old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    fn, sn = old_size - 1, new_size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = path[0]
    for step in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            old, new = node_hash(step, old), node_hash(step, new)
            while fn & 1 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and old == old_root and new == new_root


# ---------------------------------------------------------------------------------------------------------------
# 7. Signed notes, checkpoints, cosignatures, proofs (C2SP)
# ---------------------------------------------------------------------------------------------------------------

NOTE_MAX = 256 * 1024
SIGNATURE_LINE = re.compile("\u2014 ([^\\s+]+) ([A-Za-z0-9+/=]+)\\Z")
DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,17})\Z")


class NoteKey:
    """A vkey `name+id+base64(type || key)`: type 1 signs notes, type 4 cosigns them."""

    def __init__(self, text, kind):
        parts = text.split("+", 2) if isinstance(text, str) else []
        if len(parts) != 3 or not parts[0]:
            raise Malformed("not a vkey")
        key = unb64(parts[2], 33)
        self.text, self.name, self.raw = text, parts[0], key[1:]
        self.id = sha256(self.name.encode("utf-8") + b"\n" + key)[:4]
        if key[0] != kind or parts[1] != self.id.hex() or not ed_key(self.raw)[0]:
            raise Malformed("vkey of another type, with another id, or weak")


class Note:
    """A signed checkpoint: origin, size, root, "without extension lines", and its signature lines."""

    def __init__(self, raw):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed("not UTF-8") from None
        if len(raw) > NOTE_MAX or any(ord(c) < 32 and c != "\n" for c in text) or "\n\n" not in text:
            raise Malformed("not a signed note")
        body, _, tail = text.rpartition("\n\n")
        lines = body.split("\n")
        if len(lines) != 3 or not lines[0] or not DECIMAL.match(lines[1]) or not tail.endswith("\n"):
            raise Malformed("not a checkpoint of three lines")
        self.origin, self.size, self.root = lines[0], int(lines[1]), unb64(lines[2], 32)
        self.body, self.lines = (body + "\n").encode("utf-8"), []
        for line in tail[:-1].split("\n"):
            match = SIGNATURE_LINE.match(line)
            raw_line = unb64(match.group(2)) if match else b""
            if len(raw_line) < 5:
                raise Malformed("signature line")
            self.lines.append((match.group(1), raw_line[:4], raw_line[4:]))

    def signed_by(self, key):
        """True when the key signed and no line naming the key is bad (C2SP signed-note)."""
        mine = [sig for name, ident, sig in self.lines if name == key.name and ident == key.id]
        return bool(mine) and all(ed_verify(key.raw, self.body, sig) for sig in mine)

    def cosigned_at(self, witness):
        """Milliseconds of a valid cosignature/v1 by the witness, else None."""
        for name, ident, sig in self.lines:
            if name == witness.name and ident == witness.id and len(sig) == 72:
                when = int.from_bytes(sig[:8], "big")
                if ed_verify(witness.raw, b"cosignature/v1\ntime %d\n" % when + self.body, sig[8:]):
                    return when * 1000
        return None


def parse_proof(raw):
    """A tlog-proof: (extra, index, hashes, note)."""
    head, _, note = (raw or b"").partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Malformed("proof is not ASCII") from None
    if len(lines) < 3 or lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("extra "):
        raise Malformed("not a tlog-proof with an extra line")
    if not lines[2].startswith("index ") or not DECIMAL.match(lines[2][6:]) or len(lines) > 70:
        raise Malformed("no index")
    return unb64(lines[1][6:]), int(lines[2][6:]), [unb64(line, 32) for line in lines[3:]], Note(note)


# ---------------------------------------------------------------------------------------------------------------
# 8. RFC 3161 time stamps: DER, CMS, pinned certificates
# ---------------------------------------------------------------------------------------------------------------

OID_SIGNED_DATA, OID_TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
OID_CONTENT_TYPE, OID_MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
OID_CERT_V1, OID_CERT_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"
HASHES = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512"}
RSA_PLAIN, RSA_PSS = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"
SIGNATURE_HASH = {"1.2.840.113549.1.1.11": "sha256", "1.2.840.113549.1.1.12": "sha384",
                  "1.2.840.113549.1.1.13": "sha512", "1.2.840.10045.4.3.2": "sha256",
                  "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512"}
CURVES = {"1.2.840.10045.3.1.7": P256, "1.3.132.0.34": P384}
PEM = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")


class Der:
    """One DER element: its tag, its content, and the bytes it stands in."""

    def __init__(self, raw, at=0):
        if at + 2 > len(raw):
            raise Malformed("DER cut short")
        self.tag, length, start = raw[at], raw[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            length = int.from_bytes(raw[start:start + count], "big")
            start += count
            if not 1 <= count <= 4 or length < 0x80:
                raise Malformed("DER length")
        self.end = start + length
        if self.tag & 0x1F == 0x1F or self.end > len(raw):
            raise Malformed("DER element cut short")
        self.content, self.whole = raw[start:self.end], raw[at:self.end]

    def children(self, tag=0x30):
        """The elements inside, when this element has the tag."""
        if self.tag != tag:
            raise Malformed("DER: another tag than expected")
        at, found = 0, []
        while at < len(self.content):
            found.append(Der(self.content, at))
            at = found[-1].end
        return found

    def integer(self):
        if self.tag != 2 or not self.content:
            raise Malformed("DER: not an integer")
        return int.from_bytes(self.content, "big", signed=True)

    def octets(self, tag=4):
        if self.tag != tag:
            raise Malformed("DER: not an octet string")
        return self.content

    def oid(self):
        if self.tag != 6 or not self.content or self.content[-1] & 0x80:
            raise Malformed("DER: not an object identifier")
        arcs, value = [], 0
        for byte in self.content:
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                arcs.append(value)
                value = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(str(arc) for arc in [first, arcs[0] - 40 * first] + arcs[1:])

    def time(self):
        """UTCTime or GeneralizedTime as milliseconds since 1970."""
        text = self.content.decode("ascii", "replace")
        if self.tag == 0x17:
            text = ("20" if text[:2] < "50" else "19") + text
        match = re.match(r"([0-9]{14})(?:\.([0-9]{1,9}))?Z\Z", text)
        if self.tag not in (0x17, 0x18) or not match:
            raise Malformed("DER: not a time")
        try:
            moment = datetime.strptime(match.group(1), "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc)
        except ValueError:
            raise Malformed("DER: not a time") from None
        return (moment - EPOCH) // timedelta(milliseconds=1) + int(((match.group(2) or "") + "000")[:3])


def der_document(raw):
    element = Der(raw)
    if element.end != len(raw):
        raise Malformed("DER: bytes left over")
    return element


def optional(parts, position):
    """One optional member of a SEQUENCE."""
    return parts[position] if position < len(parts) else None


def strict(function):
    """What a wrongly shaped document makes fail inside becomes Malformed."""
    @functools.wraps(function)
    def guarded(*args):
        try:
            return function(*args)
        except (IndexError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise Malformed("%s in %s" % (type(error).__name__, function.__name__)) from None
    return guarded


class Certificate:
    """What is needed of an X.509 certificate: name and number, validity, key."""

    @strict
    def __init__(self, raw):
        self.raw = raw
        fields = der_document(raw).children()[0].children()
        fields = fields[1:] if fields[0].tag == 0xA0 else fields
        self.serial, self.issuer = fields[0].integer(), fields[2].whole
        self.not_before, self.not_after = (part.time() for part in fields[3].children())
        algorithm, bits = fields[5].children()
        names = algorithm.children()
        self.kind, key = names[0].oid(), bits.octets(3)[1:]
        self.key_id = hashlib.sha1(bits.octets(3)[1:]).digest()  # an identifier only (RFC 5280 4.2.1.2)
        if self.kind == RSA_PLAIN:
            self.rsa = tuple(part.integer() for part in der_document(key).children())
        else:
            self.curve = CURVES[names[1].oid()]
            self.point = self.curve.decode(key)
            if self.point is None:
                raise Malformed("certificate key not on its curve")

    @strict
    def verify(self, algorithm, digest_name, message, signature):
        """CMS signature over signed attributes: RSA PKCS#1 v1.5, RSA-PSS, or ECDSA."""
        names = algorithm.children()
        oid = names[0].oid()
        name = digest_name if oid in (RSA_PLAIN, RSA_PSS) else SIGNATURE_HASH[oid]
        digest = hashlib.new(name, message).digest()
        if oid == RSA_PSS:
            name, salt = pss_parameters(names[1])
            return rsa_pss(self.rsa[0], self.rsa[1], name, hashlib.new(name, message).digest(), signature, salt)
        if self.kind == RSA_PLAIN:
            return oid.startswith("1.2.840.113549.") and rsa_pkcs1(self.rsa[0], self.rsa[1], name, digest, signature)
        r, s = (part.integer() for part in der_document(signature).children())
        return oid.startswith("1.2.840.10045.") and self.curve.verify(self.point, digest, r, s)


def pss_parameters(element):
    """(hash, salt length); SHA-1, the default of RFC 4055, is not accepted."""
    fields = {part.tag: part.children(part.tag)[0] for part in element.children()}
    name = HASHES[fields[0xA0].children()[0].oid()]
    if HASHES[fields[0xA1].children()[1].children()[0].oid()] != name:
        raise Malformed("PSS with two hashes")
    return name, fields[0xA2].integer() if 0xA2 in fields else 20


def certificates(text):
    found = []
    for block in PEM.findall(text):
        try:
            found.append(Certificate(base64.b64decode("".join(block.split()))))
        except (Malformed, binascii.Error):
            continue  # not a kind of certificate that could have signed an acceptable token
    return found


class Token:
    """A TimeStampResp (RFC 3161) taken apart; `signer()` and `signature_holds()` judge it."""

    @strict
    def __init__(self, response):
        status, content = der_document(response).children()[:2]
        if status.children()[0].integer() not in (0, 1):
            raise Malformed("the authority refused")
        kind, explicit = content.children()
        signed = explicit.children(0xA0)[0].children()
        inner_kind, inner = signed[2].children()
        if kind.oid() != OID_SIGNED_DATA or inner_kind.oid() != OID_TST_INFO:
            raise Malformed("not a time-stamp token")
        self.content = inner.children(0xA0)[0].octets()
        self._open_info(der_document(self.content).children())
        signers = signed[-1].children(0x31)
        if len(signers) != 1:
            raise Malformed("not exactly one signer")
        self._open_signer(signers[0].children())

    def _open_info(self, info):
        algorithm, imprint = info[2].children()
        self.imprint_hash, self.imprint = HASHES.get(algorithm.children()[0].oid()), imprint.octets()
        self.time = info[4].time()
        numbers = [part.integer() for part in info[5:] if part.tag == 2]
        self.nonce = numbers[0] if numbers else None

    def _open_signer(self, parts):
        self.sid, self.digest_name = parts[1], HASHES[parts[2].children()[0].oid()]
        attributes = parts[3]
        self.signed_attributes = b"\x31" + attributes.whole[1:]
        self.attributes = {}
        for attribute in attributes.children(0xA0):
            name, values = attribute.children()
            if name.oid() in self.attributes:
                raise Malformed("attribute twice")
            self.attributes[name.oid()] = values.children(0x31)[0]
        self.algorithm, self.signature = parts[4], parts[5].octets()

    @strict
    def signed_with(self, certificate):
        """Does the signer identifier name this certificate?"""
        if self.sid.tag == 0x80:
            return self.sid.content == certificate.key_id
        issuer, serial = self.sid.children()
        return issuer.whole == certificate.issuer and serial.integer() == certificate.serial

    @strict
    def signature_holds(self, certificate):
        """Content type, message digest, ESS certificate hash when present, and the signature itself."""
        if self.attributes[OID_CONTENT_TYPE].oid() != OID_TST_INFO:
            return False
        if self.attributes[OID_MESSAGE_DIGEST].octets() != hashlib.new(self.digest_name, self.content).digest():
            return False
        return self._names(certificate) and certificate.verify(
            self.algorithm, self.digest_name, self.signed_attributes, self.signature)

    def _names(self, certificate):
        for oid, name in ((OID_CERT_V2, "sha256"), (OID_CERT_V1, "sha1")):
            if oid in self.attributes:
                parts = self.attributes[oid].children()[0].children()[0].children()
                if parts[0].tag == 0x30:
                    name = HASHES[parts[0].children()[0].oid()]
                    parts = parts[1:]
                return parts[0].octets() == hashlib.new(name, certificate.raw).digest()
        return False  # RFC 3161 2.4.1: the certificate must be named


@strict
def request_nonce(query):
    """The nonce of a TimeStampReq, or None."""
    for part in der_document(query).children()[2:]:
        if part.tag == 2:
            return part.integer()
    return None

# 9. Where the files come from: zip, folder, report PDF. Everything is treated as hostile.
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)", re.IGNORECASE)
COMPONENT = re.compile(r"[A-Za-z0-9_+=@~-](?:[A-Za-z0-9._+=@~ -]*[A-Za-z0-9_+=@~-])?\Z")


def safe_names(names):
    """Refuse a list of paths with twins, links upward, drives or reserved names; ASCII makes NFC twins impossible."""
    seen = set()
    for name in names:
        parts = name.split("/")
        if not all(COMPONENT.match(part) and not RESERVED.match(part) for part in parts) or name.lower() in seen:
            raise Unreadable("unsafe or repeated name: " + shown(name))
        seen.add(name.lower())


class FolderSource:
    """An unpacked package."""

    def __init__(self, path):
        self.root, self.names = path, {}
        for folder, folders, files in os.walk(path):
            for name in folders + files:
                full = os.path.join(folder, name)
                mode = os.lstat(full).st_mode
                if not stat.S_ISDIR(mode):
                    if not stat.S_ISREG(mode):
                        raise Unreadable("link or device: " + shown(full))
                    self.names[os.path.relpath(full, path).replace(os.sep, "/")] = os.lstat(full).st_size
        safe_names(self.names)

    def open(self, name):
        return open(os.path.join(self.root, *name.split("/")), "rb")

    def chunks(self, name):
        """The bytes of a file, piece by piece; ends early, raising Malformed, where the file cannot be read."""
        try:
            with self.open(name) as stream:
                for piece in iter(lambda: stream.read(CHUNK), b""):
                    yield piece
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
            raise Malformed(str(error)) from None

    def read(self, name, limit=DOCUMENT_MAX):
        """At most limit + 1 bytes of a file (one more than the limit shows that it is too long); None when absent."""
        if name not in self.names:
            return None
        kept = b""
        try:
            for piece in self.chunks(name):
                kept += piece
                if len(kept) > limit:
                    return kept[:limit + 1]
        except Malformed:
            return None
        return kept

    def lines(self, name):
        """Lines of a text file, one at a time, without their newline; a line past the limit is cut there."""
        rest = b""
        try:
            for piece in self.chunks(name):
                *whole, rest = (rest + piece).split(b"\n")
                yield from whole
                rest = rest[:DOCUMENT_MAX + 1]
        except Malformed:
            return
        if rest:
            yield rest

    def sha256(self, name):
        digest = hashlib.sha256()
        try:
            for piece in self.chunks(name):
                digest.update(piece)
        except Malformed:
            return "unreadable"
        return digest.hexdigest()

    def under(self, prefix):
        return sorted(name[len(prefix):] for name in self.names if name.startswith(prefix))


class ZipSource(FolderSource):
    """A zip with exactly one top folder; refused as a whole when anything about it is unsafe."""

    def __init__(self, file):
        try:
            self._bound_directory(file)
            self.zip = zipfile.ZipFile(file)
            members = [m for m in self.zip.infolist() if not (m.filename.endswith("/") and m.file_size == 0)]
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError, struct.error) as error:
            raise Unreadable("not a zip: %s" % error) from None
        self._refuse_unsafe(members)
        safe_names([m.filename for m in members])
        tops = {m.filename.split("/")[0] for m in members}
        if len(tops) != 1 or any("/" not in m.filename for m in members):
            raise Unreadable("not exactly one top folder")
        self.top = tops.pop() + "/"
        self.names = {m.filename[len(self.top):]: m.file_size for m in members}

    @staticmethod
    def _bound_directory(file):
        """Look at the end record before the standard library reads the whole directory into memory."""
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 65557))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        size = int.from_bytes(tail[at + 12:at + 16], "little")
        if at >= 0 and ZIP_MAX_DIRECTORY < size != 0xFFFFFFFF:
            raise Unreadable("zip directory too large")
        file.seek(0)

    @staticmethod
    def _refuse_unsafe(members):
        if len(members) > ZIP_MAX_MEMBERS or sum(m.file_size for m in members) > ZIP_MAX_TOTAL:
            raise Unreadable("zip too large")
        end = 0
        for m in sorted(members, key=lambda m: m.header_offset):
            kind = stat.S_IFMT(m.external_attr >> 16)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or m.flag_bits & 1 or m.compress_type not in (0, 8):
                raise Unreadable("link, device, encrypted or unknown compression: " + shown(m.filename))
            if m.file_size > max(2**20, ZIP_MAX_RATIO * m.compress_size) or m.header_offset < end:
                raise Unreadable("compression ratio or overlap: " + shown(m.filename))
            end = m.header_offset + 30 + m.compress_size

    def open(self, name):
        return self.zip.open(self.top + name)


PDF_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,9})\s+[0-9]{1,5}\s+obj\b")


def report_package(path):
    """A temporary file with the associated file `package.custody.zip` of a report PDF."""
    with open(path, "rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as pdf:
        objects = pdf_objects(pdf)
        wanted, out = {"package.custody.zip".encode(c) for c in ("ascii", "utf-16-be")}, tempfile.TemporaryFile()
        wanted |= {word.hex().encode() for word in wanted} | {word.hex().upper().encode() for word in wanted}
        streams = {int(m.group(1)) for head, _ in objects.values() if any(word in head for word in wanted)
                   for m in re.finditer(rb"/EF\s*<<[^>]*?/U?F\s+([0-9]{1,9})\s", head)}
        streams |= {int(m.group(1)) for head, _ in objects.values() if any(word in head for word in wanted)
                    for ref in re.finditer(rb"/EF\s+([0-9]{1,9})\s", head)
                    for m in re.finditer(rb"/U?F\s+([0-9]{1,9})\s", objects.get(int(ref.group(1)), (b"", 0))[0])}
        if len(streams) != 1:
            raise Unreadable("the report holds no package, or more than one")
        head, start = objects.get(streams.pop(), (b"", None))
        for piece in pdf_stream(pdf, head, start, objects):
            out.write(piece)
    return out


def pdf_objects(pdf):
    """{number: (dictionary bytes, start of stream or None)}; a later definition replaces an earlier one."""
    objects, at = {}, 0
    while True:
        match = PDF_OBJECT.search(pdf, at)
        if not match:
            break
        at = match.end()
        end = min(e for e in (pdf.find(b"endobj", at), pdf.find(b"stream", at), len(pdf)) if e >= 0)
        head, start = pdf[at:min(end, at + LARGE_MAX)], None
        if pdf[end:end + 6] == b"stream":
            start = end + (8 if pdf[end + 6:end + 8] == b"\r\n" else 7)
            length = re.search(rb"/Length\s+([0-9]{1,12})(?!\s+[0-9]+\s+R)\b", head)
            end = start + int(length.group(1)) if length else pdf.find(b"endstream", start)
        objects[int(match.group(1))], at = (head, start), max(end, at)
    for head, start in list(objects.values()):
        first = re.search(rb"/First\s+([0-9]{1,9})", head)
        if b"/ObjStm" in head and first and start:
            body, split = b"".join(pdf_stream(pdf, head, start, objects))[:LARGE_MAX * 4], int(first.group(1))
            numbers = [int(word) for word in body[:split].split() if word.isdigit()]
            for number, offset in zip(numbers[::2], numbers[1::2]):
                objects.setdefault(number, (body[split + offset:split + offset + 4096].split(b">>\n")[0], None))
    return objects


def pdf_stream(pdf, head, start, objects):
    """The content of a stream object, plain or FlateDecode, in pieces."""
    length = re.search(rb"/Length\s+([0-9]{1,12})(\s+[0-9]+\s+R)?", head)
    if start is None or not length or (b"/Filter" in head and b"/FlateDecode" not in head):
        raise Unreadable("embedded package in a form that is not read here")
    size = int(length.group(1))
    if length.group(2):
        number = re.match(rb"\s*([0-9]{1,12})", objects.get(size, (b"", None))[0])
        size = int(number.group(1)) if number else 0
    inflate, total = zlib.decompressobj() if b"/FlateDecode" in head else None, 0
    for at in range(start, min(start + size, len(pdf)), CHUNK):
        piece = pdf[at:min(at + CHUNK, start + size)]
        while piece:
            try:
                out = inflate.decompress(piece, CHUNK) if inflate else piece
            except zlib.error as error:
                raise Unreadable("embedded package damaged: %s" % error) from None
            piece = inflate.unconsumed_tail if inflate else b""
            total += len(out)
            if total > max(2**20, ZIP_MAX_RATIO * size):
                raise Unreadable("embedded package expands too far")
            yield out


# 10. The bag: manifests, package signature, bag-info (Package)
BAG_INFO = ("Bagging-Date", "Payload-Oxum", "Custody-Package", "Custody-Scope", "Custody-Log", "Custody-Size", "Custody-Root")
MANIFEST_LINE = re.compile(rb"([0-9a-f]{64})  ([\x21-\x7e][\x20-\x7e]*)\Z")
UNLISTED = {"tagmanifest-sha256.txt", "tagmanifest-sha256.txt.sig"}


def check_bag(source, findings):
    """Every file is listed with its hash, and nothing else is there. Returns the fields of bag-info.txt."""
    hashes = {}  # "a file that does not hash to its name": remembered for data/files
    for manifest, is_tag in (("manifest-sha256.txt", False), ("tagmanifest-sha256.txt", True)):
        mine = {n for n in source.names if n.startswith("data/") != is_tag and n not in UNLISTED}
        if manifest not in source.names:
            findings.add("MANIFEST", file=manifest, expected="present", found="absent")
        else:
            check_manifest(source, findings, manifest, mine, hashes)
    if source.read("bagit.txt") != b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
        findings.add("MANIFEST", file="bagit.txt")
    info = bag_info(source, findings)
    payload = [n for n in source.names if n.startswith("data/")]
    oxum = "%d.%d" % (sum(source.names[n] for n in payload), len(payload))
    if info.get("Payload-Oxum") not in (None, oxum):
        findings.add("MANIFEST", file="bag-info.txt", expected=oxum, found=info.get("Payload-Oxum"))
    return info, hashes


def check_manifest(source, findings, manifest, mine, hashes):
    before = b""
    for line in source.lines(manifest):
        match = MANIFEST_LINE.match(line)
        if not match or match.group(2) <= before:
            findings.add("MANIFEST", file=manifest, expected="lines sorted by path", found=line)
            continue
        before, name = match.group(2), match.group(2).decode("ascii")
        digest = source.sha256(name) if name in mine else None
        if name.startswith("data/files/"):
            hashes[name] = digest
        if digest != match.group(1).decode("ascii"):
            findings.add("MANIFEST", file=name, expected=match.group(1), found=digest or "absent")
        mine.discard(name)
    for name in sorted(mine):
        findings.add("FILE_EXTRA", file=name)


def bag_info(source, findings):
    info, order = {}, []
    for line in (source.read("bag-info.txt") or b"").decode("utf-8", "replace").splitlines():
        key, _, value = line.partition(": ")
        info.setdefault(key, value)
        order.append(key)
    scope = info.get("Custody-Scope")
    wanted = list(BAG_INFO) + ([] if scope == "whole-log" else ["Custody-Case"])
    sound = order == wanted and scope in ("whole-log", "case", "blinded")
    if not sound or info.get("Custody-Package") != "custody/package/1":
        findings.add("MANIFEST", file="bag-info.txt", expected=", ".join(wanted), found=", ".join(order))
    return info


def check_package_signature(source, findings, roster):
    """"one SSHSIG by the exporter": a person of the roster or a station, over tagmanifest-sha256.txt."""
    name, raw = "tagmanifest-sha256.txt.sig", source.read("tagmanifest-sha256.txt", LARGE_MAX)
    try:
        text = (source.read(name) or b"").decode("ascii", "replace")
        (key, *rest), = armoured_signatures(text, "custody.package.v1")
        message = sshsig_message("custody.package.v1", hashlib.sha512(raw or b"").digest())
        if not roster.knows(key):
            findings.add("PACKAGE_SIG", file=name, expected="a key of the roster", found=b64(key.blob))
        elif raw is None or not key.verify(message, *rest):
            findings.add("PACKAGE_SIG", file=name, expected="valid", found="invalid")
    except ValueError as error:  # Malformed too; not exactly one block
        findings.add("PACKAGE_SIG", file=name, expected="one SSHSIG", found=error)


# 11. Roster and trust
class Period:
    """One key of one person and when it holds: from <= at < to, with revocation."""

    @strict
    def __init__(self, record):
        self.key, revoked = parse_key(record["key"]), record.get("revoked")
        self.start, self.end = record["from"], record.get("to")
        self.revoked = revoked["at"] if revoked else None
        self.compromised = revoked.get("compromised_since") if revoked else None
        if any(t is not None and milliseconds(t) is None for t in (self.end, self.revoked, self.compromised)):
            raise Malformed("time in roster")
        if milliseconds(self.start) is None:
            raise Malformed("time in roster")

    def holds(self, at):
        return self.start <= at and (not self.end or at < self.end) and (not self.revoked or at < self.revoked)


class Roster:
    """roster.json: root keys, people with their keys, stations with their epochs, witnesses, quorum."""

    @strict
    def __init__(self, raw):
        self.raw, self.doc = raw, parse_canonical(raw, LARGE_MAX)
        self.digest, self.version = b64(sha256(raw)), self.doc["version"]
        roots, self.quorum = self.doc["roots"], self.doc["quorum"]
        self.k, self.roots = roots["k"], {parse_key(text).blob for text in roots["keys"]}
        people = [(p["id"], [Period(r) for r in p["keys"]]) for p in self.doc["people"]]
        self.people = dict(people)
        epochs = [(e["origin"], e) for s in self.doc["stations"] for e in s["epochs"]]
        self.epochs = {origin: (NoteKey(e["key"], 1), e) for origin, e in epochs}
        self.witnesses = {w["key"]: NoteKey(w["key"], 4) for w in self.doc["witnesses"]}
        self.owner = {}
        for person, periods in people:
            for period in periods:
                self.owner.setdefault(period.key.blob, person)
        if self.doc["v"] != "custody/roster/1" or not is_int(self.version, 1) or not is_int(self.quorum):
            raise Malformed("not a custody/roster/1")
        if not is_int(self.k, 1) or self.k > len(self.roots) or len(people) != len(self.people):
            raise Malformed("roots or people")
        if len(epochs) != len(self.epochs) or not all(PERSON_FORM.match(p) and p != "station" for p in self.people):
            raise Malformed("epochs or person ids")
        for origin, (key, epoch) in self.epochs.items():
            if key.name != origin or milliseconds(epoch["from"]) is None:
                raise Malformed("epoch")
            if "revoked" in epoch:
                unb64(epoch["revoked"]["last"]["root"], 32), epoch["revoked"]["last"]["size"] + 0

    def knows(self, key):
        return key.blob in self.owner or (key.alg == ED and any(key.raw == e[0].raw for e in self.epochs.values()))

    def signed_by_roots(self, signatures, judge=None):
        """Did k distinct root keys of `judge` (itself when None) sign these bytes?"""
        judge, good = judge or self, set()
        message = sshsig_message("custody.roster.v1", hashlib.sha512(self.raw).digest())
        for key, *rest in armoured_signatures((signatures or b"").decode("ascii", "replace"), "custody.roster.v1"):
            if key.blob in judge.roots and key.verify(message, *rest):
                good.add(key.blob)
        return len(good) >= judge.k

    def drops(self, older):
        """Persons, keys and epochs of the older roster that are not here: "Rosters never drop"."""
        mine, theirs = ({(p, r.key.blob) for p, rs in x.people.items() for r in rs} for x in (self, older))
        lost = sorted(set(older.people) - set(self.people)) + sorted({p for p, _ in theirs - mine})
        return lost + sorted(o for o, e in older.epochs.items() if o not in self.epochs or self.epochs[o][0].raw != e[0].raw)


class Trust:
    """What the person holds from elsewhere (--trust)."""

    def __init__(self, path, findings):
        self.given, self.roster, self.held, self.peers, self.pins = path is not None, None, [], [], []
        if path is None:
            findings.add("SELF_TRUST", UNPROVEN)
            return
        folder = os.path.isdir(path)
        try:
            self.roster = Roster(self._read(os.path.join(path, "roster.json") if folder else path))
            for name in sorted(glob.glob(os.path.join(glob.escape(path), "peers", "*.json"))) if folder else ():
                self.peers.append(Roster(self._read(name)))
        except (Malformed, OSError) as error:
            raise Unreadable("--trust: %s" % error) from None
        if folder:
            self._open_folder(path, findings)

    @staticmethod
    def _read(name):
        with open(name, "rb") as stream:
            return stream.read(LARGE_MAX + 1)

    def _open_folder(self, path, findings):
        try:
            good = self.roster.signed_by_roots(self._read(os.path.join(path, "roster.json.sig")))
        except (Malformed, OSError):
            good = False
        if not good:
            findings.add("ROSTER_SIG", file="--trust/roster.json.sig", expected="%d of its roots" % self.roster.k)
        for name in sorted(glob.glob(os.path.join(glob.escape(path), "held", "*.note"))):
            self.held.append(("--trust/held/" + os.path.basename(name), self._read(name)))
        for name in sorted(glob.glob(os.path.join(glob.escape(path), "tsa", "*.pem"))):
            self.pins += certificates(self._read(name).decode("ascii", "replace"))


def choose_roster(trust, raw, signatures, findings, file="data/trust/roster.json"):
    """The roster to judge with (Checkpoint, proof, cosignature, trust); None when there is none at all."""
    trusted, offered = trust.roster, None
    try:
        if raw is None and trusted:
            return trusted
        offered = Roster(raw)
        judge = trusted or offered
        if trusted and offered.version < trusted.version:
            findings.add("ROSTER_ROLLBACK", file=file, expected=trusted.version, found=offered.version)
            return trusted
        if trusted and offered.version == trusted.version and offered.raw != trusted.raw:
            findings.add("ROSTER_FORK", file=file, expected=trusted.digest, found=offered.digest)
            return trusted
        if not offered.signed_by_roots(signatures, judge):
            findings.add("ROSTER_SIG", file=file, expected="%d of the trusted roots" % judge.k, found="fewer")
            return judge
    except Malformed as error:
        findings.add("ROSTER_SIG", file=file, expected="a signed roster", found=error)
        return trusted or offered
    lost = offered.drops(trusted) if trusted else []
    if lost:
        findings.add("ROSTER_DROPPED", file=file, found=", ".join(lost))
    return offered

# 12. One log: entries, chain, root, proofs, clock
ENTRY_KEYS = {"at", "body", "boot", "log", "mono", "prev", "seq", "tag", "v"}
SEQ_FILE = re.compile(r"([0-9]{12})\.(json|tlog-proof)\Z")


class PackageReader:
    """The files of one log inside a package: data/log/ or data/peer/<hex>/."""

    proofs = True

    def __init__(self, source, prefix, findings, log=None):
        self.source, self.prefix = source, prefix
        self.entries, self.envelopes, self.proof_files = set(), set(), set()
        kinds = {"entry": self.entries, "envelope": self.envelopes, "proof": self.proof_files}
        self.held, self.consistency = [], set()
        for name in source.under(prefix):
            folder, _, rest = name.rpartition("/")
            match = SEQ_FILE.match(rest)
            if match and folder in kinds and (match.group(2) == "json") == (folder != "proof"):
                kinds[folder].add(int(match.group(1)))
            elif folder == "held" and rest.endswith(".note"):
                self.held.append(name)
            elif folder == "consistency" and re.match(r"[0-9]{12}\Z", rest):
                self.consistency.add(int(rest))
            elif name not in ("checkpoint", "blinded.jsonl", "roster.json", "roster.json.sig"):
                findings.add("FILE_EXTRA", log=log, file=prefix + name)
        self.blinded = prefix + "blinded.jsonl" in source.names

    def read(self, name, limit=DOCUMENT_MAX):
        return self.source.read(self.prefix + name, limit)

    def checkpoint(self):
        return self.read("checkpoint", NOTE_MAX)

    def entry(self, seq):
        return self.read("entry/%012d.json" % seq, LARGE_MAX)

    def envelope(self, seq, _body):
        return self.read("envelope/%012d.json" % seq, LARGE_MAX) if seq in self.envelopes else None

    def proof(self, seq):
        return self.read("proof/%012d.tlog-proof" % seq, NOTE_MAX) if seq in self.proof_files else None

    def blinded_lines(self):
        return self.source.lines(self.prefix + "blinded.jsonl")


class Entry:
    """One parsed entry, "the Merkle leaf"."""

    __slots__ = ("at", "body", "boot", "doc_seq", "leaf", "log", "ms", "mono", "prev", "tag")

    def __init__(self, raw):
        doc = parse_canonical(raw)
        if not isinstance(doc, dict) or set(doc) != ENTRY_KEYS or doc["v"] != "custody/entry/1":
            raise TypeError("members")
        if not (is_b64(doc["body"], 32) and is_b64(doc["prev"], 32) and is_b64(doc["tag"], 16) and is_int(doc["mono"])
                and is_int(doc["seq"]) and is_text(doc["log"]) and is_text(doc["at"]) and isinstance(doc["boot"], str)
                and re.match(r"[0-9a-f]{16}\Z", doc["boot"])):
            raise TypeError("member of another form")
        self.leaf, self.at, self.ms, self.mono, self.boot = leaf_hash(raw), doc["at"], milliseconds(doc["at"]), doc["mono"], doc["boot"]
        self.body, self.prev, self.tag, self.log, self.doc_seq = doc["body"], doc["prev"], doc["tag"], doc["log"], doc["seq"]


class Log:
    """One log and everything that can be judged without looking at another log."""

    def __init__(self, reader, origin, name, roster, findings, scope):
        self.reader, self.findings, self.scope = reader, findings, scope
        self.origin, self.name, self.roster = origin, name, roster  # name: None for Custody-Log, as in findings
        self.note = self.key = self.epoch = None
        self.leaves, self.lines, self.entries = {}, {}, {}  # raw leaf hashes; parsed entries of the log; of the files
        self.statements, self.withheld, self.suspect = {}, {}, set()
        self.roots, self.whole, self.covered = {}, False, {}
        self.salts = {}

    def add(self, code, entry=None, verdict=FAIL, **more):
        self.findings.add(code, verdict, self.name, entry, **more)

    # ---- the head

    def read_head(self):
        file, raw = self.reader.prefix + "checkpoint", self.reader.checkpoint()
        if self.roster and self.origin in self.roster.epochs:
            self.key, self.epoch = self.roster.epochs[self.origin]
        if raw is None:
            self.add("CP_MISSING", file=file)
            return
        try:
            note = Note(raw)
            if note.size == 0:
                raise Malformed("an empty log")
        except Malformed as error:
            self.add("CP_BAD", file=file, found=error)
            return
        self.note = note
        if note.origin != self.origin:
            self.add("CP_ORIGIN", file=file, expected=self.origin, found=note.origin)
        if not self.key or not note.signed_by(self.key):
            self.add("CP_UNSIGNED", file=file, expected=self.key.text if self.key else "an epoch of the roster")
        if self.roster:
            signers = sum(note.cosigned_at(w) is not None for w in self.roster.witnesses.values())
            if signers < self.roster.quorum:
                self.add("CP_QUORUM", file=file, expected=self.roster.quorum, found=signers)
        known = [self.key] + (list(self.roster.witnesses.values()) if self.roster else [])
        names = {(k.name, k.id) for k in known if k}
        self.findings.unknown_lines += [shown(n) for n, ident, _ in note.lines if (n, ident) not in names]

    # ---- the leaves

    def read_entries(self):
        """Whole log: the entry files are the log. Case and blinded: blinded.jsonl is, and PROOF binds the files."""
        if self.scope != "whole-log" and not self.reader.blinded:
            self.add("CASE_PARTIAL", verdict=UNPROVEN, file="blinded.jsonl")
        by_lines = self.reader.blinded and self.scope != "whole-log"
        if by_lines:
            for seq, raw in enumerate(self.reader.blinded_lines()):
                self.leaves[seq] = leaf_hash(raw)
                self._parse(seq, raw, self.lines)
        for seq in sorted(self.reader.entries):
            raw = self.reader.entry(seq) or b""
            leaf = leaf_hash(raw)
            if self.leaves.get(seq) == leaf:
                if seq in self.lines:
                    self.entries[seq] = self.lines[seq]
                continue
            target = {}  # differs from its line in blinded.jsonl: PROOF or SEQ_GAP will say so
            if not by_lines:
                self.leaves[seq], target = leaf, self.lines
            self._parse(seq, raw, target)
            if seq in target:
                self.entries[seq] = target[seq]
        self.findings.counts["entries"] += len(self.leaves)

    def _parse(self, seq, raw, target):
        try:
            entry = Entry(raw)
        except Malformed as error:
            self.add("ENTRY_CANON", seq, found=error)
            return
        except TypeError as error:
            self.add("ENTRY_SHAPE", seq, found=error)
            return
        target[seq] = entry
        if entry.doc_seq != seq:
            self.add("SEQ", seq, expected=seq, found=entry.doc_seq)
        if entry.log != self.origin:
            self.add("LOG_ID", seq, expected=self.origin, found=entry.log)
        if entry.ms is None:
            self.add("TIME_FORMAT", seq, found=entry.at)

    def check_sequence(self):
        """SEQ_GAP, one for each run of missing numbers; TAIL_UNSIGNED; CHAIN; ROOT over the raw bytes."""
        size = self.note.size if self.note else max(self.leaves, default=-1) + 1
        complete = self.scope == "whole-log" or self.reader.blinded
        expected = 0
        for seq in sorted(self.leaves) + [size]:
            if complete and expected < seq and expected < size:
                self.add("SEQ_GAP", expected, expected=expected, found="absent")
            expected = max(expected, seq + 1)
        for seq in sorted(s for s in {*self.leaves, *self.entries} if self.note and s >= size):
            self.add("TAIL_UNSIGNED", seq, expected="< %d" % size, found=seq)
        for seq, entry in sorted(self.lines.items()):
            before = b64(self.leaves[seq - 1]) if seq - 1 in self.lines else b64(bytes(32)) if seq == 0 else None
            if before is not None and entry.prev != before:
                self.add("CHAIN", seq, expected=before, found=entry.prev)
        self.whole = all(seq in self.leaves for seq in range(size)) if size <= len(self.leaves) else False
        if self.whole and self.note and self.root(size) != self.note.root:
            self.add("ROOT", expected=b64(self.note.root), found=b64(self.root(size)))
            self.whole = False

    def root(self, size):
        """Root of the first `size` leaves, or None when they are not all here."""
        if size not in self.roots and size <= len(self.leaves):
            self.prepare_roots([size])
        return self.roots.get(size)

    def prepare_roots(self, sizes):
        count = next((i for i in range(len(self.leaves)) if i not in self.leaves), len(self.leaves))
        self.roots.update(prefix_roots((self.leaves[i] for i in range(count)), [s for s in sizes if is_int(s)]))

    def agrees(self, size, root):
        """Is this head a prefix of the log? True, False, or None when it cannot be evaluated (SEQ_GAP, ROOT, no log)."""
        if size == 0 or self.note is None:
            return root == EMPTY_ROOT if size == 0 else None
        if size == self.note.size and root == self.note.root:
            return True
        if self.findings.has("SEQ_GAP", self.name) or self.findings.has("ROOT", self.name):
            return None
        if size == self.note.size:
            return False
        known = self.root(size)
        if known is not None and known != root:
            return False
        if size < self.note.size and size in getattr(self.reader, "consistency", ()) and self.scope != "whole-log":
            return self._consistency(size, root)
        return None if known is None else True

    @functools.lru_cache(maxsize=100_000)
    def _consistency(self, size, root):
        try:
            text = (self.reader.read("consistency/%012d" % size) or b"").decode("ascii")
            proof = [unb64(line, 32) for line in text.split("\n") if line]
        except ValueError:
            return False
        return consistency_holds(size, self.note.size, proof, root, self.note.root)

    def check_proofs(self):
        """One tlog-proof per entry file, its extra the entry, its note's body the checkpoint's."""
        for seq in sorted(self.entries):
            if not self.reader.proofs or not self.note or seq >= self.note.size:
                continue
            raw = self.reader.proof(seq)
            try:
                extra, index, hashes, note = parse_proof(raw)
                leaf = leaf_hash(extra)
                good = index == seq and note.body == self.note.body and leaf == self.entries[seq].leaf
                good = good and inclusion_holds(seq, note.size, leaf, hashes, note.root)
            except Malformed:
                good = False
            if not good:
                self.add("PROOF", seq, expected="a proof of this entry", found="absent" if raw is None else "not one")

    # ---- the clock (Time): each entry against the one before it

    def check_clock(self):
        steps = {seq for seq, s in self.statements.items() if s.type == "clock.step"}
        boots, starts = set(), []
        for seq, entry in sorted(self.lines.items()):
            previous = self.lines.get(seq - 1)
            codes = clock_codes(previous, entry, boots) if previous else []
            boots.add(entry.boot)
            noted = min({seq, seq + 1} & steps, default=None)
            for code in codes:
                self.add(code, seq, UNPROVEN if noted is not None else FAIL,
                         expected="%s at %s" % (previous.mono, previous.at), found="%s at %s" % (entry.mono, entry.at))
            if codes and noted is not None:
                starts.append((seq, noted))
        last = max(self.lines, default=-1)
        for seq, noted in starts:  # "the stretch runs to the entry before the following clock.step"
            self.suspect.update(range(seq, min((s for s in steps if s > noted), default=last + 1)))


def clock_codes(a, b, boots):
    codes = []
    if a.boot == b.boot:
        if b.mono < a.mono:
            codes.append("MONO_BACK")
        elif None not in (a.ms, b.ms):
            apart, passed = abs((b.ms - a.ms) - (b.mono - a.mono)), b.mono - a.mono
            if apart * 1_000_000 > 2000 * 1_000_000 + 200 * passed:
                codes.append("CLOCK_STEP")
        return codes
    if b.boot in boots:
        codes.append("BOOT_REUSE")
    if None not in (a.ms, b.ms) and a.ms - b.ms > 2000:
        codes.append("TIME_BACK")
    return codes


# 13. Statements and their signatures
STATEMENT_KEYS = {"v", "type", "id", "log", "base", "case", "exhibits", "at", "offset", "actor", "body", "salt"}
MACHINE = ("clock.step", "import.made", "export.made", "exhibit.verify")  # and anchor.*
ANSWERS = {"transfer.accept": "accept", "transfer.reject": "reject", "transfer.cancel": "cancel"}
SIG_MEMBERS = {ED: set(), EC: set(), SK_ED: {"flags", "counter"}, SK_EC: {"flags", "counter"}}


def need(condition, what):
    if not condition:
        raise TypeError(what)


class Statement:
    """What a person asserts. Construction raises TypeError (BODY_SHAPE) when a member has not its form."""

    def __init__(self, log, seq, envelope):
        need(isinstance(envelope, dict) and set(envelope) == {"v", "sigs", "statement"}, "envelope members")
        need(envelope["v"] == "custody/envelope/1" and isinstance(envelope["sigs"], list), "envelope")
        doc = envelope["statement"]
        need(isinstance(doc, dict) and STATEMENT_KEYS <= set(doc) <= STATEMENT_KEYS | {"seen"}, "statement members")
        need(doc["v"] == "custody/statement/1" and is_b64(doc["salt"], 16), "v or salt")
        need(isinstance(doc["type"], str) and re.match(r"[a-z0-9_.]{1,60}\Z", doc["type"]), "type")
        need(isinstance(doc["id"], str) and UUID_FORM.match(doc["id"]), "id")
        need(all(isinstance(doc[k], str) for k in ("log", "case", "at", "offset", "actor")), "member not text")
        need(PERSON_FORM.match(doc["actor"]) and isinstance(doc["body"], dict), "actor or body")
        raw = canon(doc)
        self.log, self.seq, self.sigs, self.digest = log, seq, envelope["sigs"], b64(sha256(raw))
        self.hash512 = hashlib.sha512(raw).digest()
        self.type, self.id, self.origin, self.case = doc["type"], doc["id"], doc["log"], doc["case"]
        self.at, self.offset, self.actor, self.body = doc["at"], doc["offset"], doc["actor"], doc["body"]
        self.base, self.seen = head_of(doc["base"], None), [head_of(s, "log") for s in doc.get("seen", [])]
        need(isinstance(doc.get("seen", []), list), "seen")
        self.sd = sd_arrays(self.body)
        self.exhibits = [exhibit_item(item) for item in need_list(doc["exhibits"])]
        need(len({item["exhibit"] for item in self.exhibits}) == len(self.exhibits), "exhibit listed twice")
        self.cosigners = need_list(self.body.get("cosigners", []))
        need(all(isinstance(c, str) and PERSON_FORM.match(c) for c in self.cosigners), "cosigners")
        need(len({*self.cosigners, self.actor}) == len(self.cosigners) + 1, "cosigners repeated")
        starts = sum("prev" not in item for item in self.exhibits)
        if self.type == "exhibit.register":
            need(starts == len(self.exhibits) > 0, "register with prev or without exhibit")
        elif self.type == "exhibit.derive":
            need(starts == 1 < len(self.exhibits), "derive needs one new child and its parents")
        else:
            need(starts == 0, "prev absent")
        need((self.type == "genesis") == (seq == 0), "genesis stands at 0, and only there")

    def check_body(self):
        """The bodies that the page fixes, after disclosures; a member may be hidden where `_sd` stands."""
        body, hidden = self.body, "_sd" in self.body
        if self.type == "genesis":
            need(body.get("origin", self.log.origin) == self.log.origin, "genesis of another origin")
            need(is_b64(body.get("roster"), 32) and is_text(body.get("station_key")) and "epoch" in body, "genesis")
            previous = body.get("previous")
            if isinstance(previous, dict):  # the last trusted head of the epoch before, judged like a seen head
                name = "origin" if "origin" in previous else "log"
                self.seen.append(head_of({k: previous.get(k) for k in (name, "size", "root")}, name))
        elif self.type == "key.enrol":
            need(is_text(body.get("person")) and is_text(body.get("key")) and body.get("proof"), "enrolment")
        elif self.type == "body.erase":
            need(is_int(body.get("seq")) and is_b64(body.get("statement"), 32), "erasure")
        elif self.type == "transfer.offer":
            need(self.exhibits and (hidden or isinstance(body.get("to"), (str, dict))), "offer")
        elif self.type in ANSWERS:
            need(self.exhibits and is_b64(body.get("offer"), 32), "answer to an offer")
            lines = body.get("lines") if self.type == "transfer.accept" else []
            need(all(isinstance(l, dict) and is_text(l.get("exhibit")) and isinstance(l.get("accepted"), bool)
                     for l in need_list(lines)), "lines")
        elif self.type == "transfer.close":
            answers = [body[k] for k in ("accept", "reject") if k in body]
            need(not self.exhibits and len(answers) == 1 and is_b64(answers[0], 32) and is_b64(body.get("offer"), 32), "close")
            self.answer = answers[0]


def need_list(value):
    need(isinstance(value, list), "not a list")
    return value


def head_of(value, name):
    """{"size", "root"} or {"log", "size", "root"} as (log, size, root)."""
    need(isinstance(value, dict) and set(value) == {"size", "root"} | ({name} if name else set()), "head")
    need(is_int(value["size"]) and is_b64(value["root"], 32) and (not name or is_text(value[name])), "head")
    return (value[name] if name else None), value["size"], unb64(value["root"])


def exhibit_item(item):
    need(isinstance(item, dict) and {"exhibit"} <= set(item) <= {"exhibit", "prev", "sha256"}, "exhibit line")
    need(is_text(item["exhibit"]) and ("prev" not in item or is_b64(item["prev"], 32)), "exhibit line")
    need("sha256" not in item or (isinstance(item["sha256"], str) and HEX64.match(item["sha256"])), "sha256")
    return item


def sd_arrays(value):
    """{digest: object} of every `_sd` array inside; sorted, unique, base64url of 32 bytes (RFC 9901)."""
    found = {}
    if isinstance(value, dict) and "_sd" in value:
        digests = need_list(value["_sd"])
        need(all(isinstance(d, str) and re.match(r"[A-Za-z0-9_-]{43}\Z", d) for d in digests), "_sd")
        need(digests == sorted(set(digests)), "_sd not sorted")
        found.update((d, value) for d in digests)
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        found.update(sd_arrays(item))
    return found


def read_statements(log, disclosures, ids):
    """Open the envelope of every entry file; what is refused here is left out of all later checks."""
    absent, erased = [], {}
    for seq, entry in sorted(log.entries.items()):
        raw = log.reader.envelope(seq, entry.body)
        if raw is None:
            absent.append(seq)
        elif b64(sha256(raw)) != entry.body:
            log.add("BODY_HASH", seq, expected=entry.body, found=b64(sha256(raw)))
        else:
            open_envelope(log, seq, raw, disclosures, ids)
        statement = log.statements.get(seq)
        if statement and statement.type == "body.erase":
            erased.setdefault(statement.body["seq"], statement.body["statement"])
    for seq in absent:
        if seq in erased:
            log.withheld[seq] = erased[seq]
            log.add("BODY_WITHHELD", seq, UNPROVEN, found=erased[seq])
        else:
            log.add("BODY_HASH", seq, expected=log.entries[seq].body, found="absent")
    for seq in sorted(k[1] for k in disclosures if k[0] == log.name and isinstance(k, tuple) and k[1] not in log.statements):
        if seq not in log.entries or not log.findings.incomplete:
            log.add("DISCLOSURE", seq, found="no statement")


def open_envelope(log, seq, raw, disclosures, ids):
    try:
        statement = Statement(log, seq, parse_canonical(raw))
        need(depth_of(statement.body) <= 6, "statement deeper than 7")
        for text in disclosures.get((log.name, seq), []) + disclosures.get(statement.digest, []):
            disclose(log, statement, text)
        statement.check_body()
    except Malformed as error:
        log.add("BODY_CANON", seq, found=error)
        return
    except TypeError as error:
        log.add("BODY_SHAPE", seq, found=error)
        return
    log.statements[seq] = statement
    log.findings.counts["statements"] += 1
    if ids.setdefault(statement.id, statement) is not statement:
        log.add("DUP_ID", seq, found=statement.id)


def depth_of(value):
    if not isinstance(value, (dict, list)):
        return 0
    return 1 + max(map(depth_of, value.values() if isinstance(value, dict) else value), default=0)


def disclose(log, statement, text):
    """RFC 9901: put a disclosed member back; one "that matches nothing" is DISCLOSURE."""
    try:
        holder = statement.sd.pop(base64.urlsafe_b64encode(sha256(text.encode("ascii"))).decode("ascii").rstrip("="))
        salt, name, value = json.loads(unb64url(text).decode("utf-8"))
        if not isinstance(salt, str) or not isinstance(name, str) or name in ("_sd", "...") or name in holder:
            raise Malformed("disclosure")
        statement.sd.update(sd_arrays(value))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        log.add("DISCLOSURE", statement.seq, found=error)
        return
    holder[name] = value
    if name == "case_salt" and statement.type in ("case.open", "genesis") and is_b64(value, 16):
        log.salts.setdefault(statement.case if statement.type == "case.open" else "", value)


def case_tag(case, salt):
    return b64(sha256(("custody/case-tag/1\n%s\n%s" % (case, salt)).encode("utf-8"))[:16])


def check_tags(log, case):
    """CASE_TAG; in case and blinded packages a tagged entry without its file, and the salts that must be there."""
    tags = {c: case_tag(c, salt) for c, salt in log.salts.items()}
    for seq, s in log.statements.items():
        if s.case in tags and log.entries[seq].tag != tags[s.case]:
            log.add("CASE_TAG", seq, expected=tags[s.case], found=log.entries[seq].tag)
    if log.scope == "whole-log":
        return
    for wanted in [""] + ([case] if log.scope == "case" else []):
        if wanted not in tags:
            log.add("CASE_PARTIAL", verdict=UNPROVEN, expected="case_salt of " + repr(wanted))
            continue
        for seq, entry in sorted(log.lines.items()):
            if entry.tag == tags[wanted] and seq not in log.reader.entries:
                log.add("SEQ_GAP", seq, expected="its file", found="absent")


def check_statements(world, log):
    """Everything about a statement that concerns neither exhibits nor another log's content."""
    log.prepare_roots({s.base[1] for s in log.statements.values()})
    for seq, s in sorted(log.statements.items()):
        if s.origin != log.origin:
            log.add("STMT_LOG", seq, expected=log.origin, found=s.origin)
        if milliseconds(s.at) is None or not OFFSET_FORM.match(s.offset):
            log.add("TIME_FORMAT", seq, found=s.at + " " + s.offset)
        check_base(log, seq, s)
        check_signatures(log, seq, s)
        if s.type == "key.enrol":
            check_enrolment(log, seq, s)
        if s.type == "genesis":
            check_genesis(world, log, s)


def check_base(log, seq, s):
    _, size, root = s.base
    if seq == 0 or size == 0:
        if seq != 0 or (size, root) != (0, EMPTY_ROOT):
            log.add("BASE_SHAPE", seq, expected="size 0 and the empty root, in the genesis only", found=size)
    elif size > seq:
        log.add("BASE_FUTURE", seq, expected="<= %d" % seq, found=size)
    elif log.agrees(size, root) is False:
        log.add("BASE_ROOT", seq, expected=b64(log.root(size) or b""), found=b64(root))


def check_signatures(log, seq, s):
    """"Signers": exactly one signature by the actor and by each cosigner; per signature the first hit counts."""
    if not s.sigs:
        log.add("SIG_NONE", seq)
        return
    named, done = set(), set()
    for sig in s.sigs:
        code, person, found = judge_signature(log, seq, s, sig, done)
        named.add(person)
        if code:
            log.add(code, seq, UNPROVEN if code in ("KEY_COMPROMISED", "CLOCK_SUSPECT") else FAIL, found=found or person)
        if code in (None, "KEY_COMPROMISED", "CLOCK_SUSPECT"):
            log.findings.counts["signatures"] += 1
    for person in [s.actor] + s.cosigners:
        if person not in named:
            log.add("SIGNER_MISSING", seq, expected=person)


def judge_signature(log, seq, s, sig, done):
    """(code or None, person named by the key, what was found)."""
    person = key = None
    try:
        key = parse_key(sig["key"])
        person = owner_of(log, key)
        if set(sig) != {"alg", "key", "sig"} | SIG_MEMBERS[key.alg] or sig["alg"] != key.alg:
            raise Malformed("members")
        raw, flags, counter = unb64(sig["sig"], 64), sig.get("flags", 0), sig.get("counter", 0)
        if not (is_int(flags) and flags < 256 and is_int(counter) and counter < 2**32):
            raise Malformed("flags or counter")
    except (Malformed, KeyError, TypeError) as error:
        return "SIG_SHAPE", person, error
    if not key.sound():
        return "KEY_WEAK", person, sig["key"]
    if person is None:
        return "KEY_UNKNOWN", None, sig["key"]
    machine = s.type.startswith("anchor.") or s.type in MACHINE
    if person not in [s.actor] + s.cosigners or person in done or (person == "station" and not machine):
        return "SIG_SHAPE", person, "not required, repeated, or station on another type"
    done.add(person)
    if not key.verify(sshsig_message("custody.statement.v1", s.hash512), raw, flags, counter):
        return "SIG_BAD", person, None
    return period_code(log, seq, person, key), person, log.entries[seq].at


def owner_of(log, key):
    if log.key and key.alg == ED and key.raw == log.key.raw:
        return "station"
    return log.roster.owner.get(key.blob) if log.roster else None


def period_code(log, seq, person, key):
    """KEY_PERIOD or CLOCK_SUSPECT, KEY_COMPROMISED, judged "at the entry's at"."""
    at = log.entries[seq].at
    if log.entries[seq].ms is None:
        return None  # TIME_FORMAT says it
    if person == "station":
        return None if log.epoch["from"] <= at else "CLOCK_SUSPECT" if seq in log.suspect else "KEY_PERIOD"
    periods = [p for p in log.roster.people[person] if p.key.blob == key.blob]
    holding = [p for p in periods if p.holds(at)]
    if not holding:
        return "CLOCK_SUSPECT" if seq in log.suspect else "KEY_PERIOD"
    since = [p.compromised for p in holding if p.compromised and at >= p.compromised]
    if since and not any(size > seq and when < milliseconds(min(since)) for size, when in log.covered.items()):
        return "KEY_COMPROMISED"
    return None


def check_enrolment(log, seq, s):
    """key.enrol: the new key signs canon({"key","log","person","v"}); weak and mixed-order keys are refused."""
    body, proof = s.body, s.body["proof"]
    message = canon({"key": body["key"], "log": s.origin, "person": body["person"], "v": "custody/enrol/1"})
    try:
        key = parse_key(body["key"])
        if isinstance(proof, str) and proof.startswith("-----BEGIN"):
            (signer, *rest), = armoured_signatures(proof, "custody.enrol.v1")
        else:
            parts = proof if isinstance(proof, dict) else {"sig": proof}
            signer = parse_key(parts.get("key", body["key"]))
            rest = unb64(parts["sig"], 64), parts.get("flags", 0), parts.get("counter", 0)
        good = signer.blob == key.blob and key.sound() and (key.alg in (EC, SK_EC) or ed_torsion_free(key.raw))
        good = good and key.verify(sshsig_message("custody.enrol.v1", hashlib.sha512(message).digest()), *rest)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        good = False
    if not good:
        log.add("ENROL_BAD", seq, expected="a sound key and its proof of possession", found=body["key"])


def check_genesis(world, log, s):
    """The roster digest must be that of a trusted version; the station key that of the roster's epoch."""
    rosters = [r for r in (log.roster, world.trust.roster) if r]
    known = {r.digest for r in rosters} | {r.doc.get("prev") for r in rosters}
    told_all = any(r.version <= 2 for r in rosters)  # later rosters do not carry the digests of all earlier ones
    if not rosters or (told_all and s.body["roster"] not in known):
        log.add("GENESIS_ROSTER", s.seq, expected=rosters[0].digest if rosters else None, found=s.body["roster"])
    elif log.key:
        forms = {log.key.text, b64(log.key.raw), ED + " " + b64(wire(ED.encode()) + wire(log.key.raw))}
        if s.body["station_key"] not in forms:
            log.add("GENESIS_ROSTER", s.seq, expected=log.key.text, found=s.body["station_key"])

# 14. Custody: exhibit lines and transfers, over all logs together
DISPOSED = ("disposed", frozenset())


class Offer:
    """A transfer.offer, who held each exhibit before it, and how it was answered."""

    def __init__(self, statement, holders):
        self.statement, self.holders, self.answer, self.closed = statement, holders, None, False
        to = statement.body.get("to")
        self.to = to if isinstance(to, str) else None


class Line:
    """One exhibit: its case, its baseline digests, the holder after each statement, each parent's first child."""

    def __init__(self, case):
        self.case, self.baseline, self.after, self.child = case, {}, {}, {}


class Custody:
    """Follows every exhibit. A holder is ("person", {id}), ("attested", {ids}), DISPOSED, or None: unknown."""

    def __init__(self, logs, findings):
        self.logs, self.findings, self.lines, self.offers, self.placed = logs, findings, {}, {}, {}
        self.everything = {s.digest: s for log in logs for s in log.statements.values()}
        self.withheld = {digest for log in logs for digest in log.withheld.values()}

    def run(self):
        order = [s for s in self.merged() if s.exhibits or s.type == "transfer.close"]
        cases, kept = {}, []
        for s in order:  # "one exhibit belongs to one case (else BODY_SHAPE)"
            strange = [i["exhibit"] for i in s.exhibits if cases.setdefault(i["exhibit"], s.case) != s.case]
            if strange:
                s.log.add("BODY_SHAPE", s.seq, expected="one case for exhibit " + strange[0], found=s.case)
                self.everything.pop(s.digest)
            else:
                kept.append(s)
        for s in kept:
            self.place(s)
        self.findings.counts["exhibits"], self.findings.counts["transfers"] = len(self.lines), len(self.offers)
        for offer in self.offers.values():
            s = offer.statement
            erased_later = any(seq > s.seq or log is not s.log for log in self.logs for seq in log.withheld)
            if not offer.answer and not offer.closed and not erased_later:
                s.log.add("OPEN_TRANSFER", s.seq, UNPROVEN, found=s.digest)

    def merged(self):
        """"Logs are merged by prev and offer, Custody-Log first on a tie"."""
        queues = [[s for _, s in sorted(log.statements.items(), reverse=True)] for log in self.logs]
        done = set()
        while any(queues):
            ready = next((q for q in queues if q and self._parents(q[-1]) <= done), None)
            s = (ready or next(q for q in queues if q)).pop()
            done.add(s.digest)
            yield s

    def _parents(self, s):
        named = {i.get("prev") for i in s.exhibits} | {s.body.get(k) for k in ("offer", "accept", "reject")
                                                       if s.type.startswith("transfer.") and isinstance(s.body.get(k), str)}
        return {d for d in named if d in self.everything and d != s.digest}

    def place(self, s):
        codes = {}  # each code once a statement, with the exhibits that it concerns
        offer = self.answered(s, codes) if s.type in ANSWERS else None
        before = {}
        for item in s.exhibits:
            exhibit = item["exhibit"]
            before[exhibit] = self.join(s, item, codes)
            self.compare(s, item)
            self.lines[exhibit].after[s.digest] = self.holder_after(s, exhibit, before[exhibit], offer, codes)
        if s.type == "transfer.offer":
            self.offers[s.digest] = Offer(s, before)
        if s.type == "transfer.close":
            self.close(s, codes)
        if offer and not offer.answer:
            offer.answer = ANSWERS[s.type]
        self.placed[s.digest] = s
        for code, exhibits in codes.items():
            s.log.add(code, s.seq, found=", ".join(sorted(exhibits)) or s.digest)

    def join(self, s, item, codes):
        """Put the statement on the exhibit's line; returns the holder before it (None: unknown)."""
        exhibit, prev = item["exhibit"], item.get("prev")
        line = self.lines.get(exhibit)
        if line is None:
            line = self.lines[exhibit] = Line(s.case)
            if prev is None:
                return ("person", frozenset([s.actor]))
        elif prev is None:
            codes.setdefault("CUSTODY_REREGISTER", set()).add(exhibit)
            return None
        if prev not in line.after and prev not in self.withheld and (prev in self.everything or not self.findings.incomplete):
            codes.setdefault("CUSTODY_ORPHAN", set()).add(exhibit)
        if line.child.setdefault(prev, s.digest) != s.digest:
            codes.setdefault("CUSTODY_FORK", set()).add(exhibit)
        parent = self.offers.get(prev)
        if parent and not parent.answer and s.type not in ANSWERS:
            codes.setdefault("OFFER_OPEN", set()).add(exhibit)
        return line.after.get(prev)

    def holder_after(self, s, exhibit, holder, offer, codes):
        if s.type == "transfer.offer" and holder is not None and s.actor not in holder[1]:
            codes.setdefault("OFFER_NOT_HOLDER", set()).add(exhibit)
        if s.type == "exhibit.dispose":
            return DISPOSED
        if s.type not in ANSWERS or offer is None:
            return holder
        taken = {l["exhibit"] for l in s.body.get("lines", []) if l["accepted"]} if s.type == "transfer.accept" else set()
        if exhibit not in taken or offer.answer in ("reject", "cancel"):
            return offer.holders.get(exhibit)
        if offer.to is not None:
            return ("person", frozenset([offer.to]))
        return ("attested", frozenset([s.actor] + s.cosigners))  # a recipient without a key

    def answered(self, s, codes):
        """The offer that an accept, reject or cancel answers; None when it is not here."""
        digest = s.body["offer"]
        offer = self.offers.get(digest)
        if offer is None:
            if digest in self.everything or not (self.findings.incomplete or digest in self.withheld):
                codes["ACCEPT_NO_OFFER"] = set()
            return None
        right = offer.statement.actor if s.type == "transfer.cancel" else offer.to
        if right is not None and s.actor != right:
            codes["ACCEPT_WRONG_PERSON"] = set()
        if s.type == "transfer.accept":
            if offer.answer in ("reject", "cancel"):
                codes["ACCEPT_NO_OFFER"] = set()
            elif offer.answer:
                codes["ACCEPT_TWICE"] = set()
            offered = sorted(i["exhibit"] for i in offer.statement.exhibits)
            mine, lines = sorted(i["exhibit"] for i in s.exhibits), sorted(l["exhibit"] for l in s.body["lines"])
            if not offered == mine == lines or any(i["prev"] != digest for i in s.exhibits):
                codes["ACCEPT_EXHIBITS"] = set()
        return offer

    def close(self, s, codes):
        """A close names an offer and the accept or reject that answers it."""
        kind = "transfer.accept" if "accept" in s.body else "transfer.reject"
        offer, answer = self.offers.get(s.body["offer"]), self.placed.get(s.answer)
        hidden = self.findings.incomplete
        missing = [d for d in (s.body["offer"], s.answer) if d not in self.placed]
        if offer:
            offer.closed = True
        if missing and hidden and not any(d in self.everything for d in missing):
            return
        if not offer or not answer or answer.type != kind or answer.body["offer"] != s.body["offer"]:
            codes["ACCEPT_NO_OFFER"] = set()

    def compare(self, s, item):
        """"The baseline is the first one stated and is never replaced; a different value is EVIDENCE_HASH"."""
        stated = {"sha256": item["sha256"]} if "sha256" in item else {}
        others = s.body.get("digests")
        if isinstance(others, dict) and len(s.exhibits) == 1:
            stated.update((k, v) for k, v in others.items() if isinstance(v, str) and k != "sha256")
        for name, value in sorted(stated.items()):
            baseline = self.lines[item["exhibit"]].baseline.setdefault(name, value)
            if value != baseline:
                noted = s.type == "exhibit.verify" and s.body.get("result") == "mismatch"
                s.log.add("EVIDENCE_HASH", s.seq, UNPROVEN if noted else FAIL, expected=baseline, found=value)


def compare_files(source, hashes, custody, findings):
    """data/files/<sha256>: returns True when one of them is the baseline of an exhibit."""
    baselines = {line.baseline.get("sha256") for line in custody.lines.values()}
    matched = False
    for name in source.under("data/files/"):
        findings.counts["files"] += 1
        found = hashes.get("data/files/" + name) or source.sha256("data/files/" + name)
        if found != name:
            findings.add("EVIDENCE_HASH", file="data/files/" + name, expected=name, found=found)
        matched = matched or (found == name and name in baselines)
    return matched


# 15. Heads held by others, anchors, other logs
def judge_head(log, size, root):
    """TRUNCATED, FORK or None: is a head that somebody holds a prefix of this log?"""
    if log.note is None:
        return None
    if size > log.note.size:
        return "TRUNCATED"
    return "FORK" if log.agrees(size, root) is False else None


class World:
    """All logs of one package or station, and what vouches for them from outside."""

    def __init__(self, trust, findings):
        self.trust, self.findings, self.logs, self.untrusted = trust, findings, [], set()
        self.outside, self.covered = set(), 0

    def target(self, origin):
        return next((log for log in self.logs if log.origin == origin), None)

    def note_held(self, log, raw, file, outside):
        """One held note: HELD_BAD, TRUNCATED, FORK, or it covers its size."""
        try:
            note = Note(raw)
            if outside and note.origin != log.origin:
                return
            if note.origin != log.origin or not log.key or not note.signed_by(log.key):
                raise Malformed("not signed by this log")
        except Malformed as error:
            if not outside or log is self.logs[0]:
                log.add("HELD_BAD", file=file, found=error)
            return
        self.note_head(log, note, file, "held" if outside else None)

    def note_head(self, log, note, file, kind):
        code = judge_head(log, note.size, note.root)
        if code:
            log.add(code, file=file, expected="%s %s" % (log.note.size, b64(log.note.root)),
                    found="%s %s" % (note.size, b64(note.root)))
        if not note.size or code or log.agrees(note.size, note.root) is not True:
            return
        if kind:
            self.cover(log, note.size, kind, None)
        if self.trust.given and log.roster:
            for witness in log.roster.witnesses.values():
                when = note.cosigned_at(witness)
                if when is not None:
                    self.cover(log, note.size, "cosignature", when)

    def cover(self, log, size, kind, when):
        """Something from outside proves the first `size` entries (at that time, when it has one)."""
        if when is not None:
            log.covered[size] = min(when, log.covered.get(size, when))
        if log is self.logs[0]:
            self.outside.add(kind)
            self.covered = max(self.covered, size)

    def check_heads(self, log):
        if log.note:
            self.note_head(log, log.note, None, None)
        for name in log.reader.held:
            self.note_held(log, log.reader.read(name, NOTE_MAX) or b"", log.reader.prefix + name, outside=False)
        for name, raw in self.trust.held:
            self.note_held(log, raw, name, outside=True)
        revoked = log.epoch.get("revoked") if log.epoch else None
        if revoked and log.note:
            last = revoked["last"]
            if log.note.size > last["size"] or log.agrees(last["size"], unb64(last["root"])) is False:
                log.add("STATION_REVOKED", expected="%s %s" % (last["size"], last["root"]),
                        found="%s %s" % (log.note.size, b64(log.note.root)))

    def check_seen(self, log):
        """"A seen head is judged like a held note, with the statement's seq"."""
        for seq, s in sorted(log.statements.items()):
            for origin, size, root in s.seen:
                target = self.target(origin)
                code = judge_head(target, size, root) if target else "PEER_MISSING"
                if code and origin not in self.untrusted:
                    log.add(code, seq, UNPROVEN if code == "PEER_MISSING" else FAIL,
                            expected=origin, found="%s %s" % (size, b64(root)))

    def check_anchors(self, log, source):
        """RFC 3161 tokens in data/anchors, judged with the certificates pinned in --trust/tsa when there are any."""
        pins = list(self.trust.pins)
        names = source.under("data/anchors/")
        if not pins:
            for name in (n for n in names if n.endswith(".pem")):
                pins += certificates((source.read("data/anchors/" + name) or b"").decode("ascii", "replace"))
        for stem in (n[:-4] for n in names if n.endswith(".tsr")):
            files = [source.read("data/anchors/" + stem + end) for end in (".tsq", ".tsr", ".note")]
            try:
                code, note, when = self.judge_token(log, stem, files, pins)
            except Malformed as error:
                code, note, when = "TSA_BAD", error, None
            if code:
                log.add(code, file="data/anchors/%s.tsr" % stem, found=note)
            elif note:
                self.note_head(log, note, "data/anchors/%s.note" % stem, None)
                if self.trust.pins and log.agrees(note.size, note.root) is True:
                    self.cover(log, note.size, "tsa", when)
        for name in (n for n in names if n.endswith(".note") and n[:-5] + ".tsr" not in names):
            self.note_held(log, source.read("data/anchors/" + name, NOTE_MAX) or b"", "data/anchors/" + name, outside=False)

    @staticmethod
    def judge_token(log, stem, files, pins):
        """(code or None, the stamped note, time): imprint and nonce, then signer, signature, validity at genTime."""
        query, response, raw = files
        token = Token(response)
        if raw is None:
            raise Malformed("no note")
        note = Note(raw)
        if note.origin != log.origin or not log.key or not note.signed_by(log.key) or str(note.size) != (stem.lstrip("0") or "0"):
            raise Malformed("the stamped note is not a head of this log")
        if token.imprint_hash != "sha256" or token.imprint != sha256(note.body):
            raise Malformed("imprint of another text")
        if query is None or request_nonce(query) != token.nonce:
            raise Malformed("nonce")
        signers = [pin for pin in pins if token.signed_with(pin)]
        if not signers:
            return ("TSA_OTHER" if pins else None), (None if not pins else "signer not pinned"), None
        if not any(token.signature_holds(pin) for pin in signers):
            raise Malformed("signature")
        if not any(pin.not_before <= token.time <= pin.not_after for pin in signers):
            return "TSA_EXPIRED", str(EPOCH + timedelta(milliseconds=token.time)), None
        return None, note, token.time

    def close(self):
        """UNPROVEN_TAIL and NO_ANCHOR, "judged for data/log only"."""
        log = self.logs[0]
        if log.note and self.covered < log.note.size:
            log.add("UNPROVEN_TAIL", self.covered, UNPROVEN, expected=log.note.size, found=self.covered)
        if not self.outside & {"tsa", "cosignature"}:
            log.add("NO_ANCHOR", verdict=UNPROVEN)


def origin_of(reader, digest=None):
    """The origin that a log's own files claim, preferring one that hashes to the folder's name."""
    claims = []
    try:
        claims.append(Note(reader.checkpoint() or b"").origin)
    except Malformed:
        pass
    for seq in sorted(reader.entries)[:1]:
        try:
            claims.append(str(parse_canonical(reader.entry(seq))["log"]))
        except (Malformed, TypeError, KeyError):
            pass
    fitting = [c for c in claims if digest and sha256(c.encode("utf-8", "replace")).hex()[:16] == digest]
    return (fitting or claims or [digest or ""])[0]


def open_peers(world, source, scope, roster):
    """data/peer/<hex>: judged with our roster, or with a roster of another agency that --trust/peers vouches for."""
    for digest in sorted({name.split("/")[0] for name in source.under("data/peer/")}):
        prefix = "data/peer/%s/" % digest
        reader = PackageReader(source, prefix, Findings())
        origin = origin_of(reader, digest)
        mine = roster if roster and origin in roster.epochs else None
        if mine is None:
            raw = reader.read("roster.json", LARGE_MAX)
            agency = next((p for p in world.trust.peers if origin in p.epochs or p.raw == raw), None)
            if agency:
                trust = Trust.__new__(Trust)
                trust.roster = agency
                mine = choose_roster(trust, raw, reader.read("roster.json.sig"), world.findings, prefix + "roster.json")
        if mine is None:
            world.untrusted.add(origin)
            world.findings.add("PEER_MISSING", UNPROVEN, origin, file=prefix, expected="a roster in --trust/peers")
            continue
        reader = PackageReader(source, prefix, world.findings, origin)
        peer_scope = "whole-log" if scope == "whole-log" and not reader.blinded else "blinded" if scope == "blinded" else "case"
        log = Log(reader, origin, origin, mine, world.findings, peer_scope)
        if sha256(origin.encode("utf-8", "replace")).hex()[:16] != digest:
            log.add("CP_ORIGIN", file=prefix, expected=digest, found=origin)
        world.logs.append(log)


def read_disclosures(source, main, findings):
    """{(log or None, seq): [disclosure, ...]} of data/disclosures.json."""
    raw, found = source.read("data/disclosures.json", LARGE_MAX), {}
    try:
        if raw is None:
            return {}
        doc = parse_canonical(raw, LARGE_MAX)
        if doc["v"] != "custody/disclosures/1" or set(doc) != {"v", "disclosures", "names"}:
            raise Malformed("members")
        if not all(set(n) == {"id", "name"} and isinstance(n["name"], str) for n in doc["names"]):
            raise Malformed("names")
        for row in doc["disclosures"]:
            if not {"entry", "disclosure"} <= set(row) <= {"log", "entry", "disclosure"} or not is_int(row["entry"]):
                raise Malformed("disclosure members")
            name = None if row.get("log", main) == main else row["log"] + ""
            found.setdefault((name, row["entry"]), []).append(row["disclosure"] + "")
    except (Malformed, KeyError, TypeError) as error:
        findings.add("DISCLOSURE", file="data/disclosures.json", found=error)
    return found


def examine(world, disclosures, case, source):
    """All checks, log by log, then across logs; each goes on whatever the others found."""
    findings, ids = world.findings, {}
    for log in world.logs:
        log.read_head()
        log.read_entries()
        log.check_sequence()
        log.check_proofs()
    for log in world.logs:
        read_statements(log, disclosures, ids)
        check_tags(log, case)
    for key in disclosures:
        if isinstance(key, tuple) and key[0] and not world.target(key[0]) and not findings.incomplete and key[0] not in world.untrusted:
            findings.add("DISCLOSURE", log=key[0], entry=key[1], found="no such log")
    for log in world.logs:
        world.check_heads(log)
        if log is world.logs[0] and source:
            world.check_anchors(log, source)
        log.check_clock()
        check_statements(world, log)
    for log in world.logs:
        world.check_seen(log)
    custody = Custody(world.logs, findings)
    custody.run()
    world.close()
    return custody


def verify_package(source, trust, findings):
    """A package: the bag, the roster, every log, the files. Returns the answer document."""
    if "bagit.txt" not in source.names:
        raise Unreadable("no bagit.txt")
    info, hashes = check_bag(source, findings)
    raw = source.read("data/trust/roster.json", LARGE_MAX)
    roster = choose_roster(trust, raw, source.read("data/trust/roster.json.sig", LARGE_MAX), findings)
    if roster:
        check_package_signature(source, findings, roster)
    else:
        findings.add("PACKAGE_SIG", file="tagmanifest-sha256.txt.sig", expected="a roster")
    reader = PackageReader(source, "data/log/", findings)
    scope = info.get("Custody-Scope")
    scope = scope if scope in ("whole-log", "case", "blinded") else "case" if reader.blinded else "whole-log"
    world = World(trust, findings)
    world.logs.append(Log(reader, info.get("Custody-Log") or origin_of(reader), None, roster, findings, scope))
    open_peers(world, source, scope, roster)
    disclosures = read_disclosures(source, world.logs[0].origin, findings)
    custody = examine(world, disclosures, info.get("Custody-Case", ""), source)
    note = world.logs[0].note
    for field, value in (("Custody-Size", note and str(note.size)), ("Custody-Root", note and b64(note.root))):
        if note and info.get(field) not in (None, value):
            findings.add("MANIFEST", file="bag-info.txt", expected=value, found=info.get(field))
    return answer(world, custody, compare_files(source, hashes, custody, findings))


class StationReader:
    """A station folder: station.db opened read-only. Proofs, held notes and anchors live in packages."""

    proofs, blinded, held, prefix, consistency = False, False, (), "station.db/", ()

    def __init__(self, folder):
        path = os.path.abspath(os.path.join(folder, "station.db")).replace("?", "%3f").replace("#", "%23")
        try:
            self.db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
            self.db.text_factory = bytes
            self.entries = {row[0] for row in self.db.execute("SELECT seq FROM entry") if is_int(row[0])}
        except sqlite3.Error as error:
            raise Unreadable("station.db: %s" % error) from None

    def _one(self, query, *values):
        try:
            row = self.db.execute(query, values).fetchone()
        except (sqlite3.Error, OverflowError):
            return None
        return bytes(row[0]) if row and isinstance(row[0], (bytes, bytearray)) else None

    def checkpoint(self):
        return self._one("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")

    def entry(self, seq):
        return self._one("SELECT leaf FROM entry WHERE seq = ?", seq)

    def envelope(self, _seq, body):
        return self._one("SELECT bytes FROM envelope WHERE body_hash IN (?, ?, ?)", unb64(body), body, unb64(body).hex())

    def disclosures(self):
        found = {}
        try:
            for digest, text in self.db.execute("SELECT stmt_digest, disclosure FROM disclosure"):
                key = b64(digest) if len(digest) == 32 else digest.decode("ascii", "replace")
                found.setdefault(key, []).append(text.decode("ascii", "replace"))
        except (sqlite3.Error, AttributeError, TypeError):
            return {}
        return found


def verify_station(folder, trust, findings):
    """A station: its database against the roster beside it, or the trusted one."""
    reader, beside = StationReader(folder), []
    for name in ("roster.json", "roster.json.sig"):
        full = os.path.join(folder, "trust", name)
        beside.append(Trust._read(full) if os.path.isfile(full) else None)
    roster = choose_roster(trust, beside[0], beside[1], findings, "trust/roster.json")
    world = World(trust, findings)
    world.logs.append(Log(reader, origin_of(reader), None, roster, findings, "whole-log"))
    custody = examine(world, reader.disclosures(), "", None)
    return answer(world, custody, False)

# 16. Answers and words
def answer(world, custody, matched):
    """The JSON document of the command line: the outcome, and four answers that stand apart."""
    findings, log = world.findings, world.logs[0]
    rows = sorted(findings.rows, key=lambda r: (r["verdict"] != FAIL, r["log"] or "", r["entry"] is not None, r["entry"] or 0, r["code"]))
    failed = {r["code"] for r in rows if r["verdict"] == FAIL}
    codes = {r["code"] for r in rows}
    transfer_at = {(s.log.name, s.seq) for s in custody.everything.values() if s.type.startswith("transfer.")}
    unsigned = any(r["verdict"] == FAIL and (r["log"], r["entry"]) in transfer_at
                   and r["code"].startswith(("SIG", "KEY", "ACCEPT", "OFFER")) for r in rows)
    all_signed = all(o.answer for o in custody.offers.values()) and not unsigned
    return {
        "outcome": "fail" if failed else "unproven" if rows else "pass",
        "evidence": "mismatch" if "EVIDENCE_HASH" in codes else "match" if matched else "not_compared",
        "transfers": "none" if not custody.offers else "all_signed" if all_signed else "not_all_signed",
        "record": "inconsistent" if failed - {"EVIDENCE_HASH"} else "consistent",
        "outside_proof": sorted(world.outside), "findings": rows,
        "log": {"origin": log.origin, "size": log.note.size if log.note else None,
                "root": b64(log.note.root) if log.note else None},
        "counts": findings.counts,
    }


LANGUAGES = ("en", "es", "pt", "fr")
TEXTS = {code: row for code, *row in (line.split("|") for line in """\
CP_MISSING|The signed head of the log is missing.|Falta la cabecera firmada del registro.|Falta a cabeça assinada do registro.|La tête signée du journal manque.
CP_BAD|The head of the log is not a checkpoint that can be used.|La cabecera del registro no es utilizable.|A cabeça do registro não é utilizável.|La tête du journal n'est pas utilisable.
CP_ORIGIN|The head belongs to another log.|La cabecera es de otro registro.|A cabeça é de outro registro.|La tête est celle d'un autre journal.
CP_UNSIGNED|The head is not validly signed by its station.|La estación no firmó válidamente la cabecera.|A estação não assinou validamente a cabeça.|La tête n'est pas validement signée par sa station.
CP_QUORUM|Fewer witnesses than required cosigned the head.|Faltan cofirmas de testigos en la cabecera.|Faltam cofirmas de testemunhas na cabeça.|Il manque des cosignatures de témoins sur la tête.
SEQ|An entry states another number than its place.|Un asiento indica otro número que su lugar.|Um assento indica número diferente do seu lugar.|Une entrée indique un autre numéro que sa place.
SEQ_GAP|An entry is missing here.|Aquí falta un asiento.|Aqui falta um assento.|Il manque une entrée ici.
TAIL_UNSIGNED|This entry lies beyond the signed head.|Este asiento queda fuera de la cabecera firmada.|Este assento fica além da cabeça assinada.|Cette entrée se trouve au-delà de la tête signée.
FILE_EXTRA|A file is present that does not belong here.|Hay un archivo que no corresponde.|Há um arquivo que não pertence aqui.|Un fichier n'a pas sa place ici.
MANIFEST|A file or its listing was changed after packing.|Un archivo o su lista cambió tras el empaquetado.|Um arquivo ou sua lista mudou após o empacotamento.|Un fichier ou sa liste a changé après l'emballage.
PACKAGE_SIG|The exporter's signature on the package is missing or bad.|Falta o es mala la firma del paquete.|A assinatura do pacote falta ou é inválida.|La signature du paquet manque ou est mauvaise.
ENTRY_CANON|An entry is not in canonical form.|Un asiento no está en forma canónica.|Um assento não está na forma canônica.|Une entrée n'est pas sous forme canonique.
ENTRY_SHAPE|An entry lacks a member or has one of another form.|Un asiento carece de un campo o lo tiene mal formado.|Um assento não tem um campo ou o tem malformado.|Une entrée a un champ absent ou mal formé.
LOG_ID|An entry names another log.|Un asiento nombra otro registro.|Um assento nomeia outro registro.|Une entrée nomme un autre journal.
CHAIN|An entry does not follow from the one before it.|Un asiento no enlaza con el anterior.|Um assento não se liga ao anterior.|Une entrée ne suit pas la précédente.
ROOT|The entries do not give the signed root: something was changed.|Los asientos no dan la raíz firmada: algo se cambió.|Os assentos não dão a raiz assinada: algo foi alterado.|Les entrées ne donnent pas la racine signée : il y a eu changement.
PROOF|An entry is not proven to be in the log.|No se prueba que el asiento esté en el registro.|Não se prova que o assento esteja no registro.|Rien ne prouve que l'entrée est dans le journal.
CASE_TAG|An entry carries the tag of another case.|Un asiento lleva la marca de otro caso.|Um assento leva a marca de outro caso.|Une entrée porte la marque d'une autre affaire.
BODY_HASH|The statement of this entry is absent or was changed.|La declaración falta o fue cambiada.|A declaração falta ou foi alterada.|La déclaration manque ou a été changée.
BODY_CANON|A statement is not in canonical form.|Una declaración no está en forma canónica.|Uma declaração não está na forma canônica.|Une déclaration n'est pas sous forme canonique.
BODY_SHAPE|A statement breaks the rules of its form.|Una declaración incumple las reglas de forma.|Uma declaração viola as regras de forma.|Une déclaration enfreint les règles de forme.
STMT_LOG|A statement was meant for another log.|La declaración era para otro registro.|A declaração era para outro registro.|La déclaration était destinée à un autre journal.
DUP_ID|Two statements have the same identifier.|Dos declaraciones tienen el mismo identificador.|Duas declarações têm o mesmo identificador.|Deux déclarations ont le même identifiant.
BASE_FUTURE|A statement names a head later than itself.|La declaración nombra una cabecera posterior.|A declaração nomeia uma cabeça posterior.|La déclaration nomme une tête postérieure.
BASE_ROOT|The history that the signer saw is not this history.|La historia que vio el firmante no es esta.|A história que o signatário viu não é esta.|L'historique vu par le signataire n'est pas celui-ci.
BASE_SHAPE|A statement names no usable earlier head.|La declaración no nombra una cabecera anterior válida.|A declaração não nomeia uma cabeça anterior válida.|La déclaration ne nomme pas de tête antérieure utilisable.
SIG_NONE|A statement has no signature.|Una declaración no tiene firma.|Uma declaração não tem assinatura.|Une déclaration n'a pas de signature.
SIG_BAD|A signature does not fit its statement.|Una firma no corresponde a su declaración.|Uma assinatura não corresponde à declaração.|Une signature ne correspond pas à sa déclaration.
SIG_SHAPE|A signature has a wrong form or does not belong here.|Una firma está mal formada o no corresponde.|Uma assinatura está malformada ou não cabe aqui.|Une signature est mal formée ou n'a pas sa place.
SIGNER_MISSING|A person who had to sign did not.|No firmó quien debía firmar.|Quem devia assinar não assinou.|Une personne qui devait signer ne l'a pas fait.
KEY_WEAK|A key is unsound.|Una clave no es segura.|Uma chave não é segura.|Une clé n'est pas sûre.
KEY_UNKNOWN|A key is not in the roster.|Una clave no está en la nómina.|Uma chave não está no rol.|Une clé n'est pas au registre des agents.
KEY_PERIOD|A key was not valid at that time.|La clave no era válida en ese momento.|A chave não era válida nesse momento.|La clé n'était pas valable à ce moment.
KEY_COMPROMISED|The key may have been in other hands by then.|La clave pudo estar ya en otras manos.|A chave podia já estar em outras mãos.|La clé pouvait déjà être en d'autres mains.
TIME_FORMAT|A time is not written as required.|Una hora no está escrita como se exige.|Uma hora não está escrita como exigido.|Une heure n'est pas écrite comme il se doit.
TIME_BACK|The clock fell back across a restart.|El reloj retrocedió tras un reinicio.|O relógio recuou após um reinício.|L'horloge a reculé lors d'un redémarrage.
MONO_BACK|The running counter fell within one session.|El contador retrocedió en una sesión.|O contador recuou dentro de uma sessão.|Le compteur a reculé au cours d'une session.
BOOT_REUSE|A session returns after another had begun.|Una sesión reaparece después de otra.|Uma sessão reaparece depois de outra.|Une session revient après une autre.
CLOCK_STEP|The clock was moved between two entries.|El reloj se movió entre dos asientos.|O relógio foi movido entre dois assentos.|L'horloge a été déplacée entre deux entrées.
CLOCK_SUSPECT|With a moved clock the key's validity cannot be told.|Con el reloj movido no se sabe si la clave valía.|Com o relógio movido não se sabe se a chave valia.|L'horloge ayant bougé, la validité de la clé est incertaine.
CUSTODY_REREGISTER|An exhibit was registered twice.|Un indicio se registró dos veces.|Um vestígio foi registrado duas vezes.|Une pièce a été enregistrée deux fois.
CUSTODY_ORPHAN|An exhibit's line refers to a statement that is not on it.|La línea del indicio remite a algo que no está en ella.|A linha do vestígio remete a algo que não está nela.|La ligne de la pièce renvoie à ce qui n'y figure pas.
CUSTODY_FORK|Two histories of one exhibit exist.|Existen dos historias de un mismo indicio.|Existem duas histórias do mesmo vestígio.|Il existe deux histoires d'une même pièce.
ACCEPT_NO_OFFER|An answer has no open offer that it answers.|La respuesta no tiene oferta abierta.|A resposta não tem oferta aberta.|La réponse n'a pas d'offre ouverte.
ACCEPT_WRONG_PERSON|Another person than the one named answered.|Respondió otra persona que la nombrada.|Respondeu pessoa diferente da nomeada.|Une autre personne que celle désignée a répondu.
ACCEPT_TWICE|An offer was accepted twice.|Una oferta se aceptó dos veces.|Uma oferta foi aceita duas vezes.|Une offre a été acceptée deux fois.
ACCEPT_EXHIBITS|The acceptance lists other exhibits than the offer.|La aceptación no enumera los indicios ofrecidos.|A aceitação não lista os vestígios oferecidos.|L'acceptation ne liste pas les pièces offertes.
OFFER_NOT_HOLDER|Somebody who did not hold the exhibit offered it.|Ofreció quien no tenía el indicio.|Ofereceu quem não detinha o vestígio.|L'offre vient de quelqu'un qui ne détenait pas la pièce.
OFFER_OPEN|The exhibit was touched while an offer was open.|Se actuó sobre el indicio con una oferta abierta.|Agiu-se sobre o vestígio com oferta aberta.|On a agi sur la pièce alors qu'une offre était ouverte.
EVIDENCE_HASH|The content does not match its baseline digest.|El contenido no coincide con su resumen inicial.|O conteúdo não confere com o resumo inicial.|Le contenu ne correspond pas à son empreinte initiale.
HELD_BAD|A held head is not validly signed by this log.|Una cabecera guardada no está bien firmada.|Uma cabeça guardada não está bem assinada.|Une tête conservée n'est pas validement signée.
TRUNCATED|Somebody holds a longer log than is shown here.|Alguien guarda un registro más largo que este.|Alguém guarda um registro mais longo que este.|Quelqu'un détient un journal plus long que celui-ci.
FORK|Somebody holds another history of this log.|Alguien guarda otra historia de este registro.|Alguém guarda outra história deste registro.|Quelqu'un détient une autre histoire de ce journal.
ROSTER_SIG|The roster is not signed by enough trusted root keys.|La nómina no tiene firmas raíz suficientes.|O rol não tem assinaturas-raiz suficientes.|Le registre des agents n'a pas assez de signatures racines.
ROSTER_ROLLBACK|The roster is older than the trusted one.|La nómina es anterior a la de confianza.|O rol é anterior ao de confiança.|Le registre des agents est plus ancien que celui de confiance.
ROSTER_FORK|Two rosters have the same version.|Dos nóminas tienen la misma versión.|Dois róis têm a mesma versão.|Deux registres des agents ont la même version.
ROSTER_DROPPED|The roster dropped a person, key or epoch.|La nómina omite una persona, clave o época.|O rol omite uma pessoa, chave ou época.|Le registre omet une personne, une clé ou une époque.
STATION_REVOKED|The station was revoked before this head.|La estación fue revocada antes de esta cabecera.|A estação foi revogada antes desta cabeça.|La station a été révoquée avant cette tête.
GENESIS_ROSTER|The log began under a roster that is not trusted.|El registro comenzó con una nómina no confiable.|O registro começou com um rol não confiável.|Le journal a débuté sous un registre non fiable.
ENROL_BAD|A new key was enrolled without a sound proof.|Se inscribió una clave sin prueba válida.|Uma chave foi inscrita sem prova válida.|Une clé a été inscrite sans preuve valable.
TSA_BAD|A time stamp does not hold.|Un sello de tiempo no es válido.|Um carimbo do tempo não é válido.|Un horodatage ne tient pas.
TSA_OTHER|A time stamp was made by another authority.|El sello de tiempo es de otra autoridad.|O carimbo do tempo é de outra autoridade.|L'horodatage vient d'une autre autorité.
TSA_EXPIRED|The time-stamp certificate was not valid then.|El certificado del sello no era válido entonces.|O certificado do carimbo não era válido então.|Le certificat d'horodatage n'était pas valable alors.
DISCLOSURE|A disclosure fits nothing that was signed.|Una divulgación no corresponde a lo firmado.|Uma divulgação não corresponde ao assinado.|Une divulgation ne correspond à rien de signé.
UNPROVEN_TAIL|Nothing from outside covers the log past this point.|Nada externo cubre el registro desde aquí.|Nada externo cobre o registro a partir daqui.|Rien d'extérieur ne couvre le journal au-delà.
NO_ANCHOR|No outside time stamp or witness confirms the log.|Ningún sello ni testigo externo confirma el registro.|Nenhum carimbo ou testemunha externa confirma o registro.|Aucun horodatage ni témoin extérieur ne confirme le journal.
SELF_TRUST|Keys were taken from the package itself: pass --trust.|Las claves son del propio paquete: use --trust.|As chaves vêm do próprio pacote: use --trust.|Les clés viennent du paquet lui-même : utilisez --trust.
BODY_WITHHELD|A statement was erased on record; its digest remains.|Una declaración se borró con constancia; queda su resumen.|Uma declaração foi apagada com registro; fica o resumo.|Une déclaration a été effacée avec mention ; l'empreinte reste.
OPEN_TRANSFER|A transfer was offered and not yet answered.|Una entrega ofrecida aún no tiene respuesta.|Uma entrega oferecida ainda não tem resposta.|Un transfert offert reste sans réponse.
CASE_PARTIAL|The package cannot show that nothing of the case is missing.|No se muestra que el caso esté completo.|Não se mostra que o caso esteja completo.|Le paquet ne montre pas que l'affaire est complète.
PEER_MISSING|Another log that matters here is absent or not trusted.|Falta otro registro o no es confiable.|Outro registro falta ou não é confiável.|Un autre journal manque ou n'est pas fiable.
""".splitlines())}
WORDS = {key: row for key, *row in (line.split("|") for line in """\
pass|Everything was verified.|Todo fue verificado.|Tudo foi verificado.|Tout a été vérifié.
fail|At least one check failed.|Falló al menos una comprobación.|Ao menos uma verificação falhou.|Au moins une vérification a échoué.
unproven|Nothing failed; something is not proven.|Nada falló; algo no está probado.|Nada falhou; algo não está provado.|Rien n'a échoué ; quelque chose n'est pas prouvé.
unreadable|This cannot be read.|Esto no se puede leer.|Isto não pode ser lido.|Ceci ne peut pas être lu.
mismatch|Does not match.|No coincide.|Não confere.|Ne correspond pas.
match|The evidence files match.|Los archivos de evidencia coinciden.|Os arquivos de evidência conferem.|Les fichiers de preuve correspondent.
not_compared|Evidence files were not compared.|No se compararon archivos de evidencia.|Arquivos de evidência não foram comparados.|Les fichiers de preuve n'ont pas été comparés.
all_signed|Every transfer is signed by both sides.|Toda entrega está firmada por ambas partes.|Toda entrega está assinada por ambas as partes.|Chaque transfert est signé des deux parties.
not_all_signed|Not every transfer is signed by both sides.|No toda entrega está firmada por ambas partes.|Nem toda entrega está assinada por ambas as partes.|Tous les transferts ne sont pas signés des deux parties.
none|There is no transfer.|No hay entregas.|Não há entregas.|Il n'y a aucun transfert.
consistent|The record is consistent.|El registro es coherente.|O registro é coerente.|Le registre est cohérent.
inconsistent|The record is inconsistent.|El registro es incoherente.|O registro é incoerente.|Le registre est incohérent.
outside|Outside proof:|Prueba externa:|Prova externa:|Preuve extérieure :
nothing|none|ninguna|nenhuma|aucune
entry|entry|asiento|assento|entrée
expected|expected|esperado|esperado|attendu
found|found|hallado|encontrado|trouvé
roots|root keys required|claves raíz exigidas|chaves-raiz exigidas|clés racines exigées
ignored|signature lines of unknown keys|firmas de claves desconocidas|assinaturas de chaves desconhecidas|signatures de clés inconnues
""".splitlines())}


def print_report(document, language, unknown, out):
    """The same answers for people; a mismatch always headlines."""
    def word(key):
        return WORDS[key][LANGUAGES.index(language)]
    mismatch = document["evidence"] == "mismatch"
    for key in (["mismatch"] if mismatch else []) + [document["outcome"], document["record"], document["transfers"]]:
        out(word(key))
    out(word("not_compared" if document["evidence"] == "not_compared" else document["evidence"]))
    out(word("outside") + " " + (", ".join(document["outside_proof"]) or word("nothing")))
    out("%s  %s  %s" % tuple(shown(document["log"][k]) for k in ("origin", "size", "root")))
    for row in document["findings"]:
        place = [row.get("log") or "", "" if row["entry"] is None else "%s %s" % (word("entry"), row["entry"]), row["file"] or ""]
        out("%s %s  %s  %s" % (row["verdict"], row["code"], shown(" ".join(p for p in place if p)), row["text"]))
        for key in ("expected", "found"):
            if row[key] is not None:
                out("    %s: %s" % (word(key), row[key]))
    if unknown:
        out("%s: %s" % (word("ignored"), ", ".join(unknown)))
    out("  ".join("%s %s" % item for item in document["counts"].items()))


def verify(path, trust_path=None, language="en"):
    """The answer document for a package, folder, station or report; raises Unreadable."""
    findings = Findings()
    if trust_path is not None and not os.path.exists(trust_path):
        raise Unreadable("--trust does not exist")
    trust = Trust(trust_path, findings)
    if os.path.isdir(path):
        inside = sorted(os.listdir(path))
        if "station.json" in inside and "station.db" in inside:
            document = verify_station(path, trust, findings)
        else:
            nested = len(inside) == 1 and os.path.isfile(os.path.join(path, inside[0], "bagit.txt"))
            document = verify_package(FolderSource(os.path.join(path, inside[0]) if nested else path), trust, findings)
    else:
        with open(path, "rb") as stream:
            is_pdf = b"%PDF-" in stream.read(1024)
        with report_package(path) if is_pdf else open(path, "rb") as stream:
            document = verify_package(ZipSource(stream), trust, findings)
    for row in document["findings"]:
        row["text"] = TEXTS[row["code"]][LANGUAGES.index(language)]
        if row["log"] is None:
            del row["log"]  # "absent means Custody-Log"
        else:
            row["log"] = shown(row["log"])
    return document, findings.unknown_lines


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Verify a custody package, station or report.")
    parser.add_argument("path", metavar="PATH")
    parser.add_argument("--trust", metavar="DIR|FILE")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    options = parser.parse_args(arguments)
    try:
        document, unknown = verify(options.path, options.trust, options.language)
    except Exception as error:  # the guard of last resort: "No input makes either crash"
        sys.stderr.write("%s: %s\n" % (type(error).__name__, shown(error)))
        document, unknown = {"outcome": "unreadable", "evidence": None, "transfers": None, "record": None, "outside_proof": [],
                             "findings": [], "log": {"origin": None, "size": None, "root": None}, "counts": Findings().counts}, []
    if options.json:
        print(json.dumps(document))
    elif document["outcome"] == "unreadable":
        print(WORDS["unreadable"][LANGUAGES.index(options.language)])
    else:
        encoding = sys.stdout.encoding or "ascii"
        print_report(document, options.language, unknown,
                     lambda line: print(line.encode(encoding, "backslashreplace").decode(encoding)))
    return {"pass": 0, "fail": 1, "unreadable": 2, "unproven": 3}[document["outcome"]]


if __name__ == "__main__":
    sys.exit(main())
