"""The published JSON Schemas take every document that the verifiers take, and refuse what has another shape."""

import base64
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from custody_app.verifier import verify_custody as v
from tests.conformance.agreement import by_the_standalone
from tests.conformance.builder import trust_folder
from tests.conformance.builder.scene import CAST, enrolment, roster_document, signed_roster
from tests.conformance.changes import changed
from tests.conformance.test_flipped_bits import PACKAGES

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
PLACES = {
    "/entry/": "entry-1",
    "/envelope/": "envelope-1",
    "roster.json": "roster-1",
    "disclosures.json": "disclosures-1",
}
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def schema(oracle_module: Any) -> Any:
    """`schema(name)`: a validator of draft 2020-12."""
    draft = oracle_module("jsonschema").Draft202012Validator

    def load(name: str) -> Any:
        document = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
        draft.check_schema(document)
        return draft(document)

    return load


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Files]:
    """The packages that `custody demo` writes."""
    from custody_app.cli.main import main

    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        assert main(["demo", str(folder / "demo"), "--quiet"]) == 0
    found = {}
    for package in ("case.custody.zip", "whole-log.custody.zip"):
        with zipfile.ZipFile(folder / "demo" / package) as archive:
            found[package] = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    return found


def documents(files: Files) -> dict[str, tuple[str, Any]]:
    """Every JSON document of a package: its name → schema and value."""
    found = {}
    for name, raw in files.items():
        kind = next((kind for part, kind in PLACES.items() if part in name and name.endswith(".json")), None)
        if kind:
            found[name] = (kind, json.loads(raw))
    return found


def check(files: Files, schema: Any) -> set[str]:
    validators = {kind: schema(kind) for kind in PLACES.values()}
    seen = set()
    for name, (kind, value) in documents(files).items():
        errors = [error.message[:200] for error in validators[kind].iter_errors(value)]
        assert errors == [], name
        seen.add(kind)
        if kind == "envelope-1":
            statement = schema("statement-1")
            assert statement.is_valid(value["statement"])
        for row in value["disclosures"] if kind == "disclosures-1" else ():
            text = row["disclosure"]
            shown = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            assert schema("disclosure-array").is_valid(shown)
    return seen


def test_every_schema_is_one_and_is_named_for_its_document(schema: Any) -> None:
    names = sorted(path.name.removesuffix(".schema.json") for path in SCHEMAS.iterdir())
    assert len(names) >= 8
    assert all(schema(name).schema["additionalProperties"] is False for name in names if name != "disclosure-array")


@pytest.mark.parametrize("kind", PACKAGES)
def test_documents_of_built_packages(kind: str, schema: Any) -> None:
    assert check(PACKAGES[kind](), schema) == set(PLACES.values())


def test_the_demonstrations_documents(demonstration: dict[str, Files], schema: Any) -> None:
    for files in demonstration.values():
        assert check(files, schema) == set(PLACES.values())


def test_what_both_verifiers_answer(schema: Any, tmp_path: Path) -> None:
    trust = trust_folder(tmp_path / "trust", signed_roster())
    findings = v.Findings()
    files = PACKAGES["case"]()
    from tests.conformance.agreement import GivenFiles, MemoryFiles, load_trust, verify

    broken = {**files, "data/log/checkpoint": b"x"}
    for given in (files, broken):
        program = verify(MemoryFiles(given), load_trust(trust)).to_json()
        assert schema("verdict").is_valid(program)
    rows = v.verify_files(GivenFiles(broken), v.Trust(str(trust), findings), findings)
    for row in rows["findings"]:
        row["text"] = v.TEXTS[row["code"]][0]
        if row["log"] is None:
            del row["log"]
    assert [error.message for error in schema("verdict").iter_errors(rows)] == []
    assert schema("verdict").is_valid(v.UNREADABLE)
    assert by_the_standalone(files, trust)["outcome"] == "pass"


def test_what_a_new_key_signs(schema: Any) -> None:
    body = enrolment(CAST.eve)
    told = {"key": body["key"], "log": "police.example/custody/laptop-1", "person": "eve", "v": "custody/enrol/1"}
    assert schema("enrol-1").is_valid(told)
    assert not schema("enrol-1").is_valid({**told, "proof": body["proof"]})


def test_an_entry_is_valid_exactly_where_the_verifier_takes_its_shape(schema: Any) -> None:
    rng, entry = random.Random(1), schema("entry-1")  # noqa: S311 - a repeatable sample
    sound = next(value for kind, value in documents(PACKAGES["case"]()).values() if kind == "entry-1")
    told = set()
    for _ in range(300):
        value = changed(sound, rng)
        good = v.fits(value, v.ENTRY) and v.attempt(v.parse_canonical, v.canon(value)) is not None
        assert entry.is_valid(value) == good, value
        told.add(good)
    assert told == {True, False}


@pytest.mark.parametrize("kind", ["envelope-1", "roster-1"])
def test_no_schema_is_stricter_than_the_verifier(kind: str, schema: Any) -> None:
    rng, validator, statement, refused = random.Random(2), schema(kind), schema("statement-1"), 0  # noqa: S311 - a repeatable sample
    sound = [value for found, value in documents(PACKAGES["two stations"]()).values() if found == kind]
    for _ in range(300):
        value = changed(rng.choice(sound), rng)
        raw = v.canon(value)
        if kind == "roster-1":
            taken, valid = v.attempt(v.Roster, raw) is not None, validator.is_valid(value)
        else:
            # A signature of another form is SIG_SHAPE, and no fault of the envelope.
            taken = any(v.attempt(v.Statement, None, seq, value) for seq in (0, 1))
            taken = taken and v.attempt(v.parse_canonical, raw) is not None
            valid = statement.is_valid(value.get("statement"))
        assert valid or not taken, value
        refused += not valid
    assert refused > 60


def test_a_roster_that_drops_a_member_is_refused(schema: Any) -> None:
    for name in roster_document():
        document = roster_document()
        del document[name]
        assert not schema("roster-1").is_valid(document)
