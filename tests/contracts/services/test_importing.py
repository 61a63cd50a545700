"""Custody from station to station, with nothing between them but sticks: lost, late, doubled, forged."""

from __future__ import annotations

import itertools
import random
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from custody_app.diagnostics import CustodyError, RuleRefused
from custody_app.domain.commands import CancelTransfer, DeriveExhibit, RejectTransfer, SealExhibit
from custody_app.domain.values import Acquisition, Seal
from custody_app.exchange.package_contents import Scope
from custody_app.log.canonical import unb64
from tests.contracts.services.two_stations import Places, codes

OFFLINE = {"NO_ANCHOR", "UNPROVEN_TAIL"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Places:
    folder = tmp_path_factory.mktemp("places")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        places = Places(folder)
        places.make("alfa", "beta", "gama", "delta")
    return places


@pytest.fixture
def places(template: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    return template.copied(tmp_path / "places", monkeypatch)


def refused(places: Places, name: str, package: Path) -> str:
    """Try to take a package in; nothing may come of it. Return the code."""
    with places.at(name) as station:
        size, held = station.store.head().size, station.store.peer_logs()
        with pytest.raises(CustodyError) as refusal, station.importing.review(package) as review:
            station.importing.take_in(review, confirmed=True)
        assert (station.store.head().size, station.store.peer_logs()) == (size, held)
        assert not (station.directory / "quarantine").exists()
    return refusal.value.code


def test_there_and_back(places: Places) -> None:
    case, (one, two) = places.seize("alfa", "E-1", "E-2")
    offer = places.offer("alfa", "beta", [one, two])
    package = places.export("alfa", case)
    assert codes(places.verify(package, "alfa")) == OFFLINE | {"OPEN_TRANSFER"}
    assert places.take("beta", package).offers == (offer,)
    accept = places.accept("beta", offer, refused=(two,))
    receipt = places.export("beta", case)
    assert codes(places.verify(receipt, "beta")) == OFFLINE
    back = places.take("alfa", receipt)
    assert (back.answers, back.disputes) == ((offer,), ())
    close = places.close("alfa", offer)
    for scope in (Scope.CASE, Scope.WHOLE_LOG):
        final = places.export("alfa", case if scope is Scope.CASE else "", scope)
        assert codes(places.verify(final, "alfa")) == OFFLINE
    with places.at("beta") as station:
        # The case was opened in this log too, by its number alone: all else is known from the log that opened it.
        known = station.acts.state(case).cases[case]
        assert (known.number, known.opened_by, [basis.id for basis in known.bases]) == ("C-1", "ana", ["basis-1"])
    with places.at("alfa") as station:
        state = station.acts.state(case)
        assert [state.exhibits[each].holder.person for each in (one, two)] == ["beto", "ana"]
        assert state.transfers[offer].closed
        closing, answer = (station.store.find_digest(unb64(each, 32)) for each in (close, accept))
        assert closing is not None
        assert answer is not None
        # Each log holds the other's head, and each of the two statements says which one it rests on.
        (seen,) = closing.statement.seen
        assert seen.log == "beta.example/custody/beta"
        assert seen.head.size > answer.seq
        assert seen.head in [saved.head for saved in station.store.peer_heads(seen.log)]
        assert [each.log for each in answer.statement.seen] == ["alfa.example/custody/alfa"]
        assert closing.statement.exhibits == ()


def test_rejected_as_a_whole(places: Places) -> None:
    case, exhibits = places.seize("alfa", "E-1")
    offer = places.offer("alfa", "beta", exhibits)
    places.take("beta", places.export("alfa", case))
    places.do("beta", RejectTransfer(actor="beto", offer=offer, reason="Not in the bag"), "")
    assert places.take("alfa", places.export("beta", case)).answers == (offer,)
    places.close("alfa", offer)
    assert codes(places.verify(places.export("alfa", case), "alfa")) == OFFLINE
    with places.at("alfa") as station:
        assert station.acts.state(case).exhibits[exhibits[0]].holder.person == "ana"


def test_what_came_lives_on_here_and_goes_back(places: Places, tmp_path: Path) -> None:
    case, (stick,) = places.seize("alfa", "E-1")
    offer = places.offer("alfa", "beta", [stick])
    places.take("beta", places.export("alfa", case))
    places.accept("beta", offer)
    content = tmp_path / "stick.raw"
    content.write_bytes(b"what was on it")
    with places.at("beta") as station:
        hashing = station.readings.read(content, ("sha256",)).hash_command("beto", stick)
        image = station.exhibits.new_id()
    places.do("beta", hashing, case)
    seal = SealExhibit(actor="beto", exhibits=(stick,), action="apply", seal=Seal(number="S-9"), place="Bench 2")
    places.do("beta", seal, case)
    derive = DeriveExhibit(
        actor="beto",
        exhibit=image,
        parents=(stick,),
        number="E-1.1",
        type="file_set",
        fields={"title": "Files"},
        acquisition=Acquisition(copy="extraction", tool="cp", version="9", write_blocker="software"),
    )
    places.do("beta", derive, case)
    back = places.offer("beta", "alfa", [image])
    package = places.export("beta", case, evidence=(content,))
    outcome = places.verify(package, "beta")
    assert (codes(outcome), outcome.evidence) == (OFFLINE | {"OPEN_TRANSFER"}, "match")
    places.take("alfa", package)
    places.accept("alfa", back)
    places.close("alfa", offer)
    assert codes(places.verify(places.export("alfa", case), "alfa")) == OFFLINE
    places.take("beta", places.export("alfa", case))
    places.close("beta", back)
    assert codes(places.verify(places.export("beta", case), "beta")) == OFFLINE


def test_another_case_stays_untold_and_does_not_get_in_the_way(places: Places) -> None:
    first, one = places.seize("alfa", "E-1")
    offer = places.offer("alfa", "beta", one)
    places.take("beta", places.export("alfa", first))
    second, two = places.seize("alfa", "F-1", case_number="C-2")
    other = places.offer("alfa", "beta", two)
    places.do("alfa", CancelTransfer(actor="ana", offer=offer, reason="Wrong bag"), "")
    places.take("beta", places.export("alfa", second))
    with places.at("beta") as station:
        # The cancellation is not known here: of the first case, the log is only known up to the first package.
        assert station.transfers.stage(offer) == "arrived"
        log = station.store.peer_logs()[0]
        heads = [saved.head.size for saved in station.store.peer_heads(log)]
        assert station.transfers._imported.head(log, first).head.size == heads[0]
        assert station.transfers._imported.head(log, second).head.size == heads[1] > heads[0]
    places.accept("beta", other)
    assert codes(places.verify(places.export("beta", second), "beta")) == OFFLINE
    # Nothing of the first case stands in this station's own log: it has no salt by which that could be seen.
    assert codes(places.verify(places.export("beta", first), "beta")) == OFFLINE | {"OPEN_TRANSFER", "CASE_PARTIAL"}


def test_late_and_doubled_packages_are_harmless(places: Places) -> None:
    case, exhibits = places.seize("alfa", "E-1")
    early = places.export("alfa", case)
    offer = places.offer("alfa", "beta", exhibits)
    later = places.export("alfa", case)
    assert places.take("beta", later).statements > 0
    with places.at("beta") as station:
        rows = station.store.transfer_rows([offer])
    late = places.take("beta", early)
    assert (late.statements, late.offers, late.disputes) == (0, (), ())
    assert late.recorded is not None
    for package in (later, early):
        again = places.take("beta", package)
        assert (again.statements, again.recorded) == (0, None)
    with places.at("beta") as station:
        assert station.store.transfer_rows([offer]) == rows
        assert len(station.store.statements_of_type("import.made")) == 2
        assert station.store.differing_lists() == []


def test_what_is_not_proven_is_confirmed_first(places: Places) -> None:
    case, _ = places.seize("alfa", "E-1")
    package = places.export("alfa", case)
    with places.at("beta") as station:
        with station.importing.review(package) as review:
            assert review.needs_confirmation
            with pytest.raises(RuleRefused, match="IMPORT_UNCONFIRMED"):
                station.importing.take_in(review)
            assert station.store.peer_logs() == []
            taken = station.importing.take_in(review, confirmed=True)
        assert taken.recorded is not None
        assert taken.recorded.body["package"] == review.package
        assert taken.recorded.body["outcome"] == "unproven"
        with station.importing.inspect(package) as review:
            assert review.known
            assert not review.needs_confirmation
            assert review.outcome.outside_proof == ("held",)


def rewritten(package: Path, changes: dict[str, Any]) -> Path:
    """Return a copy of a package with members changed by their end of name."""
    target = package.with_name(f"changed-{package.name}")
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(target, "w") as copy:
        for info in source.infolist():
            content = source.read(info)
            for end, change in changes.items():
                content = change(content) if info.filename.endswith(end) else content
            copy.writestr(info, content)
    return target


def test_what_was_tampered_with_is_refused(places: Places) -> None:
    case, exhibits = places.seize("alfa", "E-1")
    places.offer("alfa", "beta", exhibits)
    package = places.export("alfa", case)
    altered = rewritten(package, {"envelope/000000000003.json": lambda text: text.replace(b"E-1", b"E-2")})
    assert refused(places, "beta", altered) == "PACKAGE_FAILED"
    cut = package.with_name("cut.custody.zip")
    cut.write_bytes(package.read_bytes()[:-200])
    assert refused(places, "beta", cut) == "PACKAGE_DAMAGED"
    flipped = bytearray(package.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    cut.write_bytes(flipped)
    assert refused(places, "beta", cut) in {"PACKAGE_DAMAGED", "PACKAGE_UNSAFE", "PACKAGE_FAILED"}
    assert refused(places, "alfa", package) == "PACKAGE_OWN"
    (places.folder / "gama" / "trust" / "peers" / "alfa.json").unlink()
    assert refused(places, "gama", package) == "STATION_UNKNOWN"


def test_a_station_with_two_histories_is_found_out(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    case, exhibits = places.seize("alfa", "E-1", "E-2")
    clone = places.copied(places.folder.parent / "clone", monkeypatch)
    monkeypatch.setenv("CUSTODY_STATE_DIR", str(places.folder / "state"))
    places.offer("alfa", "beta", exhibits[:1])
    places.take("beta", places.export("alfa", case))
    monkeypatch.setenv("CUSTODY_STATE_DIR", str(clone.folder / "state"))
    clone.offer("alfa", "beta", exhibits[1:])
    clone.export("alfa", case)  # that it was made is one more entry
    other = clone.export("alfa", case)
    monkeypatch.setenv("CUSTODY_STATE_DIR", str(places.folder / "state"))
    assert refused(places, "beta", other) == "PACKAGE_FAILED"
    with places.at("beta") as station, station.importing.inspect(other) as review:
        assert "FORK" in codes(review.outcome)


def test_an_older_copy_of_this_station_is_found_out(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    case, exhibits = places.seize("alfa", "E-1")
    older = places.copied(places.folder.parent / "older", monkeypatch)
    monkeypatch.setenv("CUSTODY_STATE_DIR", str(places.folder / "state"))
    offer = places.offer("alfa", "beta", exhibits)
    places.take("beta", places.export("alfa", case))
    places.accept("beta", offer)
    receipt = places.export("beta", case)
    monkeypatch.setenv("CUSTODY_STATE_DIR", str(older.folder / "state"))
    assert refused(older, "alfa", receipt) == "OWN_LOG_BEHIND"
    older.offer("alfa", "gama", exhibits)
    for _ in range(4):
        older.export("alfa", case)
    assert refused(older, "alfa", receipt) == "OWN_LOG_DIFFERS"


def test_an_offer_cancelled_while_it_was_accepted_is_flagged(places: Places) -> None:
    case, exhibits = places.seize("alfa", "E-1")
    offer = places.offer("alfa", "beta", exhibits)
    places.take("beta", places.export("alfa", case))
    places.do("alfa", CancelTransfer(actor="ana", offer=offer, reason="Courier did not come"), "")
    places.accept("beta", offer)
    taken = places.take("alfa", places.export("beta", case))
    assert taken.disputes == tuple(exhibits)
    assert {"CUSTODY_FORK", "ACCEPT_NO_OFFER"} <= codes(places.verify(places.export("alfa", case), "alfa"))
    with places.at("alfa") as station:
        assert station.acts.state(case).exhibits[exhibits[0]].holder.person == "ana"


def test_photographs_come_along_and_the_same_number_twice_is_told(places: Places, tmp_path: Path) -> None:
    from custody_app.domain.commands import RegisterExhibit

    case, exhibits = places.seize("alfa", "E-1")
    picture = tmp_path / "picture.jpg"
    picture.write_bytes(b"a photograph")
    with places.at("alfa") as station:
        attachment = station.exhibits.attach(picture)
        exhibit = station.exhibits.new_id()
    shown = RegisterExhibit(
        actor="ana",
        case=case,
        exhibit=exhibit,
        number="E-2",
        type="object",
        basis="basis-1",
        fields={"title": "Thing"},
        attachments=(attachment,),
    )
    places.do("alfa", shown, case)
    places.offer("alfa", "gama", [*exhibits])
    assert places.take("gama", places.export("alfa", case, with_files=True)).files == 1
    with places.at("gama") as station:
        assert attachment.sha256 in station.attachments
    from custody_app.services.kept_files import check_kept_files

    assert check_kept_files(places.folder / "gama") == []
    twice = RegisterExhibit(
        actor="gil",
        case=case,
        exhibit="11111111-1111-4111-8111-111111111111",
        number="E-3",
        type="object",
        basis="basis-1",
        fields={"title": "Thing"},
    )
    places.do("gama", twice, case)
    package = places.export("gama", case)
    from dataclasses import replace

    places.do("alfa", replace(twice, actor="ana", exhibit="22222222-2222-4222-8222-222222222222"), case)
    assert places.take("alfa", package).same_numbers == ("E-3",)


def journey(places: Places) -> tuple[str, str, list[Path]]:
    """From alfa to beta to gama and back to alfa, all receipts sent; return the case, the exhibit, the packages."""
    case, (exhibit,) = places.seize("alfa", "E-1")
    packages = []
    for giver, receiver in itertools.pairwise(("alfa", "beta", "gama", "alfa")):
        offer = places.offer(giver, receiver, [exhibit])
        packages.append(places.export(giver, case))
        places.take(receiver, packages[-1])
        places.accept(receiver, offer)
        receipt = places.export(receiver, case)
        places.take(giver, receipt)
        places.close(giver, offer)
    packages.append(places.export("alfa", case))
    return case, exhibit, packages


def test_around_three_stations_in_any_order(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    bystander = places.copied(tmp_path / "bystander", monkeypatch)
    monkeypatch.setenv("CUSTODY_STATE_DIR", str(places.folder / "state"))
    case, exhibit, packages = journey(places)
    assert codes(places.verify(packages[-1], "alfa")) == OFFLINE
    orders = list(itertools.permutations(range(len(packages))))
    chosen = orders if request.config.getoption("--soak") else random.Random(1).sample(orders, 3)  # noqa: S311 - a sample of orders
    told = set()
    for number, order in enumerate(chosen):
        # A fourth station, to which all of it comes, some twice.
        other = bystander.copied(tmp_path / f"order-{number}", monkeypatch)
        for place in (*order, order[0]):
            taken = other.take("delta", packages[place])
            assert taken.disputes == ()
        with other.at("delta") as station:
            state = station.acts.state(case)
            line = [each.digest for each in station.store.line(exhibit)]
            rows = [*station.store.transfer_rows(station.store.transfer_ids()), *station.store.case_rows([case])]
            told.add((state.exhibits[exhibit].holder.person, tuple(line), repr(rows)))
            assert station.store.differing_lists() == []
    assert len(told) == 1
    assert next(iter(told))[0] == "ana"
    shutil.rmtree(tmp_path / "bystander")
