"""`custody case export-csv`: cases, or the exhibits of one case, as a table for spreadsheets."""

from __future__ import annotations

import argparse
import csv
import dataclasses
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from custody_app.cli.output import Output
from custody_app.cli.showing import as_json
from custody_app.cli.sitting import open_to_read
from custody_app.diagnostics import EnvironmentUnavailable
from custody_app.i18n import N_, visible
from custody_app.storage.list_rows import CaseRow, ExhibitFilter, ExhibitRow

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def run_export_csv(args: argparse.Namespace, output: Output) -> int:
    """Write the table: UTF-8 with a mark, so that spreadsheets read it as such."""
    kind: type[CaseRow | ExhibitRow]
    rows: Sequence[Any]
    with open_to_read(args, output) as station:
        if args.case:
            case = station.cases.find(args.case)
            kind, rows = ExhibitRow, station.store.exhibit_rows(station.store.exhibit_ids(ExhibitFilter(case=case)))
        else:
            kind, rows = CaseRow, station.store.case_rows(station.store.case_ids())
    text = _table(kind, rows)
    if args.output is None:
        output.document({"rows": as_json(rows)})
        if not output.as_json:
            sys.stdout.write(text)
        return 0
    _write(args.output, text)
    output.document({"file": str(args.output), "rows": len(rows)})
    output.say(N_("Written: {file}, {rows} lines"), file=args.output, rows=len(rows))
    return 0


def _table(kind: type[CaseRow | ExhibitRow], rows: Sequence[Any]) -> str:
    names = [field.name for field in dataclasses.fields(kind)]
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(getattr(row, name)) for name in names])
    return stream.getvalue()


def _cell(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula: text from outside gets an apostrophe before it."""
    text = " ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    shown = visible(text)
    return f"'{shown}" if isinstance(value, (str, tuple)) and text.startswith(_FORMULA) else shown


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8-sig", newline="")
    except OSError as error:
        raise EnvironmentUnavailable(
            "FILE_NOT_WRITTEN",
            N_("{file} cannot be written: {reason}."),
            advice=N_("Choose a folder that you may write to, on a disk with room."),
            file=path,
            reason=error.strerror or error,
        ) from error
