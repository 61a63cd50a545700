"""Time stamps of the log by real authorities: `openssl ts` behind a loopback server, or replies carried as files."""

from __future__ import annotations

import hashlib
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from custody_app.clock import parse_time
from custody_app.diagnostics import CustodyError
from custody_app.services.anchoring import Anchoring
from custody_app.services.authority_connection import ask_authority
from custody_app.services.provable_window import ProvableWindows
from custody_app.services.station import OpenStation
from tests.conformance.builder.authority import Authority, run
from tests.sample_station import MovableClock


@pytest.fixture(scope="module", autouse=True)
def _openssl(oracle: Callable[..., str]) -> None:
    oracle("openssl")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "ec", "ec")


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "rsa", "rsa")


def reply_to(authority: Authority, query: bytes) -> bytes:
    """Return what the authority answers to a query of ours."""
    asked, reply = authority.folder / "ours.tsq", authority.folder / "ours.tsr"
    asked.write_bytes(query)
    run("openssl", "ts", "-reply", "-config", authority.config, "-section", "tsa", "-queryfile", asked,
        "-signer", authority.pem, "-inkey", authority.key, "-out", reply)  # fmt: skip
    return reply.read_bytes()


class Server:
    """An authority on this machine's own loopback, which counts who asks."""

    def __init__(self, authority: Authority) -> None:
        self.asked: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                server.asked.append(self.headers["Content-Type"])
                if self.path == "/elsewhere":
                    self.send_response(302)
                    self.send_header("Location", "/")
                    self.end_headers()
                    return
                reply = reply_to(authority, query)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self._http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/"
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def server(authority: Authority) -> Iterator[Server]:
    found = Server(authority)
    yield found
    found.close()


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(CustodyError) as caught:
        act()
    assert caught.value.code == code


def test_requests_wait_until_a_person_sends_them_and_replies_are_recorded(
    station: OpenStation, case: str, server: Server, authority: Authority, second: Authority
) -> None:
    anchoring = station.anchoring
    anchoring.authorities.add("ec", server.url, authority.pem.read_bytes())
    anchoring.authorities.add("carried", "", second.pem.read_bytes())
    covered = station.store.head().size
    waiting = anchoring.queue()
    assert [each.authority for each in waiting] == ["carried", "ec"]
    assert anchoring.queue() == waiting, "queued once for each head"
    assert server.asked == [], "nothing is sent unless asked"

    refused("AUTHORITY_NO_URL", lambda: anchoring.send(waiting[0]))
    sent = anchoring.send(waiting[1])
    assert server.asked == ["application/timestamp-query"]
    reply = reply_to(second, waiting[0].query)
    taken = anchoring.take(reply)
    assert (sent.body["authority"], taken.body["authority"]) == ("ec", "carried")
    assert sent.body["size"] == taken.body["size"] == covered
    assert taken.body["reply"] == hashlib.sha256(reply).hexdigest()
    kept = station.store.anchors()
    assert kept[-1].answer == reply, "raw"
    assert anchoring.waiting() == []
    assert anchoring.take(reply).seq == taken.seq, "recorded once"
    window = ProvableWindows(station.store).of(0)
    assert window.before is not None
    assert window.before.kind == "tsa"


def test_openssl_reads_the_query_and_verifies_what_was_kept(
    station: OpenStation, authority: Authority, tmp_path: Path
) -> None:
    station.anchoring.authorities.add("ec", "", authority.pem.read_bytes())
    request = station.anchoring.queue()[0]
    station.anchoring.take(reply_to(authority, request.query))
    kept = station.store.anchors()[0]
    (tmp_path / "q.tsq").write_bytes(kept.request)
    (tmp_path / "r.tsr").write_bytes(kept.answer)
    (tmp_path / "note").write_bytes(kept.note[: kept.note.index(b"\n\n") + 1])
    told = subprocess.run(["openssl", "ts", "-query", "-in", tmp_path / "q.tsq", "-text"], capture_output=True,
                          text=True, check=True).stdout  # fmt: skip
    assert "Certificate required: yes" in told
    assert "sha256" in told
    for given in (("-queryfile", tmp_path / "q.tsq"), ("-data", tmp_path / "note")):
        run("openssl", "ts", "-verify", *given, "-in", tmp_path / "r.tsr", "-CAfile", authority.pem)


