#!/usr/bin/env python3
"""Verify a custody package, station folder or report, with nothing but Python.

Usage: verify_custody.py PATH [--trust DIR|FILE] [--json] [--language en|es|pt|fr]

PATH is a package (*.custody.zip), an unpacked package folder, a station folder, or a report PDF that carries its
package. --trust names what you hold from elsewhere: a folder with roster.json, roster.json.sig and, if you have them,
held/*.note, tsa/*.pem, peers/*.json; or one roster.json. Without it only internal consistency is judged.
Exit: 0 everything verified, 1 a check failed, 2 unreadable or wrong use, 3 nothing failed but something is unproven.

Written from docs/log-format.md alone; shares no code with the program that writes the log. Words in "quotation marks"
are that page's. The copy inside a package proves nothing until its SHA-256 equals one obtained elsewhere. Files are
opened read-only; Python 3.8 or later; no network. Start reading at section 12 (one log), 13 (statements and
signatures), 14 (custody), 15 (what vouches from outside); sections 1 to 11 are the tools.
"""
# mypy: ignore-errors
# (Plain Python on purpose: it must read the same to people who know no type notation.)
from __future__ import annotations

import argparse, base64, functools, glob, hashlib, json, mmap, os, re
import sqlite3, stat, struct, sys, tempfile, zipfile, zlib
from datetime import datetime, timedelta, timezone

FAIL, UNPROVEN = "FAIL", "UNPROVEN"
DOCUMENT_MAX, LARGE_MAX = 64 * 1024, 4 * 1024 * 1024  # Canonical JSON: 64 KiB; "roster and disclosures 4 MiB"
CHUNK, NOTE_MAX = 256 * 1024, 256 * 1024
ZIP_MAX_MEMBERS, ZIP_MAX_TOTAL, ZIP_MAX_DIRECTORY = 400_000, 4 * 1024**4, 64 * 1024 * 1024
ZIP_MAX_RATIO = 200  # judged only for members above 1 MiB

class Unreadable(Exception):
    """PATH cannot be read at all: wrong use, an unsafe zip, no bagit.txt. Exit 2."""

class Malformed(ValueError):
    """One document, key, note or token is not what its format asks. Always caught and turned into a finding."""

class NotCanonical(Malformed):
    """Bytes that differ from `canon(parse(bytes))`, or pass a limit of Canonical JSON."""

def need(condition, what):
    if not condition: raise Malformed(what)

def strict(function):
    """Whatever a wrongly shaped document makes fail inside the function becomes Malformed."""
    @functools.wraps(function)
    def guarded(*args):
        try:
            return function(*args)
        except Malformed:
            raise
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, StopIteration) as error:
            raise Malformed("%s in %s" % (error, function.__qualname__)) from None
    return guarded

# 1. Findings
REFUSALS = {"ENTRY_CANON", "ENTRY_SHAPE", "BODY_CANON", "BODY_SHAPE", "BODY_HASH", "BODY_WITHHELD", "PEER_MISSING"}
UNPROVEN_CODES = {"UNPROVEN_TAIL", "NO_ANCHOR", "SELF_TRUST", "KEY_COMPROMISED", "BODY_WITHHELD", "OPEN_TRANSFER",
                  "CLOCK_SUSPECT", "CASE_PARTIAL", "PEER_MISSING"}  # always; other codes where a statement tells them

class Findings:
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

# 2. Canonical JSON, base64, times
KEY_FORM, PERSON_FORM = re.compile(r"[a-z0-9_]{1,40}\Z"), re.compile(r"[a-z0-9][a-z0-9._-]{0,39}\Z")
TIME_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\Z")
OFFSET_FORM = re.compile(r"[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")
UUID_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
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

def check_value(value, depth):
    """Keys, integers, null; "depth ≤ 8 for any document, counting objects and arrays, the outermost being 1"."""
    if isinstance(value, (dict, list)):
        need(depth <= 8 and all(KEY_FORM.match(k) for k in value if isinstance(value, dict)), "depth or key")
        for item in value.values() if isinstance(value, dict) else value: check_value(item, depth + 1)
    else: need(value is not None and not (type(value) is int and abs(value) > 2**53 - 1), "null or large integer")

def depth_of(value):
    if not isinstance(value, (dict, list)): return 0
    return 1 + max(map(depth_of, value.values() if isinstance(value, dict) else value), default=0)

def is_int(value, least=0):
    return type(value) is int and value >= least

def is_text(value):
    return isinstance(value, str) and value != ""

def b64(raw):
    return base64.b64encode(raw).decode("ascii")

@strict
def unb64(text, length=None):
    """Standard base64 with padding, "re-encoded and compared"."""
    raw = base64.b64decode(text.encode("ascii"), validate=True)
    need(b64(raw) == text and length in (None, len(raw)), "base64 of another form or length")
    return raw

def is_b64(text, length):
    try:
        return len(unb64(text, length)) == length
    except Malformed:
        return False

def b64url(raw):
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")

@strict
def unb64url(text):
    raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    need(b64url(raw) == text, "base64url of another form")
    return raw

def sha256(raw):
    return hashlib.sha256(raw).digest()

def milliseconds(text):
    """Milliseconds since 1970 of `YYYY-MM-DDTHH:MM:SS.mmmZ`, or None when it is not such a time."""
    try:
        need(TIME_FORM.match(text), "time")
        moment = datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    except (ValueError, TypeError):
        return None
    return (moment - EPOCH) // timedelta(milliseconds=1) + int(text[20:23])

# 3. Ed25519 (RFC 8032), "S < L, canonical A and R, no small-order A or R, cofactorless"
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT_OF_MINUS_ONE = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)  # a point is (X, Y, Z, T) with x = X/Z, y = Y/Z, T = XY/Z

def ed_decode(raw):
    """The point that 32 bytes encode canonically, else None."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u: x = x * ROOT_OF_MINUS_ONE % P
    if len(raw) != 32 or y >= P or v * x * x % P != u or (x == 0 and sign): return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P

def ed_ready(point):
    """The form of a point that ed_add takes on its right: (Y-X, Y+X, 2dT, 2Z)."""
    x, y, z, t = point
    return (y - x) % P, (y + x) % P, 2 * D * t % P, 2 * z % P

def ed_add(left, ready):
    x, y, z, t = left
    a, b, c, d = (y - x) * ready[0] % P, (y + x) * ready[1] % P, t * ready[2] % P, z * ready[3] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def ed_times(scalar, point):
    result = NEUTRAL
    for bit in bin(scalar)[2:]:
        result = ed_add(result, ed_ready(result))
        result = ed_add(result, ed_ready(point)) if bit == "1" else result
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
    """(sound, table of -A) for a public key; unsound: not canonical, not on the curve, or of small order."""
    point = ed_decode(raw)
    if point is None or is_neutral(ed_times(8, point)): return False, None
    x, y, z, t = point
    return True, ed_table(((P - x) % P, y, z, (P - t) % P))

@functools.lru_cache(maxsize=1)
def ed_base():
    return ed_table(ed_decode((4 * pow(5, -1, P) % P).to_bytes(32, "little")))

def ed_verify(key, message, signature):
    """True when [S]B - [h]A encodes to exactly the R of the signature."""
    (sound, table), s = ed_key(key), int.from_bytes(signature[32:], "little")
    if not sound or len(signature) != 64 or s >= L: return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    total, base = NEUTRAL, ed_base()
    for i in range(64):
        for nibble, rows in ((s >> 4 * i & 15, base), (h >> 4 * i & 15, table)):
            total = ed_add(total, rows[i][nibble]) if nibble else total
    inverse = pow(total[2], -1, P)
    x, y = total[0] * inverse % P, total[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32] and not is_neutral(ed_times(8, total))

def ed_torsion_free(raw):
    """Enrolment "also refuses a key with a torsion component": L times the key must be neutral."""
    point = ed_decode(raw)
    return point is not None and is_neutral(ed_times(L, point))

# 4. ECDSA on P-256, and RSA (time-stamp authorities only)
EC_P, EC_N = 2**256 - 2**224 + 2**192 + 2**96 - 1, 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
EC_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
EC_G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5, 1)  # Jacobian: x = X/Z^2, y = Y/Z^3
DIGEST_INFO = {"sha256": "3031300d060960864801650304020105000420", "sha384": "3041300d060960864801650304020205000430",
               "sha512": "3051300d060960864801650304020305000440"}  # RFC 8017 section 9.2

def ec_decode(raw):
    """The P-256 point of an uncompressed encoding 04 || x || y, else None."""
    x, y = int.from_bytes(raw[1:33], "big"), int.from_bytes(raw[33:], "big")
    good = len(raw) == 65 and raw[0] == 4 and x < EC_P and y < EC_P and (y * y - (x**3 - 3 * x + EC_B)) % EC_P == 0
    return (x, y, 1) if good else None

def ec_double(point):
    x, y, z = point
    slope, square = 3 * (x - z * z) * (x + z * z) % EC_P, y * y % EC_P
    s = 4 * x * square % EC_P
    new_x = (slope * slope - 2 * s) % EC_P
    return new_x, (slope * (s - new_x) - 8 * square * square) % EC_P, 2 * y * z % EC_P

def ec_add(left, right):
    (x1, y1, z1), (x2, y2, z2) = left, right
    if z1 == 0 or z2 == 0:  # Z = 0 is the neutral point
        return right if z1 == 0 else left
    u, s = x1 * z2 * z2 % EC_P, y1 * z2**3 % EC_P
    h, r = (x2 * z1 * z1 - u) % EC_P, (y2 * z1**3 - s) % EC_P
    if h == 0: return ec_double(left) if r == 0 else (1, 1, 0)
    cube, v = h**3 % EC_P, u * h * h % EC_P
    x3 = (r * r - cube - 2 * v) % EC_P
    return x3, (r * (v - x3) - s * cube) % EC_P, z1 * z2 * h % EC_P

def ecdsa_verify(point, digest, r, s):
    """FIPS 186-5 section 6.4.2 over a digest, of which the first 32 bytes count."""
    if not (0 < r < EC_N and 0 < s < EC_N): return False
    first, second = (part * pow(s, -1, EC_N) % EC_N for part in (int.from_bytes(digest[:32], "big"), r))
    total, terms = (1, 1, 0), (None, point, EC_G, ec_add(EC_G, point))
    for i in range(255, -1, -1):
        total, term = ec_double(total), terms[2 * (first >> i & 1) + (second >> i & 1)]
        total = ec_add(total, term) if term else total
    return total[2] != 0 and total[0] * pow(total[2], -2, EC_P) % EC_P % EC_N == r

def rsa_open(modulus, exponent, signature):
    """signature ** e mod n as bytes of the modulus' length."""
    size, value = (modulus.bit_length() + 7) // 8, int.from_bytes(signature, "big")
    need(2048 <= modulus.bit_length() <= 8192 and 3 <= exponent < 2**33, "RSA key not usable")
    need(len(signature) == size and value < modulus, "RSA signature out of range")
    return pow(value, exponent, modulus).to_bytes(size, "big")

def rsa_pkcs1(modulus, exponent, name, digest, signature):
    opened, tail = rsa_open(modulus, exponent, signature), b"\0" + bytes.fromhex(DIGEST_INFO[name]) + digest
    return opened == b"\x00\x01" + b"\xff" * (len(opened) - 2 - len(tail)) + tail

