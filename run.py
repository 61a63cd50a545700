"""Sets up what is missing, then does the main job or runs the tests. Needs Python 3.11 and nothing else.

    python3 run.py                    make the sample station and open the window on it
    python3 run.py test [ARGUMENT…]   run all tests, or what the arguments for pytest name
    python3 run.py setup              only set up

On Windows: `py run.py`. With no display the main job is done without a window, and the places of what it made
are printed. Exit: what the program or pytest says; 6 when something is missing that this file may not install.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "custody-setup.stamp"
SAMPLE = ROOT / "sample-station"
SCREENSHOTS = SAMPLE / "screenshots"
OLDEST = (3, 11)
ENVIRONMENT_UNAVAILABLE = 6
WRONG_USE = 2

# What Qt opens on Linux: file name, Debian's package, Fedora's package. The first list always, the second for X11.
QT_LIBRARIES = (
    ("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    ("libGL.so.1", "libgl1", "libglvnd-glx"),
    ("libEGL.so.1", "libegl1", "libglvnd-egl"),
    ("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
    ("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    ("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    ("libfreetype.so.6", "libfreetype6", "freetype"),
    ("libX11.so.6", "libx11-6", "libX11"),
)
X11_LIBRARIES = (
    ("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    ("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    ("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    ("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
    ("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
    ("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    ("libxcb-util.so.1", "libxcb-util1", "xcb-util"),
    ("libxcb-xinerama.so.0", "libxcb-xinerama0", "libxcb"),
    ("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
)


def main(arguments: list[str]) -> int:
    """Set up, then do what the first argument names; return the exit code."""
    if sys.version_info < OLDEST:
        stop(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]} ({sys.executable}).")
    task = arguments[0] if arguments else "start"
    if task in {"-h", "--help", "help"}:
        print(__doc__.strip())
        return 0
    if task not in {"start", "test", "setup"} or (task != "test" and len(arguments) > 1):
        print(__doc__.strip(), file=sys.stderr)
        return WRONG_USE
    os.chdir(ROOT)
    set_up()
    if task == "test":
        return run_tests(arguments[1:])
    return start() if task == "start" else 0


def say(text: str) -> None:
    """Print one line of progress at once."""
    print(text, flush=True)


def stop(text: str) -> NoReturn:
    """Print what is missing and what to do, and end with exit code 6."""
    print(f"\n{text}", file=sys.stderr, flush=True)
    sys.exit(ENVIRONMENT_UNAVAILABLE)


# --- setting up -------------------------------------------------------------------------------------------------


def set_up() -> None:
    """Make the environment, install the locked requirements and the project, and see to Qt's system libraries.

    Does nothing, and asks no network, when the stamp says that this was done for these very files in this place.
    """
    install_system_libraries()
    if PYTHON.exists() and STAMP.is_file() and STAMP.read_text(encoding="ascii") == fingerprint():
        return
    started = time.monotonic()
    make_environment()
    pip = pip_command()
    say("Installing the locked requirements (the first time this fetches about 250 MB) …")
    run_pip(pip, "--require-hashes", "--only-binary", ":all:", "-r", "requirements.lock")
    # Hash mode refuses an editable, so the project comes second; its build requirement is locked and already there.
    run_pip(pip, "--no-deps", "--no-index", "--no-build-isolation", "--editable", ".")
    STAMP.write_text(fingerprint(), encoding="ascii")
    say(f"Set up in {time.monotonic() - started:.0f} s.")


def fingerprint() -> str:
    """Return the digest of all that the environment depends on: the lock, the project file, place and Python."""
    digest = hashlib.sha256()
    for part in ("requirements.lock", "pyproject.toml"):
        digest.update((ROOT / part).read_bytes() + b"\0")
    digest.update(os.fsencode(ROOT) + b"\0" + os.fsencode(os.path.realpath(PYTHON)))
    return digest.hexdigest()


def make_environment() -> None:
    """Make `.venv` unless one stands there that starts; Debian without `ensurepip` gets one without pip."""
    if environment_starts():
        return
    say("Making the virtual environment in .venv …")
    options = ["--clear"] if VENV.exists() else []
    if importlib.util.find_spec("ensurepip") is None:
        options.append("--without-pip")
    if subprocess.call([sys.executable, "-m", "venv", *options, str(VENV)]) != 0:
        stop("The virtual environment could not be made; Python's own message stands above.")


def environment_starts() -> bool:
    """Tell whether the Python in `.venv` runs and is new enough."""
    if not PYTHON.exists():
        return False
    check = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.run([str(PYTHON), "-c", check], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def pip_command() -> list[str]:
    """Return the command that installs into `.venv`: its own pip, this Python's, or one made with ensurepip."""
    if answers([str(PYTHON), "-m", "pip", "--version"]):
        return [str(PYTHON), "-m", "pip"]
    outer = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if answers([*outer, "--version"]):
        return outer
    if may_use_apt():
        apt_install(["python3-venv"])
    if answers([str(PYTHON), "-m", "ensurepip"]):
        return [str(PYTHON), "-m", "pip"]
    stop("pip is missing. Type this, then start again:\n  " + install_line(["python3-venv"], ["python3-pip"]))


