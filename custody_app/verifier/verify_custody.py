#!/usr/bin/env python3
"""Verify a custody package, station folder or report, with nothing but Python.

Usage: verify_custody.py PATH [--trust DIR|FILE] [--json] [--language en|es|pt|fr]

PATH is a package (*.custody.zip), an unpacked package folder, a station folder, or a report PDF that carries its
package. --trust names what you hold from elsewhere: a folder with roster.json, roster.json.sig and, if you have them,
held/*.note, tsa/*.pem, peers/*.json; or one roster.json. Without it only internal consistency is judged.
Exit: 0 everything verified, 1 a check failed, 2 unreadable or wrong use, 3 nothing failed but something is unproven.

Written from docs/log-format.md alone; shares no code with the program that writes the log. Words in "quotation marks"
are that page's. The copy inside a package proves nothing until its SHA-256 equals one obtained elsewhere. Files are
opened read-only; Python 3.8 or later; no network. Start reading at section 11 (one log), 12 (statements and
signatures), 13 (custody), 14 (what vouches from outside); sections 1 to 10 are the tools.
"""
# mypy: ignore-errors
# (Plain Python on purpose: it must read the same to people who know no type notation.)
from __future__ import annotations

import argparse, base64, contextlib, functools, glob, hashlib, json, mmap, os, re, shutil
import sqlite3, stat, struct, sys, tempfile, zlib
from collections import defaultdict
from datetime import datetime, timedelta, timezone

FAIL, UNPROVEN = "FAIL", "UNPROVEN"
DOCUMENT_MAX, LARGE_MAX = 64 * 1024, 4 * 1024 * 1024  # Canonical JSON: 64 KiB; "roster and disclosures 4 MiB"
CHUNK, NOTE_MAX, LIST_MAX = 256 * 1024, 1024 * 1024, 2**29

class Unreadable(Exception):
    """PATH cannot be read at all: wrong use, an unsafe zip, no bagit.txt. Exit 2."""

class Malformed(ValueError):
    """One document, key, note or token is not what its format asks. Always caught and turned into a finding."""

class NotCanonical(Malformed):
    """Bytes that differ from `canon(parse(bytes))`, or pass a limit of Canonical JSON."""

def need(condition, what, error=Malformed):
    if not condition: raise error(what)

def strict(function):
    """Whatever a wrongly shaped document makes fail inside the function becomes Malformed."""
    @functools.wraps(function)
    def guarded(*args):
        try:
            return function(*args)
        except Malformed:
            raise
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
            raise Malformed("%s in %s" % (error, function.__qualname__)) from None
    return guarded

def attempt(function, *args):
    """What the function returns, or None where it finds its input malformed."""
    try:
        return function(*args)
    except Malformed:
        return None

# 1. Findings
REFUSALS = {"ENTRY_CANON", "ENTRY_SHAPE", "BODY_CANON", "BODY_SHAPE", "BODY_HASH", "BODY_WITHHELD", "PEER_MISSING"}
UNPROVEN_CODES = {"UNPROVEN_TAIL", "NO_ANCHOR", "SELF_TRUST", "KEY_COMPROMISED", "BODY_WITHHELD", "OPEN_TRANSFER",
                  "CLOCK_SUSPECT", "CASE_PARTIAL", "PEER_MISSING"}  # always; other codes where a statement tells them

class Reporting:
    """What has `add`, and the two ways to come to a finding: a check, and a document that is Malformed."""

    def expect(self, good, *finding, **more):
        if not good: self.add(*finding, **more)

    @contextlib.contextmanager
    def catch(self, code, entry=None, expected=None, **more):
        try:
            yield
        except Malformed as error:
            code = code.replace("_SHAPE", "_CANON") if isinstance(error, NotCanonical) else code
            self.add(code, entry, expected, error, **more)

class Findings(Reporting):
    """Every departure found. Passed checks stand in `counts` only (Verdicts)."""

    def __init__(self):
        self.rows, self.unknown_lines = [], []  # signature lines of unknown keys: "ignored but listed"
        self.counts = dict.fromkeys(("entries", "statements", "signatures", "transfers", "exhibits", "files"), 0)
        self.incomplete = False  # "while anything is refused, withheld or PEER_MISSING"

    def add(self, code, entry=None, expected=None, found=None, file=None, log=None, verdict=None):
        self.incomplete = self.incomplete or code in REFUSALS
        verdict = verdict or (UNPROVEN if code in UNPROVEN_CODES else FAIL)
        self.rows.append({"code": code, "verdict": verdict, "entry": entry, "file": file,
                          "expected": shown(expected), "found": shown(found), "log": log})

    def has(self, code, log):
        return any(r["code"] == code and r["log"] == log for r in self.rows)

def shown(value):
    """A value as short printable text: nothing from outside may steer the reader's screen."""
    if value is None: return None
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return "".join(c if c.isprintable() else "\\u%04x" % ord(c) for c in text[:300])