def rsa_pss(modulus, exponent, name, digest, signature, salt_length):
    """EMSA-PSS-VERIFY of RFC 8017 section 9.1.2, with MGF1 over the same hash."""
    opened, bits, size = rsa_open(modulus, exponent, signature), modulus.bit_length() - 1, len(digest)
    encoded = opened[1:] if bits % 8 == 0 else opened
    length = len(encoded) - size - 1
    head = length - salt_length - 1
    if int.from_bytes(opened, "big") >> bits or encoded[-1] != 0xBC or head < 0 or salt_length < 0: return False
    h = encoded[length:-1]
    mask = b"".join(hashlib.new(name, h + i.to_bytes(4, "big")).digest() for i in range(length // size + 1))
    db = int.from_bytes(encoded[:length], "big") ^ int.from_bytes(mask[:length], "big")
    db = (db & (1 << (bits - 8 * (size + 1))) - 1).to_bytes(length, "big")
    salted = hashlib.new(name, bytes(8) + digest + db[head + 1:]).digest()
    return not any(db[:head]) and db[head] == 1 and salted == h

# 5. OpenSSH keys and SSHSIG
ED, EC = "ssh-ed25519", "ecdsa-sha2-nistp256"
SK_ED, SK_EC = "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"
ARMOUR = re.compile(r"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)-----END SSH SIGNATURE-----\n?")

class Wire:
    """Reads the `uint32 length + bytes` strings of the SSH formats."""

    def __init__(self, raw):
        self.raw, self.at = raw, 0

    def take(self, count):
        need(count <= len(self.raw) - self.at, "cut short")
        self.at += count
        return self.raw[self.at - count:self.at]

    def string(self):
        return self.take(int.from_bytes(self.take(4), "big"))

    def end(self):
        need(self.at == len(self.raw), "bytes left over")

def wire(raw):
    return len(raw).to_bytes(4, "big") + raw

class Key:
    """A public key in OpenSSH form: its type, blob, raw key, and for sk- kinds the application."""

    @strict
    def __init__(self, blob):
        reader = Wire(blob)
        self.blob, self.alg = blob, reader.string().decode("ascii")
        need(self.alg in (ED, EC, SK_ED, SK_EC), "key type not allowed")
        self.edwards = self.alg in (ED, SK_ED)
        need(self.edwards or reader.string() == b"nistp256", "curve not allowed")
        self.raw = reader.string()
        self.application = reader.string() if self.alg in (SK_ED, SK_EC) else None
        reader.end()
        need(len(self.raw) == (32 if self.edwards else 65), "key length")

    def sound(self):
        return ed_key(self.raw)[0] if self.edwards else ec_decode(self.raw) is not None

    def verify(self, message, signature, flags=0, counter=0):
        if self.application is not None:  # PROTOCOL.u2f: the token wraps the message; "user presence required"
            if not flags & 1: return False
            message = sha256(self.application) + bytes([flags]) + counter.to_bytes(4, "big") + sha256(message)
        if len(signature) != 64 or not self.sound(): return False
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
    """"SSHSIG" || str(namespace) || str("") || str("sha512") || str(SHA-512(message))."""
    return b"SSHSIG" + wire(namespace.encode("ascii")) + wire(b"") + wire(b"sha512") + wire(digest512)

@strict
def armoured_signatures(text, namespace):
    """(key, signature, flags, counter) for each armoured SSHSIG block; the rest of the text must be blank."""
    need(not ARMOUR.sub("", text).strip(), "text outside the signature blocks")
    return [open_armour(Wire(unb64(block.replace("\n", ""))), namespace) for block in ARMOUR.findall(text)]

def open_armour(reader, namespace):
    need(reader.take(10) == b"SSHSIG\x00\x00\x00\x01", "not SSHSIG version 1")
    key = Key(reader.string())
    names = reader.string(), reader.string(), reader.string()
    need(names == (namespace.encode("ascii"), b"", b"sha512"), "another namespace or hash")
    inner = Wire(reader.string())
    reader.end()
    need(inner.string() == key.alg.encode("ascii"), "signature type differs from the key")
    signature, flags, counter = inner.string(), 0, 0
    if not key.edwards:
        pair = Wire(signature)
        signature = b"".join(int.from_bytes(pair.string(), "big", signed=True).to_bytes(32, "big") for _ in range(2))
        pair.end()
    if key.application is not None: flags, counter = inner.take(1)[0], int.from_bytes(inner.take(4), "big")
    inner.end()
    return key, signature, flags, counter

# 6. Merkle tree (RFC 6962)
EMPTY_ROOT = sha256(b"")

def leaf_hash(raw):
    return sha256(b"\x00" + raw)

def node_hash(left, right):
    return sha256(b"\x01" + left + right)

def prefix_roots(leaves, sizes):
    """The root of the first n leaves, for every n in sizes."""
    roots, stack = {}, []
    for count, leaf in enumerate(leaves, 1):
        stack.append(leaf)
        full = count
        while full % 2 == 0:  # two complete subtrees of one size become one
            right = stack.pop()
            stack.append(node_hash(stack.pop(), right))
            full //= 2
        if count in sizes:
            roots[count] = functools.reduce(lambda right, left: node_hash(left, right), reversed(stack))
    return roots

def climb(index, last, hashes):
    """The steps of a proof from a leaf upward: (hash, does it stand on the left), ending with None when it fits."""
    for sibling in hashes:
        if last == 0: return
        on_left = bool(index & 1) or index == last
        yield sibling, on_left
        while on_left and index & 1 == 0 and index: index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    if last == 0: yield None

def inclusion_holds(index, size, leaf, proof, root):
    """RFC 9162 section 2.1.3.2: does the proof lead from the leaf to the root?"""
    steps = list(climb(index, size - 1, proof)) if 0 <= index < size else []
    if not steps or steps.pop() is not None or len(leaf) != 32: return False
    for sibling, on_left in steps: leaf = node_hash(sibling, leaf) if on_left else node_hash(leaf, sibling)
    return leaf == root

def consistency_holds(old_size, new_size, proof, old_root, new_root):
    """RFC 9162 section 2.1.4.2: is the old tree a prefix of the new? From the empty tree nothing is proven."""
    if not 0 < old_size <= new_size: return False
    if old_size == new_size: return not proof and old_root == new_root
    index, last, path = old_size - 1, new_size - 1, list(proof)
    if old_size & (old_size - 1) == 0: path.insert(0, old_root)
    while index & 1: index, last = index >> 1, last >> 1
    steps = list(climb(index, last, path[1:]))
    if not path or not steps or steps.pop() is not None: return False
    old = new = path[0]
    for sibling, on_left in steps:
        old = node_hash(sibling, old) if on_left else old
        new = node_hash(sibling, new) if on_left else node_hash(new, sibling)
    return old == old_root and new == new_root

# 7. Signed notes, checkpoints, cosignatures, proofs (C2SP)
SIGNATURE_LINE = re.compile("\u2014 ([^\\s+]+) ([A-Za-z0-9+/=]+)\\Z")
DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,17})\Z")

class NoteKey:
    """A vkey `name+id+base64(type || key)`: type 1 signs notes, type 4 cosigns them."""

    @strict
    def __init__(self, text, kind):
        self.text = text
        self.name, ident, encoded = text.split("+", 2)
        key = unb64(encoded, 33)
        self.raw, self.id = key[1:], sha256(self.name.encode("utf-8") + b"\n" + key)[:4]
        need(key[0] == kind and ident == self.id.hex() and ed_key(self.raw)[0], "vkey of another type, id, or weak")

class Note:
    """A signed checkpoint: origin, size, root, "without extension lines", and its signature lines."""

    @strict
    def __init__(self, raw):
        text = raw.decode("utf-8")
        need(len(raw) <= NOTE_MAX and not any(ord(c) < 32 and c != "\n" for c in text), "not a note")
        body, blank, tail = text.rpartition("\n\n")
        self.origin, size, root = body.split("\n")
        need(blank and self.origin and DECIMAL.match(size) and tail.endswith("\n"), "not a checkpoint")
        self.size, self.root, self.body, self.lines = int(size), unb64(root, 32), (body + "\n").encode("utf-8"), []
        for line in tail[:-1].split("\n"):
            name, encoded = SIGNATURE_LINE.match(line).groups()
            signature = unb64(encoded)
            need(len(signature) > 4, "signature line")
            self.lines.append((name, signature[:4], signature[4:]))

    def signed_by(self, key):
        """True when the key signed and no line naming the key is bad (C2SP signed-note)."""
        mine = [sig for name, ident, sig in self.lines if key and (name, ident) == (key.name, key.id)]
        return bool(mine) and all(ed_verify(key.raw, self.body, sig) for sig in mine)

    def cosigned_at(self, witness):
        """Milliseconds of a valid cosignature/v1 by the witness, else None."""
        for name, ident, sig in self.lines:
            when = int.from_bytes(sig[:8], "big")
            if (name, ident, len(sig)) == (witness.name, witness.id, 72):
                if ed_verify(witness.raw, b"cosignature/v1\ntime %d\n" % when + self.body, sig[8:]):
                    return when * 1000
        return None

@strict
def parse_proof(raw):
    """A tlog-proof: (extra, index, hashes, note)."""
    head, _, note = raw.partition(b"\n\n")
    version, extra, index, *hashes = head.decode("ascii").split("\n")
    need(version == "c2sp.org/tlog-proof@v1" and extra[:6] == "extra " and index[:6] == "index ", "not a tlog-proof")
    need(DECIMAL.match(index[6:]) and len(hashes) <= 64, "index or length")
    return unb64(extra[6:]), int(index[6:]), [unb64(line, 32) for line in hashes], Note(note)

