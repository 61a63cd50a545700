from __future__ import annotations

import hashlib
import subprocess

import pytest

from custody_app.diagnostics import InputWrong
from custody_app.hashing.digests import (
    ALGORITHMS,
    DIGEST_BYTES,
    acceleration,
    new_hasher,
    ordered_algorithms,
    parse_algorithms,
    provenance,
)

ABC = {
    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sha512": "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    "sha3-256": "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
    "blake3": "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
    "sha1": "a9993e364706816aba3e25717850c26c9cd0d89d",
    "md5": "900150983cd24fb0d6963f7d28e17f72",
}


@pytest.mark.parametrize("name", ALGORITHMS)
def test_published_digest_of_abc(name):
    assert new_hasher(name, b"abc").hexdigest() == ABC[name]
    running = new_hasher(name)
    running.update(b"a")
    running.update(memoryview(b"bc"))
    assert running.hexdigest() == ABC[name]
    assert len(running.digest()) == DIGEST_BYTES[name]


@pytest.mark.parametrize(("name", "option"), [("sha256", "-sha256"), ("sha512", "-sha512"), ("sha3-256", "-sha3-256"),
                                              ("sha1", "-sha1"), ("md5", "-md5")])  # fmt: skip
def test_openssl_agrees(oracle, name, option):
    data = bytes(range(256)) * 1000
    answer = subprocess.run([oracle("openssl"), "dgst", option, "-r"], input=data, capture_output=True, check=True)
    assert answer.stdout.split()[0].decode() == new_hasher(name, data).hexdigest()


def test_weak_digests_say_that_they_are_not_for_security():
    # On FIPS systems hashlib.md5() raises without this; both spellings must give the same bytes.
    assert new_hasher("md5", b"x").hexdigest() == hashlib.md5(b"x", usedforsecurity=False).hexdigest()


def test_algorithms_come_in_the_programs_order_and_once():
    assert parse_algorithms("md5, SHA256,md5,blake3") == ("sha256", "blake3", "md5")


@pytest.mark.parametrize(("asked", "code"), [(["sha256", "crc32"], "ALGORITHM_UNKNOWN"), ([], "ALGORITHM_NONE")])
def test_unknown_or_no_algorithm_is_refused(asked, code):
    with pytest.raises(InputWrong) as refused:
        ordered_algorithms(asked)
    assert refused.value.code == code


def test_provenance_names_library_and_version():
    made_by = provenance()
    assert set(made_by) == set(ALGORITHMS)
    assert made_by["sha256"].startswith("OpenSSL ")
    assert made_by["blake3"].startswith("blake3 ")


def test_the_processors_instructions_are_named(tmp_path):
    told = tmp_path / "cpuinfo"
    for text, expected in (
        ("processor: 0\nflags\t\t: fpu sha_ni avx2\nflags\t\t: fpu\n", "SHA-NI"),
        ("Features\t: fp sha1 sha2 sha512\n", "ARMv8 SHA-2, ARMv8 SHA-512"),
        ("flags\t: fpu sha_nil\n", ""),
        ("", ""),
    ):
        told.write_text(text)
        assert acceleration(str(told)) == expected
    assert acceleration(str(tmp_path / "absent")) == ""
    found = acceleration()
    assert not found or found in provenance()["sha256"]
