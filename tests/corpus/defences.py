"""The verifier's defences by name, and how to take one away."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from custody_app.verifier import verify_custody as v

Take = Callable[[pytest.MonkeyPatch], None]


def silent(holder: Any, name: str, value: Any = None) -> Take:
    """The check answers `value` whatever it is given."""
    return lambda patch: patch.setattr(holder, name, lambda *_, **__: value)


def still(holder: Any, name: str, value: Any = None) -> Take:
    return lambda patch: patch.setattr(holder, name, staticmethod(lambda *_, **__: value))


def any_json(raw: bytes | None, limit: int = 0) -> Any:
    """Read whatever Python reads."""
    try:
        return json.loads(raw or b"")
    except (ValueError, RecursionError) as error:
        raise v.NotCanonical(str(error)) from None


def any_form(value: Any, form: Any) -> bool:
    """Types are looked at, members too many are let through."""
    loose = {**form, "*": None} if isinstance(form, dict) else form
    return FITS(value, loose)


FITS = v.fits


def named_only(holder: Any, name: str, *codes: str) -> Take:
    """These findings are not made."""
    kept = getattr(holder, name)

    def add(self: Any, code: str, *rest: Any, **more: Any) -> None:
        if code not in codes:
            kept(self, code, *rest, **more)

    return lambda patch: patch.setattr(holder, name, add)


DEFENCES: dict[str, Take] = {
    "manifests": silent(v, "check_manifest"),
    "places of files": lambda patch: patch.setattr(v, "PLACES", v.TEXT),
    "package signature": silent(v, "check_package_signature"),
    "canonical bytes": lambda patch: patch.setattr(v, "parse_canonical", any_json),
    "members of documents": lambda patch: patch.setattr(v, "fits", any_form),
    "head's signature": silent(v.Note, "signed_by", value=True),
    "gaps, chain and root": silent(v.Log, "check_sequence"),
    "inclusion proofs": silent(v.Log, "check_proofs"),
    "clock": silent(v.Log, "check_clock"),
    "base": silent(v, "check_base"),
    "log that a statement is for": named_only(v.Log, "add", "STMT_LOG"),
    "statement recorded once": named_only(v.Log, "add", "DUP_ID"),
    "envelope's hash": named_only(v.Log, "add", "BODY_HASH"),
    "signatures": silent(v, "check_signatures"),
    "arithmetic of signatures": silent(v.Key, "verify", value=True),
    "soundness of keys": lambda patch: patch.setattr(v, "ed_key", v.ed_decode),
    "periods of keys": silent(v.Period, "holds", value=True),
    "proof of possession": silent(v, "enrolment_holds", value=True),
    "case tags and salts": silent(v, "check_tags"),
    "disclosures": named_only(v.Log, "add", "DISCLOSURE"),
    "genesis": silent(v, "check_genesis"),
    "roster's roots": silent(v.Roster, "signed_by", value=True),
    "roster's versions": named_only(v.Findings, "add", "ROSTER_FORK", "ROSTER_ROLLBACK"),
    "roster forgets nobody": silent(v.Roster, "drops", value=[]),
    "exhibit lines and transfers": silent(v.Custody, "run"),
    "rules of answers": silent(v.Custody, "answer"),
    "digests of content": silent(v.Custody, "compare"),
    "evidence files": silent(v, "compare_files"),
    "heads that others hold": still(v.World, "judge_head"),
    "heads seen in other logs": silent(v.World, "check_seen"),
    "time stamps": silent(v.World, "check_anchors"),
    "witnesses": silent(v.Note, "cosigned_at", value=1),
    "one folder for a log": named_only(v.Findings, "add", "CP_ORIGIN"),
}
