"""Time stamps by a real authority: `openssl ts`."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from custody_app.log.verification import Trust
from tests.unit.log.verification.building import Files, LogBuilder, check, codes, sample, sealed


@pytest.fixture(scope="module", autouse=True)
def _openssl(oracle) -> None:
    oracle("openssl")


CONFIG = """
[req]
distinguished_name = name
prompt = no
x509_extensions = stamping
[name]
CN = {name}
[stamping]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = {ess}
"""


class Authority:
    """A time-stamping authority in a folder."""

    def __init__(self, folder: Path, *, key: str = "rsa:2048", ess: str = "sha256") -> None:
        folder.mkdir()
        self.folder = folder
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder, ess=ess, name=folder.name))
        (folder / "serial").write_text("01")
        options = ["-newkey", key] if key != "ec" else ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        self._run("req", "-x509", "-config", "tsa.cnf", *options, "-nodes", "-days", "30", "-keyout", "key.pem",
                  "-out", "tsa.pem")  # fmt: skip

    @property
    def certificate(self) -> bytes:
        return (self.folder / "tsa.pem").read_bytes()

    def expire(self) -> None:
        """Replace the certificate by one of the same key that ended last year."""
        now = datetime.now(UTC)
        old = x509.load_pem_x509_certificate(self.certificate)
        key = load_pem_private_key((self.folder / "key.pem").read_bytes(), None)
        made = (
            x509.CertificateBuilder(old.issuer, old.subject, old.public_key(), old.serial_number)
            .not_valid_before(now - timedelta(days=700))
            .not_valid_after(now - timedelta(days=365))
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .sign(key, hashes.SHA256())
        )
        (self.folder / "tsa.pem").write_bytes(made.public_bytes(Encoding.PEM))

    def stamp(self, text: bytes, *options: str, digest: str = "-sha256") -> tuple[bytes, bytes]:
        """Return the query and the response."""
        (self.folder / "text").write_bytes(text)
        self._run("ts", "-query", "-data", "text", digest, *(options or ("-cert",)), "-out", "q.tsq")
        self._run("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq", "-out", "r.tsr")
        return (self.folder / "q.tsq").read_bytes(), (self.folder / "r.tsr").read_bytes()

    def _run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "one")


def anchored(log: LogBuilder, authority: Authority, size: int = 8, **spoilt: bytes) -> Files:
    note = log.checkpoint(size, cosigned=False)
    query, response = authority.stamp(note.text.encode())
    made = {"tsq": query, "tsr": response, "note": note.encoded} | spoilt
    files = {f"data/anchors/{size:012d}.{kind}": content for kind, content in made.items() if content}
    return log.package(files=files, cosigned=False)


def trusting(log: LogBuilder, *authorities: Authority) -> Trust:
    return Trust(log.roster, tsa=tuple((a.folder.name, a.certificate) for a in authorities))


def test_a_time_stamp_of_the_head_proves_it(authority: Authority) -> None:
    log = sample()
    outcome = check(anchored(log, authority), trusting(log, authority))
    assert codes(outcome) == []
    assert outcome.outside_proof == ("tsa",)
    assert [size for size, _ in outcome.proven_times] == [8]


def test_a_time_stamp_of_an_earlier_head_covers_only_that(authority: Authority) -> None:
    log = sample()
    assert codes(check(anchored(log, authority, 5), trusting(log, authority))) == [("UNPROVEN_TAIL", 5)]


@pytest.mark.parametrize("options", [{"key": "ec"}, {"ess": "sha1"}, {"key": "rsa:3072"}], ids=str)
def test_other_kinds_of_authority(tmp_path, options: dict) -> None:
    authority, log = Authority(tmp_path / "tsa", **options), sample()
    assert codes(check(anchored(log, authority), trusting(log, authority))) == []


def test_a_token_without_its_certificate_is_checked_with_the_pinned_one(authority: Authority) -> None:
    log = sample()
    query, response = authority.stamp(log.checkpoint(cosigned=False).text.encode(), "-no_nonce")
    assert codes(check(anchored(log, authority, tsq=query, tsr=response), trusting(log, authority))) == []


def test_what_spoils_a_time_stamp(authority: Authority) -> None:
    log = sample()
    query, response = authority.stamp(b"another text\n")
    other_query, _ = authority.stamp(log.checkpoint(cosigned=False).text.encode())
    _, other_digest = authority.stamp(log.checkpoint(cosigned=False).text.encode(), digest="-sha512")
    good = anchored(log, authority)["data/anchors/000000000008.tsr"]
    spoilt = [
        {"tsq": query, "tsr": response},
        {"tsq": other_query},
        {"tsq": b"x"},
        {"tsq": b"", "tsr": other_digest},
        {"tsr": b"x"},
        {"tsr": good[:-1] + bytes([good[-1] ^ 1])},
        {"tsr": good[:-100]},
        {"note": b"x"},
        {"note": b""},
        {"note": log.checkpoint(5, cosigned=False).encoded},
    ]
    for change in spoilt:
        found = codes(check(anchored(log, authority, **change), trusting(log, authority)))
        assert found == [("NO_ANCHOR", None), ("TSA_BAD", None), ("UNPROVEN_TAIL", 0)], change


def test_every_spoilt_byte_of_a_token_is_noticed_or_harmless(authority: Authority) -> None:
    log = sample()
    files = anchored(log, authority)
    name = "data/anchors/000000000008.tsr"
    good = files[name]
    for place in range(0, len(good), 97):
        files[name] = good[:place] + bytes([good[place] ^ 0x40]) + good[place + 1 :]
        found = {code for code, _ in codes(check(sealed(files), trusting(log, authority), alone=True))}
        assert found <= {"TSA_BAD", "TSA_OTHER", "NO_ANCHOR", "UNPROVEN_TAIL"}


def test_another_authority(authority: Authority, tmp_path) -> None:
    log, other = sample(), Authority(tmp_path / "other")
    found = codes(check(anchored(log, other), trusting(log, authority)))
    assert found == [("NO_ANCHOR", None), ("TSA_OTHER", None), ("UNPROVEN_TAIL", 0)]
    assert codes(check(anchored(log, other), trusting(log, authority, other))) == []


def test_without_a_pinned_authority_a_token_proves_nothing(authority: Authority) -> None:
    log = sample()
    assert codes(check(anchored(log, authority), Trust(log.roster))) == [("NO_ANCHOR", None), ("UNPROVEN_TAIL", 0)]


def test_a_certificate_that_was_not_valid_then(tmp_path) -> None:
    log, late = sample(), Authority(tmp_path / "late")
    late.expire()
    trust = trusting(log, late)
    found = codes(check(anchored(log, late), trust))
    assert found == [("NO_ANCHOR", None), ("TSA_EXPIRED", None), ("UNPROVEN_TAIL", 0)]


def test_a_stamped_head_of_another_history(authority: Authority) -> None:
    log = sample()
    note = log.checkpoint(5, root=bytes(32), cosigned=False)
    _, response = authority.stamp(note.text.encode())
    files = anchored(log, authority, 5, tsq=b"", tsr=response, note=note.encoded)
    assert ("FORK", None) in codes(check(files, trusting(log, authority)))


def test_a_stamped_text_that_the_log_never_signed(authority: Authority) -> None:
    log = sample()
    note = replace(log.checkpoint(5, cosigned=False), signatures=log.checkpoint(4, cosigned=False).signatures)
    files = anchored(log, authority, 5, note=note.encoded)
    assert ("TSA_BAD", None) in codes(check(files, trusting(log, authority)))
