"""Who signed a roster, and whether it may follow the one that is trusted (log-format.md, Checkpoint … trust)."""

from __future__ import annotations

from collections.abc import Iterable

from custody_app.crypto.public_key import PublicKey
from custody_app.crypto.signature import Signature, verify
from custody_app.crypto.signer import Signer
from custody_app.crypto.sshsig import NAMESPACE_ROSTER, parse_armour
from custody_app.diagnostics import InputWrong
from custody_app.log.roster import Roots, Roster


def sign_roster(roster: Roster, signers: Iterable[Signer]) -> bytes:
    """Return `roster.json.sig`: one armoured SSHSIG block for each signer, one after the other."""
    message = roster.canonical
    return "".join(signer.sign(NAMESPACE_ROSTER, message).armoured(NAMESPACE_ROSTER) for signer in signers).encode()


def roots_that_signed(roster: bytes, signatures: bytes, roots: Roots) -> frozenset[PublicKey]:
    """Return the distinct root keys whose signatures over the roster's bytes hold.

    A block by somebody else or for another namespace counts nothing; a file that cannot be read has no signature.
    """
    try:
        blocks = parse_armour(signatures.decode("ascii"))
    except (InputWrong, UnicodeDecodeError):
        return frozenset()
    signed = set()
    for block in blocks:
        usable = block.key in roots.keys and block.namespace == NAMESPACE_ROSTER and block.key not in signed
        sound = usable and not block.key.is_weak(for_enrolment=False)
        if sound and verify(Signature.from_armoured(block), NAMESPACE_ROSTER, roster):
            signed.add(block.key)
    return frozenset(signed)


def is_signed_by(roster: bytes, signatures: bytes, roots: Roots) -> bool:
    """Tell whether k distinct of the root keys signed the roster's bytes."""
    return len(roots_that_signed(roster, signatures, roots)) >= roots.k


def dropped_from(before: Roster, after: Roster) -> list[str]:
    """Return what `before` has and `after` lacks of people, their keys, and epochs; a roster never drops any."""
    people = {person.id: {held.key for held in person.keys} for person in after.people}
    dropped = []
    for person in before.people:
        if person.id not in people:
            dropped.append(person.id)
            continue
        dropped += [held.key.line for held in person.keys if held.key not in people[person.id]]
    for station in before.stations:
        for epoch in station.epochs:
            kept = after.epoch(epoch.origin)
            if kept is None or kept.key != epoch.key:
                dropped.append(epoch.origin)
    return dropped


def refusal_of(trusted: Roster, offered: Roster, offered_bytes: bytes, signatures: bytes) -> list[str]:
    """Return the ROSTER_* codes that stand against `offered` beside the `trusted` roster; [] means it may be used.

    ROSTER_ROLLBACK: a lower version. ROSTER_FORK: the same version with other bytes, or a next version whose
    `prev` names another roster. ROSTER_SIG: k of the trusted roots did not sign it. ROSTER_DROPPED: it lacks
    a person, key or epoch; such a roster is signed, and so is used all the same.
    """
    if offered.version < trusted.version:
        return ["ROSTER_ROLLBACK"]
    codes = []
    same_version_differs = offered.version == trusted.version and offered_bytes != trusted.canonical
    other_parent = offered.version == trusted.version + 1 and offered.prev != trusted.digest
    if same_version_differs or other_parent:
        codes.append("ROSTER_FORK")
    if not is_signed_by(offered_bytes, signatures, trusted.roots):
        codes.append("ROSTER_SIG")
    if not codes and dropped_from(trusted, offered):
        codes.append("ROSTER_DROPPED")
    return codes
