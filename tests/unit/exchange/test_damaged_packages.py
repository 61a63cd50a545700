"""Whatever happens to the bytes of a package, it is refused in words or serves the files it had."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custody_app.diagnostics import InputWrong
from custody_app.exchange.bagit import check_bag
from custody_app.exchange.package_reader import ZippedPackage
from custody_app.exchange.package_writer import write_package
from tests.unit.exchange.package_builder import VERIFY, key, package, small_station

FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    target = tmp_path_factory.mktemp("package") / "a.custody.zip"
    write_package(package(small_station(notes=2)), target, key("ana.silva"), verify=VERIFY)
    content = target.read_bytes()
    original = ZippedPackage(io.BytesIO(content))
    return content, {name: original.read(name, 1 << 20) for name in original.names()}


def served(content: bytes) -> dict[str, bytes] | None:
    """Return the files of a package, None where it is refused; any other exception is the test's failure."""
    try:
        found = ZippedPackage(io.BytesIO(content))
        return {name: found.read(name, 1 << 20) for name in found.names()}
    except InputWrong:
        return None


@given(st.data())
@FEW
def test_flipped_bits_change_no_file_that_is_served(whole, data):
    content, files = whole
    changed = bytearray(content)
    # Half of the places are in the directory, where the structure is.
    start = data.draw(st.sampled_from([0, content.index(b"PK\1\2")]))
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(start, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    found = served(bytes(changed))
    assert found is None or found.items() <= files.items()


@given(st.data())
@FEW
def test_cut_doubled_and_inserted_bytes_are_refused(whole, data):
    content, _ = whole
    first, second = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    more = data.draw(st.binary(min_size=1, max_size=60))
    assert first == second or served(content[:first] + content[second:]) is None
    assert first == second or served(content[:second] + content[first:]) is None
    assert served(content[:first] + more + content[first:]) is None


@given(st.binary(max_size=300))
@FEW
def test_any_bytes_at_all_are_refused(content):
    assert served(content) is None
    assert served(b"PK\3\4" + content) is None


def test_each_lost_bit_is_a_problem_of_one_file(whole):
    content, files = whole
    for name in ("data/log/checkpoint", "data/trust/roster.json", "verify/verify_custody.py"):
        place = content.index(files[name])
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        assert [(problem.file, problem.found) for problem in check_bag(ZippedPackage(io.BytesIO(changed)))] == [
            (name, None)
        ]
