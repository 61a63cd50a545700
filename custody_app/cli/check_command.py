"""`custody check`: audits files against a manifest, without any station."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from custody_app.cli.hash_command import FORMAT_NAMES, finding_document
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_, Translator, visible

if TYPE_CHECKING:
    from custody_app.cli.output import Output
    from custody_app.hashing.audit import Audit
    from custody_app.hashing.comparison import Difference

EXIT_CODES = {"pass": 0, "fail": 1, "unreadable": 2, "unproven": 3}
SENTENCES = {
    "pass": N_("Everything matches the manifest."),
    "fail": N_("Does not match the manifest."),
    "unreadable": N_("Nothing differs, but not everything could be read."),
    "unproven": N_("Nothing differs, but not everything could be compared."),
}
WORDS = {
    "changed": N_("changed: {path}"),
    "missing": N_("missing: {path}"),
    "moved": N_("moved: {path} (was {was})"),
    "new": N_("new: {path}"),
}


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add the options of `custody check` (cli.md)."""
    from custody_app.cli.main import add_common_options  # noqa: PLC0415  (main loads this module)

    tr = translator._
    add_common_options(parser, translator, inner=True)
    parser.add_argument(
        "manifest", metavar="MANIFEST", help=tr(N_("the manifest to audit against, or the log of an imaging program"))
    )
    parser.add_argument(
        "--root",
        metavar="DIR",
        help=tr(N_("the folder to audit; what it holds beyond the manifest is new (only listed names, from here)")),
    )
    parser.add_argument("--format", choices=FORMAT_NAMES, help=tr(N_("the manifest's layout (told by its content)")))
    parser.add_argument(
        "--algorithms", metavar="NAME", help=tr(N_("the digest, where the manifest does not tell (by its length)"))
    )
    parser.add_argument("--jobs", type=int, metavar="N", help=tr(N_("processes for small files (one per core)")))
    parser.set_defaults(run=run)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `custody check` with English help."""
    add_arguments(subparsers.add_parser("check"), Translator())


class _Progress:
    def __init__(self, out: Output) -> None:
        self.report = out.report


def run(args: argparse.Namespace, out: Output) -> int:
    """Audit and return the exit code: 0 all matched, 1 something differs, 2 something is unreadable, 3 unproven."""
    from custody_app.hashing.acquisition.log import detect_log  # noqa: PLC0415  (start-up)
    from custody_app.hashing.audit import audit  # noqa: PLC0415  (start-up)
    from custody_app.hashing.audit_listing import open_manifest, read_listing  # noqa: PLC0415  (start-up)
    from custody_app.hashing.digests import parse_algorithms  # noqa: PLC0415  (start-up)
    from custody_app.hashing.formats import algorithm_hint, detect_format  # noqa: PLC0415  (start-up)

    path = Path(args.manifest)
    root = os.fsencode(args.root) if args.root else None
    hint = parse_algorithms(args.algorithms)[:1] if args.algorithms else algorithm_hint(path.name)
    try:
        with open_manifest(path) as stream:
            start = stream.read(1 << 16)
            log = "" if args.format else detect_log(start)
            if log:
                return _run_log(path, log, args, out)
            format_name = args.format or detect_format(path.name, start.split(b"\n", 1)[0] + b"\n")
            stream.seek(0)
            own = os.fstat(stream.fileno())
            listing = read_listing(stream, format_name, hint, root)
    except OSError as error:
        raise InputWrong(
            "MANIFEST_NOT_READ",
            N_("The manifest {path} cannot be read: {reason}."),
            kept=N_("Nothing was checked."),
            advice=N_("Check the name and whether you may read it."),
            path=path,
            reason=error.strerror,
        ) from error
    result = audit(
        listing,
        root,
        _Progress(out),
        all_kinds=format_name == "json",
        jobs=args.jobs,
        left_out=[(own.st_dev, own.st_ino)],
    )
    _print(result, out, absolute=any(each.code == "LINE_NAME_ABSOLUTE" for each in result.errors) and root is None)
    out.document(_document(result, format_name, out))
    return EXIT_CODES[result.outcome]


def _run_log(path: Path, log: str, args: argparse.Namespace, out: Output) -> int:
    from custody_app.cli.acquisition_view import check_log, log_document, show_log  # noqa: PLC0415  (start-up)

    checked = check_log(path, log, Path(args.root) if args.root else None, _Progress(out))
    show_log(checked, out)
    out.document(log_document(checked, out))
    return EXIT_CODES[checked.outcome]


def _print(result: Audit, out: Output, *, absolute: bool) -> None:
    from custody_app.hashing.names import shown  # noqa: PLC0415  (start-up)

    tr = out.translator
    out.clear_bar()
    for error in result.errors:
        out.stderr.write(f"custody: {error.sentence(tr)} [{error.code}]\n")
    for finding in result.findings:
        out.stderr.write(f"custody: {finding.sentence(tr)} [{finding.code}]\n")
    if result.errors_count > len(result.errors):
        out.message(N_("And {count} more."), count=result.errors_count - len(result.errors))
    if absolute:
        out.message(N_("The manifest has absolute paths: name the folder they lie below with --root."))
    for each in result.comparison.differences:
        out.line(
            tr._(WORDS[each.word]).format_map(
                {"path": visible(shown(each.path)), "was": visible(shown(each.was)) if each.was is not None else ""}
            )
        )
    counts = result.comparison.counts
    out.say(
        N_("matched {matched}, changed {changed}, missing {missing}, moved {moved}, new {new}"),
        **counts,
    )
    if result.errors_count:
        out.say(N_("Lines of the manifest that cannot be used: {count}"), count=result.errors_count)
    if result.unreadable:
        out.say(N_("Files that cannot be read: {count}"), count=result.unreadable)
    if result.below is None and counts["missing"] and not counts["matched"]:
        out.say(N_("None of the names was found here: name the folder that they are in with --root DIR."))
    elif result.below is None:
        out.say(N_("Only listed names were looked at; --root DIR also finds what is new or moved."))
    first = result.comparison.first_difference
    if first is not None:
        out.say(N_("First difference: {path}"), path=shown(first.path))
    out.say(SENTENCES[result.outcome])


def _document(result: Audit, format_name: str, out: Output) -> dict[str, Any]:
    from custody_app.hashing.names import name_value  # noqa: PLC0415  (start-up)

    first = result.comparison.first_difference
    errors = [{"line": each.line, "code": each.code, "text": each.sentence(out.translator)} for each in result.errors]
    return {
        "v": "custody/check/1",
        "outcome": result.outcome,
        "format": format_name,
        "algorithms": list(result.algorithms),
        "below": name_value(result.below) if result.below is not None else None,
        "counts": dict(result.comparison.counts),
        "differences": [_difference(each) for each in result.comparison.differences],
        "first_difference": _difference(first) if first is not None else None,
        "errors": errors,
        "errors_count": result.errors_count,
        "unreadable": result.unreadable,
        "undigested": result.undigested,
        "findings": [finding_document(each, out.translator) for each in result.findings],
    }


def _difference(found: Difference) -> dict[str, Any]:
    from custody_app.hashing.names import name_value  # noqa: PLC0415  (start-up)

    document: dict[str, Any] = {"word": found.word, "path": name_value(found.path)}
    if found.was is not None:
        document["was"] = name_value(found.was)
    if found.line:
        document["line"] = found.line
    return document | {"earlier": dict(found.earlier), "now": dict(found.now)}
