# ruff: noqa: PTH118  (raw names are bytes, which pathlib does not take)
"""Evidence to hash: hostile names, odd kinds of files, a user who may not read."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

HOSTILE_NAMES = (
    b"plain.txt",
    b"with space",
    b" leading and trailing ",
    b"comma,name",
    b"back\\slash",
    b"\\leading backslash",
    b"line\nfeed",
    b"carriage\rreturn",
    b"ends in return\r",
    b"literal \\n",
    b"percent%0Aname",
    b"*star",
    b"#hash",
    b"<b>bold<img src='x.png'>",
    "derecho\u202egnp.exe".encode(),
    "niño e\u0301".encode(),
    b"invalid \xff\xfe utf-8",
    b"\x01\x1b[31m",
    b"x" * 255,
)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Return a folder of files with hostile names, each with its own content."""
    root = tmp_path / "evidence"
    root.mkdir()
    for number, name in enumerate(HOSTILE_NAMES):
        Path(os.fsdecode(os.path.join(os.fsencode(root), name))).write_bytes(b"content %d" % number)
    return root


@pytest.fixture
def oddities(tmp_path: Path) -> Path:
    """Return a folder with every kind of thing that is not a plain file, and files beside them."""
    root = tmp_path / "odd"
    (root / "b" / "empty").mkdir(parents=True)
    (root / "a").write_bytes(b"a")
    (root / "a.txt").write_bytes(b"text")
    (root / "b" / "x").write_bytes(b"")
    (root / "b.txt").write_bytes(b"after b, before b/x")
    os.link(root / "a", root / "hard")
    (root / "b" / "loop").symlink_to("..")
    (root / "b" / "dangling").symlink_to(os.fsdecode(b"no\xffwhere"))
    os.mkfifo(root / "fifo")
    with (root / "sparse").open("wb") as sparse:
        sparse.truncate(3 << 20)
    # By a relative name, since the path of a socket is short.
    before = Path.cwd()
    os.chdir(root)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("socket")
    finally:
        os.chdir(before)
    return root


@pytest.fixture
def as_nobody(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], AbstractContextManager[None]]:
    """Return a context in which the tests, run as root, act as a user without rights."""
    # pytest's own folders, wherever --basetemp and xdist put them, and nobody else's above.
    base = tmp_path_factory.getbasetemp()
    for folder in (tmp_path, *tmp_path.parents[:4]):
        own = folder.is_relative_to(base) or (base.name.startswith("popen-") and folder == base.parent)
        if folder.owner() == "root" and (own or folder.name.startswith("pytest-")):
            folder.chmod(folder.stat().st_mode | 0o055)
    return _nobody


@contextmanager
def _nobody() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.setegid(65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