# 2. Canonical JSON, base64, times, and the forms of documents
KEY_FORM, PERSON = re.compile(r"[a-z0-9_]{1,40}\Z"), re.compile(r"[a-z0-9][a-z0-9._-]{0,39}\Z")
TIME_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\Z")
OFFSET_FORM = re.compile(r"[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
TEXT, HEX16, HEX64 = re.compile(r"[\s\S]"), re.compile(r"[0-9a-f]{16}\Z"), re.compile(r"[0-9a-f]{64}\Z")
SD_DIGEST, DECIMAL = re.compile(r"[A-Za-z0-9_-]{43}\Z"), re.compile(r"(?:0|[1-9][0-9]{0,15})\Z")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

def canon(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

def parse_canonical(raw, limit=DOCUMENT_MAX):
    """The value of canonical bytes; NotCanonical when "bytes differ from canon(parse(bytes))" or a limit is passed."""
    try:
        need(raw is not None and len(raw) <= limit, "absent or too long")
        value = json.loads(raw.decode("utf-8"), parse_float=refuse_number, parse_constant=refuse_number)
        check_value(value, 1)
        need(canon(value) == raw, "not canonical")
    except (ValueError, RecursionError) as error:  # Malformed and UnicodeError are ValueErrors
        raise NotCanonical(str(error)) from None
    return value

def refuse_number(text):
    raise Malformed("number not allowed: " + text[:40])

def items_of(value):
    """What an object or an array holds; nothing for anything else."""
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()

def check_value(value, depth):
    """Keys, integers, null; "depth ≤ 8 for any document", so that a statement in its envelope has at most 7."""
    keys = value if isinstance(value, dict) else ()
    need(not isinstance(value, (dict, list)) or (depth <= 8 and all(map(KEY_FORM.match, keys))), "depth or key")
    need(value is not None and not (type(value) is int and abs(value) > 2**53 - 1), "null or large integer")
    for item in items_of(value): check_value(item, depth + 1)

def fits(value, form):
    """Has the value this form? A type (int: from 0 on), a pattern, a text to be equal to, a number of bytes in base64,
    [form] for a list of any length, or {member: form} for an object: "?" marks a member that may be absent, and "*"
    an object that may have further members. A tuple lists alternatives; None takes anything."""
    if isinstance(form, dict):
        known = {name.rstrip("?"): name for name in form}
        return (isinstance(value, dict) and ("*" in form or set(value) <= set(known))
                and all(fits(value[name], form[known[name]]) for name in set(value) & set(known))
                and all(name in value for name in form if name[-1] not in "?*"))
    if isinstance(form, list): return isinstance(value, list) and all(fits(item, form[0]) for item in value)
    if isinstance(form, tuple): return any(fits(value, one) for one in form)
    if isinstance(form, type): return type(value) is form and (form is not int or value >= 0)
    if isinstance(form, int): return attempt(unb64, value, form) is not None
    if hasattr(form, "match"): return isinstance(value, str) and bool(form.match(value))
    return form is None or value == form

def shape(value, form, what):
    need(fits(value, form), "not the form of " + what)
    return value

def b64(raw):
    return base64.b64encode(raw).decode("ascii")

@strict
def unb64(text, length=None):
    """Standard base64 with padding, "re-encoded and compared"."""
    raw = base64.b64decode(text.encode("ascii"), validate=True)
    need(b64(raw) == text and length in (None, len(raw)), "base64 of another form or length")
    return raw

def sha256(raw):
    return hashlib.sha256(raw).digest()

def milliseconds(text):
    """Milliseconds since 1970 of `YYYY-MM-DDTHH:MM:SS.mmmZ`, or None when it is not such a time."""
    try:
        need(TIME_FORM.match(text), "time")
        return (datetime.fromisoformat(text[:-1] + "+00:00") - EPOCH) // timedelta(milliseconds=1)
    except (ValueError, TypeError):
        return None

# 3. Signature arithmetic: Ed25519; ECDSA on P-256; RSA (time-stamp authorities only)
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT_OF_MINUS_ONE = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)  # a point is (X, Y, Z, T) with x = X/Z, y = Y/Z, T = XY/Z
EC_P, EC_N = 2**256 - 2**224 + 2**192 + 2**96 - 1, 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
EC_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
EC_G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
DIGEST_INFO = {"sha256": "3031300d060960864801650304020105000420", "sha384": "3041300d060960864801650304020205000430",
               "sha512": "3051300d060960864801650304020305000440"}  # RFC 8017 section 9.2

@functools.lru_cache(maxsize=48)
def multiples(add, neutral, point):
    """table[i][j] = j * 16**i * point, so that a product needs 64 additions and no doubling."""
    table = []
    for _ in range(64):
        row = [neutral]
        for _ in range(16): row.append(add(row[-1], point))
        point = row.pop()
        table.append(row)
    return table

def combination(add, neutral, *terms):
    """The sum of scalar * point over the terms, on either curve."""
    total = neutral
    for scalar, point in terms:
        for i, row in enumerate(multiples(add, neutral, point)): total = add(total, row[scalar >> 4 * i & 15])
    return total

def ed_decode(raw):
    """The point that 32 bytes encode canonically (RFC 8032 section 5.1.3), else None."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u: x = x * ROOT_OF_MINUS_ONE % P
    if len(raw) != 32 or y >= P or v * x * x % P != u or (x == 0 and sign): return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P

def ed_encode(point):
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")

def ed_add(left, right):
    (x, y, z, t), (u, v, w, s) = left, right
    a, b, c, d = (y - x) * (v - u) % P, (y + x) * (v + u) % P, 2 * D * t * s % P, 2 * z * w % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def ed_vanishes(scalar, point):
    """Is scalar * point the neutral point? 8 tells small order, L the absence of a torsion component."""
    result = NEUTRAL
    for bit in bin(scalar)[2:]:
        result = ed_add(result, result)
        result = ed_add(result, point) if bit == "1" else result
    return result[0] % P == 0 and (result[1] - result[2]) % P == 0

ED_BASE = ed_decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))

@functools.lru_cache(maxsize=48)
def ed_key(raw):
    """The point of a sound public key; None when not canonical, not on the curve, or of small order."""
    point = ed_decode(raw)
    return None if point is None or ed_vanishes(8, point) else point

def ed_verify(key, message, signature):
    """"S < L, canonical A and R, no small-order A or R, cofactorless": [S]B - [h]A encodes to exactly the R."""
    point, s = ed_key(key), int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or s >= L: return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    minus = (-point[0] % P, point[1], 1, -point[3] % P)
    total = combination(ed_add, NEUTRAL, (s, ED_BASE), (h, minus))
    return ed_encode(total) == signature[:32] and not ed_vanishes(8, total)

def ed_torsion_free(raw):
    """Enrolment "also refuses a key with a torsion component"."""
    point = ed_decode(raw)
    return point is not None and ed_vanishes(L, point)

def ec_decode(raw):
    """The P-256 point of an uncompressed encoding 04 || x || y, else None."""
    x, y = int.from_bytes(raw[1:33], "big"), int.from_bytes(raw[33:], "big")
    good = len(raw) == 65 and raw[0] == 4 and x < EC_P and y < EC_P and (y * y - (x**3 - 3 * x + EC_B)) % EC_P == 0
    return (x, y) if good else None

def ec_add(left, right):
    """The sum of two points; None is the neutral point."""
    if left is None or right is None: return left or right
    (x, y), (u, v) = left, right
    if x == u and (y + v) % EC_P == 0: return None
    rise, run = (3 * x * x - 3, 2 * y) if x == u else (v - y, u - x)
    slope = rise * pow(run, -1, EC_P) % EC_P
    w = (slope * slope - x - u) % EC_P
    return w, (slope * (x - w) - y) % EC_P

def ecdsa_verify(point, digest, r, s):
    """FIPS 186-5 section 6.4.2 over a digest, of which the first 32 bytes count."""
    if not (0 < r < EC_N and 0 < s < EC_N): return False
    first, second = (part * pow(s, -1, EC_N) % EC_N for part in (int.from_bytes(digest[:32], "big"), r))
    total = combination(ec_add, None, (first, EC_G), (second, point))
    return total is not None and total[0] % EC_N == r

def rsa_pkcs1(modulus, exponent, name, digest, signature):
    """RSASSA-PKCS1-v1_5 of RFC 8017 section 8.2.2."""
    size, value = (modulus.bit_length() + 7) // 8, int.from_bytes(signature, "big")
    need(2048 <= modulus.bit_length() <= 8192 and 3 <= exponent < 2**33, "RSA key not usable")
    need(len(signature) == size and value < modulus, "RSA signature out of range")
    tail = b"\0" + bytes.fromhex(DIGEST_INFO[name]) + digest
    return pow(value, exponent, modulus).to_bytes(size, "big") == b"\0\1" + b"\xff" * (size - 2 - len(tail)) + tail

# 4. OpenSSH keys and SSHSIG
ED, EC = "ssh-ed25519", "ecdsa-sha2-nistp256"
SK_ED, SK_EC = "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"
ARMOUR = re.compile(r"-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/=]+\n)+)-----END SSH SIGNATURE-----\n?")

def wire(raw):
    return len(raw).to_bytes(4, "big") + raw

def strings(raw, count):
    """The first strings of an SSH structure (uint32 length + bytes), and after them whatever follows."""
    found = []
    for _ in range(count):
        end = 4 + int.from_bytes(raw[:4], "big")
        need(4 <= len(raw) >= end, "cut short")
        found.append(raw[4:end])
        raw = raw[end:]
    return [*found, raw]

class Key:
    """A public key in OpenSSH form: its type, blob, raw key, and for sk- kinds the application."""

    @strict
    def __init__(self, blob):
        self.blob, self.alg = blob, strings(blob, 1)[0].decode("ascii")
        need(self.alg in (ED, EC, SK_ED, SK_EC), "key type not allowed")
        self.edwards, self.token = self.alg in (ED, SK_ED), self.alg in (SK_ED, SK_EC)
        _, *parts, rest = strings(blob, 2 + (not self.edwards) + self.token)
        need(not rest and (self.edwards or parts.pop(0) == b"nistp256"), "curve, or bytes left over")
        self.raw, self.application = parts[0], parts[-1].decode("ascii").encode() if self.token else b""
        need(len(self.raw) == 32 if self.edwards else len(self.raw) == 65 and self.raw[0] == 4, "key length or form")

    def sound(self):
        return (ed_key if self.edwards else ec_decode)(self.raw) is not None

    def verify(self, message, signature, flags=0, counter=0):
        if self.token:  # PROTOCOL.u2f: the token wraps the message; "user presence required"
            message = sha256(self.application) + bytes([flags]) + counter.to_bytes(4, "big") + sha256(message)
        if len(signature) != 64 or not self.sound() or (self.token and not flags & 1): return False
        if self.edwards: return ed_verify(self.raw, message, signature)
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        return ecdsa_verify(ec_decode(self.raw), sha256(message), r, s)

@functools.lru_cache(maxsize=4096)
@strict
def parse_key(text):
    """A key written `type base64`, exactly two words."""
    kind, blob = text.split(" ")
    key = Key(unb64(blob))
    need(key.alg == kind, "key type differs from its blob")
    return key

def sshsig_message(namespace, digest512):
    return b"SSHSIG" + b"".join(map(wire, (namespace.encode("ascii"), b"", b"sha512", digest512)))

@strict
def armoured_signatures(text, namespace):
    """(key, signature, flags, counter) for each armoured SSHSIG block; nothing may stand beside the blocks."""
    text = text.replace("\r\n", "\n")
    need(text and not ARMOUR.sub("", text), "text outside the signature blocks, or none")
    return [open_armour(unb64(block.replace("\n", "")), namespace) for block in ARMOUR.findall(text)]

def open_armour(raw, namespace):
    need(raw[:10] == b"SSHSIG\x00\x00\x00\x01", "not SSHSIG version 1")
    blob, space, reserved, hash_name, inner, rest = strings(raw[10:], 5)
    need(space.decode("utf-8") and (reserved, hash_name, rest) == (b"", b"sha512", b""), "namespace or hash")
    key, (kind, signature, more) = Key(blob), strings(inner, 2)
    need(kind == key.alg.encode("ascii") and len(more) == 5 * key.token, "signature type differs from the key")
    if not key.edwards:
        *pair, rest = strings(signature, 2)
        need(all(n[:1] < b"\x80" and not (n[:1] == b"\0" and n[1:2] < b"\x80") for n in pair), "mpint")
        signature = b"".join(int.from_bytes(n, "big").to_bytes(32, "big") for n in pair) + rest
    need(len(signature) == 64, "signature length")
    signature = signature * (space == namespace.encode("ascii"))  # what was signed for something else never holds
    return key, signature, more[0] if more else 0, int.from_bytes(more[1:], "big")

# 5. Merkle tree (RFC 6962)
EMPTY_ROOT = sha256(b"")

def node_hash(left, right):
    return sha256(b"\x01" + left + right)

def split(size):
    """The largest power of two below size: how many leaves stand in the left subtree."""
    return 1 << (size - 1).bit_length() - 1

def prefix_roots(leaves, sizes):
    """The root of the first n leaves, for every n in sizes."""
    roots, stack = {}, []
    for count, leaf in enumerate(leaves, 1):
        stack.append(leaf)
        full = count
        while full % 2 == 0:  # two complete subtrees of one size become one
            stack[-2:] = [node_hash(*stack[-2:])]
            full //= 2
        if count in sizes:
            roots[count] = functools.reduce(lambda right, left: node_hash(left, right), reversed(stack))
    return roots

def climb(index, size, leaf, path):
    """The root that an inclusion proof (RFC 6962 section 2.1.1) leads to."""
    need(bool(path) == (size > 1), "proof of another length")
    if size == 1: return leaf
    half = split(size)
    if index < half: return node_hash(climb(index, half, leaf, path[:-1]), path[-1])
    return node_hash(path[-1], climb(index - half, size - half, leaf, path[:-1]))

def replay(old, new, proof, old_root, whole=True):
    """The two roots that a consistency proof (RFC 6962 section 2.1.2) leads to."""
    need(len(proof) == (not whole) if old == new else proof, "proof of another length")
    if old == new: return (old_root, old_root) if whole else (proof[0], proof[0])
    half = split(new)
    if old > half:
        return tuple(node_hash(proof[-1], r) for r in replay(old - half, new - half, proof[:-1], old_root, False))
    first, second = replay(old, half, proof[:-1], old_root, whole)
    return first, node_hash(second, proof[-1])

def inclusion_holds(index, size, leaf, proof, root):
    return 0 <= index < size and len(leaf) == 32 and attempt(climb, index, size, leaf, proof) == root

def consistency_holds(old_size, new_size, proof, old_root, new_root):
    """Is the old tree a prefix of the new? From the empty tree nothing is proven."""
    return 0 < old_size <= new_size and attempt(replay, old_size, new_size, proof, old_root) == (old_root, new_root)

# 6. Signed notes, checkpoints, cosignatures, proofs (C2SP)
SIGNATURE_LINE = re.compile("\u2014 ([^ +]+) ([A-Za-z0-9+/=]+)\\Z")

class NoteKey:
    """A vkey `name+id+base64(type || key)`: type 1 signs notes, type 4 cosigns them."""

    @strict
    def __init__(self, text, kind):
        self.text = text
        self.name, ident, encoded = text.split("+", 2)
        key = unb64(encoded, 33)
        self.raw, self.id = key[1:], sha256(self.name.encode("utf-8") + b"\n" + key)[:4]
        need(self.name and key[0] == kind and ident == self.id.hex(), "vkey of another type or id")

class Note:
    """A signed checkpoint: origin, size, root, "without extension lines", and its signature lines."""

    @strict
    def __init__(self, raw):
        text = raw.decode("utf-8")
        need(len(raw) <= NOTE_MAX and not any(ord(c) < 32 and c != "\n" for c in text), "not a note")
        body, blank, tail = text.rpartition("\n\n")
        self.origin, size, root = body.split("\n")
        need(blank and self.origin and DECIMAL.match(size) and tail.endswith("\n"), "not a checkpoint")
        self.size, self.root, self.body = int(size), unb64(root, 32), (body + "\n").encode("utf-8")
        rows = [SIGNATURE_LINE.match(line).groups() for line in tail[:-1].split("\n")]
        self.lines = [(name, raw[:4], raw[4:]) for name, raw in ((name, unb64(encoded)) for name, encoded in rows)]
        need(all(signature for _, _, signature in self.lines), "signature line")

    def signatures_of(self, key):
        return [sig for name, ident, sig in self.lines if key and (name, ident) == (key.name, key.id)]

    def signed_by(self, key):
        return any(ed_verify(key.raw, self.body, sig) for sig in self.signatures_of(key))

    def cosigned_at(self, witness):
        """Milliseconds of the earliest valid cosignature/v1 by the witness, else None."""
        times = [(int.from_bytes(sig[:8], "big"), sig[8:]) for sig in self.signatures_of(witness) if len(sig) == 72]
        return min((1000 * when for when, sig in times
                    if ed_verify(witness.raw, b"cosignature/v1\ntime %d\n" % when + self.body, sig)), default=None)

    def __str__(self):
        return "%s %s" % (self.size, b64(self.root))

@strict
def parse_proof(raw):
    """A tlog-proof: (extra, index, hashes, note)."""
    head, _, note = raw.partition(b"\n\n")
    version, extra, index, *hashes = head.decode("ascii").split("\n")
    need(version == "c2sp.org/tlog-proof@v1" and extra[:6] == "extra " and index[:6] == "index ", "not a tlog-proof")
    need(DECIMAL.match(index[6:]) and len(hashes) <= 64, "index or length")
    return unb64(extra[6:]), int(index[6:]), [unb64(line, 32) for line in hashes], Note(note)

# 7. RFC 3161 time stamps: DER, CMS, pinned certificates
SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
CERT_NAMES = (("1.2.840.113549.1.9.16.2.47", "sha256"), ("1.2.840.113549.1.9.16.2.12", "sha1"))
HASHES = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512"}
RSA_PLAIN, P256_NAME = "1.2.840.113549.1.1.1", "1.2.840.10045.3.1.7"
RSA_HASH = {"1.2.840.113549.1.1.11": "sha256", "1.2.840.113549.1.1.12": "sha384", "1.2.840.113549.1.1.13": "sha512"}
ECDSA_HASH = {"1.2.840.10045.4.3.2": "sha256", "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512"}
EXTENDED_USAGE, TIME_STAMPING = "2.5.29.37", "1.3.6.1.5.5.7.3.8"
PEM = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
DER_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z\Z", re.ASCII)

class Der:
    """One DER element: its tag, its content, and the bytes it stands in."""

    @strict
    def __init__(self, raw, at=None):
        start, whole, at = (at or 0) + 2, at is None, at or 0
        self.tag, length = raw[at], raw[at + 1]
        if length & 0x80:
            start, count = start + (length & 0x7F), length & 0x7F
            length = int.from_bytes(raw[start - count:start], "big")
            need(1 <= count <= 4 and length >= 0x80, "DER length")
        self.end, self.content, self.whole = start + length, raw[start:start + length], raw[at:start + length]
        need(self.tag & 0x1F != 0x1F and self.end <= len(raw) and (not whole or self.end == len(raw)), "DER cut")

    def of(self, tag):
        """The content, when this element has the tag."""
        need(self.tag == tag and (tag not in (2, 6) or self.content), "DER: another tag than expected")
        return self.content

    def parts(self, tag=0x30):
        at, found = 0, []
        while at < len(self.of(tag)):
            found.append(Der(self.content, at))
            at = found[-1].end
        return found

    def integer(self):
        return int.from_bytes(self.of(2), "big", signed=True)

    def oid(self):
        """The object identifier; of a sequence, the one it begins with."""
        if self.tag == 0x30: return self.parts()[0].oid()
        arcs, value = [], 0
        for byte in self.of(6):
            value = value << 7 | byte & 0x7F
            if not byte & 0x80: arcs, value = [*arcs, value], 0
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, [first, arcs[0] - 40 * first] + arcs[1:]))

    def time(self):
        """UTCTime or GeneralizedTime as milliseconds since 1970."""
        text = self.content.decode("ascii")
        match = DER_TIME.match(("20" if text[:2] < "50" else "19") + text if self.tag == 0x17 else text)
        need(self.tag in (0x17, 0x18) and match, "DER: not a time")
        *fields, fraction = match.groups()
        time = milliseconds("%s-%s-%sT%s:%s:%s.%sZ" % (*fields, ((fraction or "") + "000")[:3]))
        need(time is not None, "DER: not a time")
        return time

def request_of(imprint, fields):
    """((hash, digest), nonce or None) of a query, and of the token that answers it."""
    algorithm, digest = imprint.parts()
    nonce = next((field.integer() for field in fields if field.tag == 2), None)
    return (HASHES[algorithm.oid()], digest.of(4)), nonce

class Certificate:
    """What is needed of an X.509 certificate: name and number, validity, key, what it is for."""

    @strict
    def __init__(self, raw):
        self.raw, fields = raw, Der(raw).parts()[0].parts()
        fields = fields[1:] if fields[0].tag == 0xA0 else fields
        self.serial, self.issuer = fields[0].integer(), fields[2].whole
        self.not_before, self.not_after = (part.time() for part in fields[3].parts())
        algorithm, bits = fields[5].parts()
        kind, key = algorithm.oid(), bits.of(3)[1:]
        self.key_id = hashlib.sha1(key).digest()  # an identifier only (RFC 5280 section 4.2.1.2)
        self.rsa = [part.integer() for part in Der(key).parts()] if kind == RSA_PLAIN else None
        self.point = None if self.rsa else ec_decode(key)
        need(self.rsa or (algorithm.parts()[1].oid() == P256_NAME and self.point), "certificate key of another kind")
        uses = [e.parts()[-1] for field in fields[6:] if field.tag == 0xA3 for e in field.parts(0xA3)[0].parts()
                if e.oid() == EXTENDED_USAGE]
        need([[use.oid() for use in Der(u.of(4)).parts()] for u in uses] == [[TIME_STAMPING]], "not for time stamps")

    def verify(self, oid, digest_name, message, signature):
        """CMS signature over signed attributes: RSA PKCS#1 v1.5 or ECDSA on P-256."""
        name = {**RSA_HASH, **ECDSA_HASH}.get(oid, digest_name)
        digest = hashlib.new(name, message).digest()
        if self.rsa: return (oid == RSA_PLAIN or oid in RSA_HASH) and rsa_pkcs1(*self.rsa, name, digest, signature)
        return oid in ECDSA_HASH and ecdsa_verify(self.point, digest, *(n.integer() for n in Der(signature).parts()))

def certificates(blobs):
    """The certificates among these that could sign a token; others are passed over."""
    return list(filter(None, (attempt(Certificate, blob) for blob in blobs)))

def pem_blocks(raw):
    blocks = PEM.findall((raw or b"").decode("ascii", "replace"))
    return [base64.b64decode("".join(block.split()) + "==") for block in blocks]

class Token:
    """A TimeStampResp (RFC 3161) taken apart."""

    @strict
    def __init__(self, response):
        status, content = Der(response).parts()[:2]
        need(status.parts()[0].integer() in (0, 1), "the authority refused")
        kind, explicit = content.parts()
        signed = explicit.parts(0xA0)[0].parts()
        inner_kind, inner = signed[2].parts()
        need((kind.oid(), inner_kind.oid()) == (SIGNED_DATA, TST_INFO), "not a time-stamp token")
        self.content = inner.parts(0xA0)[0].of(4)
        self.carried = certificates(c.whole for part in signed[3:-1] if part.tag == 0xA0 for c in part.parts(0xA0))
        info = Der(self.content).parts()
        (self.imprint, self.nonce), self.time = request_of(info[2], info[5:]), info[4].time()
        signer, = signed[-1].parts(0x31)
        _, self.sid, digest, attributes, self.algorithm, signature = signer.parts()[:6]
        self.digest_name, self.signature = HASHES[digest.oid()], signature.of(4)
        self.signed_attributes, rows = b"\x31" + attributes.whole[1:], attributes.parts(0xA0)
        self.attributes = {row.oid(): row.parts()[1].parts(0x31)[0] for row in rows}
        need(len(self.attributes) == len(rows), "attribute twice")

    @strict
    def signed_with(self, certificate):
        """Does the signer identifier name this certificate?"""
        if self.sid.tag == 0x80: return self.sid.content == certificate.key_id
        issuer, serial = self.sid.parts()
        return issuer.whole == certificate.issuer and serial.integer() == certificate.serial

    @strict
    def signature_holds(self, certificate):
        """Content type, message digest, the certificate named (RFC 3161 section 2.4.1), and the signature itself."""
        need(self.attributes[CONTENT_TYPE].oid() == TST_INFO, "content type")
        digest = hashlib.new(self.digest_name, self.content).digest()
        oid, name = next((row for row in CERT_NAMES if row[0] in self.attributes), (None, None))
        parts = self.attributes[oid].parts()[0].parts()[0].parts()
        if parts[0].tag == 0x30: name = HASHES[parts.pop(0).oid()]
        return (self.attributes[MESSAGE_DIGEST].of(4) == digest
                and parts[0].of(4) == hashlib.new(name, certificate.raw).digest()
                and certificate.verify(self.algorithm.oid(), self.digest_name, self.signed_attributes, self.signature))

@strict
def judge_token(log, stem, note, query, response, pins, present):
    """(code or None, time): "nonce, imprint, signature, validity at genTime checked"; "TSA certificate pinned"."""
    token, query = Token(response), Der(query).parts()
    need(log.signed(note), "the stamped note is not a head of this log")
    need(int(stem) == note.size, "the stamped note has another size")
    need(token.imprint == ("sha256", sha256(note.body)), "imprint of another text")
    imprint, nonce = request_of(query[1], query[2:])
    need(imprint == token.imprint, "imprint of another text")
    need(nonce == token.nonce, "nonce")
    signers = [c for c in pins or token.carried + present if token.signed_with(c)]
    if pins and not signers: return "TSA_OTHER", None
    need(any(token.signature_holds(c) for c in signers), "signature")
    return (None if any(c.not_before <= token.time <= c.not_after for c in signers) else "TSA_EXPIRED"), token.time

# 8. Where the files come from: folder, zip, report PDF, station. Everything is treated as hostile.
PART = re.compile(r"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9]) *(?:\.|\Z))"
                  r"[a-z0-9_+=@~-](?:[a-z0-9._+=@~ -]*[a-z0-9_+=@~-])?\Z", re.IGNORECASE)
ZIP_MEMBERS, ZIP_FOLDERS, ZIP_TOTAL, ZIP_RATIO, ZIP_SPARED = 3_200_000, 10_000, 4 * 1024**4, 200, 2**20
CHECKED_FIRST = 16 * 2**20  # members up to this size are unpacked once before anything is judged
# PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16, 4.3.14, 4.3.15; x passes over a version, a time, or what is in the directory too
LOCAL, CENTRAL, END, END_64, LOCATOR_64 = "<4s2x2H4x3L2H", "<4s2x3H4x3L4H2x2L", "<4s4H2LH", "<4sQ4x2L4Q", "<4xLQL"
MANY, LARGE = 0xFFFF, 0xFFFFFFFF

def safe(condition, why, name=""):
    need(condition, "unsafe: %s %s" % (why, shown(name)), Unreadable)

def check_names(names):
    """Refuse twins, paths upward, drives and reserved names; since only ASCII is let in, there are no NFC twins."""
    seen, folders = {}, set()
    for name in names:
        parts = name.rstrip("/").split("/")
        safe(len(name) <= 240 and len(parts) <= 8 and all(PART.match(part) for part in parts), "name", name)
        safe(seen.setdefault("/".join(parts).lower(), name) is name, "name twice", name)
        folders.update("/".join(parts[:depth]) for depth in range(1, len(parts) + name.endswith("/")))
    safe(len({f.lower() for f in folders}) == len(folders) <= ZIP_FOLDERS, "folders twice, or too many")
    for folder in folders: safe(seen.get(folder.lower(), "/").endswith("/"), "file and folder of one name", folder)

def unpacked(read, place, left, inflate):
    """The pieces of a stored or deflated stretch, none longer than CHUNK."""
    while left:
        packed = read(place, min(left, CHUNK))
        place, left = place + len(packed), left - len(packed)
        while packed:
            yield inflate.decompress(packed, CHUNK) if inflate else packed
            packed = inflate.unconsumed_tail if inflate else b""

class Files:
    """An unpacked package: `names` maps each path to its size."""

    is_station = False

    def __init__(self, path):
        self.root, self.names, folders = path, {}, []
        for folder, inside, files in os.walk(path):
            for full in (os.path.join(folder, name) for name in inside + files):
                status, name = os.lstat(full), os.path.relpath(full, path).replace(os.sep, "/")
                safe(stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode), "link or device", full)
                safe(len(self.names) < ZIP_MEMBERS, "too many files")
                if stat.S_ISREG(status.st_mode): self.names[name] = status.st_size
                else: folders.append(name + "/")
        check_names([*self.names, *sorted(folders)])

    def pieces(self, name):
        """The bytes of a file, piece by piece; ends early, raising Malformed, where the file cannot be read."""
        try:
            with open(os.path.join(self.root, *name.split("/")), "rb") as stream:
                yield from iter(lambda: stream.read(CHUNK), b"")
        except OSError as error:
            raise Malformed(str(error)) from None

    def read(self, name, limit=LARGE_MAX):
        """At most limit + 1 bytes of a file (the one more shows that it is too long); None when absent or damaged."""
        if name not in self.names: return None
        kept = bytearray()
        try:
            for piece in self.pieces(name):
                kept += piece
                if len(kept) > limit: break
        except Malformed: return None
        return bytes(kept[:limit + 1])

    def lines(self, name, cut=DOCUMENT_MAX + 1, unended=b""):
        """(line without its newline, leaf hash of all its bytes), one at a time; a line is kept up to `cut` bytes,
        a last one without newline with `unended` behind it."""
        rest, digest = b"", hashlib.sha256(b"\0")
        try:
            for piece in self.pieces(name):
                first, *others = piece.split(b"\n")
                rest, _ = (rest + first)[:cut], digest.update(first)
                for part in others:
                    yield rest, digest.digest()
                    rest, digest = part[:cut], hashlib.sha256(b"\0" + part)
        except Malformed: return
        if rest: yield rest + unended, digest.digest()

    def hash(self, name, start=b""):
        """SHA-256 of the whole file as hex, or a word that no digest equals."""
        digest = hashlib.sha256(start)
        try:
            for piece in self.pieces(name): digest.update(piece)
        except Malformed:
            return "unreadable"
        return digest.hexdigest()

    def under(self, prefix):
        return sorted(name[len(prefix):] for name in self.names if name.startswith(prefix))

