"""The statements of a log: hash, form, log, identity, base, tag, and what custody needs of them."""

from __future__ import annotations

import uuid
from hashlib import sha256
from typing import Any

from custody_app.crypto.public_key import PublicKey
from custody_app.log.canonical import (
    MAX_BYTES,
    STATEMENT_DEPTH,
    CanonRefused,
    Json,
    b64,
    canon,
    parse,
    unb64,
)
from custody_app.log.entry import Entry, case_tag
from custody_app.log.merkle import EMPTY_ROOT, verify_consistency
from custody_app.log.note import MAX_NOTE
from custody_app.log.proof import parse_consistency
from custody_app.log.shape import has_members, is_base64, is_count, is_text
from custody_app.log.statement import SALT_SIZE, Head
from custody_app.log.verification.disclosures import Disclosures
from custody_app.log.verification.entry_shape import refusal
from custody_app.log.verification.layout import read_or_none
from custody_app.log.verification.log_view import Act, LogView, Seen
from custody_app.log.verification.manifests import sha256_of
from custody_app.log.verification.run import Run
from custody_app.log.verification.signers import Signers
from custody_app.log.verification.statement_shape import envelope_fault, time_faults

_TRANSFERS = {"transfer.offer", "transfer.accept", "transfer.reject", "transfer.cancel", "transfer.close"}


