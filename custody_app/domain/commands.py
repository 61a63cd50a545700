"""Every command, in one place."""

from __future__ import annotations

from custody_app.domain.case_commands import (
    AddNote,
    ContinueCase,
    CorrectStatement,
    EnrolKey,
    HoldCase,
    IssueReport,
    OpenCase,
    RevokeKey,
    UpdateCase,
)
from custody_app.domain.command import Command
from custody_app.domain.exhibit_commands import (
    DeriveExhibit,
    FieldValue,
    FieldValues,
    HashExhibit,
    RegisterExhibit,
    UpdateExhibit,
    VerifyExhibit,
)
from custody_app.domain.handling_commands import (
    AccessExhibit,
    DisposeExhibit,
    RelocateExhibit,
    ReportIncident,
    SealExhibit,
)
from custody_app.domain.transfer_commands import (
    AcceptedLine,
    AcceptTransfer,
    CancelTransfer,
    CloseTransfer,
    OfferTransfer,
    RejectTransfer,
)

__all__ = [
    "AcceptTransfer",
    "AcceptedLine",
    "AccessExhibit",
    "AddNote",
    "CancelTransfer",
    "CloseTransfer",
    "Command",
    "ContinueCase",
    "CorrectStatement",
    "DeriveExhibit",
    "DisposeExhibit",
    "EnrolKey",
    "FieldValue",
    "FieldValues",
    "HashExhibit",
    "HoldCase",
    "IssueReport",
    "OfferTransfer",
    "OpenCase",
    "RegisterExhibit",
    "RejectTransfer",
    "RelocateExhibit",
    "ReportIncident",
    "RevokeKey",
    "SealExhibit",
    "UpdateCase",
    "UpdateExhibit",
    "VerifyExhibit",
]