class ZipFiles(Files):
    """A zip with exactly one top folder. The members must fill the file from its first byte to the directory, in its
    order, and all that is told twice must agree: so nothing overlaps, hides, or reads differently elsewhere."""

    def __init__(self, stream):
        self.stream, self.size, self.members, total = stream, stream.seek(0, 2), {}, 0
        before = (0, 0, 0, 0, 0)
        for name, flags, method, crc, packed, size, local, made in self.directory():
            start = self.check_local(name, flags, method, crc, packed, size, local)
            self.check_gap(before, local)
            before, total = (start + packed, flags, crc, packed, size), total + size
            safe(name not in self.members and not (size and name.endswith("/")), "name twice, or full folder", name)
            safe(size <= max(ZIP_SPARED, ZIP_RATIO * packed) and total <= ZIP_TOTAL, "unpacks to too much", name)
            kind, marks = (stat.S_IFDIR, 0x08) if name.endswith("/") else (stat.S_IFREG, 0x18)
            safe(stat.S_IFMT(made >> 16) in (0, kind) and not made & marks, "no plain file", name)
            self.members[name] = (method, crc, packed, size, start)
        self.check_gap(before, self.offset)
        safe(total <= max(ZIP_SPARED, ZIP_RATIO * self.size), "it would unpack to too much")
        check_names(self.members)
        tops = {name.partition("/")[0] for name in self.members}
        safe(len(tops) == 1 and all("/" in name for name in self.members), "not exactly one top folder")
        self.top = tops.pop() + "/"
        self.names = {n[len(self.top):]: m[3] for n, m in self.members.items() if not n.endswith("/")}
        damaged = [n for n, size in self.names.items() if size <= CHECKED_FIRST and self.hash(n) == "unreadable"]
        safe(len(damaged) <= 1000, "too many damaged members")
        for name in damaged: del self.names[name]  # counts as absent, so as MANIFEST

    def at(self, place, form):
        """The bytes (a number) or fields (a struct) at a place."""
        length = form if isinstance(form, int) else struct.calcsize(form)
        safe(0 <= place <= self.size - length, "zip cut short")
        self.stream.seek(place)
        raw = self.stream.read(length)
        return raw if isinstance(form, int) else struct.unpack(form, raw)

    def end_records(self):
        """(count, size, offset) of the directory, which must end where the one end record, without comment, begins."""
        end = self.size - 22
        sign, disk, first, *short, comment = self.at(end, END)
        safe(sign == b"PK\5\6" and not comment and self.at(0, 4) == b"PK\3\4", "not a zip, or bytes around it")
        if end >= 20 and self.at(end - 20, 4) == b"PK\6\7":
            wide_disk, place, disks = self.at(end - 20, LOCATOR_64)
            end -= 76
            sign, rest, disk_64, first_64, *long = self.at(end, END_64)
            told = (sign, place, rest, wide_disk, disk_64, first_64)
            safe(told == (b"PK\6\6", end, 44, 0, 0, 0) and disks < 2, "zip64")
            limits = (MANY, MANY, LARGE, LARGE)
            safe(all(s in (value, limit) for s, value, limit in zip(short, long, limits)), "end records differ")
            short = long
        here, count, size, offset = short
        safe({disk, first} <= {0, MANY} and here == count <= ZIP_MEMBERS, "several disks, or too many members")
        safe(offset + size == end and size < 2**30, "directory not where it says")
        return count, size, offset

    def directory(self):
        """The records of the central directory."""
        count, size, self.offset = self.end_records()
        raw, at = self.at(self.offset, size), 0
        for _ in range(count):
            safe(at + 46 <= size, "directory cut short")
            sign, version, flags, method, crc, packed, length, n, e, comment, disk, made, local = \
                struct.unpack_from(CENTRAL, raw, at)
            name, extra = raw[at + 46:at + 46 + n].decode("latin-1"), raw[at + 46 + n:at + 46 + n + e]
            at += 46 + n + e
            safe(sign == b"PK\1\2" and at <= size and not comment and disk in (0, MANY), "directory record", name)
            safe(not flags & ~0x080E and method in (0, 8) and version & 0xFF <= 63, "encrypted or packed", name)
            length, packed, local = widen(extra, name, length, packed, local)
            safe(method == 8 or length == packed, "two sizes", name)
            yield name, flags, method, crc, packed, length, local, made
        safe(at == size, "directory holds more than it says")

    def check_local(self, name, flags, method, crc, packed, size, place):
        """Compare a local record with the directory's; returns where the data begin."""
        sign, flags_2, method_2, crc_2, packed_2, size_2, n, e = self.at(place, LOCAL)
        raw = self.at(place + 30, n + e)
        safe(sign == b"PK\3\4" and raw[:n] == name.encode("latin-1"), "two names for one member", name)
        if LARGE in (packed_2, size_2) or e: size_2, packed_2 = widen(raw[n:], name, size_2, packed_2)
        later = flags & 8 and (crc_2, packed_2, size_2) == (0, 0, 0)  # they follow in the data descriptor
        safe((flags_2, method_2) == (flags, method) and (later or (crc_2, packed_2, size_2) == (crc, packed, size)),
             "local record and directory differ", name)
        return place + 30 + n + e

    def check_gap(self, before, place):
        """Between a member and the next place there is nothing, or its data descriptor (APPNOTE 4.3.9)."""
        end, flags, *told = before
        forms = [sign + struct.pack(form, *told) for sign in (b"", b"PK\7\x08") for form in ("<LLL", "<LQQ")
                 if form == "<LQQ" or max(told) <= LARGE] if flags & 8 else []
        safe(end == place or (end < place <= end + 24 and self.at(end, place - end) in forms), "bytes between members")

    def pieces(self, name):
        method, crc, packed, size, place = self.members[self.top + name]
        inflate, found = zlib.decompressobj(-15) if method else None, 0
        try:
            for piece in unpacked(self.at, place, packed, inflate):
                size, found = size - len(piece), zlib.crc32(piece, found)
                need(size >= 0 and not (inflate and inflate.unused_data), "longer than told")
                yield piece
            need(size == 0 and found == crc and (not inflate or inflate.eof), "size or CRC")
        except (zlib.error, OSError, Unreadable) as error:
            raise Malformed(str(error)) from None

