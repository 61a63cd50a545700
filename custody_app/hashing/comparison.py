"""Compares a folder with what an earlier manifest says of it, in hashdeep's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from custody_app.hashing.entry import Entry

WORDS: Final = ("matched", "changed", "missing", "moved", "new")


class Difference(NamedTuple):
    """One name that is not as it was.

    Attributes:
        word: changed, missing, moved or new.
        path: raw; where it is now, or where it was if it is missing.
        was: the earlier path of what was moved.
        earlier: digests in the earlier manifest; empty for what is new.
        now: digests now; empty for what is missing or could not be read.
        line: number of the manifest's line, 0 where there is none.
    """

    word: str
    path: bytes
    was: bytes | None = None
    earlier: Mapping[str, str] = {}
    now: Mapping[str, str] = {}
    line: int = 0


class Comparison(NamedTuple):
    """The outcome of a comparison.

    Attributes:
        counts: how many names each word applies to.
        differences: all that is not matched, in the order of raw paths.
    """

    counts: Mapping[str, int]
    differences: tuple[Difference, ...]

    @property
    def first_difference(self) -> Difference | None:
        """The first name, by raw path, that is not as it was."""
        return self.differences[0] if self.differences else None

    @property
    def same(self) -> bool:
        """Whether everything matched."""
        return not self.differences


def compare(earlier: Iterable[Entry], now: Iterable[Entry]) -> Comparison:
    """Compare two manifests, both in the order of raw paths; memory is bounded by the differences.

    Files match when all algorithms that both manifests have agree, and at least one does. Links match by target,
    all else by kind. Times do not count: they are only claimed.
    """
    matched = 0
    changed: list[Difference] = []
    gone: list[Entry] = []
    fresh: list[Entry] = []
    for old, new in _side_by_side(earlier, now):
        if old is None and new is not None:
            fresh.append(new)
        elif new is None and old is not None:
            gone.append(old)
        elif old is not None and new is not None:
            if same_content(old, new):
                matched += 1
            else:
                changed.append(Difference("changed", old.path, earlier=old.digests, now=new.digests))
    return settle(matched, changed, gone, fresh)


def same_content(old: Entry, new: Entry) -> bool:
    """Return whether two entries are of the same kind and content."""
    if old.kind != new.kind or old.target != new.target:
        return False
    return old.kind != "file" or same_digests(old.digests, new.digests)


def same_digests(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Return whether the algorithms that both have agree, and at least one is there to agree."""
    common = old.keys() & new.keys()
    return bool(common) and all(old[name] == new[name] for name in common)


def settle(
    matched: int,
    changed: list[Difference],
    gone: list[Entry],
    fresh: list[Entry],
    lines: Mapping[bytes, int] | None = None,
) -> Comparison:
    """Pair what is gone with what is new by content, and return everything in order.

    Each gone file is paired with at most one new one. Empty files pair too, as in hashdeep.
    """
    line_of = lines or {}
    by_digest: dict[tuple[str, str], list[Entry]] = {}
    for old in reversed(gone):
        for each in old.digests.items():
            by_digest.setdefault(each, []).append(old)
    used: set[bytes] = set()
    differences = list(changed)
    moved = 0
    for new in fresh:
        source = _source_of(new, by_digest, used)
        if source is None:
            differences.append(Difference("new", new.path, now=new.digests))
            continue
        moved += 1
        used.add(source.path)
        differences.append(
            Difference("moved", new.path, source.path, source.digests, new.digests, line_of.get(source.path, 0))
        )
    missing = [old for old in gone if old.path not in used]
    differences += [
        Difference("missing", old.path, earlier=old.digests, line=line_of.get(old.path, 0)) for old in missing
    ]
    differences.sort(key=lambda each: each.path)
    new_count = len(fresh) - moved
    counts = dict(zip(WORDS, (matched, len(changed), len(missing), moved, new_count), strict=True))
    return Comparison(counts, tuple(differences))


def _source_of(new: Entry, by_digest: Mapping[tuple[str, str], list[Entry]], used: set[bytes]) -> Entry | None:
    for each in new.digests.items():
        candidates = by_digest.get(each, [])
        while candidates and candidates[-1].path in used:
            candidates.pop()
        if candidates and same_digests(candidates[-1].digests, new.digests):
            return candidates[-1]
    return None


def _side_by_side(earlier: Iterable[Entry], now: Iterable[Entry]) -> Iterator[tuple[Entry | None, Entry | None]]:
    olds, news = iter(earlier), iter(now)
    old, new = next(olds, None), next(news, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old.path < new.path):
            yield old, None
            old = next(olds, None)
        elif old is None or new.path < old.path:
            yield None, new
            new = next(news, None)
        else:
            yield old, new
            old, new = next(olds, None), next(news, None)
