"""Time stamps for the log: requests queued offline, sent when a person says so or carried as files, replies recorded.

One token covers the whole log up to its size, older tokens included, so that a new one renews them all (the logic of
RFC 4998): it has to be there before the certificate of the last one ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from custody_app.clock import Clock, format_time, parse_time
from custody_app.crypto.timestamp import Certificate
from custody_app.crypto.timestamp_exchange import JudgedStamp, judge_reply, make_query, query_nonce, reply_nonce
from custody_app.diagnostics import CustodyError, InputWrong
from custody_app.domain import lenient
from custody_app.domain.bodies import make_act
from custody_app.i18n import N_
from custody_app.log.canonical import Json, b64, canon, parse, unb64
from custody_app.log.note import Checkpoint
from custody_app.log.statement import STATION_ACTOR
from custody_app.services.authority_connection import ask_authority
from custody_app.services.recording import Recorder
from custody_app.services.time_authorities import TimeAuthorities
from custody_app.storage import Recorded, SavedAnchor, SavedCheckpoint, Store, Waiting

RENEW_BEFORE: Final = timedelta(days=90)
_KIND: Final = "tsa"


@dataclass(frozen=True, slots=True)
class QueuedRequest:
    """A request for a time stamp that waits.

    Attributes:
        number: its place in the queue.
        authority: who is to be asked, "" for any that is trusted.
        size: entries that it covers.
        query: the `.tsq` file's bytes.
    """

    number: int
    authority: str
    size: int
    query: bytes

    @property
    def file_name(self) -> str:
        """What it is called when it travels."""
        return "-".join(part for part in (f"{self.size:012d}", self.authority or "any", str(self.number)) if part)

    def to_json(self) -> Json:
        """Return {"number", "authority", "size", "query"}."""
        return {"number": self.number, "authority": self.authority, "size": self.size, "query": b64(self.query)}


@dataclass(frozen=True, slots=True)
class Renewal:
    """How long the time stamps of the log hold.

    Attributes:
        size: entries covered by any time stamp.
        ends: when the certificate of the last one ends, as times in statements; "" where there is none.
        due_from: when it should be renewed.
        due: whether that is now.
    """

    size: int
    ends: str
    due_from: str
    due: bool

    def to_json(self) -> Json:
        """Return {"size", "ends", "due_from", "due"}."""
        return {"size": self.size, "ends": self.ends, "due_from": self.due_from, "due": self.due}


class Anchoring:
    """Asks for time stamps of the station's log and records them.

    Args:
        store: the log.
        recorder: records what came back, as the station's own act.
        authorities: who is trusted.
        clock: when a renewal is due.
        random: the system's randomness.
    """

    def __init__(
        self,
        store: Store,
        recorder: Recorder,
        authorities: TimeAuthorities,
        clock: Clock,
        random: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._recorder = recorder
        self.authorities = authorities
        self._clock = clock
        self._random = random

    def queue(self) -> list[QueuedRequest]:
        """Let a request for the present signed head wait, one for each authority, or one for any; return those waiting.

        Raises:
            InputWrong: LOG_EMPTY; EnvironmentUnavailable: the disk.
        """
        self.finish()
        saved = self._store.latest_checkpoint()
        if saved is None:
            raise InputWrong("LOG_EMPTY", N_("The log is empty."), advice=N_("Record something first."))
        known = {(each.authority, each.size) for each in self.waiting()}
        for name in [each.name for each in self.authorities.all()] or [""]:
            if (name, saved.head.size) not in known:
                query = make_query(self._text(saved), self._random)
                self._store.queue(_KIND, saved.head.size, canon({"authority": name, "query": b64(query)}))
        return self.waiting()

    def waiting(self) -> list[QueuedRequest]:
        """Return the requests without an answer, first queued first."""
        return [_queued(each) for each in self._store.waiting() if each.kind == _KIND]

    def send(self, request: QueuedRequest, ask: Callable[[str, bytes], bytes] = ask_authority) -> Recorded:
        """Ask the authority of one request over the network, and record what it answers.

        Args:
            request: one that waits.
            ask: takes a URL and the query, returns the reply.

        Raises:
            EnvironmentUnavailable: AUTHORITY_UNREACHABLE; InputWrong: AUTHORITY_NO_URL, and as `take`.
        """
        url = next((each.url for each in self.authorities.all() if each.name == request.authority), "")
        if not url:
            raise InputWrong(
                "AUTHORITY_NO_URL",
                N_("The request for {size} entries names no authority that can be asked over the network."),
                kept=N_("The request still waits; nothing was recorded."),
                advice=N_("Write it to a file and bring the reply, or add an authority with its address."),
                size=request.size,
            )
        return self._take(ask(url, request.query), request)

    def take(self, reply: bytes) -> Recorded:
        """Judge a reply that was brought as a file, keep it as it is and record the time stamp.

        The same reply again returns what was recorded of it.

        Raises:
            InputWrong: TSA_UNASKED, no request here has its nonce; TSA_BAD, TSA_OTHER, TSA_EXPIRED, TSA_REFUSED; DER.
        """
        self.finish()
        recorded = self._recorded().get(hashlib.sha256(reply).hexdigest())
        if recorded is not None:
            return recorded
        nonce = reply_nonce(reply)
        request = next((each for each in self.waiting() if query_nonce(each.query) == nonce), None)
        if request is None:
            raise InputWrong(
                "TSA_UNASKED",
                N_("This reply answers no request that waits here."),
                kept=N_("Nothing was recorded."),
                advice=N_("Bring the reply to the station that made the request."),
            )
        return self._take(reply, request)

    def finish(self) -> None:
        """Record the replies that were kept but not recorded, since the program was stopped in between."""
        recorded = self._recorded()
        for anchor in self._store.anchors():
            if anchor.kind == _KIND and hashlib.sha256(anchor.answer).hexdigest() not in recorded:
                saved = self._checkpoint(anchor.size)
                with suppress(InputWrong):  # not trusted any more: it stays kept, and unrecorded
                    name, stamp = self._judge(anchor.answer, anchor.request or b"", self._text(saved))
                    self._record(anchor.answer, saved, name, stamp)

    def renewal(self) -> Renewal:
        """Return how long the time stamps hold."""
        bodies = [each.body for each in self._recorded().values()]
        ends = max((end for end in map(_ends, bodies) if end is not None), default=None)
        size = max((lenient.whole(body, "size") for body in bodies), default=0)
        if ends is None:
            return Renewal(size, "", "", due=False)
        due_from = ends - RENEW_BEFORE
        return Renewal(size, format_time(ends), format_time(due_from), due=self._clock.utc_now() >= due_from)

    def _take(self, reply: bytes, request: QueuedRequest) -> Recorded:
        saved = self._checkpoint(request.size)
        name, stamp = self._judge(reply, request.query, self._text(saved))
        # The raw reply is durable before the log speaks of it.
        self._store.save_anchor(SavedAnchor(_KIND, request.size, saved.note, request.query, reply), request.number)
        return self._record(reply, saved, name, stamp)

    def _record(self, reply: bytes, saved: SavedCheckpoint, name: str, stamp: JudgedStamp) -> Recorded:
        body: dict[str, Any] = {
            **saved.head.to_json(),
            "authority": name,
            "time": format_time(stamp.time),
            "reply": hashlib.sha256(reply).hexdigest(),
            "certificate": stamp.certificate,
            "ends": format_time(stamp.ends),
        }
        return self._recorder.record_machine_act(make_act("anchor.tsa", actor=STATION_ACTOR, body=body))

    def _judge(self, reply: bytes, query: bytes, text: bytes) -> tuple[str, JudgedStamp]:
        """Return the first authority whose certificate the time stamp holds with, and the stamp."""
        refusal: CustodyError | None = None
        for name, pinned in self._pinned():
            try:
                return name, judge_reply(reply, query, text, pinned)
            except InputWrong as error:
                refusal = error if refusal is None or refusal.code == "TSA_OTHER" else refusal
        raise refusal or InputWrong(
            "AUTHORITY_UNKNOWN",
            N_("No time-stamping authority is trusted at this station."),
            kept=N_("The reply was not recorded; the request still waits."),
            advice=N_("Add the authority with its certificate first."),
        )

    def _pinned(self) -> Iterator[tuple[str, list[Certificate]]]:
        for name in self.authorities.pems():
            yield name.removesuffix(".pem"), self.authorities.certificates(name.removesuffix(".pem"))

    def _recorded(self) -> dict[str, Recorded]:
        """Return the recorded time stamps by the SHA-256 of their replies."""
        return {lenient.text(each.body, "reply"): each for each in self._store.statements_of_type("anchor.tsa")}

    def _checkpoint(self, size: int) -> SavedCheckpoint:
        return [each for each in self._store.checkpoints() if each.head.size == size][-1]

    def _text(self, saved: SavedCheckpoint) -> bytes:
        return Checkpoint(self._store.origin, saved.head).text.encode()


def _ends(body: Json) -> datetime | None:
    try:
        return parse_time(lenient.text(body, "ends"))
    except ValueError:
        return None


def _queued(waiting: Waiting) -> QueuedRequest:
    told = parse(waiting.content)
    return QueuedRequest(waiting.number, told["authority"], waiting.size, unb64(told["query"]))
