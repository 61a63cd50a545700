"""RFC 3161 tokens made by a real `openssl ts`, sound and broken."""

from pathlib import Path
from typing import Any

import pytest

from custody_app.verifier import verify_custody as v
from tests.conformance.builder import Station, seal, trust_folder
from tests.conformance.builder.authority import Authority
from tests.conformance.builder.scene import CAST, finished, signed_roster
from tests.unit.verifier.judging import document, expect, packed, rows


def plain() -> Station:
    station = finished()
    station.cosigners = []
    return station


@pytest.fixture(scope="module", params=["rsa", "ec"])
def authority(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / request.param, request.param)


def stamped(authority: Authority, size: int = 12, **change: bytes) -> dict[str, bytes]:
    query, reply = authority.stamp(plain().note_body(size))
    parts = {"tsq": query, "tsr": reply, "note": plain().note(size), **change}
    files = packed(plain())
    files.update({f"data/anchors/{size:012d}.{end}": raw for end, raw in parts.items() if raw})
    return seal(files, CAST.ana)


def judge(files: dict[str, bytes], tmp: Path, *pins: Authority) -> Any:
    trust = trust_folder(tmp / "t", signed_roster())
    (trust / "tsa").mkdir()
    for n, pin in enumerate(pins):
        (trust / "tsa" / f"{n}.pem").write_bytes(pin.pem.read_bytes())
    return document(files, tmp, trust)


def test_a_pinned_token_passes(authority: Authority, tmp_path: Path) -> None:
    result = judge(stamped(authority), tmp_path, authority)
    assert (result["outcome"], result["outside_proof"], result["findings"]) == ("pass", ["tsa"], [])


def test_a_token_over_an_earlier_head_covers_that(authority: Authority, tmp_path: Path) -> None:
    assert rows(judge(stamped(authority, 7), tmp_path, authority)) == expect(("?UNPROVEN_TAIL", 7))


def test_without_a_pin_a_token_counts_for_nothing(authority: Authority, tmp_path: Path) -> None:
    files = stamped(authority)
    files["data/anchors/tsa.pem"] = authority.pem.read_bytes()
    assert rows(judge(seal(files, CAST.ana), tmp_path)) == expect(("?UNPROVEN_TAIL", 0), ("?NO_ANCHOR", None))


def test_broken_tokens(authority: Authority, tmp_path: Path) -> None:
    query, reply = authority.stamp(plain().note_body())
    other_query, other_reply = authority.stamp(b"another text\n")
    broken = (
        {"tsr": reply[:-1] + bytes([reply[-1] ^ 1])},
        {"tsr": other_reply, "tsq": other_query},
        {"tsq": other_query},
        {"tsq": b"", "tsr": reply},
        {"tsr": b"\x30\x03\x02\x01\x00"},
        {"note": plain().note(7), "tsq": query, "tsr": reply},
    )
    for n, change in enumerate(broken):
        found = rows(judge(stamped(authority, **change), tmp_path / str(n), authority))
        assert found == expect(("TSA_BAD", None), ("?UNPROVEN_TAIL", 0), ("?NO_ANCHOR", None)), change


def test_another_authority(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other")
    assert rows(judge(stamped(authority), tmp_path, other)) == expect(
        ("TSA_OTHER", None), ("?UNPROVEN_TAIL", 0), ("?NO_ANCHOR", None)
    )


def test_an_expired_certificate(tmp_path: Path) -> None:
    old = Authority(tmp_path / "old", days=("20200101000000Z", "20210101000000Z"))
    assert rows(judge(stamped(old), tmp_path, old)) == expect(
        ("TSA_EXPIRED", None), ("?UNPROVEN_TAIL", 0), ("?NO_ANCHOR", None)
    )


def test_every_flipped_byte_of_a_token_is_refused_or_harmless(authority: Authority) -> None:
    """Never a crash; and never a changed imprint, time or nonce that still verifies."""
    _, reply = authority.stamp(b"text\n")
    pin = v.certificates(v.pem_blocks(authority.pem.read_bytes()))[0]
    true = v.Token(reply)
    assert true.signed_with(pin)
    assert true.signature_holds(pin)
    for at in range(len(reply)):
        changed = reply[:at] + bytes([reply[at] ^ 4]) + reply[at + 1 :]
        try:
            token = v.Token(changed)
            good = token.signed_with(pin) and token.signature_holds(pin)
        except v.Malformed:
            continue
        if good:
            assert (token.imprint, token.time, token.nonce) == (true.imprint, true.time, true.nonce), at
