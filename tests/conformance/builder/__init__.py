"""An independent package builder for tests: own canonical JSON, Merkle tree, SSHSIG and notes; PyNaCl only signs."""

from tests.conformance.builder.log import EMPTY, Station
from tests.conformance.builder.package import as_folder, as_zip, build_files, seal, trust_folder
from tests.conformance.builder.signing import Person, Witness, canon, sshsig_armour

__all__ = [
    "EMPTY",
    "Person",
    "Station",
    "Witness",
    "as_folder",
    "as_zip",
    "build_files",
    "canon",
    "seal",
    "sshsig_armour",
    "trust_folder",
]
