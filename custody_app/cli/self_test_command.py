"""`custody self-test`: does this installation compute, sign, record and verify as it should?"""

from __future__ import annotations

import argparse

from custody_app.cli.main import add_common_options
from custody_app.cli.output import Output
from custody_app.i18n import N_, Translator
from custody_app.services.self_test import run_self_test


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add what `custody self-test` takes."""
    add_common_options(parser, translator, inner=True)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Run every check; exit 1 if one failed."""
    del args
    results = run_self_test()
    output.document({"checks": [{"name": name, "passed": passed} for name, passed in results]})
    for name, passed in results:
        result = output.translator._(N_("passed") if passed else N_("FAILED"))
        output.line(f"{result:8} {name}")
    return 0 if all(passed for _, passed in results) else 1
