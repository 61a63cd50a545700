"""The sections of a snapshot that follow from its statements: case, exhibits, transfers; each value with its entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from custody_app.domain import lenient
from custody_app.domain.state import ExhibitState, State
from custody_app.log.canonical import Json
from custody_app.reports.facts.statement import StatementFacts

_CASE_TYPES: Final = frozenset({"case.open", "case.update"})
_DESCRIBING: Final = frozenset({"exhibit.register", "exhibit.derive", "exhibit.update"})
_CASE_APART: Final = frozenset({"bases", "attachments", "note"})
_EXHIBIT_APART: Final = frozenset(
    {"attachments", "digests", "seal", "people", "cosigners", "confirmed", "parents", "child", "note", "reason"}
)
_LISTS: Final = {
    "exhibit.hash": "hashes",
    "exhibit.verify": "comparisons",
    "exhibit.seal": "seals",
    "exhibit.relocate": "moves",
    "exhibit.incident": "incidents",
    "exhibit.access": "accesses",
    "note": "notes",
    "correction": "corrections",
}


def reference(statement: StatementFacts) -> Json:
    """Return {"entry"}, with "log" where the statement stands in another station's log."""
    return {"entry": statement.ref.entry, **({"log": statement.ref.log} if statement.ref.log else {})}


def by_exhibit(statements: Sequence[StatementFacts]) -> dict[str, list[StatementFacts]]:
    """Return the statements that concern each exhibit, in order."""
    concerned: dict[str, list[StatementFacts]] = {}
    for statement in statements:
        for exhibit in statement.exhibits:
            concerned.setdefault(exhibit, []).append(statement)
    return concerned


def case_section(case: str, statements: Sequence[StatementFacts]) -> Json:
    """Return what was said of the case last, and its legal bases; each with the entry that said it."""
    said: dict[str, Json] = {}
    bases: dict[str, Json] = {}
    notes: list[Json] = []
    for statement in statements:
        if statement.type == "case.hold":
            _say(said, {"hold": statement.body.get("hold"), "ground": statement.body.get("ground")}, statement)
        if statement.type not in _CASE_TYPES:
            continue
        _say(said, {name: v for name, v in statement.body.items() if name not in _CASE_APART}, statement)
        for basis in lenient.objects(statement.body, "bases"):
            bases[lenient.text(basis, "id")] = {**basis, **reference(statement)}
        if "note" in statement.body:
            notes.append(reference(statement))
    return {"id": case, "said": _in_order(said), "bases": list(bases.values()), "notes": notes}


def exhibit_sections(statements: Sequence[StatementFacts], state: State) -> list[Json]:
    """Return the exhibits in the order of their registration."""
    concerned = by_exhibit(statements)
    by_digest = {statement.digest: statement for statement in statements}
    return [_exhibit(known, concerned[known.id], by_digest) for known in state.exhibits.values()]


def transfer_sections(statements: Sequence[StatementFacts], state: State) -> list[Json]:
    """Return the transfers in the order of their offers: where offer and answer stand, and what came of them."""
    by_digest = {statement.digest: statement for statement in statements}
    sections = []
    for transfer in state.transfers.values():
        section: Json = {
            **reference(by_digest[transfer.offer]),
            "offer": transfer.offer,
            "status": transfer.status,
            "accepted": [exhibit for exhibit in transfer.exhibits if exhibit in transfer.accepted],
        }
        if transfer.answer:
            section["answer"] = reference(by_digest[transfer.answer])
        sections.append(section)
    return sections


def _exhibit(known: ExhibitState, line: Sequence[StatementFacts], by_digest: Mapping[str, StatementFacts]) -> Json:
    first = line[0]
    said: dict[str, Json] = {}
    people: list[Json] = []
    photographs: list[Json] = []
    lists: dict[str, list[Json]] = {name: [] for name in _LISTS.values()}
    for statement in line:
        own = statement.type != "exhibit.derive" or statement.body.get("child") == known.id
        if statement.type in _DESCRIBING and own:
            _say(said, {n: v for n, v in statement.body.items() if n not in _EXHIBIT_APART}, statement)
            people += [{**each, **reference(statement)} for each in lenient.objects(statement.body, "people")]
        elif statement.type == "correction":
            _correct(said, statement, by_digest, known)
        elif statement.type == "exhibit.relocate":
            _say(said, {"location": statement.body.get("location")}, statement)
        photographs += _photographs(statement) if own else ()
        if statement.type in _LISTS:
            lists[_LISTS[statement.type]].append(reference(statement))
    section: Json = {
        "id": known.id,
        **reference(first),
        "number": known.number,
        "type": known.type,
        "parents": list(known.parents),
        "derived": list(known.derived),
        "said": _in_order(said),
        "people": people,
        "photographs": [] if known.flags else photographs,
        "photographs_left_out": len(photographs) if known.flags else 0,
        "digests": list(_digests(known, line)),
        "custody": [{**reference(by_digest[each.statement])} for each in known.history if each.statement in by_digest],
        **lists,
    }
    if known.disposed is not None:
        section["disposed"] = reference(by_digest[known.disposed.statement])
    return section


def _say(said: dict[str, Json], body: Mapping[str, Any], statement: StatementFacts) -> None:
    """Keep each value below `body` under its dotted path; what is said later takes its place."""
    for member, value in _leaves(body, ""):
        said[member] = {"member": member, "value": value, **reference(statement)}


def _in_order(said: Mapping[str, Json]) -> list[Json]:
    return [said[member] for member in sorted(said)]


def _leaves(body: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        here = f"{path}.{name}" if path else name
        if isinstance(value, Mapping):
            yield from _leaves(value, here)
        elif isinstance(value, list):
            if value and all(isinstance(item, str | int) for item in value):
                yield here, value
            elif not value:
                yield here, []
        elif isinstance(value, str | int):
            yield here, value


def _correct(
    said: dict[str, Json], statement: StatementFacts, by_digest: Mapping[str, StatementFacts], known: ExhibitState
) -> None:
    member, value = lenient.text(statement.body, "member"), statement.body.get("value")
    original = by_digest.get(lenient.text(statement.body, "statement"))
    described = original is not None and (original.type != "exhibit.derive" or original.body.get("child") == known.id)
    if member in said and described and original is not None and original.type in _DESCRIBING and value is not None:
        said[member] = {"member": member, "value": value, **reference(statement)}


def _photographs(statement: StatementFacts) -> Iterator[Json]:
    for attachment in lenient.objects(statement.body, "attachments"):
        sha256 = lenient.text(attachment, "sha256")
        if lenient.text(attachment, "kind") == "photograph" and sha256:
            caption = lenient.text(attachment, "caption")
            yield {"sha256": sha256, "caption": caption, **reference(statement)}


def _digests(known: ExhibitState, line: Sequence[StatementFacts]) -> Iterator[Json]:
    """Yield the digests that comparisons are made with: of each algorithm the one stated first."""
    for algorithm, value in sorted(known.baseline.items(), key=lambda each: (each[0] != "sha256", each[0])):
        for statement in line:
            stated = dict(lenient.inner(statement.body, "digests"))
            if sha256 := statement.sha256(known.id):
                stated["sha256"] = sha256
            if statement.type != "exhibit.verify" and stated.get(algorithm) == value:
                yield {"algorithm": algorithm, "value": value, **reference(statement)}
                break