def answers(command: list[str]) -> bool:
    """Tell whether `command` ends with 0."""
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def run_pip(pip: list[str], *arguments: str) -> None:
    """Run `pip install` with `arguments`, or stop and say so."""
    environment = os.environ | {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = [*pip, "install", "--quiet", "--no-input", "--no-warn-script-location", *arguments]
    if subprocess.call(command, env=environment) != 0:
        stop("pip could not install what is needed; its own message stands above. Is the network there?")


# --- system libraries -------------------------------------------------------------------------------------------


def install_system_libraries() -> None:
    """On Linux, install the libraries Qt needs and misses: as root on Debian; else print the line and go no further.

    A machine that finds them in another way is left alone: where Qt itself can be loaded, nothing is missing.
    """
    if platform.system() != "Linux":
        return
    libraries = QT_LIBRARIES + (X11_LIBRARIES if os.environ.get("DISPLAY") and has_display() else ())
    missing = [row for row in libraries if not loads(row[0])]
    if not missing:
        return
    if may_use_apt():
        apt_install([debian for _, debian, _ in missing])
        missing = [row for row in libraries if not loads(row[0])]
    if missing and not answers([str(PYTHON), "-c", "import PySide6.QtWidgets"] if PYTHON.exists() else ["false"]):
        no_pip = not (PYTHON.exists() or importlib.util.find_spec("ensurepip") or importlib.util.find_spec("pip"))
        missing += [("pip", "python3-venv", "python3-pip")] if no_pip else []
        line = install_line([debian for _, debian, _ in missing], [fedora for _, _, fedora in missing])
        names = ", ".join(name for name, _, _ in missing)
        stop(f"Missing on this system: {names}\nType this, then start again:\n  {line}")


def loads(library: str) -> bool:
    """Tell whether the loader finds `library`."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def may_use_apt() -> bool:
    """Tell whether this may install Debian packages: apt is there and this is root."""
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(packages: list[str]) -> None:
    """Install Debian `packages`; what fails shows in apt's own words, and in the check that follows."""
    say("Installing system packages: " + " ".join(packages) + " …")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    subprocess.call([*quiet, "update"], env=environment, stdout=subprocess.DEVNULL)
    command = [*quiet, "install", "--yes", "--no-install-recommends", *packages]
    subprocess.call(command, env=environment, stdout=subprocess.DEVNULL)


def install_line(debian: list[str], fedora: list[str]) -> str:
    """Return the one line a person types on this system to install the packages."""
    if shutil.which("dnf") and not shutil.which("apt-get"):
        return "sudo dnf install " + " ".join(dict.fromkeys(fedora))
    return "sudo apt-get install " + " ".join(debian)


# --- the two commands -------------------------------------------------------------------------------------------


def run_tests(arguments: list[str]) -> int:
    """Run pytest on as many processes as there are cores, or exactly as `arguments` say."""
    arguments = arguments or ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"]
    return hand_over([str(PYTHON), "-m", "pytest", *arguments])


def start() -> int:
    """Make the sample station unless it is there, and open the window on it, or tell where all lies."""
    sample = sample_station()
    window = [str(PYTHON), "-m", "custody_app", "--station", str(place(sample, sample["stations"][0]))]
    if has_display():
        print_places(sample)
        say("\nOpening the window; closing it ends this command.")
        return hand_over(window)
    code = paint_screens(window)
    if code == 0:
        say("There is no display here, so no window was opened. What it works on and what it shows lies here:\n")
        print_places(sample)
    return code


def paint_screens(window: list[str]) -> int:
    """Paint every screen of the window into a file, unless that was done before; return the window's exit code."""
    if SCREENSHOTS.is_dir():
        return 0
    say("Painting the window's screens into files (about a minute) …")
    unfinished = SCREENSHOTS.with_name("screenshots.unfinished")
    painted = subprocess.run(
        [*window, "--screenshots", str(unfinished)],
        check=False,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.DEVNULL,
    )
    if painted.returncode == 0:
        unfinished.rename(SCREENSHOTS)
    return painted.returncode


def sample_station() -> dict[str, Any]:
    """Return what `custody demo` said of the sample station, making it first if it is not there, or not finished."""
    answer = SAMPLE / "demo.json"
    if not answer.is_file():
        if SAMPLE.exists():
            aside = SAMPLE.with_name(f"sample-station.unfinished-{int(time.time())}")
            SAMPLE.rename(aside)
            say(f"The sample station was not finished; it now lies in {aside}")
        say("Making the sample station …")
        program = "import sys; from custody_app.cli.main import main; sys.exit(main())"
        made = subprocess.run(
            [str(PYTHON), "-c", program, "demo", str(SAMPLE), "--json"], check=False, stdout=subprocess.PIPE
        )
        if made.returncode != 0:
            sys.stdout.write(made.stdout.decode(errors="replace"))
            sys.exit(made.returncode)
        answer.write_bytes(made.stdout)
    told: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return told


def place(sample: dict[str, Any], told: str) -> Path:
    """Return where `told` lies now: the demo tells whole paths, and a clone may have been moved since."""
    made_in = Path(sample["stations"][0]).parent
    return SAMPLE / Path(told).relative_to(made_in)


def print_places(sample: dict[str, Any]) -> None:
    """Print where all lies that was made, the sample people's passphrases, and what to type next."""
    station = place(sample, sample["stations"][0])
    print_place("sample station", station)
    told = {sample[kind]: kind.replace("_", " ") for kind in ("report", "package", "blinded_package") if kind in sample}
    told = dict.fromkeys(sample.get("documents", []), "document") | told
    for path, kind in told.items():
        print_place(kind, place(sample, path))
    print_place("screenshots", SCREENSHOTS)
    for person, passphrase in sample.get("passphrases", {}).items():
        say(f"{'passphrase':>15}  {person}: {passphrase}")
    custody = typed(PYTHON.with_name("custody"))
    say("\nTo look further:")
    say(f"  {custody} exhibit list --station {typed(station)}")
    if "package" in sample and "trust" in sample:
        package, trust = (typed(place(sample, sample[name])) for name in ("package", "trust"))
        say(f"  {custody} verify {package} --trust {trust}")
    say(f"  {custody} --help")


def typed(path: Path) -> str:
    """Return `path` as a person types it in the project's folder."""
    return os.path.relpath(path, ROOT)


def print_place(kind: str, path: Path) -> None:
    """Print one place, if something is there."""
    if path.exists():
        say(f"{kind:>15}  {path}")


def has_display() -> bool:
    """Tell whether a window can be shown here."""
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in {"offscreen", "minimal", "vnc"}:
        return False
    if platform.system() == "Linux":
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def hand_over(command: list[str]) -> int:
    """Become `command`, so that signals reach it; on Windows, where that is not possible, wait for it."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 - a fixed program in our own environment, no shell
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
