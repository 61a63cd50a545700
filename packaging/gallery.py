"""Paints every scene of the window into PNG files, without a display.

python packaging/gallery.py OUT [--sample DIR] [--languages en,es] [--modes light,dark] [--size 1400x860] [--zoom 200]
                                [--only NAME,NAME]
python packaging/gallery.py     paints docs/screenshots anew: each screen in both sets of colours, one in each language

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
PICTURES = {
    "first_run": "first_run_2",
    "lock": "lock",
    "today": "today",
    "cases": "cases",
    "case": "case_exhibits",
    "case_timeline": "case_timeline",
    "case_new": "case_new_wrong",
    "exhibits": "exhibits",
    "exhibit": "exhibit",
    "exhibit_mismatch": "exhibit_mismatch",
    "register": "register_0",
    "register_fields": "register_1",
    "register_seal": "register_3",
    "register_sign": "register_4",
    "act": "act_seal_check_wrong",
    "derive": "act_derive",
    "sign": "sign_sheet",
    "reading": "reading_mismatch",
    "transfers": "transfers_all",
    "transfer": "transfer_1",
    "transfer_sign": "transfer_3",
    "transfer_hand": "transfer_3_hand",
    "receipt": "receipt",
    "verify": "verify",
    "verify_match": "verify_match",
    "verify_mismatch": "verify_mismatch",
    "verify_package": "verify_package",
    "reports": "reports_preview",
    "export": "export",
    "log": "log",
    "settings": "settings_officers",
    "health": "settings_health",
    "palette": "palette_found",
    "help": "help",
}
"""The pictures of docs/screenshots and their scenes."""


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
    from tests.ui.scenes import SCENES  # noqa: PLC0415  (Qt is loaded once offscreen is chosen)
    from tests.ui.stage import Stage, passphrases  # noqa: PLC0415

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
    chosen = args.only.split(",")
    named = PICTURES if args.out == DOCS else {name: name for name in SCENES}
    wanted = {name: scene for name, scene in named.items() if any(fnmatch.fnmatch(name, each) for each in chosen)}
    for mode in args.modes.split(","):
        window.ctx.theme.set_mode(mode)
        for language in args.languages.split(","):
            window.ctx.translator.set_language(language)
            window.redraw()
            window.resize(width, height)
            for name, scene in wanted.items():
                path = args.out / (f"{name}-{mode}.png" if args.out == DOCS else f"{name}-{mode}-{language}.png")
                yield path, _one(stage, SCENES[scene], path)
    if args.out == DOCS:
        window.ctx.theme.set_mode("light")
        for language in ("es", "pt", "fr"):
            window.ctx.translator.set_language(language)
            window.redraw()
            path = DOCS / f"exhibits-{language}.png"
            yield path, _one(stage, SCENES["exhibits"], path)
    stage.clear()
    window.close()


def _one(stage: object, play: object, path: Path) -> Exception | None:
    from tests.ui.stage import Stage  # noqa: PLC0415

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
