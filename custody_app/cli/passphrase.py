"""Where a passphrase comes from: the terminal, a file, or a descriptor; never an argument."""

from __future__ import annotations

import argparse
import errno
import getpass
import os
import sys
from pathlib import Path
from typing import BinaryIO

from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_, Translator

_MAX_BYTES = 4096


def add_passphrase_options(parser: argparse.ArgumentParser, translator: Translator, prefix: str = "") -> None:
    """Add `--passphrase-file` and `--passphrase-fd`, with a prefix for a second person."""
    tr = translator._
    group = parser.add_mutually_exclusive_group()
    group.add_argument(f"--{prefix}passphrase-file", metavar="FILE", help=tr(N_("read the passphrase from FILE")))
    group.add_argument(
        f"--{prefix}passphrase-fd", metavar="N", type=int, help=tr(N_("read the passphrase from open descriptor N"))
    )


def read_passphrase(args: argparse.Namespace, prompt: str, translator: Translator, prefix: str = "") -> str:
    """Return the passphrase, without its final line end.

    Raises:
        InputWrong: NO_PASSPHRASE when there is neither option nor terminal, PASSPHRASE_UNREADABLE otherwise.
    """
    prefix = prefix.replace("-", "_")
    file = getattr(args, f"{prefix}passphrase_file", None)
    descriptor = getattr(args, f"{prefix}passphrase_fd", None)
    if file is None and descriptor is None:
        if not sys.stdin.isatty():
            raise InputWrong(
                "NO_PASSPHRASE",
                N_("A passphrase is needed and there is no terminal to ask for it."),
                kept=N_("Nothing was recorded."),
                advice=N_("Give --passphrase-file FILE or --passphrase-fd N."),
            )
        return getpass.getpass(translator._(prompt) + ": ")
    try:
        raw = _read_file(Path(file)) if file is not None else _read_descriptor(descriptor)
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputWrong(
            "PASSPHRASE_UNREADABLE",
            N_("The passphrase cannot be read from {source}."),
            kept=N_("Nothing was recorded."),
            advice=N_("Check that it is a readable text file in UTF-8, with nothing in it but the passphrase."),
            source=file if file is not None else f"descriptor {descriptor}",
        ) from error
    return text.rstrip("\r\n")


def _read_file(path: Path) -> bytes:
    with path.open("rb") as stream:
        return _whole(stream)


def _read_descriptor(descriptor: int | None) -> bytes:
    if descriptor is None:
        raise OSError
    with os.fdopen(descriptor, "rb", closefd=False) as stream:
        return _whole(stream)


def _whole(stream: BinaryIO) -> bytes:
    content = stream.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return content