# 8. RFC 3161 time stamps: DER, CMS, pinned certificates
SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
CERT_NAMES = (("1.2.840.113549.1.9.16.2.47", "sha256"), ("1.2.840.113549.1.9.16.2.12", "sha1"))
HASHES = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512"}
RSA_PLAIN, RSA_PSS, P256_NAME = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.10045.3.1.7"
RSA_HASH = {"1.2.840.113549.1.1.11": "sha256", "1.2.840.113549.1.1.12": "sha384", "1.2.840.113549.1.1.13": "sha512"}
ECDSA_HASH = {"1.2.840.10045.4.3.2": "sha256", "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512"}
PEM = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")

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

    def children(self, tag=0x30):
        at, found = 0, []
        while at < len(self.of(tag)):
            found.append(Der(self.content, at))
            at = found[-1].end
        return found

    def integer(self):
        return int.from_bytes(self.of(2), "big", signed=True)

    def oid(self):
        arcs, value = [], 0
        for byte in self.of(6):
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                arcs.append(value)
                value = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, [first, arcs[0] - 40 * first] + arcs[1:]))

    def time(self):
        """UTCTime or GeneralizedTime as milliseconds since 1970."""
        text = self.content.decode("ascii")
        text = ("20" if text[:2] < "50" else "19") + text if self.tag == 0x17 else text
        match = re.match(r"([0-9]{14})(?:\.([0-9]{1,9}))?Z\Z", text)
        need(self.tag in (0x17, 0x18) and match, "DER: not a time")
        moment = datetime.strptime(match.group(1), "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc)
        return (moment - EPOCH) // timedelta(milliseconds=1) + int(((match.group(2) or "") + "000")[:3])

class Certificate:
    """What is needed of an X.509 certificate: name and number, validity, key."""

    @strict
    def __init__(self, raw):
        self.raw, fields = raw, Der(raw).children()[0].children()
        fields = fields[1:] if fields[0].tag == 0xA0 else fields
        self.serial, self.issuer = fields[0].integer(), fields[2].whole
        self.not_before, self.not_after = (part.time() for part in fields[3].children())
        algorithm, bits = fields[5].children()
        names, key = algorithm.children(), bits.of(3)[1:]
        self.key_id = hashlib.sha1(key).digest()  # an identifier only (RFC 5280 section 4.2.1.2)
        self.rsa = self.point = None
        if names[0].oid() == RSA_PLAIN: self.rsa = [part.integer() for part in Der(key).children()]
        else:
            self.point = ec_decode(key)
            need(names[1].oid() == P256_NAME and self.point, "certificate key of another kind")

    def verify(self, algorithm, digest_name, message, signature):
        """CMS signature over signed attributes: RSA PKCS#1 v1.5, RSA-PSS, or ECDSA."""
        oid, *parameters = algorithm.children()
        name, oid = {**RSA_HASH, **ECDSA_HASH}.get(oid.oid(), digest_name), oid.oid()
        digest = hashlib.new(name, message).digest()
        if self.rsa and oid == RSA_PSS:
            fields = {part.tag: part.children(part.tag)[0] for part in parameters[0].children()}
            name = HASHES[fields[0xA0].children()[0].oid()]  # SHA-1, the default of RFC 4055, is not accepted
            need(HASHES[fields[0xA1].children()[1].children()[0].oid()] == name, "PSS with two hashes")
            salt = fields[0xA2].integer() if 0xA2 in fields else 20
            return rsa_pss(*self.rsa, name, hashlib.new(name, message).digest(), signature, salt)
        if self.rsa: return (oid == RSA_PLAIN or oid in RSA_HASH) and rsa_pkcs1(*self.rsa, name, digest, signature)
        return oid in ECDSA_HASH and ecdsa_verify(self.point, digest, *(part.integer() for part in Der(signature).children()))

def certificates(text):
    found = []
    for block in PEM.findall(text):
        try:
            found.append(Certificate(base64.b64decode("".join(block.split()))))
        except ValueError:
            continue  # not a kind of certificate that could have signed an acceptable token
    return found

class Token:
    """A TimeStampResp (RFC 3161) taken apart."""

    @strict
    def __init__(self, response):
        status, content = Der(response).children()[:2]
        need(status.children()[0].integer() in (0, 1), "the authority refused")
        kind, explicit = content.children()
        signed = explicit.children(0xA0)[0].children()
        inner_kind, inner = signed[2].children()
        need((kind.oid(), inner_kind.oid()) == (SIGNED_DATA, TST_INFO), "not a time-stamp token")
        self.content = inner.children(0xA0)[0].of(4)
        info = Der(self.content).children()
        algorithm, imprint = info[2].children()
        self.imprint_hash, self.imprint = HASHES[algorithm.children()[0].oid()], imprint.of(4)
        self.time, self.nonce = info[4].time(), next((part.integer() for part in info[5:] if part.tag == 2), None)
        signer, = signed[-1].children(0x31)
        _, self.sid, digest, attributes, self.algorithm, signature = signer.children()[:6]
        self.digest_name, self.signature = HASHES[digest.children()[0].oid()], signature.of(4)
        self.signed_attributes, rows = b"\x31" + attributes.whole[1:], attributes.children(0xA0)
        self.attributes = {row.children()[0].oid(): row.children()[1].children(0x31)[0] for row in rows}
        need(len(self.attributes) == len(rows), "attribute twice")

    @strict
    def signed_with(self, certificate):
        """Does the signer identifier name this certificate?"""
        if self.sid.tag == 0x80: return self.sid.content == certificate.key_id
        issuer, serial = self.sid.children()
        return issuer.whole == certificate.issuer and serial.integer() == certificate.serial

    @strict
    def signature_holds(self, certificate):
        """Content type, message digest, the certificate named (RFC 3161 section 2.4.1), and the signature itself."""
        need(self.attributes[CONTENT_TYPE].oid() == TST_INFO, "content type")
        digest = hashlib.new(self.digest_name, self.content).digest()
        oid, name = next(row for row in CERT_NAMES if row[0] in self.attributes)
        parts = self.attributes[oid].children()[0].children()[0].children()
        if parts[0].tag == 0x30: name = HASHES[parts.pop(0).children()[0].oid()]
        return (self.attributes[MESSAGE_DIGEST].of(4) == digest
                and parts[0].of(4) == hashlib.new(name, certificate.raw).digest()
                and certificate.verify(self.algorithm, self.digest_name, self.signed_attributes, self.signature))

@strict
def request_nonce(query):
    """The nonce of a TimeStampReq, or None."""
    return next((part.integer() for part in Der(query).children()[2:] if part.tag == 2), None)

# 9. Where the files come from: folder, zip, report PDF. Everything is treated as hostile.
COMPONENT = re.compile(r"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z))"
                       r"[a-z0-9_+=@~-](?:[a-z0-9._+=@~ -]*[a-z0-9_+=@~-])?\Z", re.IGNORECASE)

def safe_names(names):
    """Refuse twins, paths upward, drives and reserved names; since only ASCII is let in, there are no NFC twins."""
    seen = set()
    for name in names:
        if not all(COMPONENT.match(part) for part in name.split("/")) or name.lower() in seen:
            raise Unreadable("unsafe or repeated name: " + shown(name))
        seen.add(name.lower())

class FolderSource:
    """An unpacked package: `names` maps each path to its size."""

    def __init__(self, path):
        self.root, self.names = path, {}
        for folder, folders, files in os.walk(path):
            for full in (os.path.join(folder, name) for name in folders + files):
                status = os.lstat(full)
                if stat.S_ISREG(status.st_mode):
                    self.names[os.path.relpath(full, path).replace(os.sep, "/")] = status.st_size
                elif not stat.S_ISDIR(status.st_mode): raise Unreadable("link or device: " + shown(full))
        safe_names(self.names)

    def open(self, name):
        return open(os.path.join(self.root, *name.split("/")), "rb")

    def chunks(self, name):
        """The bytes of a file, piece by piece; ends early, raising Malformed, where the file cannot be read."""
        try:
            with self.open(name) as stream: yield from iter(lambda: stream.read(CHUNK), b"")
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
            raise Malformed(str(error)) from None

    def read(self, name, limit=LARGE_MAX):
        """At most limit + 1 bytes of a file (the one more shows that it is too long); None when absent or damaged."""
        kept = b""
        try:
            for piece in self.chunks(name) if name in self.names else ():
                kept += piece
                if len(kept) > limit: break
        except Malformed:
            return None
        return kept[:limit + 1] if name in self.names else None

    def lines(self, name):
        """Lines of a file, one at a time, without their newline; a line past 64 KiB is cut there."""
        rest = b""
        try:
            for piece in self.chunks(name):
                *whole, rest = (rest + piece).split(b"\n")
                yield from whole
                rest = rest[:DOCUMENT_MAX + 1]
        except Malformed:
            return
        if rest: yield rest

    def sha256(self, name):
        digest = hashlib.sha256()
        try:
            for piece in self.chunks(name): digest.update(piece)
        except Malformed:
            return "unreadable"
        return digest.hexdigest()

    def under(self, prefix):
        return sorted(name[len(prefix):] for name in self.names if name.startswith(prefix))

class ZipSource(FolderSource):
    """A zip with exactly one top folder; refused as a whole when anything about it is unsafe."""

    def __init__(self, file):
        file.seek(max(0, file.seek(0, 2) - 65557))
        tail = file.read()  # look at the end record before the library reads the whole directory into memory
        at = tail.rfind(b"PK\x05\x06")
        if at >= 0 and ZIP_MAX_DIRECTORY < int.from_bytes(tail[at + 12:at + 16], "little") < 0xFFFFFFFF:
            raise Unreadable("zip directory too large")
        try:
            self.zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError, struct.error) as error:
            raise Unreadable("not a zip: %s" % error) from None
        members = [m for m in self.zip.infolist() if not (m.filename.endswith("/") and m.file_size == 0)]
        self.refuse_unsafe(members)
        safe_names([m.filename for m in members])
        tops = {m.filename.partition("/")[0] for m in members if "/" in m.filename}
        if len(tops) != 1 or any("/" not in m.filename for m in members):
            raise Unreadable("not exactly one top folder")
        self.top = tops.pop() + "/"
        self.names = {m.filename[len(self.top):]: m.file_size for m in members}

    @staticmethod
    def refuse_unsafe(members):
        if len(members) > ZIP_MAX_MEMBERS or sum(m.file_size for m in members) > ZIP_MAX_TOTAL:
            raise Unreadable("zip too large")
        end = 0
        for m in sorted(members, key=lambda m: m.header_offset):
            kind = stat.S_IFMT(m.external_attr >> 16)
            if kind not in (0, stat.S_IFREG) or m.flag_bits & 1 or m.compress_type not in (0, 8):
                raise Unreadable("link, device, encryption or unknown compression: " + shown(m.filename))
            if m.file_size > max(2**20, ZIP_MAX_RATIO * m.compress_size) or m.header_offset < end:
                raise Unreadable("compression ratio or overlap: " + shown(m.filename))
            end = m.header_offset + 30 + m.compress_size

    def open(self, name):
        return self.zip.open(self.top + name)

PDF_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,9})\s+[0-9]{1,5}\s+obj\b")
PACKAGE_NAME = [word for plain in (b"package.custody.zip", "package.custody.zip".encode("utf-16-be"))
                for word in (plain, plain.hex().encode(), plain.hex().upper().encode())]