def widen(extra, name, *values):
    """Values at their limit are replaced from the zip64 extra field, which must hold these and no others."""
    at, wide = 0, b""
    while at < len(extra):
        safe(at + 4 <= len(extra), "extra field", name)
        kind, length = struct.unpack_from("<2H", extra, at)
        safe(at + 4 + length <= len(extra) and kind != 0x7075 and not (kind == 1 and wide), "extra field", name)
        wide, at = (extra[at + 4:at + 4 + length] if kind == 1 else wide), at + 4 + length
    safe(len(wide) == 8 * values.count(LARGE), "zip64 sizes", name)
    longer = iter(struct.unpack("<%dQ" % (len(wide) // 8), wide))
    return tuple(next(longer) if value == LARGE else value for value in values)

class StationFiles(Files):
    """A station folder as a whole-log package without manifests and proofs; station.db is opened read-only."""

    is_station = True
    ENVELOPE, ENTRY = "SELECT bytes FROM envelope WHERE body_hash = ?", "SELECT leaf FROM entry WHERE seq = ?"
    HEAD = "SELECT note FROM checkpoint ORDER BY size DESC, number DESC LIMIT 1"

    def __init__(self, folder):
        self.db, self.places = self.database(os.path.join(folder, "station.db")), {}  # a path, or query and value
        for seq, leaf in self.db.execute("SELECT seq, leaf FROM entry"):
            self.places["data/log/entry/%012d.json" % seq] = (self.ENTRY, seq)
            body = attempt(body_named, leaf)
            if body is not None and self.one(self.ENVELOPE, body) is not None:
                self.places["data/log/envelope/%012d.json" % seq] = (self.ENVELOPE, body)
        if self.one("SELECT note FROM checkpoint LIMIT 1") is not None: self.places["data/log/checkpoint"] = (self.HEAD,)
        for inside, pattern in (("data/trust/", "trust/roster.json*"), ("data/files/", "attachments/??/*")):
            for path in glob.glob(os.path.join(glob.escape(folder), pattern)):
                above, name = path.split(os.sep)[-2:]
                if os.path.isfile(path) and (inside == "data/trust/" or (HEX64.match(name) and name[:2] == above)):
                    self.places[inside + name] = path
        self.names = dict.fromkeys(self.places, 0)

    def database(self, place):
        """Opened read-only; where a killed program left a commit by halves, a copy in memory that takes it back."""
        # a pipe would keep its reader waiting for ever
        need(all(os.path.isfile(n) or not os.path.exists(n) for n in (place, place + "-journal")), "no file", Unreadable)
        opened = self.open_database(place, "ro")
        try:
            opened.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.OperationalError:
            opened.close()
            if not os.path.exists(place + "-journal"): raise
        else:
            return opened
        memory = sqlite3.connect(":memory:")
        with tempfile.TemporaryDirectory() as folder:
            copy = os.path.join(folder, "station.db")
            for end in ("", "-journal"): shutil.copyfile(place + end, copy + end)
            committed = self.open_database(copy, "rw")
            committed.backup(memory)
            committed.close()
        return memory

    @staticmethod
    def open_database(place, mode):
        place = os.path.abspath(place)
        for sign in "%?#": place = place.replace(sign, "%%%02x" % ord(sign))
        return sqlite3.connect("file:%s?mode=%s" % (place, mode), uri=True)

    def one(self, query, *values):
        row = self.db.execute(query, values).fetchone()
        return row[0] if row and isinstance(row[0], bytes) else None

    def pieces(self, name):
        place = self.places[name]
        if isinstance(place, tuple): return iter([self.one(*place) or b""])
        self.root, inside = os.path.split(place)
        return super().pieces(inside)

    def disclosures(self):
        found = defaultdict(list)
        for digest, text in self.db.execute("SELECT stmt_digest, disclosure FROM disclosure"):
            if isinstance(digest, bytes) and isinstance(text, str): found[b64(digest)].append(text)
        return found

@strict
def body_named(leaf):
    return unb64(json.loads(leaf)["body"])

PDF_STREAM = re.compile(rb"(?<![0-9])([0-9]{1,9})\s+[0-9]{1,5}\s+obj\b([^\0]{0,4096}?)\bstream\r?\n")

def report_package(path):
    """A temporary file with the associated file `package.custody.zip` of a report: the one embedded zip it has."""
    found = []
    with open(path, "rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as pdf:
        match = PDF_STREAM.search(pdf)
        while match:
            end, head = match.end(), match.group(2)
            length = re.search(rb"/Length\s+([0-9]{1,12})(\s+[0-9]+\s+R)?", head)
            size = int(length.group(1)) if length else 0
            if length and length.group(2):
                size = int((re.findall(rb"(?<![0-9])%d\s+0\s+obj\s+([0-9]{1,12})" % size, pdf) or [0])[-1])
            if b"/EmbeddedFile" in head:
                out = embedded(pdf, end, min(size, len(pdf) - end), b"/FlateDecode" in head)
                if out.read(4) == b"PK\3\4": found.append(out)
            match = PDF_STREAM.search(pdf, end + size)
    need(len(found) == 1, "the report holds no package, or more than one", Unreadable)
    return found[0]

def embedded(pdf, start, size, deflated):
    out, inflate = tempfile.TemporaryFile(), zlib.decompressobj() if deflated else None
    try:
        for piece in unpacked(lambda at, length: pdf[at:at + length], start, size, inflate):
            out.write(piece)
            need(out.tell() <= max(ZIP_SPARED, ZIP_RATIO * size), "embedded package expands too far", Unreadable)
    except zlib.error as error:
        raise Unreadable("embedded package damaged: %s" % error) from None
    out.seek(0)
    return out

# 9. The bag: manifests, package signature, bag-info (Package)
BAG_INFO = ["Bagging-Date", "Payload-Oxum", "Custody-Package", "Custody-Scope", "Custody-Log", "Custody-Size",
            "Custody-Root"]
MANIFEST_LINE = re.compile(rb"([0-9a-f]{64})  ([!-~]+)\Z")
TAGS, SCOPES = "tagmanifest-sha256.txt", ("whole-log", "case", "blinded")
PLACES = re.compile(
    r"(?:bagit\.txt|bag-info\.txt|(?:tag)?manifest-sha256\.txt|tagmanifest-sha256\.txt\.sig|verify/[^/]+|data/(?:"
    r"disclosures\.json|report\.pdf|files/[0-9a-f]{64}|trust/(?:roster\.json(?:\.sig)?|allowed_signers|policy)|"
    r"anchors/(?:[0-9]{1,16}\.(?:tsq|tsr|note)|[A-Za-z0-9._-]+\.pem)|peer/[0-9a-f]{16}/roster\.json(?:\.sig)?|"
    r"(?:log|peer/[0-9a-f]{16})/(?:checkpoint|blinded\.jsonl|held/[0-9]{1,16}\.note|consistency/[0-9]{12}|"
    r"(?:entry|envelope)/[0-9]{12}\.json|proof/[0-9]{12}\.tlog-proof)))\Z")

def check_bag(source, findings):
    """Every file has its place and is listed with its hash, and nothing else is there. Returns the bag-info fields."""
    for manifest, is_tag in (("manifest-sha256.txt", False), (TAGS, True)):
        mine = {n for n in source.names if n.startswith("data/") != is_tag and n not in (TAGS, TAGS + ".sig")}
        if manifest in source.names: check_manifest(source, findings, manifest, mine)
        else: findings.add("MANIFEST", file=manifest, expected="present", found="absent")
    for name in sorted(source.names): findings.expect(PLACES.match(name), "FILE_EXTRA", file=name)
    bagit = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    findings.expect(source.read("bagit.txt") == bagit, "MANIFEST", file="bagit.txt")
    *rows, last = (attempt(strict(bytes.decode), source.read("bag-info.txt") or b"") or "").split("\n")
    order, info = [row.partition(": ")[0] for row in rows], dict(row.partition(": ")[::2] for row in rows)
    info = info if len(info) == len(rows) and not last else {}
    wanted = BAG_INFO + ([] if info.get("Custody-Scope") == "whole-log" else ["Custody-Case"])
    good = order == wanted and info.get("Custody-Scope") in SCOPES and info["Custody-Package"] == "custody/package/1"
    findings.expect(good, "MANIFEST", None, ", ".join(wanted), ", ".join(order), "bag-info.txt")
    payload = [size for name, size in source.names.items() if name.startswith("data/")]
    oxum = "%d.%d" % (sum(payload), len(payload))
    told = info.get("Payload-Oxum", oxum)
    findings.expect(told == oxum, "MANIFEST", None, oxum, told, "bag-info.txt")
    return info

def check_manifest(source, findings, manifest, mine):
    before, listed = b"", set()
    for line, _ in source.lines(manifest, unended=b" (no line feed)"):
        match = MANIFEST_LINE.match(line)
        if not match or match.group(2) <= before:
            findings.add("MANIFEST", file=manifest, expected="lines sorted by path", found=line)
        if not match: continue
        before, name = match.group(2), match.group(2).decode("ascii")
        digest = source.hash(name) if name in mine else "absent"
        findings.expect(digest == match.group(1).decode("ascii"), "MANIFEST", None, match.group(1), digest, name)
        listed.add(name)
    for name in sorted(filter(PLACES.match, mine - listed)): findings.add("FILE_EXTRA", file=name)

def check_package_signature(source, findings, roster):
    """"one SSHSIG by the exporter", a person of the roster, over tagmanifest-sha256.txt."""
    raw, armour = source.read(TAGS, LIST_MAX), source.read(TAGS + ".sig")
    try:
        need(roster and raw is not None and armour, "roster, list or signature absent")
        signatures = armoured_signatures(armour.decode("ascii", "replace"), "custody.package.v1")
        need(len(signatures) == 1, "not exactly one signature")
        key, *rest = signatures[0]
        need(key.blob in roster.owner, "key not in the roster: " + b64(key.blob))
        need(key.verify(sshsig_message("custody.package.v1", hashlib.sha512(raw).digest()), *rest), "signature bad")
    except Malformed as error:
        findings.add("PACKAGE_SIG", file=TAGS + ".sig", expected="one SSHSIG by the exporter", found=error)

# 10. Roster and trust
PERIOD = {"key": str, "from": str, "to?": str, "revoked?": {"at": str, "reason": str, "compromised_since?": str}}
LAST_HEAD = {"last": {"size": int, "root": 32}}
ROSTER = {"v": "custody/roster/1", "agency": TEXT, "version": int, "prev?": 32, "issued": str, "quorum": int,
          "roots": {"k": int, "keys": [str]}, "witnesses": [{"name": TEXT, "key": str}],
          "people": [{"id": PERSON, "name": str, "post": str, "roles": [str], "keys": [PERIOD]}],
          "stations": [{"station": str, "epochs": [{"origin": TEXT, "key": str, "from": str, "revoked?": LAST_HEAD}]}]}

class Period:
    """One key of one person and when it holds: from <= at < to, and not from revoked.at on."""

    def __init__(self, person, record):
        revoked = record.get("revoked", {})
        self.person, self.key, self.start = person, parse_key(record["key"]), record["from"]
        self.ends, self.compromised = [record.get("to"), revoked.get("at")], revoked.get("compromised_since")
        need_times(t for t in (self.start, *self.ends, self.compromised) if t is not None)

    def holds(self, at):
        return self.start <= at and all(at < end for end in self.ends if end)

def need_times(times):
    need(all(milliseconds(t) is not None for t in times), "time in roster")

class Roster:
    """roster.json: root keys, people with their keys, stations with their epochs, witnesses, quorum."""

    @strict
    def __init__(self, raw):
        self.raw, doc = raw, shape(parse_canonical(raw, LARGE_MAX), ROSTER, "custody/roster/1")
        self.agency, self.version, self.quorum, self.k = doc["agency"], doc["version"], doc["quorum"], doc["roots"]["k"]
        self.digest, self.prev = b64(sha256(raw)), doc.get("prev")
        self.roots = [parse_key(text).blob for text in doc["roots"]["keys"]]
        epochs = [e for s in doc["stations"] for e in s["epochs"]]
        self.epochs = {e["origin"]: (NoteKey(e["key"], 1), e) for e in epochs}
        self.witnesses = [NoteKey(w["key"], 4) for w in doc["witnesses"]]
        self.people = [p["id"] for p in doc["people"]]
        periods = [Period(p["id"], record) for p in doc["people"] for record in p["keys"]]
        self.owner = {period.key.blob: period for period in periods}
        for once in (self.people, self.roots, [p.key.blob for p in periods], [s["station"] for s in doc["stations"]],
                     [e["origin"] for e in epochs], [w.raw for w in self.witnesses],
                     [w["name"] for w in doc["witnesses"]]):
            need(len(set(once)) == len(once), "listed twice")
        need(self.version >= 1 and 1 <= self.k <= len(self.roots), "version or k")
        need("station" not in self.people, "person")
        need_times([doc["issued"], *(e["from"] for e in epochs)])
        need(all(key.name == origin for origin, (key, _) in self.epochs.items()), "key of another origin")

    def signed_by(self, judge, signatures):
        """Did k distinct root keys of the judging roster sign these bytes?"""
        message = sshsig_message("custody.roster.v1", hashlib.sha512(self.raw).digest())
        listed = attempt(armoured_signatures, (signatures or b"").decode("ascii", "replace"), "custody.roster.v1") or ()
        good = {key.blob for key, *rest in listed if key.blob in judge.roots and key.verify(message, *rest)}
        return len(good) >= judge.k

    def drops(self, older):
        """"Rosters never drop a person, key or epoch": what the older roster has and this one has not."""
        mine, theirs = ({(r.person, blob) for blob, r in x.owner.items()} | {(p, b"") for p in x.people}
                        | {(o, e[0].raw) for o, e in x.epochs.items()} for x in (self, older))
        return sorted({name for name, _ in theirs - mine})

def file_bytes(name):
    if not os.path.isfile(name): return None
    with open(name, "rb") as stream: return stream.read(LARGE_MAX + 1)

class Trust:
    """What the person holds from elsewhere (--trust): "Trust is always given from outside"."""

    def __init__(self, path, findings):
        self.given, self.roster, self.held, self.peers, self.pins = path is not None, None, [], [], []
        findings.expect(self.given, "SELF_TRUST")
        if not self.given: return
        folder = os.path.isdir(path)
        held, pins, peers = (sorted(glob.glob(os.path.join(glob.escape(path), *pattern))) if folder else ()
                             for pattern in (("held", "*.note"), ("tsa", "*.pem"), ("peers", "*.json")))
        try:
            self.roster = Roster(file_bytes(os.path.join(path, "roster.json") if folder else path))
            self.peers = [Roster(file_bytes(name)) for name in peers]
        except Malformed as error:
            raise Unreadable("--trust: %s" % error) from None
        if folder and not self.roster.signed_by(self.roster, file_bytes(os.path.join(path, "roster.json.sig"))):
            findings.add("ROSTER_SIG", file="--trust/roster.json.sig", expected="%d of its root keys" % self.roster.k)
        self.held = [("--trust/held/" + os.path.basename(name), file_bytes(name)) for name in held]
        self.pins = certificates(block for name in pins for block in pem_blocks(file_bytes(name)))

def choose_roster(trusted, source, findings, file="data/trust/roster.json", log=None):
    """The roster to judge with (Checkpoint, proof, cosignature, trust); None when there is none at all."""
    raw, offered, codes = source.read(file), None, {}
    if raw is None and trusted: return trusted
    with findings.catch("ROSTER_SIG", None, "a roster", file=file, log=log): offered = Roster(raw)
    if offered is None: return trusted
    step = offered.version - trusted.version if trusted else None
    if trusted and step < 0: codes["ROSTER_ROLLBACK"] = (trusted.version, offered.version)
    elif trusted and ((step == 0 and offered.raw != trusted.raw) or (step == 1 and offered.prev != trusted.digest)):
        codes["ROSTER_FORK"] = (trusted.digest, offered.prev if step else offered.digest)
    if "ROSTER_ROLLBACK" not in codes and not offered.signed_by(trusted or offered, source.read(file + ".sig")):
        codes["ROSTER_SIG"] = ("signatures of k trusted root keys", "fewer")
    chosen = trusted if codes and trusted else offered
    lost = offered.drops(trusted) if trusted and not codes else []
    if lost: codes["ROSTER_DROPPED"] = (None, ", ".join(lost))
    for code, (expected, found) in codes.items(): findings.add(code, None, expected, found, file, log)
    return chosen

# 11. One log: head, entries, chain, root, proofs, clock
HELD = re.compile(r"held/[0-9]{1,16}\.note\Z")
LOG_FILE = re.compile(r"(?:(entry|envelope)/([0-9]{12})\.json|(proof)/([0-9]{12})\.tlog-proof|"
                      r"(consistency)/([0-9]{12}))\Z")
ENTRY = {"at": str, "body": 32, "boot": HEX16, "log": str, "mono": int, "prev": 32, "seq": int, "tag": 16,
         "v": "custody/entry/1"}

class Entry:
    """One parsed entry, "the Merkle leaf"."""

    def __init__(self, raw):
        self.__dict__.update(shape(parse_canonical(raw), ENTRY, "custody/entry/1"))
        self.leaf, self.ms = sha256(b"\0" + raw), milliseconds(self.at)

class Log(Reporting):
    """One log and what can be judged of it alone. `name` stands in findings: None for Custody-Log, else the origin."""

    def __init__(self, source, prefix, origin, name, roster, findings, scope):
        self.source, self.prefix, self.origin, self.name = source, prefix, origin, name
        self.roster, self.findings = roster, findings
        self.files = {"entry": set(), "envelope": set(), "proof": set(), "consistency": set()}
        for match in filter(None, map(LOG_FILE.match, source.under(prefix))):
            self.files[match[match.lastindex - 1]].add(int(match[match.lastindex]))
        self.blinded = prefix + "blinded.jsonl" in source.names
        self.case_scope = scope != "whole-log" or (name is not None and self.blinded)
        self.by_lines = self.case_scope and self.blinded
        self.whole = self.by_lines or not self.case_scope  # every leaf should be here
        self.note, self.leaves = None, {}  # leaf hashes by place
        self.lines, self.entries = {}, {}  # entries of the log; those that have a file
        self.statements, self.withheld, self.suspect, self.previous = {}, {}, set(), None
        self.roots, self.covered, self.salts = {}, {}, {}  # covered: {size: time of the earliest anchor}
        self.key, self.epoch = roster.epochs.get(origin, (None, {})) if roster else (None, {})

    def add(self, code, entry=None, expected=None, found=None, **more):
        self.findings.add(code, entry, expected, found, log=self.name, **more)

    def read(self, name, limit=LARGE_MAX):
        return self.source.read(self.prefix + name, limit)

    def signed(self, note):
        return note.origin == self.origin and note.signed_by(self.key)

    def read_head(self):
        file, raw = self.prefix + "checkpoint", self.read("checkpoint", NOTE_MAX)
        if raw is None:
            self.add("CP_MISSING", file=file)
            return
        with self.catch("CP_BAD", file=file):
            note = Note(raw)
            need(note.size > 0, "an empty log")
            self.note = note
            self.expect(note.origin == self.origin, "CP_ORIGIN", None, self.origin, note.origin, file=file)
            wanted = self.key.text if self.key else "an epoch of the roster"
            self.expect(note.signed_by(self.key), "CP_UNSIGNED", None, wanted, file=file)
            witnesses, quorum = (self.roster.witnesses, self.roster.quorum) if self.roster else ([], 0)
            signers = sum(note.cosigned_at(w) is not None for w in witnesses)
            self.expect(signers >= quorum, "CP_QUORUM", None, quorum, signers, file=file)
            known = {(k.name, k.id) for k in [self.key, *witnesses] if k}
            self.findings.unknown_lines += [shown(name) for name, ident, _ in note.lines if (name, ident) not in known]

    def read_entries(self):
        """Whole log: the entry files are the log. Case, blinded: blinded.jsonl is, and PROOF binds the files to it."""
        self.expect(self.whole, "CASE_PARTIAL", file=self.prefix + "blinded.jsonl")
        for seq, (raw, leaf) in enumerate(self.source.lines(self.prefix + "blinded.jsonl") if self.by_lines else ()):
            self.leaves[seq] = leaf
            self.parse_entry(seq, raw, self.lines)
        for seq in sorted(self.files["entry"]):
            name, target = "entry/%012d.json" % seq, {} if self.by_lines else self.lines
            raw, leaf = self.read(name, DOCUMENT_MAX) or b"", bytes.fromhex(self.source.hash(self.prefix + name, b"\0"))
            if self.by_lines and self.leaves.get(seq) == leaf: target = self.lines  # its line: parsed already
            else:
                if not self.by_lines: self.leaves[seq] = leaf
                self.parse_entry(seq, raw, target)
            if seq in target: self.entries[seq] = target[seq]
        self.findings.counts["entries"] += len({*self.leaves, *self.files["entry"]})

    def parse_entry(self, seq, raw, target):
        with self.catch("ENTRY_SHAPE", seq):
            entry = target[seq] = Entry(raw)
            self.expect(entry.seq == seq, "SEQ", seq, seq, entry.seq)
            self.expect(entry.log == self.origin, "LOG_ID", seq, self.origin, entry.log)
            self.expect(entry.ms is not None, "TIME_FORMAT", seq, None, entry.at)

    def check_sequence(self):
        """SEQ_GAP, one for each run of missing numbers; TAIL_UNSIGNED; CHAIN; "ROOT always hashes the raw bytes"."""
        size, following = self.note.size if self.note else max(self.leaves, default=-1) + 1, 0
        for seq in sorted(self.leaves) + [size] if self.whole else ():
            self.expect(following >= seq, "SEQ_GAP", following, following, "absent")
            following = max(following, seq + 1)
        for seq in sorted({*self.leaves, *self.files["entry"]}):
            self.expect(seq < size, "TAIL_UNSIGNED", seq, "below %d" % size, seq)
        for seq, entry in sorted(self.lines.items()):
            before = bytes(32) if seq == 0 else self.leaves[seq - 1] if seq - 1 in self.lines else None
            if before is not None: self.expect(entry.prev == b64(before), "CHAIN", seq, b64(before), entry.prev)
        if self.whole and self.note and self.root(size) not in (None, self.note.root):
            self.add("ROOT", expected=b64(self.note.root), found=b64(self.root(size)))

    def prepare_roots(self, sizes):
        count = next((i for i in range(len(self.leaves)) if i not in self.leaves), len(self.leaves))
        self.roots.update(prefix_roots((self.leaves[i] for i in range(count)), set(sizes)))

    def root(self, size):
        """Root of the first `size` leaves, or None when they are not all here."""
        if size not in self.roots and size <= len(self.leaves): self.prepare_roots([size])
        return self.roots.get(size)

    def agrees(self, size, root):
        """Is this head a prefix of the log? None: "if SEQ_GAP or ROOT fails, BASE_ROOT and FORK are not evaluated"."""
        if size == 0: return root == EMPTY_ROOT
        if self.note and (size, root) == (self.note.size, self.note.root): return True
        if self.findings.has("SEQ_GAP", self.name) or self.findings.has("ROOT", self.name): return None
        known, end = (self.note.root, self.note.size) if self.note else (None, 0)
        if size != end: known = self.root(size)
        if known in (None, root) and self.case_scope and size in self.files["consistency"] and size < end:
            return bool(attempt(self.consistent, size, root))
        return None if known is None else known == root

    def consistent(self, size, root):
        raw = self.read("consistency/%012d" % size, NOTE_MAX) or b""
        *lines, last = raw.decode("ascii", "replace").split("\n")
        proof = [unb64(line, 32) for line in lines]
        return not last and len(proof) <= 128 and consistency_holds(size, self.note.size, proof, root, self.note.root)

    def check_proofs(self):
        """One tlog-proof per entry file: its extra the entry, its note's body the checkpoint's."""
        for seq, entry in sorted(self.entries.items()):
            if self.source.is_station or not self.note or seq >= self.note.size: continue
            with self.catch("PROOF", seq, "a proof of this entry"):
                extra, index, hashes, note = parse_proof(self.read("proof/%012d.tlog-proof" % seq, NOTE_MAX))
                need(sha256(b"\0" + extra) == entry.leaf and index == seq, "proof of another entry")
                need(note.body == self.note.body, "proof against another head")
                need(inclusion_holds(seq, note.size, entry.leaf, hashes, note.root), "hashes do not lead to the root")

    def check_clock(self):
        """Time: "these rules compare an entry with the one before it only"."""
        steps, boots = {seq for seq, s in self.statements.items() if s.type == "clock.step"}, set()
        for seq, entry in sorted(self.lines.items()):
            previous = self.lines.get(seq - 1)
            codes = clock_codes(previous, entry, boots) if previous else []
            boots.add(entry.boot)
            told = min({seq, seq + 1} & steps, default=None)
            for code in codes:
                self.add(code, seq, "%s at %s" % (previous.mono, previous.at), "%s at %s" % (entry.mono, entry.at),
                         verdict=FAIL if told is None else UNPROVEN)
            if codes and told is not None:  # "the stretch runs to the entry before the following clock.step"
                self.suspect.update(range(seq, min((s for s in steps if s > told), default=max(self.lines) + 1)))

def clock_codes(a, b, boots):
    timed, passed = None not in (a.ms, b.ms), b.mono - a.mono
    if a.boot != b.boot:
        return ["BOOT_REUSE"] * (b.boot in boots) + ["TIME_BACK"] * (timed and a.ms - b.ms > 2000)
    moved = timed and abs((b.ms - a.ms) - passed) * 1_000_000 > 2000 * 1_000_000 + 200 * abs(passed)
    return ["MONO_BACK"] * (passed < 0) + ["CLOCK_STEP"] * moved

# 12. Statements and their signatures
HEAD, SEEN = {"size": int, "root": 32}, {"log": str, "size": int, "root": 32}
STATEMENT = {"v": "custody/statement/1", "type": TEXT, "id": UUID, "log": str, "base": HEAD, "seen?": [SEEN],
             "case": str, "exhibits": [{"exhibit": TEXT, "prev?": 32, "sha256?": HEX64}], "at": str, "offset": str,
             "actor": PERSON, "body": {"cosigners?": [PERSON], "*": None}, "salt": 16}
ENVELOPE = {"v": "custody/envelope/1", "sigs": list, "statement": STATEMENT}
ANSWER = {"offer": 32, "*": None}
BODIES = {  # what the page fixes; a body may hold more
    "genesis": {"origin": str, "station_key": str, "roster": 32, "epoch": None, "*": None},
    "key.enrol": {"person": PERSON, "key": str, "proof": None, "*": None},
    "body.erase": {"seq": int, "statement": 32, "*": None},
    "transfer.offer": ({"to": (PERSON, dict), "*": None}, {"_sd": list, "*": None}),
    "transfer.accept": ANSWER, "transfer.reject": ANSWER, "transfer.cancel": ANSWER,
    "transfer.close": ({"offer": 32, "accept": 32, "*": None}, {"offer": 32, "reject": 32, "*": None}),
}
MACHINE = re.compile(r"(?:anchor\..+|clock\.step|import\.made|export\.made|exhibit\.verify)\Z")
ANSWERS = {"transfer.accept": "accept", "transfer.reject": "reject", "transfer.cancel": "cancel"}

class Statement:
    """What a person asserts. Construction raises Malformed (BODY_SHAPE) when a member has not its form."""

    @strict
    def __init__(self, log, seq, envelope):
        doc = shape(envelope, ENVELOPE, "custody/envelope/1")["statement"]
        for name in ("type", "id", "case", "at", "offset", "actor", "body", "exhibits"): setattr(self, name, doc[name])
        raw = canon(doc)
        self.log, self.seq, self.sigs, self.origin = log, seq, envelope["sigs"], doc["log"]
        self.digest, self.hash512, self.sd = b64(sha256(raw)), hashlib.sha512(raw).digest(), sd_arrays(self.body)
        self.base, self.seen = doc["base"], doc.get("seen", [])
        self.cosigners = sorted(set(self.body.get("cosigners", [])) - {self.actor})
        self.signers = [self.actor, *self.cosigners]
        shape(self.body, BODIES.get(self.type), "the body of " + self.type)
        need(len({item["exhibit"] for item in self.exhibits}) == len(self.exhibits), "exhibit listed twice")
        starts, count = sum("prev" not in item for item in self.exhibits), len(self.exhibits)
        if self.type == "exhibit.derive": need(starts == 1 < count, "derive without parents or its one new child")
        else: need(starts == (count if self.type == "exhibit.register" else 0), "prev where none may be, or none")
        need((self.type == "genesis") == (seq == 0), "genesis stands at 0, and only there")
        need(self.type != "genesis" or self.body["origin"] == self.origin, "genesis of another origin")
        need(self.type != "transfer.close" or not ({"accept", "reject"} <= set(self.body) or self.exhibits), "close")

def sd_arrays(value):
    """{digest: object} of every `_sd` array inside; sorted, unique, base64url of 32 bytes (RFC 9901)."""
    found = {}
    if isinstance(value, dict) and "_sd" in value:
        digests = shape(value["_sd"], [SD_DIGEST], "_sd")
        need(digests == sorted(set(digests)), "_sd unsorted")
        found.update((d, value) for d in digests)
    for item in items_of(value):
        inner = sd_arrays(item)
        need(found.keys().isdisjoint(inner), "_sd twice the same")
        found.update(inner)
    return found

def read_statements(log, disclosures, ids):
    """Open the envelope of every entry file; "what CANON, SHAPE or HASH refused is left out of later checks"."""
    absent, erased = [], {}
    for seq, entry in sorted(log.entries.items()):
        name = "envelope/%012d.json" % seq
        raw = log.read(name, DOCUMENT_MAX)
        digest = raw is not None and b64(bytes.fromhex(log.source.hash(log.prefix + name)))
        if raw is None: absent.append(seq)
        elif digest != entry.body: log.add("BODY_HASH", seq, entry.body, digest)
        else: open_envelope(log, seq, raw, disclosures, ids)
        statement = log.statements.get(seq)
        if statement and statement.type == "body.erase":
            erased.setdefault(statement.body["seq"], statement.body["statement"])
    for seq in absent:
        if seq in erased: log.withheld[seq] = erased[seq]
        log.add("BODY_WITHHELD" if seq in erased else "BODY_HASH", seq, log.entries[seq].body, "absent")

def open_envelope(log, seq, raw, disclosures, ids):
    with log.catch("BODY_SHAPE", seq):
        statement = log.statements[seq] = Statement(log, seq, parse_canonical(raw))
        disclose(log, statement, disclosures.get((log.origin, seq), []) + disclosures.get(statement.digest, []))
        log.findings.counts["statements"] += 1
        log.expect(ids.setdefault(statement.id, statement) is statement, "DUP_ID", seq, None, statement.id)

def disclose(log, statement, texts):
    """RFC 9901: put disclosed members back, in whatever order they come; one "that matches nothing" is DISCLOSURE."""
    waiting, ready = defaultdict(list), list(statement.sd)
    for text in texts: waiting[url64(sha256(text.encode("utf-8", "replace")))].append(text)
    for digest in ready:  # grows by what a disclosure itself keeps back
        if digest in waiting and attempt(put_back, log, statement, digest, waiting[digest][0], ready): waiting[digest].pop(0)
    for text in (t for left in waiting.values() for t in left): log.add("DISCLOSURE", statement.seq, None, text)

@strict
def put_back(log, statement, digest, text, ready):
    holder, (name, value, inner) = statement.sd[digest], open_disclosure(text)
    need(name not in holder and statement.sd.keys().isdisjoint(inner), "a name or digest that stands there already")
    holder[name] = value
    statement.sd.update(inner)
    ready += inner
    salted = statement.type in ("case.open", "genesis") and holder is statement.body
    if name == "case_salt" and salted and fits(value, 16):
        log.salts.setdefault(statement.case if statement.type == "case.open" else "", value)
    return True

def url64(raw):
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")

@strict
def open_disclosure(text):
    raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    salt, name, value = json.loads(raw.decode("utf-8"))
    need(url64(raw) == text and fits(salt, str) and fits(name, str) and name not in ("_sd", "..."), "not a disclosure")
    return name, value, sd_arrays(value)

def check_tags(log, scope, case):
    """CASE_TAG; in case and blinded packages a tagged entry without its file, and the salts that must be there."""
    tags = {named: b64(sha256(("custody/case-tag/1\n%s\n%s" % (named, salt)).encode("utf-8"))[:16])
            for named, salt in log.salts.items()}
    for seq, s in log.statements.items():
        tag = log.entries[seq].tag
        log.expect(tags.get(s.case, tag) == tag, "CASE_TAG", seq, tags.get(s.case), tag)
    for wanted in sorted({"whole-log": set(), "blinded": {""}, "case": {"", case}}[scope]) if log.case_scope else ():
        log.expect(wanted in tags, "CASE_PARTIAL", None, "case_salt of " + repr(wanted))
        for seq, entry in sorted(log.lines.items()):
            if entry.tag == tags.get(wanted) and seq not in log.files["entry"]: log.add("SEQ_GAP", seq, "a file")
    gaps = {r["entry"] for r in log.findings.rows if (r["code"], r["log"]) == ("SEQ_GAP", log.name)}
    for kind, end in (("envelope", ".json"), ("proof", ".tlog-proof")):  # without its entry, and no gap explains it
        for seq in sorted(log.files[kind] - log.files["entry"] - gaps):
            if seq in log.leaves or seq >= (log.note.size if log.note else 0):
                log.findings.add("FILE_EXTRA", file=log.prefix + "%s/%012d%s" % (kind, seq, end))

def check_statements(log, trusted):
    """Everything about a statement that concerns neither exhibits nor another log's content."""
    log.prepare_roots(s.base["size"] for s in log.statements.values())
    for seq, s in sorted(log.statements.items()):
        log.expect(s.origin == log.origin, "STMT_LOG", seq, log.origin, s.origin)
        timed = milliseconds(s.at) is not None and OFFSET_FORM.match(s.offset)
        log.expect(timed, "TIME_FORMAT", seq, None, s.at + " " + s.offset)
        check_base(log, seq, s.base["size"], unb64(s.base["root"]))
        check_signatures(log, seq, s)
        if s.type == "key.enrol" and not attempt(enrolment_holds, s.body, s.origin):
            log.add("ENROL_BAD", seq, "a sound key and its proof of possession", s.body["key"])
        if s.type == "genesis": check_genesis(log, s.body, trusted)

def check_base(log, seq, size, root):
    """"seq 0 is genesis, base {0, SHA-256 of nothing}; any later base has 0 < size ≤ seq"."""
    if seq == 0 or size == 0:
        good = (seq, size, root) == (0, 0, EMPTY_ROOT)
        log.expect(good, "BASE_SHAPE", seq, "size 0 and the empty root, in the genesis only", size)
    elif size > seq: log.add("BASE_FUTURE", seq, "at most %d" % seq, size)
    elif log.agrees(size, root) is False: log.add("BASE_ROOT", seq, b64(log.root(size) or b""), b64(root))

def check_signatures(log, seq, s):
    """"Signers": exactly one signature by the actor and by each cosigner; "per signature the first hit counts"."""
    named, done = set(), set()
    for sig in s.sigs:
        code, person, found = judge_signature(log, seq, s, sig, done)
        named.add(person)
        log.expect(not code, code, seq, None, found)
        log.findings.counts["signatures"] += code in (None, "KEY_COMPROMISED", "CLOCK_SUSPECT")
    log.expect(s.sigs, "SIG_NONE", seq)
    for person in s.signers if s.sigs else (): log.expect(person in named, "SIGNER_MISSING", seq, person)

def judge_signature(log, seq, s, sig, done):
    """(code or None, person whose key it names, what was found)."""
    person = None
    try:
        key, period = strict(lambda: parse_key(sig["key"]))(), None
        if log.key and key.alg == ED and key.raw == log.key.raw: person = "station"
        elif log.roster and key.blob in log.roster.owner:
            period = log.roster.owner[key.blob]
            person = period.person
        raw, flags, counter = open_signature(key, sig)
    except Malformed as error:
        return "SIG_SHAPE", person, error
    if not key.sound() or person is None: return "KEY_UNKNOWN" if key.sound() else "KEY_WEAK", person, sig["key"]
    if person not in s.signers or person in done or (person == "station" and not MACHINE.match(s.type)):
        return "SIG_SHAPE", person, person + ": not required, repeated, or station on another type"
    done.add(person)
    message = sshsig_message("custody.statement.v1", s.hash512)
    if not key.verify(message, raw, flags, counter): return "SIG_BAD", person, person
    return period_code(log, seq, period), person, "%s at %s" % (person, log.entries[seq].at)

@strict
def open_signature(key, sig):
    more = {"flags": int, "counter": int} if key.token else {}
    shape(sig, {"alg": key.alg, "key": str, "sig": 64, **more}, "a signature")
    need(sig.get("flags", 0) < 256 and sig.get("counter", 0) < 2**32, "flags or counter")
    return unb64(sig["sig"]), sig.get("flags", 0), sig.get("counter", 0)

def period_code(log, seq, period):
    """KEY_PERIOD or CLOCK_SUSPECT, KEY_COMPROMISED: "periods are judged at the entry's at"; None: the station's key."""
    at = log.entries[seq].at
    if log.entries[seq].ms is None: return None  # TIME_FORMAT says it
    if not (period.holds(at) if period else log.epoch["from"] <= at):
        return "CLOCK_SUSPECT" if seq in log.suspect else "KEY_PERIOD"
    since = period.compromised if period and period.compromised and at >= period.compromised else None
    anchored = since and any(size > seq and when < milliseconds(since) for size, when in log.covered.items())
    return "KEY_COMPROMISED" if since and not anchored else None

@strict
def enrolment_holds(body, origin):
    """key.enrol: the new key signs canon({"key","log","person","v"}); weak and mixed-order keys are refused."""
    message = canon({"key": body["key"], "log": origin, "person": body["person"], "v": "custody/enrol/1"})
    key, proof = parse_key(body["key"]), body["proof"]
    if isinstance(proof, str) and proof.startswith("-----BEGIN"):
        (signer, *rest), = armoured_signatures(proof, "custody.enrol.v1")
    else:
        proof = proof if isinstance(proof, dict) else {"alg": key.alg, "key": body["key"], "sig": proof}
        signer, rest = key, open_signature(key, proof)
        need(proof["key"] == body["key"], "proof by another key")
    sound = signer.blob == key.blob and key.sound() and (not key.edwards or ed_torsion_free(key.raw))
    return sound and key.verify(sshsig_message("custody.enrol.v1", hashlib.sha512(message).digest()), *rest)

def check_genesis(log, body, trusted):
    """"A genesis whose roster digest is not that of a trusted version"; and whose station key is not its epoch's."""
    known, complete, waiting = set(), True, [r for r in (trusted, log.roster) if r]
    expected = waiting[-1].digest if waiting else None
    while waiting:
        roster = waiting.pop()
        known |= {roster.digest, roster.prev}
        kept = log.source.read("data/files/" + unb64(roster.prev).hex()) if roster.prev else None
        older = attempt(Roster, kept)  # earlier versions may travel among the files
        waiting += [older] if older and older.digest == roster.prev else []
        complete = complete and (roster.version <= 2 or older is not None)
    if expected is None or (complete and body["roster"] not in known):
        log.add("GENESIS_ROSTER", 0, expected, body["roster"])
    elif log.key and body["station_key"] not in (
            log.key.text, b64(log.key.raw), ED + " " + b64(wire(ED.encode()) + wire(log.key.raw))):
        log.add("GENESIS_ROSTER", 0, log.key.text, body["station_key"])
    previous = body.get("previous")  # the last trusted head of the epoch before
    if fits(previous, SEEN): log.previous = previous

# 13. Custody: exhibit lines and transfers, over all logs together
LINE = {"exhibit": str, "accepted": bool, "*": None}

class Offer:
    """A transfer.offer and how it was answered: answers is {digest: "accept", "reject" or "cancel"}."""

    def __init__(self, statement):
        to = statement.body.get("to")
        self.statement, self.to, self.answers, self.closed = statement, to if isinstance(to, str) else None, {}, False

class Line:
    """One exhibit: its baseline digests, the holder after each statement, and each statement's first child."""

    def __init__(self):
        self.started, self.baseline, self.after, self.child = False, {}, {}, {}

class Custody:
    """Follows every exhibit. A holder is the set of persons who may sign its next offer; None: unknown."""

    def __init__(self, logs, findings):
        self.logs, self.findings, self.lines, self.offers = logs, findings, defaultdict(Line), {}
        self.everything = {s.digest: s for log in logs for s in log.statements.values()}
        self.withheld = {digest for log in logs for digest in log.withheld.values()}
        self.codes = defaultdict(list)  # of the statement in hand: {code: exhibits}

    def run(self):
        cases, kept = {}, []
        for s in self.merged():
            strange = [i["exhibit"] for i in s.exhibits if cases.get(i["exhibit"], s.case) != s.case]
            cases.update((i["exhibit"], s.case) for i in (() if strange else s.exhibits))
            if strange:  # "one exhibit belongs to one case (else BODY_SHAPE)"
                s.log.add("BODY_SHAPE", s.seq, "the one case of " + strange[0], s.case)
                self.everything.pop(s.digest)
            elif s.exhibits or s.type in ANSWERS or s.type in ("transfer.offer", "transfer.close"): kept.append(s)
        for s in kept: self.place(s)
        self.findings.counts["exhibits"], self.findings.counts["transfers"] = len(self.lines), len(self.offers)
        for offer in self.offers.values():
            s = offer.statement
            erased = any(seq > s.seq or log is not s.log for log in self.logs for seq in log.withheld)
            answered = offer.answers or offer.closed or erased  # "an erased accept's offer is not OPEN_TRANSFER"
            s.log.expect(answered, "OPEN_TRANSFER", s.seq, "an answer", s.digest)

    def merged(self):
        """"Logs are merged by prev and offer, Custody-Log first on a tie"."""
        queues, done = [[s for _, s in sorted(log.statements.items(), reverse=True)] for log in self.logs], set()
        while any(queues):
            ready = next((q for q in queues if q and self.parents(q[-1]) <= done), None)
            s = (ready or next(q for q in queues if q)).pop()
            done.add(s.digest)
            yield s

    def parents(self, s):
        named = [item.get("prev") for item in s.exhibits]
        named += [s.body.get(k) for k in ("offer", "accept", "reject")] if s.type.startswith("transfer.") else []
        return {d for d in named if isinstance(d, str) and d in self.everything}

    def place(self, s):
        """Judge one statement against the lines as they stand; each code once, naming the exhibits it concerns."""
        offer = self.offers.get(s.body["offer"]) if s.type in ANSWERS else None
        self.codes.clear()
        before = {item["exhibit"]: self.join(s, item) for item in s.exhibits}
        if s.type in ANSWERS: self.answer(s, offer)
        for item in s.exhibits:
            exhibit = item["exhibit"]
            self.compare(s, item)
            self.lines[exhibit].after[s.digest] = self.holder_after(s, exhibit, before[exhibit], offer)
            stranger = before[exhibit] is not None and s.actor not in before[exhibit]
            self.mark(s.type == "transfer.offer" and stranger, "OFFER_NOT_HOLDER", exhibit)
        if s.type == "transfer.offer": self.offers[s.digest] = Offer(s)
        elif s.type == "transfer.close": self.close(s)
        for code, exhibits in self.codes.items(): s.log.add(code, s.seq, found=", ".join(exhibits) or s.digest)

    def mark(self, wrong, code, *exhibits):
        if wrong: self.codes[code].extend(exhibits)

    def nowhere(self, digest):
        """Is this digest found nowhere although nothing is missing that could be it?"""
        return digest not in self.everything and digest not in self.withheld and not self.findings.incomplete

    def join(self, s, item):
        """Put the statement on the exhibit's line; returns the holder before it."""
        exhibit, prev = item["exhibit"], item.get("prev")
        line = self.lines[exhibit]
        if prev is None:
            self.mark(line.started, "CUSTODY_REREGISTER", exhibit)
            line.started = True
            return {s.actor}
        earlier = s.log.previous  # the exhibit may come from the epoch before, which is not here
        if self.nowhere(prev) and earlier and all(log.origin != earlier["log"] for log in self.logs):
            s.log.add("PEER_MISSING", 0, earlier["log"], "absent")
        else:
            lost = prev not in line.after if prev in self.everything else self.nowhere(prev)
            self.mark(lost, "CUSTODY_ORPHAN", exhibit)
        self.mark(line.child.setdefault(prev, s.digest) != s.digest, "CUSTODY_FORK", exhibit)
        parent = self.offers.get(prev)
        waiting = parent and not parent.answers and not parent.closed
        self.mark(waiting and s.type not in ANSWERS, "OFFER_OPEN", exhibit)
        return line.after.get(prev)

    @staticmethod
    def holder_after(s, exhibit, holder, offer):
        """"The holder is the actor of register or derive, then `to` for accepted lines only; rejected lines stay"."""
        if s.type == "exhibit.dispose": return set()
        if s.type != "transfer.accept" or not accepted(s).get(exhibit): return holder
        # "After a keyless recipient the attesting person, or a cosigner of that accept, may sign the next offer."
        return {offer.to} if offer and offer.to else set(s.signers)

    def answer(self, s, offer):
        """An accept, reject or cancel against its offer."""
        digest = s.body["offer"]
        if offer is None:
            self.mark(digest in self.everything or self.nowhere(digest), "ACCEPT_NO_OFFER")
            return
        before, kind, asked = set(offer.answers.values()), ANSWERS[s.type], offer.statement
        offer.answers[s.digest] = kind
        self.mark(s.actor != (asked.actor if kind == "cancel" else offer.to or s.actor), "ACCEPT_WRONG_PERSON")
        if kind != "accept": return
        self.mark(before - {"accept"}, "ACCEPT_NO_OFFER")
        self.mark("accept" in before, "ACCEPT_TWICE")
        offered, mine = ({i["exhibit"] for i in rows} for rows in (asked.exhibits, s.exhibits))
        equal = offered == mine == set(accepted(s)) and len(s.body.get("lines", ())) == len(offered)
        self.mark(not (equal and all(i.get("prev") == asked.digest for i in s.exhibits)), "ACCEPT_EXHIBITS")

    def close(self, s):
        """"a close whose accept or reject does not answer its offer is ACCEPT_NO_OFFER"."""
        kind = "accept" if "accept" in s.body else "reject"
        offer, answer = self.offers.get(s.body["offer"]), s.body[kind]
        missing = s.body["offer"] if offer is None else answer
        if offer and offer.answers.get(answer) == kind: offer.closed = True
        elif missing in self.everything or self.nowhere(missing): self.mark(True, "ACCEPT_NO_OFFER")
        elif offer: offer.closed = True

    def compare(self, s, item):
        """"The baseline is the first one stated and is never replaced; a different value is EVIDENCE_HASH"."""
        stated, others = {"sha256": item["sha256"]} if "sha256" in item else {}, s.body.get("digests")
        if isinstance(others, dict) and len(s.exhibits) == 1:
            stated.update((k, v) for k, v in sorted(others.items()) if isinstance(v, str) and k not in stated)
        told = s.type == "exhibit.verify" and s.body.get("result") == "mismatch"
        baseline = self.lines[item["exhibit"]].baseline
        different = [name for name, value in stated.items() if baseline.setdefault(name, value) != value]
        for name in different[:1]:
            s.log.add("EVIDENCE_HASH", s.seq, baseline[name], stated[name], verdict=UNPROVEN if told else FAIL)

def accepted(s):
    """{exhibit: accepted} of the well-formed lines of an accept."""
    lines = s.body.get("lines")
    return {r["exhibit"]: r["accepted"] for r in lines if fits(r, LINE)} if isinstance(lines, list) else {}

def compare_files(source, custody, findings):
    """data/files/<sha256>: returns True when one of them is the baseline of an exhibit."""
    baselines, matched = {line.baseline.get("sha256") for line in custody.lines.values()}, False
    for name in filter(HEX64.match, source.under("data/files/")):
        found = source.hash("data/files/" + name)
        findings.expect(found == name, "EVIDENCE_HASH", None, name, found, "data/files/" + name)
        findings.counts["files"] += found == name
        matched = matched or (found == name and name in baselines)
    return matched

# 14. What vouches from outside: heads held by others, cosignatures, time stamps; other logs
class World:
    """All logs of one package or station, Custody-Log first, and what vouches for them from outside."""

    def __init__(self, trust, findings, log):
        self.trust, self.findings, self.logs, self.untrusted = trust, findings, [log], set()
        self.outside, self.covered = set(), 0

    def cover(self, log, size, kind, when=None):
        """Something from outside proves the first `size` entries (to have existed at that time)."""
        if when is not None: log.covered[size] = min(when, log.covered.get(size, when))
        if log is self.logs[0]:
            self.outside.add(kind)
            self.covered = max(self.covered, size)

    @staticmethod
    def judge_head(log, size, root):
        """TRUNCATED, FORK or None: is a head that somebody holds a prefix of this log?"""
        if log.note is None: return None
        if size > log.note.size: return "TRUNCATED"
        return "FORK" if log.agrees(size, root) is False else None

    def check_note(self, log, raw, file, kind=None):
        """A note of the log: HELD_BAD, TRUNCATED, FORK, or what it and its trusted cosignatures cover."""
        try:
            note = raw if isinstance(raw, Note) else Note(raw)
            if kind and note.origin != log.origin: return  # a note that we hold of some other log
            need(raw is note or log.signed(note), "not signed by this log")
        except Malformed as error:
            log.expect(kind and log is not self.logs[0], "HELD_BAD", None, None, error, file=file)
            return
        code = self.judge_head(log, note.size, note.root)
        log.expect(not code, code, None, log.note, note, file=file)
        if code or log.note is None or note.size == 0 or log.agrees(note.size, note.root) is not True: return
        if kind: self.cover(log, note.size, kind)
        for witness in log.roster.witnesses if self.trust.given and log.roster else ():
            when = note.cosigned_at(witness)
            if when is not None: self.cover(log, note.size, "cosignature", when)

    def check_heads(self, log):
        """The checkpoint's cosignatures; held notes, of which those "inside the package do not count"; revocation."""
        if log.note: self.check_note(log, log.note, None)
        for name in filter(HELD.match, log.source.under(log.prefix)):
            self.check_note(log, log.read(name) or b"", log.prefix + name)
        for name, raw in self.trust.held: self.check_note(log, raw, name, "held")
        last = log.epoch.get("revoked", {}).get("last")
        longer = last and log.note and log.note.size > last["size"]
        if longer or (last and self.judge_head(log, last["size"], unb64(last["root"])) == "FORK"):
            told = "%s %s" % (last["size"], last["root"])
            log.add("STATION_REVOKED", None, told, log.note, file=log.prefix + "checkpoint")

    def check_seen(self, log):
        """"A seen head is judged like a held note, with the statement's seq"; "absent although seen: PEER_MISSING"."""
        seen = [(seq, head) for seq, s in sorted(log.statements.items()) for head in s.seen]
        for seq, head in seen + ([(0, log.previous)] if log.previous else []):
            target = next((other for other in self.logs if other.origin == head["log"]), None)
            code = self.judge_head(target, head["size"], unb64(head["root"])) if target else "PEER_MISSING"
            if code and head["log"] not in self.untrusted and (target or head is not log.previous):
                log.add(code, seq, head["log"], "%s %s" % (head["size"], head["root"]))

    def check_anchors(self, log, source):
        """RFC 3161 tokens; without certificates in --trust/tsa they cover nothing. A note alone is like a held one."""
        folder, pins = "data/anchors/", self.trust.pins
        names = [n for n in source.under(folder) if PLACES.match(folder + n)]
        present = certificates(b for n in names if n.endswith(".pem") for b in pem_blocks(source.read(folder + n)))
        for stem in sorted({n.rpartition(".")[0] for n in names if n.endswith((".tsr", ".note"))}):
            raw, query, token = (source.read(folder + stem + end) for end in (".note", ".tsq", ".tsr"))
            file, note = folder + stem, attempt(Note, raw or b"")
            if stem + ".tsr" not in names:
                self.check_note(log, raw or b"", file + ".note")
                continue
            try:
                code, when = judge_token(log, stem, note or Note(raw or b""), query or b"", token or b"", pins, present)
            except Malformed as error:
                code, when = "TSA_BAD", error
            log.expect(not code, code, None, "a sound token by a pinned certificate", when, file=file + ".tsr")
            if note and log.signed(note):
                self.check_note(log, note, file + ".note")
                if pins and not code and log.note and log.agrees(note.size, note.root): self.cover(log, note.size, "tsa", when)

def origin_of(source, prefix, rosters=()):
    """The origin that a log's own files claim, or the rosters name; preferring one that hashes to the folder's name."""
    first = next(iter(source.under(prefix + "entry/")), "")
    note, entry = (attempt(strict(kind), source.read(prefix + name))
                   for kind, name in ((Note, "checkpoint"), (Entry, "entry/" + first)))
    claims = ([note.origin] if note else []) + ([entry.log] if entry else [])
    if prefix == "data/log/": return claims[0] if claims else ""
    fitting = [c for c in [*claims, *(o for r in rosters if r for o in r.epochs)] if folder_of(c) == prefix]
    return [*fitting, *claims, prefix[-17:-1]][0]

def folder_of(origin):
    return "data/peer/%s/" % sha256(origin.encode("utf-8", "replace")).hex()[:16]

def open_peers(world, source, scope, roster):
    """data/peer/<hex>: judged with our roster, or with another agency's that --trust/peers vouches for."""
    found, rosters = {}, world.trust.peers
    for prefix in sorted({name[:27] for name in source.names if name.startswith("data/peer/") and PLACES.match(name)}):
        found.setdefault(origin_of(source, prefix, [roster, *rosters]), []).append(prefix)
    twice = [(None, prefix) for prefix in found.pop(world.logs[0].origin, ())]
    twice += [(origin, prefix) for origin, prefixes in found.items() for prefix in prefixes[1:]]
    for log, prefix in twice: world.findings.add("CP_ORIGIN", None, "one folder for a log", prefix, prefix, log)
    for origin, (prefix, *_) in sorted(found.items()):
        mine, file = roster if roster and origin in roster.epochs else None, prefix + "roster.json"
        theirs = attempt(Roster, source.read(file))
        for peer in rosters if mine is None else ():
            same = theirs and theirs.agency == peer.agency
            used = choose_roster(peer, source, world.findings, file, origin) if same else peer
            mine = mine or (used if origin in used.epochs else None)
        if mine is None:
            world.untrusted.add(origin)
            world.findings.add("PEER_MISSING", expected="its roster in --trust/peers", file=prefix, log=origin)
        elif all(origin != log.origin for log in world.logs):
            world.logs.append(Log(source, prefix, origin, origin, mine, world.findings, scope))
            world.logs[-1].expect(folder_of(origin) == prefix, "CP_ORIGIN", None, prefix, origin, file=prefix)

def read_disclosures(source, main, findings):
    """{(origin, seq): [disclosure, ...]} of data/disclosures.json; a station keeps them by statement."""
    file, found = "data/disclosures.json", defaultdict(list)
    if source.is_station: return source.disclosures()
    if file not in source.names: return found
    doc = attempt(parse_canonical, source.read(file), LARGE_MAX)
    form = {"v": "custody/disclosures/1", "disclosures": list, "names": [{"id": str, "name": str}]}
    findings.expect(fits(doc, form), "DISCLOSURE", file=file)
    rows = doc.get("disclosures") if isinstance(doc, dict) else None
    for row in rows if isinstance(rows, list) else ():
        good = fits(row, {"log?": str, "entry": int, "disclosure": str})
        findings.expect(good, "DISCLOSURE", file=file)
        if good: found[row.get("log", main), row["entry"]].append(row["disclosure"])
    return found

def examine(world, disclosures, scope, case, source):
    """All checks, log by log, then across logs: "verification always goes on to the end"."""
    ids, logs, main = {}, {log.origin: log for log in world.logs}, world.logs[0]
    for log in world.logs:
        for step in (log.read_head, log.read_entries, log.check_sequence, log.check_proofs): step()
        read_statements(log, disclosures, ids)
        check_tags(log, scope, case)
    for origin, seq in (key for key in disclosures if isinstance(key, tuple)):  # what is not here matches nothing;
        log = logs.get(origin)  # of refused, withheld and untrusted statements nothing is said
        if origin not in world.untrusted and (not log or seq not in log.files["entry"]):
            place = None if log is main else origin
            world.findings.add("DISCLOSURE", seq, found="no such statement", log=place)
    for log in world.logs: world.check_heads(log)
    world.check_anchors(main, source)
    for log in world.logs:
        log.check_clock()
        check_statements(log, world.trust.roster)
        world.check_seen(log)
    custody = Custody(world.logs, world.findings)
    custody.run()
    size = main.note.size if main.note else 0
    main.expect(world.covered >= size, "UNPROVEN_TAIL", world.covered, size, world.covered)
    main.expect(world.outside & {"tsa", "cosignature"}, "NO_ANCHOR")  # both "judged for data/log only"
    return custody

def verify_files(source, trust, findings):
    """A package, or a station as one: the bag, the roster, every log, the files. Returns the answer document."""
    need(source.is_station or "bagit.txt" in source.names, "no bagit.txt", Unreadable)
    info = {"Custody-Scope": "whole-log"} if source.is_station else check_bag(source, findings)
    roster, scope = choose_roster(trust.roster, source, findings), info.get("Custody-Scope")
    if not source.is_station: check_package_signature(source, findings, roster)
    if scope not in SCOPES: scope = "case" if "data/log/blinded.jsonl" in source.names else "whole-log"
    origin = info["Custody-Log"] if "Custody-Log" in info else origin_of(source, "data/log/")
    log = Log(source, "data/log/", origin, None, roster, findings, scope)
    world = World(trust, findings, log)
    open_peers(world, source, scope, roster)
    disclosures = read_disclosures(source, log.origin, findings)
    custody = examine(world, disclosures, scope, info.get("Custody-Case", ""), source)
    if log.note and not source.is_station:
        mine, told = (str(log.note.size), b64(log.note.root)), (info.get("Custody-Size"), info.get("Custody-Root"))
        findings.expect(mine == told, "MANIFEST", None, mine, told, "bag-info.txt")
    return answer(world, custody, compare_files(source, custody, findings))

# 15. Answers and words
def answer(world, custody, matched):
    """The JSON document of the command line: the outcome, and "four answers that stand apart"."""
    findings, log = world.findings, world.logs[0]
    rows = sorted(findings.rows, key=lambda r: (
        r["verdict"], r["log"] or "", -1 if r["entry"] is None else r["entry"], r["code"]))
    codes, failed = {r["code"] for r in rows}, {r["code"] for r in rows if r["verdict"] == FAIL}
    places = {(s.log.name, s.seq) for s in custody.everything.values() if s.type.startswith("transfer.")}
    unsigned = any(r["verdict"] == FAIL and (r["log"], r["entry"]) in places
                   and r["code"].startswith(("SIG", "KEY", "ACCEPT", "OFFER")) for r in rows)
    signed = not unsigned and all(o.answers and "to" in o.statement.body for o in custody.offers.values())
    return {
        "outcome": "fail" if failed else "unproven" if rows else "pass",
        "evidence": "mismatch" if "EVIDENCE_HASH" in codes else "match" if matched else "not_compared",
        "transfers": "none" if not custody.offers else "all_signed" if signed else "not_all_signed",
        "record": "inconsistent" if failed - {"EVIDENCE_HASH"} else "consistent",
        "outside_proof": sorted(world.outside), "findings": rows,
        "log": {"origin": log.origin or None, "size": log.note.size if log.note else None,
                "root": b64(log.note.root) if log.note else None},
        "counts": findings.counts,
    }

LANGUAGES = ("en", "es", "pt", "fr")
# A sentence is a subject and what is wrong with it; expected and found stand beside it.
SUBJECTS = """\
head|The signed head of the log|La cabecera firmada del registro|A cabeça assinada do registro|La tête signée du journal
tail|The end of the log|El final del registro|O fim do registro|La fin du journal
log|The log|El registro|O registro|Le journal
entry|This entry|Este asiento|Este assento|Cette entrée
file|This file|Este archivo|Este arquivo|Ce fichier
package|The package|El paquete|O pacote|Le paquet
statement|This statement|Esta declaración|Esta declaração|Cette déclaration
base|The history that the signer saw|La historia que vio el firmante|A história que o signatário viu|L'historique vu du signataire
signature|A signature|Una firma|Uma assinatura|Une signature
key|The signer's key|La clave del firmante|A chave do signatário|La clé du signataire
time|A time|Una hora|Uma hora|Une heure
clock|The station's clock|El reloj de la estación|O relógio da estação|L'horloge de la station
exhibit|The line of an exhibit|La línea de un indicio|A linha de um vestígio|La ligne d'une pièce
answer|The answer to an offer|La respuesta a una oferta|A resposta a uma oferta|La réponse à une offre
offer|An offer|Una oferta|Uma oferta|Une offre
content|The content|El contenido|O conteúdo|Le contenu
held|A head that somebody holds|Una cabecera que alguien guarda|Uma cabeça que alguém guarda|Une tête que quelqu'un détient
roster|The roster|La nómina|O rol|Le registre des agents
station|The station|La estación|A estação|La station
stamp|A time stamp|Un sello de tiempo|Um carimbo do tempo|Un horodatage
disclosure|A disclosure|Una divulgación|Uma divulgação|Une divulgation
peer|Another log that matters here|Otro registro que importa aquí|Outro registro que importa aqui|Un autre journal qui importe ici"""
FAULTS = """\
absent|is missing|falta|falta|manque
form|has not the required form|no tiene la forma exigida|não tem a forma exigida|n'a pas la forme exigée
foreign|belongs elsewhere|corresponde a otra parte|pertence a outro lugar|appartient à autre chose
unsigned|has no valid signature of its own|no tiene firma válida propia|não tem assinatura válida própria|n'a pas de signature valable
few|has fewer signatures than required|tiene menos firmas que las exigidas|tem menos assinaturas que as exigidas|a trop peu de signatures
place|does not say its own number|no dice su propio número|não diz seu próprio número|ne dit pas son propre numéro
beyond|lies beyond the signed head|queda fuera de la cabecera firmada|fica além da cabeça assinada|dépasse la tête signée
extra|has no place here|no tiene lugar aquí|não tem lugar aqui|n'a pas sa place ici
changed|was changed, or is missing|cambió, o falta|mudou, ou falta|a changé, ou manque
chain|does not follow from what came before|no se sigue de lo anterior|não decorre do anterior|ne suit pas de ce qui précède
unproven|is not proven|no está en lo probado|não consta do que se provou|n'est pas dans ce qui est prouvé
twice|stands here twice|figura dos veces|figura duas vezes|figure deux fois
false|does not hold|no se sostiene|não se sustenta|ne tient pas
unknown|is not on the roster|no figura en la nómina|não figura no rol|ne figure pas au registre des agents
period|did not hold at that time|no valía en ese momento|não valia nesse momento|ne valait pas à ce moment
stolen|may have been in other hands|pudo estar en otras manos|podia estar em outras mãos|pouvait être en d'autres mains
moved|was moved|se movió|mudou|a été déplacée
split|splits in two|se divide en dos|divide-se em duas|se divise en deux
person|comes from the wrong person|viene de otra persona|vem de outra pessoa|vient d'une autre personne
others|names other exhibits|nombra otros indicios|nomeia outros vestígios|nomme d'autres pièces
open|has no answer yet|no tiene respuesta aún|não tem resposta ainda|n'a pas encore de réponse
during|goes on although an offer is open|sigue con una oferta abierta|segue com uma oferta aberta|continue malgré une offre ouverte
differs|does not match|no coincide|não confere|ne correspond pas
longer|is longer than this|va más allá de esto|vai além disto|va plus loin que ceci
older|is older than the trusted one|precede a la de confianza|precede o de confiança|précède celui de confiance
drops|leaves out a person, key or epoch|omite persona, clave o época|omite pessoa, chave ou época|omet une personne, clé ou époque
ended|was revoked before this|perdió validez antes de esto|perdeu a validade antes disto|a perdu sa validité avant ceci
outside|has no confirmation from outside|no tiene confirmación externa|não tem confirmação externa|n'a pas de confirmation extérieure
given|was judged by its own keys: pass --trust|se juzgó por sí mismo: --trust|se julgou por si mesmo: --trust|se juge par lui-même
erased|was erased on record; its digest remains|se borró con constancia|foi apagada com registro|a été effacée avec mention
partial|does not show that the case is complete|no muestra el caso completo|não mostra o caso completo|ne montre pas l'affaire complète"""
CODES = """\
CP_MISSING head absent, CP_BAD head form, CP_ORIGIN head foreign, CP_UNSIGNED head unsigned, CP_QUORUM head few,
SEQ entry place, SEQ_GAP entry absent, TAIL_UNSIGNED entry beyond, FILE_EXTRA file extra, MANIFEST file changed,
PACKAGE_SIG package unsigned, ENTRY_CANON entry form, ENTRY_SHAPE entry form, LOG_ID entry foreign, CHAIN entry chain,
ROOT log changed, PROOF entry unproven, CASE_TAG entry foreign, BODY_HASH statement changed, BODY_CANON statement form,
BODY_SHAPE statement form, STMT_LOG statement foreign, DUP_ID statement twice, BASE_FUTURE base chain,
BASE_ROOT base differs, BASE_SHAPE base form, SIG_NONE signature absent, SIG_BAD signature false,
SIG_SHAPE signature extra, SIGNER_MISSING signature absent, KEY_WEAK key form, KEY_UNKNOWN key unknown,
KEY_PERIOD key period, KEY_COMPROMISED key stolen, TIME_FORMAT time form, TIME_BACK clock moved, MONO_BACK clock moved,
BOOT_REUSE clock moved, CLOCK_STEP clock moved, CLOCK_SUSPECT clock moved, CUSTODY_REREGISTER exhibit twice,
CUSTODY_ORPHAN exhibit chain, CUSTODY_FORK exhibit split, ACCEPT_NO_OFFER answer chain,
ACCEPT_WRONG_PERSON answer person, ACCEPT_TWICE answer twice, ACCEPT_EXHIBITS answer others,
OFFER_NOT_HOLDER offer person, OFFER_OPEN exhibit during, EVIDENCE_HASH content differs, HELD_BAD held unsigned,
TRUNCATED held longer, FORK held differs, ROSTER_SIG roster few, ROSTER_ROLLBACK roster older, ROSTER_FORK roster split,
ROSTER_DROPPED roster drops, STATION_REVOKED station ended, GENESIS_ROSTER roster differs, ENROL_BAD key false,
TSA_BAD stamp false, TSA_OTHER stamp foreign, TSA_EXPIRED stamp period, DISCLOSURE disclosure differs,
UNPROVEN_TAIL tail outside, NO_ANCHOR log outside, SELF_TRUST package given, BODY_WITHHELD statement erased,
OPEN_TRANSFER offer open, CASE_PARTIAL package partial, PEER_MISSING peer absent"""
RULES = re.compile("([A-Z_]+) ([a-z]+) ([a-z]+)")

def table(text):
    return {key: row for key, *row in (line.split("|") for line in text.splitlines())}

TEXTS = {code: ["%s %s." % pair for pair in zip(table(SUBJECTS)[subject], table(FAULTS)[fault])]
         for code, subject, fault in RULES.findall(CODES)}
WORDS = table("""\
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
ignored|signature lines of unknown keys|firmas de claves desconocidas|assinaturas de chaves desconhecidas|signatures de clés inconnues""")

def print_report(document, language, unknown, out):
    """The same answers for people; a mismatch always headlines."""
    def word(key):
        return WORDS[key][LANGUAGES.index(language)]
    answers = [document[key] for key in ("evidence", "outcome", "record", "transfers")]
    for key in answers if answers[0] == "mismatch" else answers[1:] + answers[:1]: out(word(key))
    out(word("outside") + " " + (", ".join(document["outside_proof"]) or word("nothing")))
    out("%s  %s  %s" % tuple(shown(document["log"][k]) for k in ("origin", "size", "root")))
    for row in document["findings"]:
        entry = "" if row["entry"] is None else "%s %s" % (word("entry"), row["entry"])
        place = [row.get("log") or "", entry, row["file"] or ""]
        out("%s %s  %s  %s" % (row["verdict"], row["code"], shown(" ".join(p for p in place if p)), row["text"]))
        for key in ("expected", "found"):
            if row[key] is not None: out("    %s: %s" % (word(key), row[key]))
    if unknown: out("%s: %s" % (word("ignored"), ", ".join(unknown)))
    out("  ".join("%s %s" % item for item in document["counts"].items()))

def verify(path, trust_path=None, language="en"):
    """The answer document for a package, folder, station or report; raises Unreadable."""
    findings = Findings()
    need(trust_path is None or os.path.exists(trust_path), "--trust does not exist", Unreadable)
    trust = Trust(trust_path, findings)
    if os.path.isdir(path):
        inside = sorted(os.listdir(path))
        nested = len(inside) == 1 and os.path.isfile(os.path.join(path, inside[0], "bagit.txt"))
        is_station = os.path.isfile(os.path.join(path, "station.json")) and "bagit.txt" not in inside
        source = StationFiles(path) if is_station else Files(os.path.join(path, inside[0]) if nested else path)
        document = verify_files(source, trust, findings)
    else:
        need(os.path.isfile(path), "no file or folder", Unreadable)
        with open(path, "rb") as stream: is_pdf = b"%PDF-" in stream.read(1024)
        with report_package(path) if is_pdf else open(path, "rb") as stream:
            document = verify_files(ZipFiles(stream), trust, findings)
    for row in document["findings"]:
        row["text"] = TEXTS[row["code"]][LANGUAGES.index(language)]
        if row["log"] is None: del row["log"]  # "absent means Custody-Log"
    return document, findings.unknown_lines

UNREADABLE = {"outcome": "unreadable", "evidence": None, "transfers": None, "record": None, "outside_proof": [],
              "findings": [], "log": {"origin": None, "size": None, "root": None}, "counts": Findings().counts}

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
        document, unknown = UNREADABLE, []
    if options.json: print(json.dumps(document))
    elif document["outcome"] == "unreadable": print(WORDS["unreadable"][LANGUAGES.index(options.language)])
    else:
        encoding = sys.stdout.encoding or "ascii"
        print_report(document, options.language, unknown,
                     lambda line: print(line.encode(encoding, "backslashreplace").decode(encoding)))
    return {"pass": 0, "fail": 1, "unreadable": 2, "unproven": 3}[document["outcome"]]

if __name__ == "__main__":
    try: sys.exit(main())
    except BrokenPipeError: os._exit(141)  # whoever read our output stopped reading
