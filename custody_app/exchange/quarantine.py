"""Where a stranger's package waits inside the station: copied into a fresh private folder, then judged there.

The stick it came on may be pulled out, or say something else when it is read again: what was verified is what is
taken in.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

from custody_app.exchange.member_names import damaged_package
from custody_app.exchange.package_reader import FolderPackage, ZippedPackage, open_package
from custody_app.exchange.write_errors import disk_full, refused_by_system
from custody_app.exchange.zip_reader import Limits
from custody_app.hashing.progress import Progress, Silent
from custody_app.i18n import N_

LIMITS: Final = Limits(members=1_500_000, total=1 << 41)
"""What a package may ask for here: a whole log of some hundred thousand entries, and two terabytes of evidence."""
_COPY: Final = 1 << 20


class Quarantine:
    """The packages that wait in one folder; what an earlier run left behind is removed first.

    Args:
        folder: `DIR/quarantine`; made when the first package comes, gone when the last has left.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._is_swept = False

    def take(self, path: Path, progress: Progress | None = None, limits: Limits = LIMITS) -> tuple[FolderPackage, Path]:
        """Copy the package at `path` into a fresh folder; return it, and the folder to give to `release`.

        Raises:
            InputWrong: PACKAGE_UNSAFE, PACKAGE_DAMAGED, PACKAGE_UNREADABLE.
            EnvironmentUnavailable: DISK_FULL, FOLDER_REFUSED; Cancelled by `progress`. Nothing is left behind.
        """
        with open_package(path, limits) as package:
            fresh = self._fresh(sum(package.size(name) for name in package.names()))
            try:
                _copy_all(package, fresh / "package", progress or Silent())
                return FolderPackage(fresh / "package", limits), fresh
            except OSError as error:
                self.release(fresh)
                raise refused_by_system(error) from error
            except BaseException:
                self.release(fresh)
                raise

    def release(self, fresh: Path) -> None:
        """Remove what `take` made."""
        shutil.rmtree(fresh, ignore_errors=True)
        if self._folder.is_dir() and not any(self._folder.iterdir()):
            self._folder.rmdir()

    def _fresh(self, needed: int) -> Path:
        if not self._is_swept:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._is_swept = True
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            if shutil.disk_usage(self._folder).free < needed:
                raise disk_full()
            return Path(tempfile.mkdtemp(prefix="package-", dir=self._folder))
        except OSError as error:
            raise refused_by_system(error) from error


def _copy_all(package: ZippedPackage | FolderPackage, target: Path, progress: Progress) -> None:
    if isinstance(package, ZippedPackage) and package.damaged:
        raise damaged_package(N_("a file is cut short or changed:"), package.damaged[0])
    total = sum(package.size(name) for name in package.names())
    done = 0
    target.mkdir(mode=0o700)
    for name in package.names():
        place = target / name
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        room = package.size(name)
        with package.open(name) as source, place.open("xb") as copy:
            place.chmod(0o600)
            while piece := source.read(min(_COPY, room + 1)):
                room -= copy.write(piece)
                done += len(piece)
                if room < 0:  # a folder's file grew meanwhile: never past what was asked for
                    break
                progress.report(done, total, name)
        if room != 0:
            raise damaged_package(N_("a file is cut short or changed:"), name)
