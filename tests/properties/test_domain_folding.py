"""Imported statements may say anything: folding never stops at one, and decide never crashes after it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.domain import BODIES, decide, fold
from custody_app.domain.act import ActLine
from custody_app.domain.commands import AcceptTransfer, HashExhibit, OfferTransfer, RelocateExhibit
from custody_app.domain.readback import read_back
from custody_app.domain.stories import story
from custody_app.i18n import Translator
from tests.properties.domain_names import Plain
from tests.unit.domain.custody_book import ROSTER, SHA_A, Made, taken

NAMES = sorted({part for body in BODIES.values() for member in body for part in member.path.split(".")})
ids = st.sampled_from(("x1", "x2", "c1", "ana", "ben", "d0", "d1", "d2", "b1", "S1"))
scalars = st.one_of(ids, st.booleans(), st.integers(-3, 3), st.text(max_size=5))
keys = st.sampled_from(NAMES)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=5,
)


@st.composite
def statements(draw: st.DrawFn) -> list[Made]:
    made = []
    for seq in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from([*BODIES, "future.type"]))
        top = sorted({member.path.split(".")[0] for member in BODIES.get(kind, ())}) or ["x"]
        body: dict[str, Any] = draw(st.dictionaries(st.sampled_from(top), values, max_size=6))
        listed = draw(st.lists(st.sampled_from(("x1", "x2", "x3")), max_size=2, unique=True))
        lines = tuple(ActLine(each, draw(st.sampled_from((None, SHA_A)))) for each in listed)
        at = "2024-05-01T00:00:00.000Z"
        made.append(Made(kind, draw(st.sampled_from(("c1", ""))), draw(ids), body, lines, f"d{seq}", seq, at))
    return made


@settings(max_examples=60, deadline=None)
@given(statements())
def test_any_statements_can_be_folded_and_told(made: list[Made]) -> None:
    state = fold(made).with_roster(ROSTER)
    assert len(state.statements) == len(made)
    for each in made:
        assert story(each, Plain(), Translator())
    for command in (
        HashExhibit(actor="ana", exhibit="x1", digests={"sha256": SHA_A}, tool="t"),
        RelocateExhibit(actor="ana", exhibits=("x1", "x2"), location="shelf"),
        OfferTransfer(actor="ana", exhibits=("x1",), to="ben", purpose="loan", condition="ok"),
        AcceptTransfer(actor="ben", offer="d0", lines=taken("x1"), signature=SHA_A),
    ):
        try:
            acts = decide(state, command)
        except (RuleRefused, InputWrong):
            continue
        assert all(read_back(act, Plain()) for act in acts)


@given(st.lists(st.sampled_from(range(6)), unique=True))
def test_withheld_members_leave_the_custody_line_intact(withheld: list[int]) -> None:
    """Redaction takes members, never lines: who holds an exhibit is known from what always stays."""
    body: dict[str, Any] = {"number": "A-1", "type": "phone", "fields": {"title": "t", "imei": ["1"]}, "location": "v",
                            "basis": "b1", "note": "n"}  # fmt: skip
    kept = {name: value for place, (name, value) in enumerate(body.items()) if place not in withheld}
    state = fold((Made("exhibit.register", "c1", "ana", kept, (ActLine("x1", new=True),), "d1", 1, "2024"),))
    assert state.exhibits["x1"].holder.person == "ana"
    assert state.exhibits["x1"].last == "d1"
