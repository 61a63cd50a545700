"""Paints every scene of the window into PNG files, without a display.

python packaging/gallery.py OUT [--sample DIR] [--languages en,es] [--modes light,dark] [--size 1400x860] [--zoom 200]
                                [--only NAME,NAME]
python packaging/gallery.py --docs      paints docs/screenshots anew

Without --sample, a sample station is made in a temporary folder.
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DOCS = ROOT / "docs" / "screenshots"


def main() -> int:
    """Paint what is asked for; 1 if a scene could not be shown."""
    args = _arguments()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["CUSTODY_STATE_DIR"] = str(Path(scratch) / "state")
        sample = args.sample or _sample(Path(scratch))
        failed = 0
        for path, error in paint(sample, args):
            failed += error is not None
            print(path, *traceback.format_exception(error)[-3:] if error else ())
    return 1 if failed else 0


def paint(sample: Path, args: argparse.Namespace) -> Iterator[tuple[Path, Exception | None]]:
    """Paint each scene in each language and set of colours; yield the file, and what went wrong."""
    from custody_app.ui.start import application, begin  # noqa: PLC0415
    from tests.ui.scenes import SCENES, Stage, passphrases  # noqa: PLC0415  (Qt is loaded once offscreen is chosen)

    application([sys.argv[0]])
    window, opener = begin("en")
    words = passphrases(sample)
    width, height = (int(each) for each in args.size.split("x"))
    window.resize(width, height)
    window.show()
    opener.start(sample / "scene-1")
    stage = Stage(window, sample, words, next(iter(words)))
    stage.wait_for_station()
    if args.zoom != 100:
        window.ctx.theme.magnify(args.zoom / 100)
    wanted = [name for name in SCENES if any(fnmatch.fnmatch(name, each) for each in args.only.split(","))]
    for mode in args.modes.split(","):
        window.ctx.theme.set_mode(mode)
        for language in args.languages.split(","):
            window.ctx.translator.set_language(language)
            window.redraw()
            window.resize(width, height)
            for name in wanted:
                path = args.out / f"{name}-{mode}-{language}.png"
                yield path, _one(stage, SCENES[name], path)
    stage.clear()
    window.close()


def _one(stage: object, play: object, path: Path) -> Exception | None:
    from tests.ui.scenes import Stage  # noqa: PLC0415

    if not isinstance(stage, Stage) or not callable(play):
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    error: Exception | None = None
    try:
        stage.clear()
        play(stage)
    except Exception as raised:  # noqa: BLE001  (one scene that fails must not hide the others)
        error = raised
    stage.window.grab().save(str(path))
    return error


def _sample(scratch: Path) -> Path:
    from custody_app.cli.main import main as custody  # noqa: PLC0415

    custody(["demo", str(scratch / "sample"), "--json"])
    return scratch / "sample"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, nargs="?", default=DOCS)
    parser.add_argument("--sample", type=Path)
    parser.add_argument("--languages", default="en")
    parser.add_argument("--modes", default="light,dark")
    parser.add_argument("--size", default="1400x860")
    parser.add_argument("--zoom", type=int, default=100)
    parser.add_argument("--only", default="*")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