def report_package(path):
    """A temporary file with the associated file `package.custody.zip` of a report PDF."""
    out, wanted = tempfile.TemporaryFile(), set()
    with open(path, "rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as pdf:
        objects = pdf_objects(pdf)
        for head, _ in objects.values():
            named = re.search(rb"/EF\s*(?:<<([^>]*)>>|([0-9]{1,9})\s)", head) if any(w in head for w in PACKAGE_NAME) else None
            if named:
                inner = named.group(1) or objects.get(int(named.group(2) or 0), (b"", None))[0]
                wanted.update(int(number) for number in re.findall(rb"/U?F\s+([0-9]{1,9})\s", inner))
        if len(wanted) != 1: raise Unreadable("the report holds no package, or more than one")
        for piece in pdf_stream(pdf, objects, *objects.get(wanted.pop(), (b"", None))): out.write(piece)
    return out

def pdf_objects(pdf):
    """{number: (dictionary bytes, start of stream or None)}; a later definition replaces an earlier one."""
    objects, match = {}, PDF_OBJECT.search(pdf)
    while match:
        at = match.end()
        end = min(e for e in (pdf.find(b"endobj", at), pdf.find(b"stream", at), len(pdf)) if e >= 0)
        head, start = pdf[at:min(end, at + LARGE_MAX)], None
        if pdf[end:end + 6] == b"stream":
            start = end + (8 if pdf[end + 6:end + 8] == b"\r\n" else 7)
            length = re.search(rb"/Length\s+([0-9]{1,12})(?!\s+[0-9]+\s+R)\b", head)
            end = start + int(length.group(1)) if length else pdf.find(b"endstream", start)
        objects[int(match.group(1))] = head, start
        match = PDF_OBJECT.search(pdf, min(max(end, at), len(pdf)))
    for head, start in list(objects.values()):
        first = re.search(rb"/First\s+([0-9]{1,9})", head)
        if b"/ObjStm" in head and first and start:
            body, split = b"".join(pdf_stream(pdf, objects, head, start)), int(first.group(1))
            numbers = [int(word) for word in body[:split].split() if word.isdigit()] + [0, len(body) - split]
            for i in range(0, len(numbers) - 3, 2):
                objects.setdefault(numbers[i], (body[split + numbers[i + 1]:split + numbers[i + 3]], None))
    return objects

def pdf_stream(pdf, objects, head, start):
    """The content of a stream object, plain or FlateDecode, in pieces."""
    length = re.search(rb"/Length\s+([0-9]{1,12})(\s+[0-9]+\s+R)?", head)
    if start is None or not length or (b"/Filter" in head and b"/FlateDecode" not in head):
        raise Unreadable("embedded package in a form that is not read here")
    size = int(length.group(1))
    if length.group(2): size = int((re.findall(rb"[0-9]{1,12}", objects.get(size, (b"", None))[0]) or [0])[0])
    inflate, total, stop = zlib.decompressobj() if b"/FlateDecode" in head else None, 0, min(start + size, len(pdf))
    for at in range(start, stop, CHUNK):
        piece = pdf[at:min(at + CHUNK, stop)]
        while piece:
            try:
                out = inflate.decompress(piece, CHUNK) if inflate else piece
            except zlib.error as error:
                raise Unreadable("embedded package damaged: %s" % error) from None
            piece, total = inflate.unconsumed_tail if inflate else b"", total + len(out)
            if total > max(2**20, ZIP_MAX_RATIO * size): raise Unreadable("embedded package expands too far")
            yield out

# 10. The bag: manifests, package signature, bag-info (Package)
BAG_INFO = ["Bagging-Date", "Payload-Oxum", "Custody-Package", "Custody-Scope", "Custody-Log", "Custody-Size", "Custody-Root"]
MANIFEST_LINE = re.compile(rb"([0-9a-f]{64})  ([\x21-\x7e][\x20-\x7e]*)\Z")
TAGS, SCOPES = "tagmanifest-sha256.txt", ("whole-log", "case", "blinded")

def check_bag(source, findings):
    """Every file is listed with its hash, and nothing else is there. Returns (bag-info fields, hashes of data/files)."""
    hashes = {}
    for manifest, is_tag in (("manifest-sha256.txt", False), (TAGS, True)):
        mine = {n for n in source.names if n.startswith("data/") != is_tag and n not in (TAGS, TAGS + ".sig")}
        if manifest in source.names: check_manifest(source, findings, manifest, mine, hashes)
        else: findings.add("MANIFEST", file=manifest, expected="present", found="absent")
    if source.read("bagit.txt") != b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
        findings.add("MANIFEST", file="bagit.txt")
    rows = [line.partition(": ") for line in (source.read("bag-info.txt") or b"").decode("utf-8", "replace").splitlines()]
    info, order = {key: value for key, _, value in rows}, [key for key, _, _ in rows]
    wanted = BAG_INFO + ([] if info.get("Custody-Scope") == "whole-log" else ["Custody-Case"])
    if order != wanted or info["Custody-Scope"] not in SCOPES or info["Custody-Package"] != "custody/package/1":
        findings.add("MANIFEST", file="bag-info.txt", expected=", ".join(wanted), found=", ".join(order))
    payload = [size for name, size in source.names.items() if name.startswith("data/")]
    oxum = "%d.%d" % (sum(payload), len(payload))
    if info.get("Payload-Oxum", oxum) != oxum:
        findings.add("MANIFEST", file="bag-info.txt", expected=oxum, found=info["Payload-Oxum"])
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
        if name.startswith("data/files/"): hashes[name] = digest
        if digest != match.group(1).decode("ascii"):
            findings.add("MANIFEST", file=name, expected=match.group(1), found=digest or "absent")
        mine.discard(name)
    for name in sorted(mine): findings.add("FILE_EXTRA", file=name)

def check_package_signature(source, findings, roster):
    """"one SSHSIG by the exporter": a person of the roster or a station, over tagmanifest-sha256.txt."""
    raw, armour = source.read(TAGS, 64 * LARGE_MAX), source.read(TAGS + ".sig")
    try:
        need(roster and raw is not None and armour, "roster, list or signature absent")
        signatures = armoured_signatures(armour.decode("ascii", "replace"), "custody.package.v1")
        need(len(signatures) == 1, "not exactly one signature")
        key, *rest = signatures[0]
        need(roster.knows(key), "key not in the roster: " + b64(key.blob))
        need(key.verify(sshsig_message("custody.package.v1", hashlib.sha512(raw).digest()), *rest), "signature bad")
    except Malformed as error:
        findings.add("PACKAGE_SIG", file=TAGS + ".sig", expected="one SSHSIG by the exporter", found=error)

# 11. Roster and trust
class Period:
    """One key of one person and when it holds: from <= at < to, and not from revoked.at on."""

    @strict
    def __init__(self, record):
        revoked = record.get("revoked", {})
        self.key, self.start, self.end = parse_key(record["key"]), record["from"], record.get("to")
        self.revoked, self.compromised = revoked["at"] if revoked else None, revoked.get("compromised_since")
        times = [t for t in (self.start, self.end, self.revoked, self.compromised) if t is not None]
        need(all(milliseconds(t) is not None for t in times), "time in roster")

    def holds(self, at):
        return self.start <= at and all(at < end for end in (self.end, self.revoked) if end)

class Roster:
    """roster.json: root keys, people with their keys, stations with their epochs, witnesses, quorum."""

    @strict
    def __init__(self, raw):
        self.raw, doc = raw, parse_canonical(raw, LARGE_MAX)
        self.digest, self.version, self.prev, self.quorum = b64(sha256(raw)), doc["version"], doc.get("prev"), doc["quorum"]
        self.k, self.roots = doc["roots"]["k"], {parse_key(text).blob for text in doc["roots"]["keys"]}
        self.people = {p["id"]: [Period(r) for r in p["keys"]] for p in doc["people"]}
        epochs = [e for s in doc["stations"] for e in s["epochs"]]
        self.epochs = {e["origin"]: (NoteKey(e["key"], 1), e) for e in epochs}
        self.witnesses = [NoteKey(text, 4) for text in sorted({w["key"] for w in doc["witnesses"]})]
        self.owner = {r.key.blob: person for person, records in reversed(list(self.people.items())) for r in records}
        need(doc["v"] == "custody/roster/1" and is_int(self.version, 1) and is_int(self.quorum), "not a custody/roster/1")
        need(is_int(self.k, 1) and self.k <= len(self.roots), "k of the root keys")
        need(len(doc["people"]) == len(self.people) and len(epochs) == len(self.epochs), "person or epoch twice")
        need(all(PERSON_FORM.match(p) and p != "station" for p in self.people), "person id")
        for origin, (key, epoch) in self.epochs.items():
            need(key.name == origin and milliseconds(epoch["from"]) is not None, "epoch")
            last = epoch["revoked"]["last"] if "revoked" in epoch else {"size": 0, "root": b64(EMPTY_ROOT)}
            need(is_int(last["size"]) and is_b64(last["root"], 32), "last head of a revoked epoch")

    def knows(self, key):
        return key.blob in self.owner or (key.alg == ED and any(key.raw == e[0].raw for e in self.epochs.values()))

    def signed_by(self, judge, signatures):
        """Did k distinct root keys of the judging roster sign these bytes?"""
        message = sshsig_message("custody.roster.v1", hashlib.sha512(self.raw).digest())
        listed = armoured_signatures((signatures or b"").decode("ascii", "replace"), "custody.roster.v1")
        good = {key.blob for key, *rest in listed if key.blob in judge.roots and key.verify(message, *rest)}
        return len(good) >= judge.k

    def drops(self, older):
        """"Rosters never drop a person, key or epoch": what the older roster has and this one has not."""
        mine, theirs = ({(p, r.key.blob) for p, rs in x.people.items() for r in rs} | {(p, b"") for p in x.people}
                        | {(o, e[0].raw) for o, e in x.epochs.items()} for x in (self, older))
        return sorted({name for name, _ in theirs - mine})

def file_bytes(*parts):
    name = os.path.join(*parts)
    if not os.path.isfile(name): return None
    with open(name, "rb") as stream: return stream.read(LARGE_MAX + 1)

class Trust:
    """What the person holds from elsewhere (--trust): "Trust is always given from outside"."""

    def __init__(self, path, findings):
        self.given, self.roster, self.held, self.peers, self.pins = path is not None, None, [], [], []
        if not self.given:
            findings.add("SELF_TRUST")
            return
        folder = os.path.isdir(path)
        inside = glob.escape(path) if folder else os.devnull
        try:
            self.roster = Roster(file_bytes(path, "roster.json") if folder else file_bytes(path))
            self.peers = [Roster(file_bytes(name)) for name in sorted(glob.glob(os.path.join(inside, "peers", "*.json")))]
            good = not folder or self.roster.signed_by(self.roster, file_bytes(path, "roster.json.sig"))
        except NotCanonical as error:
            raise Unreadable("--trust: %s" % error) from None
        except Malformed as error:
            if self.roster is None or len(self.peers) < len(glob.glob(os.path.join(inside, "peers", "*.json"))):
                raise Unreadable("--trust: %s" % error) from None
            good = False
        if not good:
            findings.add("ROSTER_SIG", file="--trust/roster.json.sig", expected="%d of its root keys" % self.roster.k)
        for name in sorted(glob.glob(os.path.join(inside, "held", "*.note"))):
            self.held.append(("--trust/held/" + os.path.basename(name), file_bytes(name)))
        for name in sorted(glob.glob(os.path.join(inside, "tsa", "*.pem"))):
            self.pins += certificates(file_bytes(name).decode("ascii", "replace"))

def choose_roster(trusted, raw, signatures, findings, file="data/trust/roster.json"):
    """The roster to judge with (Checkpoint, proof, cosignature, trust); None when there is none at all."""
    offered = None
    try:
        if raw is None and trusted: return trusted
        offered = Roster(raw)
        if trusted and offered.version < trusted.version:
            findings.add("ROSTER_ROLLBACK", file=file, expected=trusted.version, found=offered.version)
            return trusted
        if trusted and offered.version == trusted.version and offered.raw != trusted.raw:
            findings.add("ROSTER_FORK", file=file, expected=trusted.digest, found=offered.digest)
            return trusted
        need(offered.signed_by(trusted or offered, signatures), "too few signatures of trusted root keys")
    except Malformed as error:
        findings.add("ROSTER_SIG", file=file, expected="a roster signed by k trusted root keys", found=error)
        return trusted or offered
    lost = offered.drops(trusted) if trusted else []
    if lost: findings.add("ROSTER_DROPPED", file=file, found=", ".join(lost))
    return offered

# 12. One log: head, entries, chain, root, proofs, clock
ENTRY_KEYS = {"at", "body", "boot", "log", "mono", "prev", "seq", "tag", "v"}
LOG_FILE = re.compile(r"(?:(entry|envelope)/([0-9]{12})\.json|(proof)/([0-9]{12})\.tlog-proof|(consistency)/([0-9]{12})"
                      r"|held/[^/]+\.note|checkpoint|blinded\.jsonl|roster\.json(?:\.sig)?)\Z")

class PackageReader:
    """The files of one log inside a package: data/log/ or data/peer/<hex>/."""

    proofs = True

    def __init__(self, source, prefix, findings, log=None):
        self.source, self.prefix, names = source, prefix, source.under(prefix)
        self.numbers = {"entry": set(), "envelope": set(), "proof": set(), "consistency": set()}
        for name in names:
            match = LOG_FILE.match(name)
            if not match: findings.add("FILE_EXTRA", file=prefix + name, log=log)
            elif match.lastindex:
                self.numbers[match.group(match.lastindex - 1)].add(int(match.group(match.lastindex)))
        self.entries, self.consistency = self.numbers["entry"], self.numbers["consistency"]
        self.held, self.blinded = [n for n in names if n.startswith("held/") and LOG_FILE.match(n)], "blinded.jsonl" in names

    def read(self, name, limit=LARGE_MAX):
        return self.source.read(self.prefix + name, limit)

    def checkpoint(self):
        return self.read("checkpoint", NOTE_MAX)

    def entry(self, seq):
        return self.read("entry/%012d.json" % seq)

    def envelope(self, seq, _body):
        return self.read("envelope/%012d.json" % seq)

class Entry:
    """One parsed entry, "the Merkle leaf"."""

    __slots__ = ("at", "body", "boot", "leaf", "log", "mono", "ms", "prev", "seq", "tag")

    @strict
    def __init__(self, raw):
        doc = parse_canonical(raw)
        need(set(doc) == ENTRY_KEYS and doc["v"] == "custody/entry/1", "members")
        need(is_b64(doc["body"], 32) and is_b64(doc["prev"], 32) and is_b64(doc["tag"], 16), "digest or tag")
        need(is_int(doc["mono"]) and is_int(doc["seq"]) and is_text(doc["log"]) and is_text(doc["at"]), "number or text")
        need(re.match(r"[0-9a-f]{16}\Z", doc["boot"]), "boot")
        self.leaf, self.ms = leaf_hash(raw), milliseconds(doc["at"])
        for name in ENTRY_KEYS - {"v"}: setattr(self, name, doc[name])

class Log:
    """One log and what can be judged of it alone. `name` stands in findings: None for Custody-Log, else the origin."""

    def __init__(self, reader, origin, name, roster, findings, scope):
        self.reader, self.origin, self.name, self.roster, self.findings = reader, origin, name, roster, findings
        self.case_scope, self.key, self.epoch = scope != "whole-log", None, {}
        self.by_lines = self.case_scope and reader.blinded
        self.note, self.leaves, self.lines, self.entries = None, {}, {}, {}  # leaf hashes; entries of the log; of the files
        self.statements, self.withheld, self.suspect = {}, {}, set()
        self.roots, self.covered, self.salts = {}, {}, {}  # covered: {size: time of the earliest anchor}
        if roster and origin in roster.epochs: self.key, self.epoch = roster.epochs[origin]

    def add(self, code, entry=None, expected=None, found=None, **more):
        self.findings.add(code, entry, expected, found, log=self.name, **more)

    def read_head(self):
        file, raw = self.reader.prefix + "checkpoint", self.reader.checkpoint()
        if raw is None:
            self.add("CP_MISSING", file=file)
            return
        try:
            note = Note(raw)
            need(note.size > 0, "an empty log")
        except Malformed as error:
            self.add("CP_BAD", found=error, file=file)
            return
        self.note = note
        if note.origin != self.origin: self.add("CP_ORIGIN", expected=self.origin, found=note.origin, file=file)
        if not note.signed_by(self.key):
            self.add("CP_UNSIGNED", expected=self.key.text if self.key else "an epoch of the roster", file=file)
        witnesses, quorum = (self.roster.witnesses, self.roster.quorum) if self.roster else ([], 0)
        signers = sum(note.cosigned_at(w) is not None for w in witnesses)
        if signers < quorum: self.add("CP_QUORUM", expected=quorum, found=signers, file=file)
        known = {(k.name, k.id) for k in [self.key, *witnesses] if k}
        self.findings.unknown_lines += [shown(name) for name, ident, _ in note.lines if (name, ident) not in known]

    def read_entries(self):
        """Whole log: the entry files are the log. Case and blinded: blinded.jsonl is, and PROOF binds the files to it."""
        if self.case_scope and not self.reader.blinded:
            self.add("CASE_PARTIAL", file=self.reader.prefix + "blinded.jsonl")
        for seq, raw in enumerate(self.reader.source.lines(self.reader.prefix + "blinded.jsonl") if self.by_lines else ()):
            self.leaves[seq] = leaf_hash(raw)
            self.parse_entry(seq, raw, self.lines)
        for seq in sorted(self.reader.entries):
            raw, target = self.reader.entry(seq) or b"", {} if self.by_lines else self.lines
            if self.by_lines and self.leaves.get(seq) == leaf_hash(raw):
                target = self.lines  # the same bytes as its line: parsed already
            else:
                self.leaves.setdefault(seq, leaf_hash(raw)) if not self.by_lines else None
                self.parse_entry(seq, raw, target)
            if seq in target: self.entries[seq] = target[seq]
        self.findings.counts["entries"] += len(self.leaves)

    def parse_entry(self, seq, raw, target):
        try:
            entry = target[seq] = Entry(raw)
        except Malformed as error:
            self.add("ENTRY_CANON" if isinstance(error, NotCanonical) else "ENTRY_SHAPE", seq, found=error)
            return
        for code, expected, found in (("SEQ", seq, entry.seq), ("LOG_ID", self.origin, entry.log)):
            if expected != found: self.add(code, seq, expected, found)
        if entry.ms is None: self.add("TIME_FORMAT", seq, found=entry.at)

    def check_sequence(self):
        """SEQ_GAP, one for each run of missing numbers; TAIL_UNSIGNED; CHAIN; ROOT, which "always hashes the raw bytes"."""
        size, following = self.note.size if self.note else max(self.leaves, default=-1) + 1, 0
        for seq in sorted(self.leaves) + [size] if self.by_lines or not self.case_scope else ():
            if following < min(seq, size): self.add("SEQ_GAP", following, following, "absent")
            following = max(following, seq + 1)
        for seq in sorted({*self.leaves, *self.entries}):
            if seq >= size: self.add("TAIL_UNSIGNED", seq, "below %d" % size, seq)
        for seq, entry in sorted(self.lines.items()):
            before = bytes(32) if seq == 0 else self.leaves[seq - 1] if seq - 1 in self.lines else None
            if before is not None and entry.prev != b64(before): self.add("CHAIN", seq, b64(before), entry.prev)
        if self.note and self.root(size) not in (None, self.note.root):
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
        if size == 0 or self.note is None: return root == EMPTY_ROOT if size == 0 else None
        if (size, root) == (self.note.size, self.note.root): return True
        if self.findings.has("SEQ_GAP", self.name) or self.findings.has("ROOT", self.name): return None
        known = self.note.root if size == self.note.size else self.root(size)
        if known in (None, root) and self.case_scope and size in self.reader.consistency and size < self.note.size:
            return self.consistent(size, root)
        return None if known is None else known == root

    def consistent(self, size, root):
        try:
            lines = (self.reader.read("consistency/%012d" % size) or b"").decode("ascii", "replace").split("\n")
            proof = [unb64(line, 32) for line in lines if line]
        except Malformed:
            return False
        return consistency_holds(size, self.note.size, proof, root, self.note.root)

    def check_proofs(self):
        """One tlog-proof per entry file: its extra the entry, its note's body the checkpoint's."""
        for seq, entry in sorted(self.entries.items()):
            if not self.reader.proofs or not self.note or seq >= self.note.size: continue
            try:
                extra, index, hashes, note = parse_proof(self.reader.read("proof/%012d.tlog-proof" % seq, NOTE_MAX))
                need(leaf_hash(extra) == entry.leaf and index == seq, "proof of another entry")
                need(note.body == self.note.body, "proof against another head")
                need(inclusion_holds(seq, note.size, entry.leaf, hashes, note.root), "hashes do not lead to the root")
            except Malformed as error:
                self.add("PROOF", seq, "a proof of this entry", error)

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
    timed = None not in (a.ms, b.ms)
    if a.boot == b.boot:
        passed = b.mono - a.mono
        moved = timed and abs((b.ms - a.ms) - passed) * 1_000_000 > 2000 * 1_000_000 + 200 * passed
        return ["MONO_BACK"] if passed < 0 else ["CLOCK_STEP"] if moved else []
    return (["BOOT_REUSE"] if b.boot in boots else []) + (["TIME_BACK"] if timed and a.ms - b.ms > 2000 else [])

# 13. Statements and their signatures
STATEMENT_KEYS = {"v", "type", "id", "log", "base", "case", "exhibits", "at", "offset", "actor", "body", "salt"}
MACHINE = re.compile(r"(?:anchor\..+|clock\.step|import\.made|export\.made|exhibit\.verify)\Z")
ANSWERS = {"transfer.accept": "accept", "transfer.reject": "reject", "transfer.cancel": "cancel"}

class Statement:
    """What a person asserts. Construction raises Malformed (BODY_SHAPE) when a member has not its form."""

    @strict
    def __init__(self, log, seq, envelope):
        need(set(envelope) == {"v", "sigs", "statement"} and envelope["v"] == "custody/envelope/1", "envelope")
        doc, self.sigs = envelope["statement"], as_list(envelope["sigs"])
        need(STATEMENT_KEYS <= set(doc) <= STATEMENT_KEYS | {"seen"} and doc["v"] == "custody/statement/1", "members")
        need(all(isinstance(doc[k], str) for k in ("type", "id", "log", "case", "at", "offset", "actor")), "not text")
        need(re.match(r"[a-z0-9_.]{1,60}\Z", doc["type"]) and UUID_FORM.match(doc["id"]), "type or id")
        need(PERSON_FORM.match(doc["actor"]) and isinstance(doc["body"], dict) and is_b64(doc["salt"], 16), "actor, body, salt")
        if depth_of(doc) > 7: raise NotCanonical("statement deeper than 7")
        raw = canon(doc)
        self.log, self.seq, self.digest, self.hash512 = log, seq, b64(sha256(raw)), hashlib.sha512(raw).digest()
        self.type, self.id, self.origin, self.case = doc["type"], doc["id"], doc["log"], doc["case"]
        self.at, self.offset, self.actor, self.body = doc["at"], doc["offset"], doc["actor"], doc["body"]
        self.base, self.seen = head_of(doc["base"]), [head_of(s, "log") for s in as_list(doc.get("seen", []))]
        self.sd, self.exhibits = sd_arrays(self.body), [exhibit_item(item) for item in as_list(doc["exhibits"])]
        self.cosigners = as_list(self.body.get("cosigners", []))
        need(all(PERSON_FORM.match(c) for c in self.cosigners), "cosigners")
        need(len({*self.cosigners, self.actor}) == len(self.cosigners) + 1, "cosigners repeated")
        need(len({item["exhibit"] for item in self.exhibits}) == len(self.exhibits), "exhibit listed twice")
        starts = sum("prev" not in item for item in self.exhibits)
        if self.type == "exhibit.register":
            need(starts == len(self.exhibits) > 0, "register with prev or without exhibit")
        else:
            need(starts == (self.type == "exhibit.derive"), "prev absent, or derive without its one new child")
            need(starts == 0 or len(self.exhibits) > 1, "derive without parents")
        need((self.type == "genesis") == (seq == 0), "genesis stands at 0, and only there")

    @strict
    def check_body(self):
        """The bodies that the page fixes, once disclosed members are back; `to` may stay hidden behind `_sd`."""
        body = self.body
        if self.type == "genesis":
            need(body["origin"] == self.log.origin and is_b64(body["roster"], 32), "genesis of another origin or roster")
            need(is_text(body["station_key"]) and "epoch" in body, "genesis without key or epoch")
            if "previous" in body:  # the last trusted head of the epoch before, judged like a seen head
                name = "origin" if "origin" in body["previous"] else "log"
                self.seen.append(head_of({k: body["previous"][k] for k in (name, "size", "root")}, name))
        elif self.type == "key.enrol":
            need(is_text(body["person"]) and is_text(body["key"]) and body["proof"], "enrolment")
        elif self.type == "body.erase": need(is_int(body["seq"]) and is_b64(body["statement"], 32), "erasure")
        elif self.type == "transfer.offer":
            need(self.exhibits and ("_sd" in body if "to" not in body else isinstance(body["to"], (str, dict))), "offer")
        elif self.type in ANSWERS:
            need(self.exhibits and is_b64(body["offer"], 32), "answer to an offer")
            lines = as_list(body["lines"]) if self.type == "transfer.accept" else []
            need(all(is_text(line["exhibit"]) and isinstance(line["accepted"], bool) for line in lines), "lines")
        elif self.type == "transfer.close":
            self.answer = body["accept" if "accept" in body else "reject"]
            need(not self.exhibits and is_b64(self.answer, 32) and is_b64(body["offer"], 32), "close")
            need(("accept" in body) != ("reject" in body), "close with accept and reject")

def as_list(value):
    need(isinstance(value, list), "not a list")
    return value

def head_of(value, name=None):
    """{"size", "root"} or {"log", "size", "root"} as (log, size, root)."""
    need(set(value) == {"size", "root", name} - {None} and is_int(value["size"]), "head")
    need(name is None or is_text(value[name]), "head without a name")
    return value.get(name), value["size"], unb64(value["root"], 32)

def exhibit_item(item):
    need({"exhibit"} <= set(item) <= {"exhibit", "prev", "sha256"} and is_text(item["exhibit"]), "exhibit line")
    need("prev" not in item or is_b64(item["prev"], 32), "prev")
    need(re.match(r"[0-9a-f]{64}\Z", item.get("sha256", "0" * 64)), "sha256")
    return item

def sd_arrays(value):
    """{digest: object} of every `_sd` array inside; sorted, unique, base64url of 32 bytes (RFC 9901)."""
    found = {}
    if isinstance(value, dict) and "_sd" in value:
        digests = as_list(value["_sd"])
        need(all(re.match(r"[A-Za-z0-9_-]{43}\Z", d) for d in digests) and digests == sorted(set(digests)), "_sd unsorted or malformed")
        found.update((d, value) for d in digests)
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        found.update(sd_arrays(item))
    return found

def read_statements(log, disclosures, ids):
    """Open the envelope of every entry file; "what CANON, SHAPE or HASH refused is left out of later checks"."""
    absent, erased = [], {}
    for seq, entry in sorted(log.entries.items()):
        raw = log.reader.envelope(seq, entry.body)
        if raw is None: absent.append(seq)
        elif b64(sha256(raw)) != entry.body: log.add("BODY_HASH", seq, entry.body, b64(sha256(raw)))
        else: open_envelope(log, seq, raw, disclosures, ids)
        statement = log.statements.get(seq)
        if statement and statement.type == "body.erase":
            erased.setdefault(statement.body["seq"], statement.body["statement"])
    for seq in absent:
        if seq in erased: log.withheld[seq] = erased[seq]
        log.add("BODY_WITHHELD" if seq in erased else "BODY_HASH", seq, log.entries[seq].body, "absent")

def open_envelope(log, seq, raw, disclosures, ids):
    try:
        statement = Statement(log, seq, parse_canonical(raw))
        for text in disclosures.get((log.name, seq), []) + disclosures.get(statement.digest, []):
            disclose(log, statement, text)
        statement.check_body()
    except Malformed as error:
        log.add("BODY_CANON" if isinstance(error, NotCanonical) else "BODY_SHAPE", seq, found=error)
        return
    log.statements[seq] = statement
    log.findings.counts["statements"] += 1
    if ids.setdefault(statement.id, statement) is not statement: log.add("DUP_ID", seq, found=statement.id)

def disclose(log, statement, text):
    """RFC 9901: put a disclosed member back; one "that matches nothing" is DISCLOSURE."""
    try:
        holder, (name, value) = open_disclosure(statement.sd, text)
    except Malformed as error:
        log.add("DISCLOSURE", statement.seq, found=error)
        return
    holder[name] = value
    if name == "case_salt" and statement.type in ("case.open", "genesis") and is_b64(value, 16):
        log.salts.setdefault(statement.case if statement.type == "case.open" else "", value)

@strict
def open_disclosure(sd, text):
    holder = sd.pop(b64url(sha256(text.encode("ascii"))))
    salt, name, value = json.loads(unb64url(text).decode("utf-8"))
    need(is_text(salt) and isinstance(name, str) and name not in ("_sd", "...") and name not in holder, "disclosure")
    sd.update(sd_arrays(value))
    return holder, (name, value)

def check_tags(log, scope, case):
    """CASE_TAG; in case and blinded packages a tagged entry without its file, and the salts that must be there."""
    tags = {c: b64(sha256(("custody/case-tag/1\n%s\n%s" % (c, salt)).encode("utf-8"))[:16]) for c, salt in log.salts.items()}
    for seq, s in log.statements.items():
        if log.entries[seq].tag != tags.get(s.case, log.entries[seq].tag):
            log.add("CASE_TAG", seq, tags[s.case], log.entries[seq].tag)
    for wanted in {"whole-log": [], "blinded": [""], "case": ["", case]}[scope] if log.case_scope else ():
        if wanted not in tags: log.add("CASE_PARTIAL", expected="case_salt of " + repr(wanted))
        for seq, entry in sorted(log.lines.items()):
            if entry.tag == tags.get(wanted) and seq not in log.reader.entries:
                log.add("SEQ_GAP", seq, "its file", "absent")

def check_statements(log, trusted):
    """Everything about a statement that concerns neither exhibits nor another log's content."""
    log.prepare_roots(s.base[1] for s in log.statements.values())
    for seq, s in sorted(log.statements.items()):
        if s.origin != log.origin: log.add("STMT_LOG", seq, log.origin, s.origin)
        if milliseconds(s.at) is None or not OFFSET_FORM.match(s.offset):
            log.add("TIME_FORMAT", seq, found=s.at + " " + s.offset)
        check_base(log, seq, *s.base[1:])
        check_signatures(log, seq, s)
        if s.type == "key.enrol" and not enrolment_holds(s.body, s.origin):
            log.add("ENROL_BAD", seq, "a sound key and its proof of possession", s.body["key"])
        if s.type == "genesis": check_genesis(log, s.body, trusted)

def check_base(log, seq, size, root):
    """"seq 0 is genesis, base {0, SHA-256 of nothing}; any later base has 0 < size ≤ seq"."""
    if seq == 0 or size == 0:
        if (seq, size, root) != (0, 0, EMPTY_ROOT):
            log.add("BASE_SHAPE", seq, "size 0 and the empty root, in the genesis only", size)
    elif size > seq: log.add("BASE_FUTURE", seq, "at most %d" % seq, size)
    elif log.agrees(size, root) is False: log.add("BASE_ROOT", seq, b64(log.root(size) or b""), b64(root))

def check_signatures(log, seq, s):
    """"Signers": exactly one signature by the actor and by each cosigner; "per signature the first hit counts"."""
    if not s.sigs:
        log.add("SIG_NONE", seq)
        return
    named, done = set(), set()
    for sig in s.sigs:
        code, person, found = judge_signature(log, seq, s, sig, done)
        named.add(person)
        if code: log.add(code, seq, found=found)
        log.findings.counts["signatures"] += code in (None, "KEY_COMPROMISED", "CLOCK_SUSPECT")
    for person in [s.actor] + s.cosigners:
        if person not in named: log.add("SIGNER_MISSING", seq, person)

def judge_signature(log, seq, s, sig, done):
    """(code or None, person whose key it names, what was found)."""
    person = None
    try:
        key, person = strict(lambda: parse_key(sig["key"]))(), "station"
        if not (log.key and key.alg == ED and key.raw == log.key.raw):
            person = log.roster.owner.get(key.blob) if log.roster else None
        raw, flags, counter = open_signature(key, sig)
    except Malformed as error:
        return "SIG_SHAPE", person, error
    if not key.sound() or person is None: return "KEY_UNKNOWN" if key.sound() else "KEY_WEAK", person, sig["key"]
    if person not in [s.actor] + s.cosigners or person in done or (person == "station" and not MACHINE.match(s.type)):
        return "SIG_SHAPE", person, person + ": not required, repeated, or station on another type"
    done.add(person)
    if not key.verify(sshsig_message("custody.statement.v1", s.hash512), raw, flags, counter):
        return "SIG_BAD", person, person
    return period_code(log, seq, person, key), person, "%s at %s" % (person, log.entries[seq].at)

@strict
def open_signature(key, sig):
    members = {"flags", "counter"} if key.application is not None else set()
    need(set(sig) - {"key"} == {"alg", "sig"} | members and sig.get("alg", key.alg) == key.alg, "members of a signature")
    flags, counter = sig.get("flags", 0), sig.get("counter", 0)
    need(is_int(flags) and flags < 256 and is_int(counter) and counter < 2**32, "flags or counter")
    return unb64(sig["sig"], 64), flags, counter

def period_code(log, seq, person, key):
    """KEY_PERIOD or CLOCK_SUSPECT, KEY_COMPROMISED: "periods are judged at the entry's at"."""
    at = log.entries[seq].at
    if log.entries[seq].ms is None: return None  # TIME_FORMAT says it
    records = [] if person == "station" else [r for r in log.roster.people[person] if r.key.blob == key.blob]
    holding = [r for r in records if r.holds(at)]
    if not holding and not (person == "station" and log.epoch["from"] <= at):
        return "CLOCK_SUSPECT" if seq in log.suspect else "KEY_PERIOD"
    since = min((r.compromised for r in holding if r.compromised and at >= r.compromised), default=None)
    anchored = since and any(size > seq and when < milliseconds(since) for size, when in log.covered.items())
    return "KEY_COMPROMISED" if since and not anchored else None

def enrolment_holds(body, origin):
    """key.enrol: the new key signs canon({"key","log","person","v"}); weak and mixed-order keys are refused."""
    message = canon({"key": body["key"], "log": origin, "person": body["person"], "v": "custody/enrol/1"})
    proof = body["proof"]
    try:
        key = parse_key(body["key"])
        if isinstance(proof, str) and proof.startswith("-----BEGIN"):
            (signer, *rest), = strict(armoured_signatures)(proof, "custody.enrol.v1")
            need(signer.blob == key.blob, "proof by another key")
        else:
            members = dict(proof) if isinstance(proof, dict) else {"sig": proof}
            need(members.pop("key", body["key"]) == body["key"], "proof by another key")
            rest = open_signature(key, {"alg": key.alg, **members})
        sound = key.sound() and (not key.edwards or ed_torsion_free(key.raw))
        return sound and key.verify(sshsig_message("custody.enrol.v1", hashlib.sha512(message).digest()), *rest)
    except ValueError:
        return False

def check_genesis(log, body, trusted):
    """"A genesis whose roster digest is not that of a trusted version"; and whose station key is not its epoch's."""
    rosters = [r for r in (log.roster, trusted) if r]
    known = {r.digest for r in rosters} | {r.prev for r in rosters}
    complete = any(r.version <= 2 for r in rosters)  # later rosters do not carry the digests of all earlier ones
    if not rosters or (complete and body["roster"] not in known):
        log.add("GENESIS_ROSTER", 0, rosters[0].digest if rosters else None, body["roster"])
    elif log.key and body["station_key"] not in (
            log.key.text, b64(log.key.raw), ED + " " + b64(wire(ED.encode()) + wire(log.key.raw))):
        log.add("GENESIS_ROSTER", 0, log.key.text, body["station_key"])

# 14. Custody: exhibit lines and transfers, over all logs together
DISPOSED = frozenset()

class Offer:
    """A transfer.offer, who held each exhibit before it, and how it was answered."""

    def __init__(self, statement, holders):
        to = statement.body.get("to")
        self.statement, self.holders, self.to = statement, holders, to if isinstance(to, str) else None
        self.answer = self.closed = None

class Line:
    """One exhibit: its baseline digests, the holder after each statement, and each statement's first child."""

    def __init__(self):
        self.baseline, self.after, self.child = {}, {}, {}

class Custody:
    """Follows every exhibit. A holder is the set of persons who may sign its next offer; None: unknown."""

    def __init__(self, logs, findings):
        self.logs, self.findings, self.lines, self.offers, self.placed = logs, findings, {}, {}, {}
        self.everything = {s.digest: s for log in logs for s in log.statements.values()}
        self.withheld = {digest for log in logs for digest in log.withheld.values()}

    def run(self):
        cases, kept = {}, []
        for s in self.merged():
            strange = [i["exhibit"] for i in s.exhibits if cases.setdefault(i["exhibit"], s.case) != s.case]
            if strange:  # "one exhibit belongs to one case (else BODY_SHAPE)"
                s.log.add("BODY_SHAPE", s.seq, "the one case of " + strange[0], s.case)
                self.everything.pop(s.digest)
            elif s.exhibits or s.type == "transfer.close": kept.append(s)
        for s in kept: self.place(s)
        self.findings.counts["exhibits"], self.findings.counts["transfers"] = len(self.lines), len(self.offers)
        for offer in self.offers.values():
            s = offer.statement
            erased = any(seq > s.seq or log is not s.log for log in self.logs for seq in log.withheld)
            if not (offer.answer or offer.closed or erased):  # "an erased accept's offer is not OPEN_TRANSFER"
                s.log.add("OPEN_TRANSFER", s.seq, "an answer", s.digest)

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
        codes, before = {}, {}
        offer = self.find_offer(s, codes) if s.type in ANSWERS else None
        for item in s.exhibits:
            exhibit = item["exhibit"]
            before[exhibit] = self.join(s, item, codes)
            self.compare(s, item)
            self.lines[exhibit].after[s.digest] = self.holder_after(s, exhibit, before[exhibit], offer, codes)
        if s.type == "transfer.offer": self.offers[s.digest] = Offer(s, before)
        elif s.type == "transfer.close": self.close(s, codes)
        elif offer and not offer.answer: offer.answer = ANSWERS[s.type]
        self.placed[s.digest] = s
        for code, exhibits in codes.items(): s.log.add(code, s.seq, found=", ".join(exhibits) or s.digest)

    def join(self, s, item, codes):
        """Put the statement on the exhibit's line; returns the holder before it."""
        exhibit, prev = item["exhibit"], item.get("prev")
        if exhibit not in self.lines:
            self.lines[exhibit] = Line()
            if prev is None: return frozenset([s.actor])
        line = self.lines[exhibit]
        if prev is None:
            codes.setdefault("CUSTODY_REREGISTER", []).append(exhibit)
            return None
        if prev not in line.after and prev not in self.withheld and (prev in self.everything or not self.findings.incomplete):
            codes.setdefault("CUSTODY_ORPHAN", []).append(exhibit)
        if line.child.setdefault(prev, s.digest) != s.digest: codes.setdefault("CUSTODY_FORK", []).append(exhibit)
        parent = self.offers.get(prev)
        if parent and not parent.answer and s.type not in ANSWERS:
            codes.setdefault("OFFER_OPEN", []).append(exhibit)
        return line.after.get(prev)

    def holder_after(self, s, exhibit, holder, offer, codes):
        if s.type == "transfer.offer" and holder is not None and s.actor not in holder:
            codes.setdefault("OFFER_NOT_HOLDER", []).append(exhibit)
        if s.type == "exhibit.dispose": return DISPOSED
        if offer is None: return holder
        accepted = s.type == "transfer.accept" and exhibit in {r["exhibit"] for r in s.body["lines"] if r["accepted"]}
        if not accepted or offer.answer in ("reject", "cancel"): return offer.holders.get(exhibit)
        # "After a keyless recipient the attesting person, or a cosigner of that accept, may sign the next offer."
        return frozenset([offer.to] if offer.to else [s.actor, *s.cosigners])

    def find_offer(self, s, codes):
        """The offer that an accept, reject or cancel answers; None when it is not here."""
        digest = s.body["offer"]
        offer = self.offers.get(digest)
        if offer is None:
            if digest in self.everything or not (self.findings.incomplete or digest in self.withheld):
                codes["ACCEPT_NO_OFFER"] = []
            return None
        if s.actor != (offer.statement.actor if s.type == "transfer.cancel" else offer.to or s.actor):
            codes["ACCEPT_WRONG_PERSON"] = []
        if s.type == "transfer.accept":
            if offer.answer: codes["ACCEPT_TWICE" if offer.answer == "accept" else "ACCEPT_NO_OFFER"] = []
            offered, mine, lines = (sorted(i["exhibit"] for i in rows)
                                    for rows in (offer.statement.exhibits, s.exhibits, s.body["lines"]))
            if not offered == mine == lines or any(i["prev"] != digest for i in s.exhibits):
                codes["ACCEPT_EXHIBITS"] = []
        return offer

    def close(self, s, codes):
        """"a close whose accept or reject does not answer its offer is ACCEPT_NO_OFFER"."""
        kind = "transfer.accept" if "accept" in s.body else "transfer.reject"
        offer, answer = self.offers.get(s.body["offer"]), self.placed.get(s.answer)
        if offer: offer.closed = True
        nowhere = {s.body["offer"], s.answer} - set(self.everything)
        if not (nowhere and self.findings.incomplete):
            if not offer or not answer or (answer.type, answer.body["offer"]) != (kind, s.body["offer"]):
                codes["ACCEPT_NO_OFFER"] = []

    def compare(self, s, item):
        """"The baseline is the first one stated and is never replaced; a different value is EVIDENCE_HASH"."""
        stated, others = {"sha256": item["sha256"]} if "sha256" in item else {}, s.body.get("digests")
        if isinstance(others, dict) and len(s.exhibits) == 1:
            stated = {**{k: v for k, v in others.items() if isinstance(v, str)}, **stated}
        told = s.type == "exhibit.verify" and s.body.get("result") == "mismatch"
        for name, value in sorted(stated.items()):
            baseline = self.lines[item["exhibit"]].baseline.setdefault(name, value)
            if value != baseline:
                s.log.add("EVIDENCE_HASH", s.seq, baseline, value, verdict=UNPROVEN if told else FAIL)

def compare_files(source, hashes, custody, findings):
    """data/files/<sha256>: returns True when one of them is the baseline of an exhibit."""
    baselines, matched = {line.baseline.get("sha256") for line in custody.lines.values()}, False
    for name in source.under("data/files/"):
        findings.counts["files"] += 1
        found = hashes.get("data/files/" + name) or source.sha256("data/files/" + name)
        if found != name: findings.add("EVIDENCE_HASH", expected=name, found=found, file="data/files/" + name)
        matched = matched or (found == name and name in baselines)
    return matched

# 15. What vouches from outside: heads held by others, cosignatures, time stamps; other logs
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
        if log.note and size > log.note.size: return "TRUNCATED"
        return "FORK" if log.agrees(size, root) is False else None

    def check_note(self, log, note, file, kind=None):
        """A note signed by the log: TRUNCATED, FORK, or what it and its trusted cosignatures cover."""
        code = self.judge_head(log, note.size, note.root)
        if code:
            log.add(code, expected="%s %s" % (log.note.size, b64(log.note.root)), found="%s %s" % (note.size, b64(note.root)),
                    file=file)
        if note.size == 0 or log.agrees(note.size, note.root) is not True: return
        if kind: self.cover(log, note.size, kind)
        for witness in log.roster.witnesses if self.trust.given and log.roster else ():
            when = note.cosigned_at(witness)
            if when is not None: self.cover(log, note.size, "cosignature", when)

    def check_held(self, log, raw, file, kind=None):
        try:
            note = Note(raw)
            if kind and note.origin != log.origin: return  # a note that we hold of some other log
            need(note.origin == log.origin and note.signed_by(log.key), "not signed by this log")
        except Malformed as error:
            if log is self.logs[0] or not kind: log.add("HELD_BAD", found=error, file=file)
            return
        self.check_note(log, note, file, kind)

    def check_heads(self, log):
        """The checkpoint's cosignatures; held notes, of which those "inside the package do not count"; revocation."""
        if log.note: self.check_note(log, log.note, None)
        for name in log.reader.held:
            self.check_held(log, log.reader.read(name, NOTE_MAX) or b"", log.reader.prefix + name)
        for name, raw in self.trust.held: self.check_held(log, raw, name, "held")
        last = log.epoch.get("revoked", {}).get("last")
        if last and log.note and (log.note.size > last["size"] or log.agrees(last["size"], unb64(last["root"])) is False):
            log.add("STATION_REVOKED", expected="%s %s" % (last["size"], last["root"]),
                    found="%s %s" % (log.note.size, b64(log.note.root)), file=log.reader.prefix + "checkpoint")

    def check_seen(self, log):
        """"A seen head is judged like a held note, with the statement's seq"; "absent although seen: PEER_MISSING"."""
        for seq, s in sorted(log.statements.items()):
            for origin, size, root in s.seen:
                target = next((other for other in self.logs if other.origin == origin), None)
                code = self.judge_head(target, size, root) if target else "PEER_MISSING"
                if code and origin not in self.untrusted: log.add(code, seq, origin, "%s %s" % (size, b64(root)))

    def check_anchors(self, log, source):
        """RFC 3161 tokens. Without certificates in --trust/tsa they are judged by the package's own, and cover nothing."""
        names, pins = source.under("data/anchors/"), self.trust.pins
        for name in names if not pins else ():
            if name.endswith(".pem"):
                pins = pins + certificates((source.read("data/anchors/" + name) or b"").decode("ascii", "replace"))
        for stem in (n[:-4] for n in names if n.endswith(".tsr")):
            file = "data/anchors/" + stem
            try:
                note = Note(source.read(file + ".note") or b"")
                code, when = judge_token(log, stem, note, source.read(file + ".tsq"), source.read(file + ".tsr"), pins)
            except Malformed as error:
                log.add("TSA_BAD", found=error, file=file + ".tsr")
                continue
            if code:
                log.add(code, expected="the pinned certificate", file=file + ".tsr")
                continue
            self.check_note(log, note, file + ".note")
            if self.trust.pins and log.agrees(note.size, note.root): self.cover(log, note.size, "tsa", when)
        for name in names:
            if name.endswith(".note") and name[:-5] + ".tsr" not in names:
                self.check_held(log, source.read("data/anchors/" + name) or b"", "data/anchors/" + name)

    def close(self):
        """UNPROVEN_TAIL and NO_ANCHOR, "judged for data/log only"."""
        log = self.logs[0]
        if log.note and self.covered < log.note.size:
            log.add("UNPROVEN_TAIL", self.covered, log.note.size, self.covered)
        if not self.outside & {"tsa", "cosignature"}: log.add("NO_ANCHOR")

def judge_token(log, stem, note, query, response, pins):
    """(code or None, time): "nonce, imprint, signature, validity at genTime checked"; "TSA certificate pinned"."""
    token = Token(response)
    need(note.origin == log.origin and note.signed_by(log.key), "the stamped note is not a head of this log")
    need(stem.lstrip("0") == str(note.size), "the stamped note has another size")
    need(token.imprint_hash == "sha256" and token.imprint == sha256(note.body), "imprint of another text")
    need(query is not None and request_nonce(query) == token.nonce, "nonce")
    signers = [pin for pin in pins if token.signed_with(pin)]
    if not signers: return ("TSA_OTHER" if pins else None), None
    need(any(token.signature_holds(pin) for pin in signers), "signature")
    valid = any(pin.not_before <= token.time <= pin.not_after for pin in signers)
    return (None if valid else "TSA_EXPIRED"), token.time

def origin_of(reader, digest=None):
    """The origin that a log's own files claim, preferring one that hashes to the folder's name."""
    claims = []
    for claim in (lambda: Note(reader.checkpoint()).origin, lambda: Entry(reader.entry(min(reader.entries))).log):
        try:
            claims.append(strict(claim)())
        except Malformed:
            continue
    return ([c for c in claims if folder_of(c) == digest] + claims + [digest or ""])[0]

def folder_of(origin):
    return sha256(origin.encode("utf-8", "replace")).hex()[:16]

def open_peers(world, source, scope, roster):
    """data/peer/<hex>: judged with our roster, or with another agency's that --trust/peers vouches for."""
    for digest in sorted({name.partition("/")[0] for name in source.under("data/peer/")}):
        prefix = "data/peer/%s/" % digest
        origin = origin_of(PackageReader(source, prefix, Findings()), digest)
        mine, raw = roster if roster and origin in roster.epochs else None, source.read(prefix + "roster.json")
        agency = next((p for p in world.trust.peers if origin in p.epochs or p.raw == raw), None)
        if mine is None and agency:
            mine = choose_roster(agency, raw, source.read(prefix + "roster.json.sig"), world.findings, prefix + "roster.json")
        if mine is None:
            world.untrusted.add(origin)
            world.findings.add("PEER_MISSING", expected="its roster in --trust/peers", file=prefix, log=origin)
            continue
        reader = PackageReader(source, prefix, world.findings, origin)
        log = Log(reader, origin, origin, mine, world.findings, "case" if reader.blinded else scope)
        if folder_of(origin) != digest: log.add("CP_ORIGIN", expected=digest, found=origin, file=prefix)
        world.logs.append(log)

@strict
def read_disclosures(raw, main):
    """{(log or None, seq): [disclosure, ...]} of data/disclosures.json."""
    doc, found = parse_canonical(raw, LARGE_MAX), {}
    need(doc["v"] == "custody/disclosures/1" and set(doc) == {"v", "disclosures", "names"}, "members")
    need(all(set(n) == {"id", "name"} and is_text(n["id"]) and isinstance(n["name"], str) for n in doc["names"]), "names")
    for row in doc["disclosures"]:
        name = None if row.get("log", main) == main else row["log"]
        need({"entry", "disclosure"} <= set(row) <= {"log", "entry", "disclosure"} and is_int(row["entry"]), "disclosure")
        need(isinstance(row["disclosure"], str) and (name is None or is_text(name)), "disclosure")
        found.setdefault((name, row["entry"]), []).append(row["disclosure"])
    return found

def check_leftovers(world, disclosures):
    """A disclosure for a statement that is not here matches nothing, unless that statement was refused or withheld."""
    logs = {log.name: log for log in world.logs}
    for name, seq in (key for key in disclosures if isinstance(key, tuple)):
        log = logs.get(name)
        if seq not in (log.statements if log else ()) and not (world.findings.incomplete and (not log or seq in log.entries)):
            world.findings.add("DISCLOSURE", seq, found="no such statement", log=name)

def examine(world, disclosures, scope, case, source):
    """All checks, log by log, then across logs: "verification always goes on to the end"."""
    ids = {}
    for log in world.logs:
        for step in (log.read_head, log.read_entries, log.check_sequence, log.check_proofs): step()
        read_statements(log, disclosures, ids)
        check_tags(log, scope, case)
    check_leftovers(world, disclosures)
    for log in world.logs: world.check_heads(log)
    if source: world.check_anchors(world.logs[0], source)
    for log in world.logs:
        log.check_clock()
        check_statements(log, world.trust.roster)
        world.check_seen(log)
    custody = Custody(world.logs, world.findings)
    custody.run()
    world.close()
    return custody

def verify_package(source, trust, findings):
    """A package: the bag, the roster, every log, the files. Returns the answer document."""
    if "bagit.txt" not in source.names: raise Unreadable("no bagit.txt")
    info, hashes = check_bag(source, findings)
    raw, signatures = source.read("data/trust/roster.json"), source.read("data/trust/roster.json.sig")
    roster = choose_roster(trust.roster, raw, signatures, findings)
    check_package_signature(source, findings, roster)
    reader = PackageReader(source, "data/log/", findings)
    scope = info.get("Custody-Scope")
    scope = scope if scope in SCOPES else "case" if reader.blinded else "whole-log"
    log = Log(reader, info.get("Custody-Log") or origin_of(reader), None, roster, findings, scope)
    world, disclosures = World(trust, findings, log), {}
    open_peers(world, source, scope, roster)
    if "data/disclosures.json" in source.names:
        try:
            disclosures = read_disclosures(source.read("data/disclosures.json"), log.origin)
        except Malformed as error:
            findings.add("DISCLOSURE", found=error, file="data/disclosures.json")
    custody = examine(world, disclosures, scope, info.get("Custody-Case", ""), source)
    for field, value in (("Custody-Size", str(log.note.size)), ("Custody-Root", b64(log.note.root))) if log.note else ():
        if info.get(field, value) != value:
            findings.add("MANIFEST", expected=value, found=info[field], file="bag-info.txt")
    return answer(world, custody, compare_files(source, hashes, custody, findings))

class StationReader:
    """A station folder: station.db opened read-only. Proofs, held notes and anchors live in packages."""

    proofs, blinded, held, prefix, consistency = False, False, (), "station.db/", ()

    def __init__(self, folder):
        path = os.path.abspath(os.path.join(folder, "station.db")).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        self.db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
        self.db.text_factory = bytes
        self.entries = {row[0] for row in self.db.execute("SELECT seq FROM entry") if is_int(row[0])}

    def one(self, query, *values):
        row = self.db.execute(query, values).fetchone()
        return row[0] if row and isinstance(row[0], bytes) else None

    def checkpoint(self):
        return self.one("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")

    def entry(self, seq):
        return self.one("SELECT leaf FROM entry WHERE seq = ?", seq)

    def envelope(self, _seq, body):
        raw = unb64(body)
        return self.one("SELECT bytes FROM envelope WHERE body_hash IN (?, ?, ?)", raw, body, raw.hex())

    def disclosures(self):
        found = {}
        for digest, text in self.db.execute("SELECT stmt_digest, disclosure FROM disclosure"):
            if isinstance(digest, bytes) and isinstance(text, bytes):
                key = b64(digest) if len(digest) == 32 else digest.decode("ascii", "replace")
                found.setdefault(key, []).append(text.decode("ascii", "replace"))
        return found

def verify_station(folder, trust, findings):
    """A station: its database against the roster beside it, or the trusted one."""
    try:
        reader = StationReader(folder)
        raw, signatures = (file_bytes(folder, "trust", name) for name in ("roster.json", "roster.json.sig"))
        roster = choose_roster(trust.roster, raw, signatures, findings, "trust/roster.json")
        world = World(trust, findings, Log(reader, origin_of(reader), None, roster, findings, "whole-log"))
        return answer(world, examine(world, reader.disclosures(), "whole-log", "", None), False)
    except sqlite3.Error as error:
        raise Unreadable("station.db: %s" % error) from None

# 16. Answers and words
def answer(world, custody, matched):
    """The JSON document of the command line: the outcome, and "four answers that stand apart"."""
    findings, log = world.findings, world.logs[0]
    rows = sorted(findings.rows, key=lambda r: (r["verdict"], r["log"] or "", -1 if r["entry"] is None else r["entry"], r["code"]))
    codes, failed = {r["code"] for r in rows}, {r["code"] for r in rows if r["verdict"] == FAIL}
    places = {(s.log.name, s.seq) for s in custody.everything.values() if s.type.startswith("transfer.")}
    unsigned = any(r["verdict"] == FAIL and (r["log"], r["entry"]) in places
                   and r["code"].startswith(("SIG", "KEY", "ACCEPT", "OFFER")) for r in rows)
    signed = not unsigned and all(offer.answer for offer in custody.offers.values())
    return {
        "outcome": "fail" if failed else "unproven" if rows else "pass",
        "evidence": "mismatch" if "EVIDENCE_HASH" in codes else "match" if matched else "not_compared",
        "transfers": "none" if not custody.offers else "all_signed" if signed else "not_all_signed",
        "record": "inconsistent" if failed - {"EVIDENCE_HASH"} else "consistent",
        "outside_proof": sorted(world.outside), "findings": rows,
        "log": {"origin": shown(log.origin), "size": log.note.size if log.note else None,
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
    answers = [document[key] for key in ("evidence", "outcome", "record", "transfers")]
    for key in answers if answers[0] == "mismatch" else answers[1:] + answers[:1]: out(word(key))
    out(word("outside") + " " + (", ".join(document["outside_proof"]) or word("nothing")))
    out("%s  %s  %s" % tuple(shown(document["log"][k]) for k in ("origin", "size", "root")))
    for row in document["findings"]:
        place = [row.get("log") or "", "" if row["entry"] is None else "%s %s" % (word("entry"), row["entry"]), row["file"] or ""]
        out("%s %s  %s  %s" % (row["verdict"], row["code"], shown(" ".join(p for p in place if p)), row["text"]))
        for key in ("expected", "found"):
            if row[key] is not None: out("    %s: %s" % (word(key), row[key]))
    if unknown: out("%s: %s" % (word("ignored"), ", ".join(unknown)))
    out("  ".join("%s %s" % item for item in document["counts"].items()))

def verify(path, trust_path=None, language="en"):
    """The answer document for a package, folder, station or report; raises Unreadable."""
    findings = Findings()
    if trust_path is not None and not os.path.exists(trust_path): raise Unreadable("--trust does not exist")
    trust = Trust(trust_path, findings)
    if os.path.isdir(path):
        inside = sorted(os.listdir(path))
        if "station.json" in inside and "station.db" in inside: document = verify_station(path, trust, findings)
        else:
            nested = len(inside) == 1 and os.path.isfile(os.path.join(path, inside[0], "bagit.txt"))
            document = verify_package(FolderSource(os.path.join(path, inside[0]) if nested else path), trust, findings)
    else:
        with open(path, "rb") as stream: is_pdf = b"%PDF-" in stream.read(1024)
        with report_package(path) if is_pdf else open(path, "rb") as stream:
            document = verify_package(ZipSource(stream), trust, findings)
    for row in document["findings"]:
        row["text"] = TEXTS[row["code"]][LANGUAGES.index(language)]
        row["log"] = shown(row["log"])
        if row["log"] is None: del row["log"]  # "absent means Custody-Log"
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
    if options.json: print(json.dumps(document))
    elif document["outcome"] == "unreadable": print(WORDS["unreadable"][LANGUAGES.index(options.language)])
    else:
        encoding = sys.stdout.encoding or "ascii"
        print_report(document, options.language, unknown,
                     lambda line: print(line.encode(encoding, "backslashreplace").decode(encoding)))
    return {"pass": 0, "fail": 1, "unreadable": 2, "unproven": 3}[document["outcome"]]

if __name__ == "__main__": sys.exit(main())