def test_a_reply_that_does_not_hold_is_not_recorded_and_the_request_waits_on(
    station: OpenStation, case: str, authority: Authority, second: Authority, tmp_path: Path
) -> None:
    anchoring = station.anchoring
    request = anchoring.queue()[0]
    reply = reply_to(authority, request.query)
    refused("AUTHORITY_UNKNOWN", lambda: anchoring.take(reply))
    anchoring.authorities.add("rsa", "", second.pem.read_bytes())
    refused("TSA_OTHER", lambda: anchoring.take(reply))
    anchoring.authorities.add("ec", "", authority.pem.read_bytes())
    size = station.store.head().size
    spoilt = bytearray(reply)
    spoilt[-3] ^= 1
    refused("TSA_BAD", lambda: anchoring.take(bytes(spoilt)))
    refused("TSA_UNASKED", lambda: anchoring.take(authority.stamp(b"something else\n")[1]))
    refused("TSA_BAD", lambda: anchoring.take(b"no reply"))
    refused("TSA_REFUSED", lambda: anchoring.take(bytes.fromhex("30053003020102")))
    ended = Authority(tmp_path / "ended", "ec", days=("20200101000000Z", "20210101000000Z"))
    anchoring.authorities.add("ended", "", ended.pem.read_bytes())
    refused("TSA_EXPIRED", lambda: anchoring.take(reply_to(ended, request.query)))
    assert (anchoring.waiting(), station.store.head().size, station.store.anchors()) == ([request], size, [])
    assert anchoring.take(reply).body["authority"] == "ec"


def test_a_reply_kept_before_the_machine_stopped_is_recorded_later(station: OpenStation, authority: Authority) -> None:
    class Stops:
        def record_machine_act(self, _: object) -> None:
            raise KeyboardInterrupt

    station.anchoring.authorities.add("ec", "", authority.pem.read_bytes())
    reply = reply_to(authority, station.anchoring.queue()[0].query)
    stopping = Anchoring(station.store, Stops(), station.anchoring.authorities, station.clock, station.random)
    with pytest.raises(KeyboardInterrupt):
        stopping.take(reply)
    assert station.store.statements_of_type("anchor.tsa") == []
    station.anchoring.finish()
    station.anchoring.finish()
    assert len(station.store.statements_of_type("anchor.tsa")) == 1


def test_a_renewal_is_due_before_the_last_certificate_ends(
    station: OpenStation, clock: MovableClock, authority: Authority
) -> None:
    assert station.anchoring.renewal().to_json() == {"size": 0, "ends": "", "due_from": "", "due": False}
    station.anchoring.authorities.add("ec", "", authority.pem.read_bytes())
    station.anchoring.take(reply_to(authority, station.anchoring.queue()[0].query))
    told = station.anchoring.renewal()
    assert not told.due
    clock.now = parse_time(told.due_from)
    assert station.anchoring.renewal().due


def test_what_is_no_authority_is_refused(station: OpenStation, authority: Authority, server: Server) -> None:
    add, pem = station.anchoring.authorities.add, authority.pem.read_bytes()
    refused("AUTHORITY_NAME", lambda: add("../x", "", pem))
    refused("AUTHORITY_URL", lambda: add("x", "file:///etc/passwd", pem))
    refused("AUTHORITY_CERTIFICATE", lambda: add("x", "", b"no certificate"))
    assert station.anchoring.authorities.all() == []
    refused("AUTHORITY_UNREACHABLE", lambda: ask_authority(server.url + "elsewhere", b"query"))
    refused("AUTHORITY_UNREACHABLE", lambda: ask_authority("http://127.0.0.1:1/", b"query"))
    add("x", "", pem)
    (station.directory / "trust" / "tsa" / "authorities.json").write_bytes(b"{}")
    refused("AUTHORITIES_UNREADABLE", station.anchoring.queue)
