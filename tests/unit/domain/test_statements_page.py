from __future__ import annotations

import pytest

from custody_app.diagnostics import InputWrong, ProgramBroken
from custody_app.domain import BODIES, EXHIBIT_TYPES, Act, ActLine, make_act
from custody_app.domain.statement_names import STATEMENT_NAMES, STORY_FIELDS
from custody_app.log.statement import STATEMENT_TYPES
from tests.unit.domain.statements_page import PAGE, page


def test_the_page_tells_the_bodies_as_they_are():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.unit.domain.statements_page"


def test_every_statement_type_has_a_name_and_a_story():
    assert set(STATEMENT_NAMES) == STATEMENT_TYPES
    assert set(BODIES) <= STATEMENT_TYPES
    for name in STATEMENT_NAMES.values():
        assert name.label
        assert name.story.format_map(dict.fromkeys(STORY_FIELDS, "x"))


def test_there_are_eighteen_exhibit_types_with_sound_fields():
    assert len(EXHIBIT_TYPES) == 18
    for kind in EXHIBIT_TYPES.values():
        keys = [spec.key for spec in kind.fields]
        assert len(set(keys)) == len(keys), kind.id
        assert kind.physical or kind.digital
        assert kind.label
        assert kind.icon
        assert any(spec.required for spec in kind.fields)
        for spec in kind.fields:
            assert bool(spec.choices) == (spec.kind.value == "choice"), (kind.id, spec.key)
            assert not (spec.many and spec.kind.value in {"whole", "yes_no"}), (kind.id, spec.key)


def test_no_body_names_a_member_twice():
    for kind, body in BODIES.items():
        paths = [member.path for member in body]
        assert len(set(paths)) == len(paths), kind


def test_an_unknown_member_is_the_programs_fault():
    with pytest.raises(ProgramBroken):
        make_act("note", actor="ana", body={"text": "x", "colour": "red"})


@pytest.mark.parametrize("body", [{"a": 1.5}, {"a": None}, {"A": 1}, {"a": {"b": [[[["x"]]]]}}, {"a": b"x"}, {1: "x"}])
def test_an_act_that_cannot_be_written_down_is_never_made(body):
    with pytest.raises(ProgramBroken):
        Act(type="note", body=body)


def test_an_act_is_as_deep_as_canonical_json_allows_and_no_deeper():
    Act(type="note", body={"a": [[[["x"]]]]})
    with pytest.raises(ProgramBroken):
        Act(type="note", body={"a": [[[[[]]]]]})
    with pytest.raises(InputWrong):
        Act(type="note", body={"a": "\udc80"})


def test_lines_and_cosigners_are_consistent():
    with pytest.raises(ProgramBroken):
        Act(type="note", lines=(ActLine("x1"), ActLine("x1")))
    with pytest.raises(ProgramBroken):
        Act(type="note", cosigners=("ben",))
