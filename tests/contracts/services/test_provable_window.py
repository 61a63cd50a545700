"""Between which confirmations from outside an event stands."""

from __future__ import annotations

from typing import Any

import pypdfium2

from custody_app.domain.bodies import make_act
from custody_app.log.canonical import b64
from custody_app.services.provable_window import Anchor, ProvableWindows
from custody_app.services.reporting import ReportRequest
from custody_app.services.station import OpenStation

DIGEST = "ab" * 32


def anchored(station: OpenStation, time: str, kind: str = "anchor.tsa", **other: Any) -> int:
    """Record an anchor over the present head, as the station would; return its entry."""
    head = station.store.head()
    told: dict[str, Any] = {"size": head.size, "root": b64(head.root), "time": time}
    told |= (
        {"authority": "tsa-1", "reply": DIGEST, "certificate": DIGEST, "ends": "2036-01-01T00:00:00.000Z"}
        if kind == "anchor.tsa"
        else {"witness": "lab-9", "key": "k", "line": "— lab-9 AAAA"}
    )
    act = make_act(kind, actor="station", body={**told, **other})
    return station.recorder.record_machine_act(act).seq


def test_an_event_stands_between_the_last_anchor_before_it_and_the_first_that_covers_it(
    station: OpenStation, exhibits: tuple[str, ...]
) -> None:
    early = anchored(station, "2026-03-04T10:00:00.000Z")
    later = anchored(station, "2026-03-04T11:00:00.000Z", "anchor.cosig")
    event = station.recorder.record_machine_act(make_act("clock.step", actor="station", body={})).seq
    open_ended = ProvableWindows(station.store).of(event)
    assert open_ended.before is None
    cover = anchored(station, "2026-03-04T12:00:00.000Z")
    anchored(station, "2026-03-04T13:00:00.000Z")

    windows = ProvableWindows(station.store)

    window = windows.of(event)
    assert window.after == Anchor("cosignature", "lab-9", later, "2026-03-04T11:00:00.000Z", later)
    assert window.before == Anchor("tsa", "tsa-1", cover, "2026-03-04T12:00:00.000Z", cover)
    first = windows.of(0)
    assert (first.after, first.before.entry) == (None, early)
    assert ProvableWindows(station.store, size=cover).of(event).before is None
    assert windows.of(event).to_json()["before"]["by"] == "tsa-1"


def test_a_token_brought_late_bounds_by_its_time_not_by_its_place(
    station: OpenStation, exhibits: tuple[str, ...]
) -> None:
    anchored(station, "2026-03-04T12:00:00.000Z")
    anchored(station, "2026-03-04T10:00:00.000Z", size=2, authority="by courier")
    size = station.store.head().size
    windows = ProvableWindows(station.store)
    assert windows.of(size).after.time == "2026-03-04T12:00:00.000Z"
    assert windows.of(1).before.by == "by courier"


def test_what_no_program_can_have_recorded_bounds_nothing(station: OpenStation, exhibits: tuple[str, ...]) -> None:
    size = station.store.head().size
    anchored(station, "2026-03-04T10:00:00.000Z", size=size + 5)
    anchored(station, "yesterday")
    windows = ProvableWindows(station.store)
    assert windows.anchors == ()
    assert windows.of(1).to_json() == {}


def test_the_report_prints_the_window_beside_the_claimed_time(
    station: OpenStation, case: str, exhibits: tuple[str, ...]
) -> None:
    request = ReportRequest(kind="custody-report", case=case)
    bare = annex_of(station.reports.make(request).pdf)
    assert "Proven:" not in bare
    anchored(station, "2026-03-04T12:00:00.000Z")
    told = annex_of(station.reports.make(request).pdf)
    assert told.count("Proven: before 4 Mar 2026, 12:00:00 UTC (tsa-1)") == len(station.store.case_statements(case))


def annex_of(pdf: bytes) -> str:
    """Return the text of a document on one line."""
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
