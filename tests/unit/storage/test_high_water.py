"""The high-water mark: moves forward only, and tells an older or another log."""

from __future__ import annotations

import json

import pytest

from custody_app.diagnostics import EnvironmentUnavailable, InputWrong
from custody_app.log.merkle import Tree
from custody_app.log.statement import Head
from custody_app.storage.high_water import HighWater, Standing
from tests.unit.storage.conftest import fill


def tree(size: int, salt: bytes = b"") -> Tree:
    return Tree(bytes([number]) * 31 + (salt or b"\0") for number in range(size))


def head(grown: Tree) -> Head:
    return Head(grown.size, grown.root())


@pytest.fixture
def mark(tmp_path):
    (tmp_path / "station").mkdir()
    return HighWater(tmp_path / "station", "instance-1", state=tmp_path / "state")


def test_no_mark_yet(mark):
    assert mark.mark() is None
    assert mark.check(head(tree(0)), tree(0).node) is Standing.EQUAL
    assert mark.check(head(tree(3)), tree(3).node) is Standing.AHEAD


def test_it_moves_forward_only(mark):
    mark.advance(head(tree(5)))
    mark.advance(head(tree(3)))
    assert mark.mark() == head(tree(5))
    assert json.loads(mark.inside.read_text()) == json.loads(mark.outside.read_text())


@pytest.mark.parametrize(
    ("grown", "standing", "code"),
    [
        (tree(5), Standing.EQUAL, None),
        (tree(9), Standing.AHEAD, None),
        (tree(4), Standing.BEHIND, "DATABASE_BEHIND"),
        (tree(0), Standing.BEHIND, "DATABASE_BEHIND"),
        (tree(5, b"x"), Standing.DIVERGED, "DATABASE_DIVERGED"),
        (tree(9, b"x"), Standing.DIVERGED, "DATABASE_DIVERGED"),
    ],
)
def test_how_a_log_stands(mark, grown, standing, code):
    mark.advance(head(tree(5)))
    assert mark.check(head(grown), grown.node) is standing
    refusal = mark.why_read_only(head(grown), grown.node)
    assert (refusal.code if refusal else None) == code
    if refusal:
        assert "new epoch" in refusal.advice
        assert str(refusal)


def test_a_folder_copied_back_takes_its_own_mark_but_not_the_other(mark):
    mark.advance(head(tree(3)))
    old = mark.inside.read_bytes()
    mark.advance(head(tree(5)))
    mark.inside.write_bytes(old)
    assert mark.check(head(tree(3)), tree(3).node) is Standing.BEHIND
    mark.outside.unlink()
    mark.inside.unlink()
    assert mark.mark() is None


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"root":"AA==","size":1,"v":"custody/high-water/1"}'])
def test_a_damaged_mark_is_told_and_not_overwritten(mark, content):
    mark.inside.write_bytes(content)
    with pytest.raises(InputWrong, match="HIGH_WATER_DAMAGED"):
        mark.mark()
    with pytest.raises(InputWrong, match="HIGH_WATER_DAMAGED"):
        mark.advance(head(tree(5)))
    assert mark.inside.read_bytes() == content


def test_a_full_disk_keeps_the_mark_that_was_there(small_disk, tmp_path):
    mark = HighWater(small_disk, "i", state=tmp_path)
    mark.advance(head(tree(3)))
    fill(small_disk)
    with pytest.raises(EnvironmentUnavailable, match="DISK_FULL"):
        mark.advance(head(tree(5)))
    assert mark.mark() == head(tree(3))


def test_a_damaged_mark_blocks_writing_and_what_the_other_says_comes_first(mark):
    mark.advance(head(tree(5)))
    mark.inside.write_bytes(b"{")
    refusal = mark.why_read_only(head(tree(5)), tree(5).node)
    assert refusal.code == "HIGH_WATER_DAMAGED"
    assert str(mark.inside) in str(refusal)
    assert str(mark.outside) in str(refusal)
    assert mark.why_read_only(head(tree(4)), tree(4).node).code == "DATABASE_BEHIND"
    mark.outside.write_bytes(b"{")
    assert mark.why_read_only(head(tree(4)), tree(4).node).code == "HIGH_WATER_DAMAGED"
    mark.inside.write_bytes(mark.outside.read_bytes())
    mark.inside.unlink()
    mark.outside.unlink()
    mark.advance(head(tree(5)))
    assert mark.why_read_only(head(tree(5)), tree(5).node) is None
