"""Canonical JSON: one value, one sequence of bytes, and nothing else is read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody_app.log.canonical import MAX_BYTES, MAX_INTEGER, CanonRefused, b64, canon, parse, unb64

keys = st.text("abyz09_", min_size=1, max_size=40)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
scalars = st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)


def depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


objects = st.dictionaries(keys, values, max_size=5).filter(lambda value: depth(value) <= 8)


@given(objects)
def test_what_is_written_is_read_again(value: dict) -> None:
    encoded = canon(value)
    assert parse(encoded) == value
    assert canon(parse(encoded)) == encoded


@given(objects)
def test_the_bytes_are_those_of_the_standard_library(value: dict) -> None:
    assert canon(value) == json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


@given(objects, st.randoms(use_true_random=False))
def test_the_order_of_members_does_not_matter(value: dict, chance) -> None:
    names = list(value)
    chance.shuffle(names)
    assert canon({name: value[name] for name in names}) == canon(value)


@given(objects)
def test_any_other_way_to_write_it_is_refused(value: dict) -> None:
    spaced = [json.dumps(value, indent=1)] if value else []
    for text in (*spaced, json.dumps(value) + "\n", " " + json.dumps(value)):
        with pytest.raises(CanonRefused):
            parse(text.encode())


@given(st.binary(max_size=200))
def test_junk_is_refused_or_canonical(encoded: bytes) -> None:
    try:
        value = parse(encoded)
    except CanonRefused:
        return
    assert canon(value) == encoded


@pytest.mark.parametrize(
    "encoded",
    [
        b'{"a":1,"a":1}', b'\xef\xbb\xbf{"a":1}', rb'{"a":"\u0041"}', b'{"a":1.0}', b'{"a":1e3}', b'{"a":NaN}',
        b'{"a":Infinity}', b'{"a":null}', b'{"a":-0}', b'{"a":01}', b'{"a":9007199254740992}', rb'{"a":"\ud800"}',
        b'{"a":"\xed\xa0\x80"}', b'{"A":1}', b'{"":1}', b'{"a-b":1}', b'{"' + b"a" * 41 + b'":1}', b"[]", b'"a"', b"1",
        b"", b"{", b'{"a":1}\x00', b'{"b":1,"a":2}', b'{"a": 1}', rb'{"a":"\/"}', b'{"a":"\x01"}', b"[" * 30_000,
        b'{"a":' + b"9" * 5000 + b"}", '{"a":"\u0000"}'.encode("utf-16"),
    ],
)  # fmt: skip
def test_refused(encoded: bytes) -> None:
    with pytest.raises(CanonRefused):
        parse(encoded)


@pytest.mark.parametrize("value", [{"a": 1.5}, {"a": None}, {1: "a"}, {"a": "\ud800"}, {"a": b"x"}, {"a": 2**53}])
def test_not_written(value: dict) -> None:
    with pytest.raises(CanonRefused):
        canon(value)


def test_strings_stay_as_they_are() -> None:
    # Never NFC: two ways to write é stay two strings.
    for text in ("e\u0301", "\u00e9", "\u2028", "\x7f", "\U0001f50d"):
        assert parse(canon({"a": text})) == {"a": text}
    assert canon({"a": "e\u0301"}) != canon({"a": "\u00e9"})


def test_64_kib_and_no_more() -> None:
    full = {"a": "x" * (MAX_BYTES - 8)}
    assert len(canon(full)) == MAX_BYTES
    assert parse(canon(full)) == full
    with pytest.raises(CanonRefused):
        canon({"a": "x" * (MAX_BYTES - 7)})
    with pytest.raises(CanonRefused):
        parse(b'{"a":"' + b"x" * (MAX_BYTES - 7) + b'"}')


@pytest.mark.parametrize("limit", [7, 8])
def test_depth_counts_the_outermost_as_one(limit: int) -> None:
    def chain(levels: int) -> dict:
        value: object = {}
        for _ in range(levels - 1):
            value = {"a": value}
        return value  # type: ignore[return-value]

    assert parse(canon(chain(limit), max_depth=limit), max_depth=limit) == chain(limit)
    with pytest.raises(CanonRefused):
        canon(chain(limit + 1), max_depth=limit)
    with pytest.raises(CanonRefused):
        canon({"a": [[[[[[[[]]]]]]]]}, max_depth=limit)


@given(st.binary(max_size=100))
def test_base64_has_one_form(raw: bytes) -> None:
    assert unb64(b64(raw)) == raw
    assert unb64(b64(raw), len(raw)) == raw
    with pytest.raises(CanonRefused):
        unb64(b64(raw), len(raw) + 1)


@pytest.mark.parametrize("text", ["AA", "AA=", "AB==", "AA==\n", " AA==", "A-==", "AAA", None, 5, "AA==AA==", "é"])
def test_base64_in_any_other_form_is_refused(text: object) -> None:
    with pytest.raises(CanonRefused):
        unb64(text)
