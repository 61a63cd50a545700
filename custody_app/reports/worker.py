"""Makes a document in a process of its own, so that a window stays quick and a person can stop it at any page."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Final

from custody_app.diagnostics import CustodyError, EnvironmentUnavailable, ProgramBroken
from custody_app.i18n import N_
from custody_app.reports.task import DocumentTask, MadeDocument

_POLL: Final = 0.05
_STEP: Final = 10  # pages between two messages, once there are many


def make_in_worker(task: DocumentTask, on_page: Callable[[int], None] = lambda _: None) -> MadeDocument:
    """Return the document of `task`, made and checked in another process.

    Args:
        task: what it is made from.
        on_page: called at least every twentieth of a second with the number of pages begun; what it raises, such as
            `Cancelled`, ends the work.

    Raises:
        CustodyError: as `make_document` and `check_pdf`; EnvironmentUnavailable: WORKER_DIED, the system ended it.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), name="document", daemon=True)
    process.start()
    theirs.close()
    try:
        ours.send(task)
        return _listen(ours, on_page)
    except (EOFError, BrokenPipeError, ConnectionResetError) as error:
        raise EnvironmentUnavailable(
            "WORKER_DIED",
            N_("The system ended the process that was making the document."),
            kept=N_("Nothing was written and nothing was recorded."),
            advice=N_("Close other programs to free memory, then make the document again."),
        ) from error
    finally:
        if process.is_alive():
            process.terminate()
        process.join()
        process.close()
        ours.close()


def _listen(ours: Connection, on_page: Callable[[int], None]) -> MadeDocument:
    pages = 0
    while True:
        if not ours.poll(_POLL):
            on_page(pages)
            continue
        kind, value = ours.recv()
        if kind == "page":
            pages = value
            on_page(pages)
        elif kind == "made":
            made: MadeDocument = value
            return made
        elif kind == "refused":
            raise _again(value)
        else:
            raise ProgramBroken(
                "DOCUMENT_NOT_MADE",
                N_("The document could not be made: {reason}"),
                kept=N_("Nothing was written and nothing was recorded."),
                advice=N_("Send this text to your administrator."),
                reason=value,
            )


def _work(theirs: Connection) -> None:
    """Run in the worker: one task in, pages and the document out; nothing else is shared."""
    # The engine is loaded here alone: it costs half a second that no other command should pay.
    from custody_app.reports.check import check_pdf  # noqa: PLC0415
    from custody_app.reports.documents.make_document import make_document  # noqa: PLC0415

    def tell(page: int) -> None:
        if page < _STEP or page % _STEP == 0:
            theirs.send(("page", page))

    with suppress(BrokenPipeError, EOFError):
        task: DocumentTask = theirs.recv()
        try:
            made = make_document(task, tell)
            check_pdf(made.pdf, made.pages)
            theirs.send(("made", made))
        except CustodyError as error:
            theirs.send(("refused", _told(error)))
        except Exception as error:  # noqa: BLE001  (the edge of this process: whatever it is, the other side tells it)
            place = traceback.extract_tb(error.__traceback__)[-1]
            theirs.send(("broken", f"{type(error).__name__}: {error} ({place.name}, {place.lineno})"))


def _told(error: CustodyError) -> tuple[type[CustodyError], str, str, str, str, dict[str, Any]]:
    values = {name: str(value) for name, value in error.values.items()}
    return type(error), error.code, error.what, error.kept, error.advice, values


def _again(told: tuple[type[CustodyError], str, str, str, str, dict[str, Any]]) -> CustodyError:
    kind, code, what, kept, advice, values = told
    return kind(code, what, kept=kept, advice=advice, **values)
