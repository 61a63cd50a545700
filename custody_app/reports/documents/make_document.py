"""Makes one document out of a snapshot: facts, pages, archival PDF; the same task gives the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from types import ModuleType
from typing import Final

from custody_app import __version__
from custody_app.i18n import N_
from custody_app.reports.documents import custody_report, transfer_receipt
from custody_app.reports.documents.setting import Setting, root_hex, set_up
from custody_app.reports.engine import About, Attachment, Document, Running, finish, paper
from custody_app.reports.facts.record import read_record
from custody_app.reports.task import EVIDENCE, PACKAGE, DocumentTask, MadeDocument

DOCUMENTS: Final[Mapping[str, ModuleType]] = {
    "custody-report": custody_report,
    "transfer-receipt": transfer_receipt,
}
"""The module of each of `task.KINDS`."""
_BATES: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,23}\Z")


def make_document(task: DocumentTask, on_page: Callable[[int], None] | None = None) -> MadeDocument:
    """Return the document of a task.

    Args:
        task: what it is made from.
        on_page: told of each page that begins; may raise to stop.
    """
    record = read_record(json.loads(task.snapshot), sha256(task.snapshot).hexdigest())
    setting = set_up(record, task.language, task.issuer, task.pictures.get)
    module = DOCUMENTS[task.kind]
    document = Document(paper(task.paper), _running(setting, module), on_page=on_page)
    if task.kind == "transfer-receipt":
        module.write(document, setting, task.transfer)
    else:
        module.write(document, setting)
    drawn = document.close()
    return MadeDocument(finish(drawn, _about(setting, module), _attachments(task, setting)), drawn.pages)


def _running(setting: Setting, module: ModuleType) -> Running:
    wording, record = setting.wording, setting.record
    case = wording.t(N_("Case {number}"), number=record.number)
    return Running(
        left=case,
        right=wording.t(module.TITLE),
        case=case,
        page_of=wording.translator._(N_("Page {page} of {pages}")),
        digest_label=wording.t(N_("Record digest (SHA-256)")),
        digest=record.digest,
        bates=f"{record.number}-" if _BATES.match(record.number) else "",
        watermark="" if setting.issued else wording.t(N_("Copy, not issued")),
    )


def _about(setting: Setting, module: ModuleType) -> About:
    wording, record = setting.wording, setting.record
    return About(
        title=f"{wording.t(module.TITLE)} \u2014 {record.number}",
        language=wording.language,
        created=record.log.at,
        author=record.people.name(setting.issuer) if setting.issued else record.agency,
        producer=f"Custody {__version__}",
        case=record.number,
        record_digest=record.digest,
        log_root=root_hex(record),
        log_size=str(record.log.size),
    )


def _attachments(task: DocumentTask, setting: Setting) -> list[Attachment]:
    wording = setting.wording
    said = wording.t(N_("Everything this document was made from"))
    attached = [Attachment(EVIDENCE, task.snapshot, "application/json", "Source", said)]
    if task.package:
        held = wording.t(N_("The signed record of the case, with a program that checks it"))
        attached.append(Attachment(PACKAGE, task.package, "application/zip", "Data", held))
    return attached
