"""Errors by blame, and structured logs."""

from custody_app.diagnostics.errors import (
    Cancelled,
    CustodyError,
    EnvironmentUnavailable,
    InputWrong,
    Locked,
    ProgramBroken,
    RuleRefused,
    Term,
)

__all__ = [
    "Cancelled",
    "CustodyError",
    "EnvironmentUnavailable",
    "InputWrong",
    "Locked",
    "ProgramBroken",
    "RuleRefused",
    "Term",
]
