"""Custody from station to station, with nothing between them but sticks."""

from pathlib import Path

import pytest

from tests.contracts.services.two_stations import Places, codes

OFFLINE = {"NO_ANCHOR", "UNPROVEN_TAIL"}


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("CUSTODY_STATE_DIR", str(tmp_path / "state"))
    places = Places(tmp_path)
    places.make("alfa", "beta")
    return places


def test_there_and_back(places: Places) -> None:
    case, (one, two) = places.seize("alfa", "E-1", "E-2")
    offer = places.offer("alfa", "beta", [one, two])
    package = places.export("alfa", case)
    assert codes(places.verify(package, "alfa")) == OFFLINE | {"OPEN_TRANSFER"}
    taken = places.take("beta", package)
    assert taken.offers == (offer,)
    accept = places.accept("beta", offer, refused=(two,))
    receipt = places.export("beta", case)
    assert codes(places.verify(receipt, "beta")) == OFFLINE
    back = places.take("alfa", receipt)
    assert back.answers == (offer,)
    assert not back.disputes
    close = places.close("alfa", offer)
    final = places.export("alfa", case)
    assert codes(places.verify(final, "alfa")) == OFFLINE
    with places.at("alfa") as station:
        state = station.acts.state(case)
        assert (state.exhibits[one].holder.person, state.exhibits[two].holder.person) == ("beto", "ana")
        assert state.transfers[offer].closed
        assert station.transfers.stage(offer) == "closed"
        from custody_app.log.canonical import unb64

        closing, answer = (station.store.find_digest(unb64(each, 32)) for each in (close, accept))
        assert [seen.log for seen in closing.statement.seen] == ["beta.example/custody/beta"]
        assert closing.statement.seen[0].head.size > answer.seq
        assert [seen.log for seen in answer.statement.seen] == ["alfa.example/custody/alfa"]
