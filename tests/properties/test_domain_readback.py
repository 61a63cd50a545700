"""What is read back is exactly what is signed: every member once, nothing besides."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from custody_app.domain import BODIES, EXHIBIT_TYPES, Act, make_act
from custody_app.domain.act import ActLine
from custody_app.domain.bodies import walk
from custody_app.domain.body_member import MemberKind
from custody_app.domain.readback import ReadBackLine, read_back
from custody_app.log.canonical import canon
from custody_app.log.redaction import conceal, reveal
from tests.properties.domain_names import Plain

texts = st.one_of(st.text(min_size=1, max_size=12).filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t)),
                  st.sampled_from(("ana", "x1", "loan", "good")))  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Draw a body of any type with any of its members, as the table has them."""
    kind = draw(st.sampled_from(sorted(BODIES)))
    tree: dict[str, Any] = {}
    for member in BODIES[kind]:
        node = tree
        for part in member.path.split("."):
            node = node.setdefault(part, {})
    chosen_type: dict[str, str] = {}
    codes = {member.path: member.choices for member in BODIES[kind] if member.choices}
    kinds = {member.path: member.kind for member in BODIES[kind]}

    def value(path: str, inner: dict[str, Any]) -> Any:
        if "*" in inner:
            return [value(f"{path}.*", inner["*"]) for _ in range(draw(st.integers(0, 3)))]
        if path == "fields":
            exhibit_type = draw(st.sampled_from(sorted(EXHIBIT_TYPES)))
            specs = EXHIBIT_TYPES[exhibit_type].fields
            chosen = draw(st.lists(st.sampled_from(specs), max_size=6, unique_by=lambda spec: spec.key))
            chosen_type["type"] = exhibit_type
            return {spec.key: draw(st.lists(texts, max_size=3)) if spec.many else draw(texts) for spec in chosen}
        if inner and not (kinds.get(path) is MemberKind.RECIPIENT and draw(st.booleans())):
            return {
                ("sha512" if name.startswith("<") else name): value(f"{path}.{name}", below)
                for name, below in inner.items()
                if draw(st.booleans())
            }
        if path in codes:
            return draw(st.sampled_from([choice.code for choice in codes[path]]))
        if kinds.get(path) is MemberKind.YES_NO:
            return draw(st.booleans())
        if kinds.get(path) is MemberKind.WHOLE:
            return draw(st.integers(0, 2**53 - 1))
        return draw(texts)

    body = {name: value(name, inner) for name, inner in tree.items() if name not in ("type", "cosigners")}
    if "fields" in body and kind != "exhibit.update":
        body |= chosen_type
    elif "fields" in body:
        body.pop("fields")
    return kind, body


def _act(kind: str, body: dict[str, Any]) -> Act:
    lines = (ActLine("x1", "a" * 64), ActLine("new", new=kind in ("exhibit.register", "exhibit.derive")))
    return make_act(kind, actor="ana", case="c1", lines=lines, body=body)


def _leaf(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


@settings(max_examples=150, deadline=None)
@given(bodies())
def test_every_member_is_read_back_exactly_once(drawn: tuple[str, dict[str, Any]]) -> None:
    act = _act(*drawn)
    lines = read_back(act, Plain())
    leaves = {path: _leaf(value) for path, value in walk(act.body) if not isinstance(value, (dict, list)) or not value}
    told = {line.path: line.signed for line in lines if not line.path.startswith("@")}
    assert told == leaves
    assert len(lines) == len({line.path for line in lines})
    assert [line.signed for line in lines if line.path.startswith("@")] == [
        act.type,
        "ana",
        "c1",
        "x1",
        "a" * 64,
        "new",
    ]
    for line in lines:
        _complete(line)


def _complete(line: ReadBackLine) -> None:
    assert line.label
    assert line.term or line.signed in line.value, "what is shown holds what is signed"


@settings(max_examples=100, deadline=None)
@given(bodies())
def test_what_is_concealed_and_revealed_is_what_was_said(drawn: tuple[str, dict[str, Any]]) -> None:
    act = _act(*drawn)
    counter = iter(range(10**6))
    concealed, disclosures = conceal(act.body, act.redactable, lambda size: next(counter).to_bytes(size, "big"))
    canon(concealed, max_depth=6)
    full, unused = reveal(concealed, disclosures)
    assert full == act.body
    assert not unused


def test_read_back_follows_the_order_of_the_table() -> None:
    body = {
        "seals": [],
        "condition": "good",
        "purpose": "loan",
        "to": {"org": "", "name": "Jo", "kind": "owner"},
        "due": "2024-06-01",
    }
    lines = read_back(make_act("transfer.offer", actor="ana", case="c1", lines=(ActLine("x1"),), body=body), Plain())
    assert [(line.label, line.group, line.value, line.term) for line in lines] == [
        ("Statement", "", "Transfer offered", True),
        ("Signed by", "", "Ana Díaz [ana]", False),
        ("Case", "", "Case c1 [c1]", False),
        ("Exhibit", "", "No. x1 [x1]", False),
        ("Kind of recipient", "To", "Owner", True),
        ("Name", "To", "Jo", False),
        ("Organisation", "To", "", False),
        ("Purpose", "", "Loan", True),
        ("Condition", "", "good", False),
        ("Seals", "", "None", True),
        ("Due back on", "", "2024-06-01", False),
    ]