class Statements:
    """Judges the statement of each entry of one log."""

    def __init__(self, run: Run, view: LogView, disclosures: Disclosures) -> None:
        self._run = run
        self._view = view
        self._disclosures = disclosures
        self._signers = Signers(run, view)
        self._waiting_tags: list[tuple[int, str, bytes]] = []
        self._tags: dict[str, bytes] = {}
        self._consistent: dict[tuple[int, bytes], bool | None] = {}

    def check(self, number: int, entry: Entry) -> None:
        """Look at the statement of one entry."""
        view = self._view
        if number not in view.files.envelopes:
            view.absent.append(number)
            return
        envelope = self._envelope(number, entry)
        if envelope is None:
            view.incomplete = True
            self._disclosures.forget(view.origin, number)
            return
        self._run.counts.statements += 1
        statement = envelope["statement"]
        message = canon(statement, max_depth=STATEMENT_DEPTH)
        for time in time_faults(statement):
            self._add("TIME_FORMAT", number, found=time)
        if statement["log"] != view.origin:
            self._add("STMT_LOG", number, expected=view.origin, found=statement["log"])
        self._check_identity(number, statement)
        self._check_base(number, statement)
        self._check_kind(number, statement)
        self._signers.check(number, entry.at, statement, envelope["sigs"], message)
        self._keep(number, statement, sha256(message).digest(), entry)

    def finish(self) -> None:
        """Judge what had to wait for the rest of the log: erased statements, tags of cases opened later."""
        view = self._view
        self._signers.flush()
        for number in view.absent:
            view.incomplete = True
            if number in view.erased:
                view.withheld.add(number)
                self._add("BODY_WITHHELD", number)
            else:
                self._add("BODY_HASH", number, found="—")
        for number in view.files.entries:
            self._disclosures.forget(view.origin, number)
        for number, case, tag in self._waiting_tags:
            self._compare_tag(number, case, tag)

    # The envelope.

    def _envelope(self, number: int, entry: Entry) -> Json | None:
        name = self._view.files.envelope(number)
        encoded = read_or_none(self._run.files, name, MAX_BYTES)
        # Too long to be read is still hashed: it may be what was recorded, and is then not canonical.
        digest = bytes.fromhex(sha256_of(self._run.files, name)) if encoded is None else sha256(encoded).digest()
        if digest != entry.body:
            self._add("BODY_HASH", number, expected=b64(entry.body), found=b64(digest))
            return None
        try:
            if encoded is None:
                raise CanonRefused(f"longer than {MAX_BYTES} bytes")
            value = parse(encoded)
        except CanonRefused as error:
            self._add("BODY_" + refusal(encoded), number, found=error.values.get("reason"))
            return None
        fault = envelope_fault(value) or _place_fault(number, value["statement"])
        if fault is not None:
            self._add("BODY_SHAPE", number, found=fault)
            return None
        return value

    def _check_identity(self, number: int, statement: Json) -> None:
        identity = uuid.UUID(statement["id"]).bytes
        if identity in self._run.statement_ids:
            self._add("DUP_ID", number, found=statement["id"])
        self._run.statement_ids.add(identity)

    # The base.

    def _check_base(self, number: int, statement: Json) -> None:
        base = Head(statement["base"]["size"], unb64(statement["base"]["root"], 32))
        view = self._view
        if number == 0 or base.size == 0:
            if number != 0 or base != Head(0, EMPTY_ROOT):
                self._add("BASE_SHAPE", number, found=base.size)
            return
        if base.size > number:
            self._add("BASE_FUTURE", number, expected=f"≤ {number}", found=base.size)
            return
        if not view.broken and view.tree.size >= base.size:
            root = view.tree.root(base.size)
            if root != base.root:
                view.base_mismatches.append((number, base, root))
                return
        if view.partial and self._is_consistent(base) is False:
            view.base_mismatches.append((number, base, None))

    def _is_consistent(self, base: Head) -> bool | None:
        """Tell whether the package's proof leads from `base` to the checkpoint; None where it has no proof."""
        head, name = self._view.head, self._view.files.consistency(base.size)
        if head is None or name is None or base.size >= head.size:
            return None
        place = (base.size, base.root)
        if place not in self._consistent:
            encoded = read_or_none(self._run.files, name, MAX_NOTE)
            try:
                proof = parse_consistency(encoded or b"")
            except CanonRefused:
                proof = []
            self._consistent[place] = verify_consistency(base.size, base.root, head.size, head.root, proof)
        return self._consistent[place]

    # What kinds of statements say.

    def _check_kind(self, number: int, statement: Json) -> None:
        view, kind, body = self._view, statement["type"], statement["body"]
        if kind == "clock.step":
            view.clock_steps.append(number)
        elif kind == "body.erase":
            view.erased.setdefault(body["seq"], unb64(body["statement"], 32))
        elif kind == "key.enrol":
            self._signers.check_enrolment(number, statement)
        elif kind == "genesis":
            self._check_genesis(number, body)
            view.previous = _previous(number, body.get("previous"))
        for seen in statement.get("seen", []):
            view.seen.append(Seen(seen["log"], Head(seen["size"], unb64(seen["root"], 32)), number))

    def _check_genesis(self, number: int, body: Json) -> None:
        known, epoch = self._run.known_rosters, self._view.epoch
        if not known or (body["roster"] not in known and self._run.rosters_complete):
            self._add("GENESIS_ROSTER", number, found=body["roster"])
        elif epoch is not None:
            key = epoch.key
            told = (key.vkey, b64(key.public), PublicKey.from_ed25519(key.public).line)
            if body["station_key"] not in told:
                self._add("GENESIS_ROSTER", number, expected=key.vkey, found=body["station_key"])

    # Tags and what custody keeps.

    def _keep(self, number: int, statement: Json, digest: bytes, entry: Entry) -> None:
        view, body = self._view, statement["body"]
        if self._disclosures.of(view.origin, number):
            body = self._disclosures.reveal(view.origin, number, body)
        if statement["type"] in ("genesis", "case.open"):
            self._take_salt(statement, body)
        case = statement["case"]
        if case in view.salts:
            self._compare_tag(number, case, entry.tag)
        else:
            self._waiting_tags.append((number, case, entry.tag))
        kind = statement["type"]
        view.digests.add(digest)
        if not statement["exhibits"] and kind not in _TRANSFERS:
            return
        lines = tuple(
            (line["exhibit"], unb64(line["prev"], 32) if "prev" in line else None, line.get("sha256"))
            for line in statement["exhibits"]
        )
        told = body if kind.startswith("transfer.") else {n: body[n] for n in ("result", "digests") if n in body}
        cosigners = tuple(statement["body"].get("cosigners", []))
        view.acts.append(Act(view.origin, number, kind, digest, case, statement["actor"], cosigners, lines, told))

    def _take_salt(self, statement: Json, body: Json) -> None:
        told = body.get("case_salt")
        if is_base64(told, SALT_SIZE):
            case = "" if statement["type"] == "genesis" else statement["case"]
            self._view.salts.setdefault(case, unb64(told, SALT_SIZE))

    def _compare_tag(self, number: int, case: str, tag: bytes) -> None:
        salt = self._view.salts.get(case)
        if salt is None:
            return
        expected = self._tags.get(case)
        if expected is None:
            expected = self._tags[case] = case_tag(case, salt)
        if tag != expected:
            self._add("CASE_TAG", number, expected=b64(expected), found=b64(tag))

    def _add(self, code: str, number: int, *, expected: object = None, found: object = None) -> None:
        file = self._view.files.envelope(number) if code.startswith("BODY") else None
        self._run.findings.add(code, log=self._view.label, entry=number, file=file, expected=expected, found=found)


def _place_fault(number: int, statement: Json) -> str | None:
    """Genesis stands at the beginning and nowhere else."""
    return None if (statement["type"] == "genesis") == (number == 0) else "genesis"


def _previous(number: int, told: Any) -> Seen | None:
    if not has_members(told, {"log", "size", "root"}) or not is_text(told["log"]):
        return None
    if not is_count(told["size"]) or not is_base64(told["root"], 32):
        return None
    return Seen(told["log"], Head(told["size"], unb64(told["root"], 32)), number)
