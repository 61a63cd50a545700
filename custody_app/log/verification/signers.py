"""Who signed a statement, and with which key (log-format.md, Statement, Signers)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from custody_app.crypto.public_key import PublicKey
from custody_app.crypto.signature import Signature, verify
from custody_app.crypto.sshsig import NAMESPACE_ENROL, NAMESPACE_STATEMENT, parse_armour
from custody_app.diagnostics import InputWrong
from custody_app.log.canonical import Json, canon
from custody_app.log.shape import is_time
from custody_app.log.statement import STATION_ACTOR, STATION_TYPES
from custody_app.log.verification.log_view import KeyUse, LogView
from custody_app.log.verification.run import Run

_BATCH: Final = 512


@dataclass(frozen=True, slots=True)
class _Job:
    """A signature whose key was found; what is left is to compute."""

    seq: int
    at: str
    who: str
    signature: Signature
    message: bytes


class Signers:
    """Judges the signatures of one log's statements; the arithmetic is done in batches, in threads.

    Per signature the first of these counts: SIG_SHAPE (form), KEY_WEAK, KEY_UNKNOWN, SIG_SHAPE (not asked for),
    SIG_BAD, KEY_PERIOD or CLOCK_SUSPECT, KEY_COMPROMISED.
    """

    def __init__(self, run: Run, view: LogView) -> None:
        self._run = run
        self._view = view
        self._jobs: list[_Job] = []
        self._station = None if view.epoch is None else PublicKey.from_ed25519(view.epoch.key.public)
        self._threads = os.cpu_count() or 1

    def check(self, seq: int, at: str, statement: Json, signatures: list[Any], message: bytes) -> None:
        """Look at all signatures of one statement; `message` is its canonical bytes, `at` the entry's time."""
        required = {statement["actor"], *statement["body"].get("cosigners", [])}
        if not signatures:
            self._add("SIG_NONE", seq)
            return
        named: set[str] = set()
        used: set[str] = set()
        for told in signatures:
            signature = self._usable(seq, told)
            if signature is None:
                continue
            who = self._owner(signature.key)
            if who is None:
                self._add("KEY_UNKNOWN", seq, found=signature.key.line)
                continue
            named.add(who)
            if who not in required or who in used or not self._station_may(who, statement["type"]):
                self._add("SIG_SHAPE", seq, found=who)
                continue
            used.add(who)
            self._jobs.append(_Job(seq, at, who, signature, message))
        for person in sorted(required - named - self._named_by_malformed(signatures)):
            self._add("SIGNER_MISSING", seq, expected=person)
        if len(self._jobs) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Compute the signatures gathered so far."""
        jobs, self._jobs = self._jobs, []
        for job, holds in zip(jobs, _verify_all(jobs, self._threads), strict=True):
            if not holds:
                self._add("SIG_BAD", job.seq, found=job.who)
                continue
            self._run.counts.signatures += 1
            self._judge_period(job)

    def check_enrolment(self, seq: int, statement: Json) -> None:
        """ENROL_BAD unless whoever enrols holds the key, and the key is a sound one."""
        body = statement["body"]
        told = {"key": body["key"], "log": statement["log"], "person": body["person"], "v": "custody/enrol/1"}
        try:
            key = PublicKey.parse_line(body["key"])
            signature = _proof(key, body["proof"])
            holds = not key.is_weak(for_enrolment=True) and verify(signature, NAMESPACE_ENROL, canon(told))
        except InputWrong:
            holds = False
        if not holds:
            self._add("ENROL_BAD", seq, found=body["person"])

    def _usable(self, seq: int, told: Any) -> Signature | None:
        try:
            signature = Signature.from_json(told)
        except InputWrong:
            self._add("SIG_SHAPE", seq)
            return None
        if signature.key.is_weak(for_enrolment=False):
            self._add("KEY_WEAK", seq, found=signature.key.line)
            return None
        return signature

    def _owner(self, key: PublicKey) -> str | None:
        if self._station is not None and key == self._station:
            return STATION_ACTOR
        found = None if self._view.roster is None else self._view.roster.key_of(key)
        return None if found is None else found[0]

    def _named_by_malformed(self, signatures: list[Any]) -> set[str]:
        """Return the persons named by a key line whose signature was refused for its form or its weak key."""
        named = set()
        for told in signatures:
            line = told.get("key") if isinstance(told, dict) else None
            try:
                owner = self._owner(PublicKey.parse_line(line)) if isinstance(line, str) else None
            except InputWrong:
                continue
            if owner is not None:
                named.add(owner)
        return named

    def _station_may(self, who: str, kind: str) -> bool:
        return who != STATION_ACTOR or kind in STATION_TYPES

    def _judge_period(self, job: _Job) -> None:
        if not is_time(job.at):
            return
        roster, epoch = self._view.roster, self._view.epoch
        if job.who == STATION_ACTOR:
            if epoch is not None and job.at < epoch.valid_from:
                self._view.key_uses.append(KeyUse(job.seq, job.at, job.who))
            return
        found = None if roster is None else roster.key_of(job.signature.key)
        if found is None:
            return
        held = found[1]
        since = held.revoked.compromised_since if held.revoked is not None else None
        if not held.holds_at(job.at):
            self._view.key_uses.append(KeyUse(job.seq, job.at, job.who))
        elif since is not None and job.at >= since:
            self._view.key_uses.append(KeyUse(job.seq, job.at, job.who, since))

    def _add(self, code: str, seq: int, *, expected: object = None, found: object = None) -> None:
        self._run.findings.add(code, log=self._view.label, entry=seq, expected=expected, found=found)


def _proof(key: PublicKey, told: Any) -> Signature:
    """Return the enrolment's signature, given as base64 of its raw bytes or like a member of `sigs`."""
    if isinstance(told, dict) or (isinstance(told, str) and told.startswith("-----BEGIN")):
        signature = Signature.from_json(told) if isinstance(told, dict) else _armoured(told)
        if signature.key != key:
            raise InputWrong("SIG_SHAPE", "")
        return signature
    return Signature.from_json({"alg": key.alg, "key": key.line, "sig": told})


def _armoured(text: str) -> Signature:
    blocks = parse_armour(text)
    if len(blocks) != 1 or blocks[0].namespace != NAMESPACE_ENROL:
        raise InputWrong("SIG_SHAPE", "")
    return Signature.from_armoured(blocks[0])


def _verify_all(jobs: list[_Job], threads: int) -> Iterable[bool]:
    if len(jobs) < 2 * threads or threads == 1:
        return _verify_some(jobs)
    # libsodium releases the interpreter's lock, so slices run side by side.
    slices = [jobs[i * len(jobs) // threads : (i + 1) * len(jobs) // threads] for i in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        return [holds for part in pool.map(_verify_some, slices) for holds in part]


def _verify_some(jobs: list[_Job]) -> list[bool]:
    return [verify(job.signature, NAMESPACE_STATEMENT, job.message) for job in jobs]
