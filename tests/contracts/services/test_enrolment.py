"""What enrolment promises: a key, a roster and two statements together, or nothing of them."""

from __future__ import annotations

import pytest

from custody_app.bootstrap import Bootstrap
from custody_app.diagnostics import Cancelled, EnvironmentUnavailable, InputWrong, Locked, RuleRefused
from custody_app.services.acts import Proposal
from custody_app.services.new_person import NewPerson
from custody_app.services.station import OpenStation
from custody_app.services.trust import PENDING, ROSTER
from custody_app.services.verifying import verify_path
from tests.contracts.services.conftest import SECRET

NEW = NewPerson(id="d.silva", name="D. Silva", roles=("auditor",), passphrase="blanket sparrow nickel orchard dune fig")


def test_the_new_person_is_on_roster_and_record_and_can_sign(station: OpenStation, bootstrap: Bootstrap):
    enrolled = station.officers.enrol(NEW, "ana", SECRET["ana"], SECRET["ana"])
    assert enrolled.has_key_file
    assert [each.statement.type for each in station.store.statements_of_type("roster.adopt", "key.enrol")][-2:] == [
        "roster.adopt",
        "key.enrol",
    ]
    directory = station.directory
    station.close()
    with bootstrap.open(directory) as again:
        assert again.trust.roster.version == 2
        again.session.unlock(NEW.id, NEW.passphrase)
        assert again.session.person == NEW.id
    outcome = verify_path(directory, directory / "trust").to_json()
    assert [each for each in outcome["findings"] if each["verdict"] == "FAIL"] == []


@pytest.mark.parametrize(
    ("by", "by_secret", "root_secret", "error", "code"),
    [
        ("ana", "wrong passphrase entirely", "ana", Locked, "WRONG_PASSPHRASE"),
        ("ana", "ana", "wrong passphrase entirely", Locked, "WRONG_PASSPHRASE"),
        ("beto", "beto", "ana", RuleRefused, "ROLE_MISSING"),
        ("nobody", "ana", "ana", InputWrong, "NO_KEY_FILE"),
    ],
)
def test_what_fails_leaves_no_key_and_no_roster(
    station: OpenStation, by: str, by_secret: str, root_secret: str, error: type[Exception], code: str
):
    before = station.store.head()
    secrets = [SECRET.get(secret, secret) for secret in (by_secret, root_secret)]
    with pytest.raises(error, match=code):
        station.officers.enrol(NEW, by, *secrets)
    assert station.store.head() == before
    assert not (station.directory / "keys" / f"{NEW.id}.custody-key").exists()
    assert not (station.directory / "trust" / PENDING / ROSTER).exists()
    assert station.trust.roster.version == 1


def test_what_cannot_be_recorded_leaves_no_key_either(station: OpenStation, bootstrap: Bootstrap):
    """The database is an older copy: the key file is written before the refusal, and taken back."""
    directory = station.directory
    older = (directory / "station.db").read_bytes()
    station.officers.enrol(NEW, "ana", SECRET["ana"], SECRET["ana"])
    station.close()
    (directory / "station.db").write_bytes(older)
    (directory / "keys" / f"{NEW.id}.custody-key").unlink()
    other = NewPerson(id="e.costa", name="E. Costa", roles=("auditor",), passphrase=NEW.passphrase)
    with bootstrap.open(directory) as again:
        with pytest.raises(EnvironmentUnavailable, match="DATABASE_BEHIND"):
            again.officers.enrol(other, "ana", SECRET["ana"], SECRET["ana"])
        assert not (directory / "keys" / f"{other.id}.custody-key").exists()


def test_who_says_no_has_done_nothing(station: OpenStation):
    seen: list[Proposal] = []

    def no(proposal: Proposal) -> None:
        seen.append(proposal)
        raise Cancelled

    before = station.store.head()
    with pytest.raises(Cancelled):
        station.officers.enrol(NEW, "ana", SECRET["ana"], SECRET["ana"], approve=no)
    assert [draft.type for draft in seen[0].drafts] == ["roster.adopt", "key.enrol"]
    assert station.store.head() == before
    assert NEW.id not in station.session.people_with_keys()
    assert not (station.directory / "keys" / f"{NEW.id}.custody-key").exists()


def test_a_roster_that_was_adopted_takes_its_place_at_the_next_start(station: OpenStation, bootstrap: Bootstrap):
    """The program is stopped after the commit, before the roster's files changed places."""
    old = {name: (station.directory / "trust" / name).read_bytes() for name in (ROSTER, f"{ROSTER}.sig")}
    station.officers.enrol(NEW, "ana", SECRET["ana"], SECRET["ana"])
    pending = station.directory / "trust" / PENDING
    for name, content in old.items():
        (station.directory / "trust" / name).replace(pending / name)
        (station.directory / "trust" / name).write_bytes(content)
    directory = station.directory
    station.close()
    with bootstrap.open(directory) as again:
        assert again.trust.roster.version == 2
        assert again.trust.roster.person(NEW.id) is not None


def test_a_roster_that_was_not_adopted_is_forgotten(station: OpenStation, bootstrap: Bootstrap):
    """The program is stopped before the commit."""
    pending = station.directory / "trust" / PENDING
    pending.mkdir()
    for name in (ROSTER, f"{ROSTER}.sig"):
        (pending / name).write_bytes((station.directory / "trust" / name).read_bytes())
    roster = station.trust.roster.successor("2026-03-04T10:00:00.000Z")
    (pending / ROSTER).write_bytes(roster.canonical)
    directory = station.directory
    station.close()
    with bootstrap.open(directory) as again:
        assert again.trust.roster.version == 1
        assert not (pending / ROSTER).exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"id": "Ana"}, "PERSON_ID"),
        ({"id": "station"}, "PERSON_ID"),
        ({"id": "roster-root"}, "PERSON_ID"),
        ({"id": "beto"}, "PERSON_KNOWN"),
        ({"name": "  "}, "PERSON_NAME"),
        ({"roles": ()}, "PERSON_ROLE"),
        ({"roles": ("judge",)}, "PERSON_ROLE"),
        ({"passphrase": "short"}, "PASSPHRASE_SHORT"),
        ({"passphrase": "Fiscalía de San Telmo"}, "PASSPHRASE_OWN"),
    ],
)
def test_who_cannot_be_enrolled(station: OpenStation, changed: dict[str, object], code: str):
    given = {"id": NEW.id, "name": NEW.name, "roles": NEW.roles, "passphrase": NEW.passphrase, **changed}
    with pytest.raises(InputWrong, match=code):
        station.officers.enrol(NewPerson(**given), "ana", SECRET["ana"], SECRET["ana"])


def test_the_root_key_is_nobodys(station: OpenStation):
    assert station.session.people_with_keys() == ["ana", "beto", "carla"]
    with pytest.raises(RuleRefused, match="KEY_NOT_ENROLLED"):
        station.session.unlock("roster-root", SECRET["ana"])


def test_a_new_passphrase_must_be_good_and_the_old_one_right(station: OpenStation):
    with pytest.raises(InputWrong, match="PASSPHRASE_SHORT"):
        station.officers.change_passphrase("beto", SECRET["beto"], "short")
    with pytest.raises(Locked, match="WRONG_PASSPHRASE"):
        station.officers.change_passphrase("beto", "not this one at all", NEW.passphrase)
    station.officers.change_passphrase("beto", SECRET["beto"], NEW.passphrase)
    with pytest.raises(Locked, match="WRONG_PASSPHRASE"):
        station.session.unlock("beto", SECRET["beto"])
    station.session.unlock("beto", NEW.passphrase)
