"""Checks of the installation against values published elsewhere, and one whole turn of the machine."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import blake3

from custody_app.clock import SystemClock
from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.key_file import MIB, Cost
from custody_app.crypto.passphrase import offer_six_words
from custody_app.log.merkle import EMPTY_ROOT, leaf_hash, root_of
from custody_app.services.new_person import NewPerson
from custody_app.services.station_setup import StationPlan, StationSetup
from custody_app.services.verifying import verify_path

_CHEAPEST = Cost(2, 64 * MIB)


def run_self_test() -> list[tuple[str, bool]]:
    """Run every check; return its name and whether it passed, a check that breaks counting as failed."""
    return [(name, _passes(check)) for name, check in _CHECKS.items()]


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001  (whatever broke, this check did not pass)
        return False


def _digests() -> bool:
    """FIPS 180-4 and FIPS 202 examples, and the BLAKE3 test vector, for "abc"."""
    return (
        hashlib.sha256(b"abc").hexdigest() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        and hashlib.sha512(b"abc").hexdigest()[:32] == "ddaf35a193617abacc417349ae204131"
        and hashlib.sha3_256(b"abc").hexdigest() == "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"
        and blake3.blake3(b"abc").hexdigest() == "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"
    )


def _ed25519() -> bool:
    """RFC 8032 section 7.1, test 1."""
    key = SigningKey.from_seed(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    signature = key.sign_raw(b"").hex()
    return signature.startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")


def _merkle() -> bool:
    """RFC 6962 section 2.1: the empty tree and the empty leaf."""
    return (
        EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        and root_of([leaf_hash(b"")]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )


def _station() -> bool:
    """A station is made, its log signed and verified without a failure."""
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "station"
        person = NewPerson(
            id="self.test", name="Self Test", roles=("supervisor",), passphrase=offer_six_words(os.urandom)
        )
        plan = StationPlan(agency="Self test", domain="self-test.example", station="self-test", people=(person,))
        StationSetup(SystemClock(), os.urandom, None, _CHEAPEST).make(directory, plan)
        outcome = verify_path(directory, directory / "trust")
        return outcome.outcome == "unproven"


_CHECKS: dict[str, Callable[[], bool]] = {
    "digests": _digests,
    "ed25519": _ed25519,
    "merkle tree": _merkle,
    "station": _station,
}
