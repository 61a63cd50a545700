"""What `custody` says: in the language asked for, with the option that mends it, and nothing hidden."""

from __future__ import annotations

import contextlib
import os
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from custody_app.cli.given import field_value
from custody_app.cli.main import build_parser, main
from custody_app.domain.exhibit_fields import FieldKind, FieldSpec
from custody_app.i18n import Translator
from tests.journeys.desk import Desk
from tests.journeys.terminal import on_a_terminal

LUCIA, OKOYE = "l.ferreira", "m.okoye"
ROOT = Path(__file__).parents[2]


def said(desk: Desk, *words: object, want: int, language: str = "en") -> str:
    desk.text(*words, *desk.signing(LUCIA), "--language", language, want=want)
    return desk.told


def test_an_error_names_its_field_in_the_same_language(desk: Desk):
    told = said(desk, "case", "open", "--number", "C-2", "--basis-kind", "warrant", want=2, language="fr")
    assert "Numéro de la décision" in told
    assert "Number of the order" not in told


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("case", "open", "--number", "C-2", "--basis-kind", "warrant"), "--basis-number"),
        (("case", "open", "--number", "C-2", "--basis-kind", "warrant", "--basis-number", "7"), "--basis-issuer"),
        (("case", "open", "--number", "C-2", "--basis-number", "7"), "--basis-kind"),
        (("exhibit", "register", "--case", "C-1", "--type", "phone"), "--title"),
        (("exhibit", "register", "--case", "C-1", "--type", "cloud_account", "--title", "A"), "--field provider="),
        (("exhibit", "seal", "E-1", "--break", "S-1"), "--purpose"),
        (("exhibit", "seal", "E-1", "--check", "S-1"), "--intact, --not-intact"),
        (("exhibit", "seal", "E-1", "--reseal", "S-1", "S-2"), "--old-kept"),
        (("exhibit", "seal", "E-1", "--apply", " "), "--apply"),
        (("exhibit", "dispose", "E-2", "--action", "return", "--authority", "order"), "--receiver-name"),
        (("transfer", "offer", "E-2", "--to-name", "A. M.", "--purpose", "p", "--condition", "c"), "--to-kind"),
        (("exhibit", "update", "E-2", "--reason", " ", "--title", "t"), "--reason"),
        (("exhibit", "register", "--case", "C-1", "--type", "phone", "--title", "P", "--seized", "noon"), "--seized"),
    ],
)
def test_what_is_missing_is_told_with_its_option(desk: Desk, words: tuple[str, ...], option: str):
    told = said(desk, *words, want=2)
    assert f"On the command line: {option}" in told


def test_a_doubt_is_told_with_the_option_that_confirms_it(desk: Desk):
    words = ("exhibit", "register", "--case", "C-1", "--type", "phone", "--title", "P", "--field")
    assert "--confirm IMEI_LUHN" in said(desk, *words, "imei=352099001761482", want=2)
    assert "--confirm" not in said(desk, *words, "imei=12", want=2)


def test_a_seal_typed_back_is_repeated_as_given_and_the_recorded_one_not_given_away(desk: Desk):
    offer = ("transfer", "offer", "E-1", "--to", OKOYE, "--purpose", "p", "--condition", "c")
    told = said(desk, *offer, "--seal", "E-1=S-7", want=4)
    assert "S-7" in told
    assert "S-1" not in told
    told = said(desk, *offer, want=4)
    assert "S-1" not in told
    assert "--seal E-1=" in told


EXPORT = ("package", "export", "--case", "C-1", "--for", "Fiscalía", "--reason", "ordered", "--redact", "title")


def test_what_an_export_signs_is_read_back_first(desk: Desk):
    told = desk.text(*EXPORT, "--output", desk.folder / "a.custody.zip", *desk.signing(LUCIA))
    before, _, after = told.partition("Written and read back")
    assert all(word in before for word in ("Fiscalía", "ordered", "title", "C-1", "l.ferreira", "a.custody.zip"))
    assert after


@pytest.mark.parametrize(
    ("language", "answer", "code"),
    [("fr", "n\n", 130), ("fr", "s\n", 130), ("fr", "O\n", 0), ("es", "sí\n", 0), ("pt", "sim\n", 0), ("es", "y\n", 0)],
)
def test_on_a_terminal_an_export_is_asked_for_and_answered_in_the_language(
    desk: Desk, language: str, answer: str, code: int
):
    target = desk.folder / "a.custody.zip"
    words = [
        *EXPORT,
        "--output",
        str(target),
        *desk.signing(LUCIA),
        "--station",
        str(desk.station),
        "--language",
        language,
    ]
    status, told = on_a_terminal(words, answer, ask=b"/N] ")
    assert status == code, told
    assert target.exists() == (code == 0)
    assert ("[o/N]" if language == "fr" else "[s/N]") in told


@pytest.mark.parametrize(("word", "value"), [("sí", True), ("s", True), ("sim", True), ("OUI", True), ("não", False)])
def test_a_question_of_a_type_is_answered_in_any_of_the_languages(word: str, value: bool):
    assert field_value(FieldSpec(key="isolated", label="Isolated", kind=FieldKind.YES_NO), word) is value


def test_a_package_goes_where_it_is_said(desk: Desk):
    desk.refused("package", "export", "--case", "C-1", *desk.signing(LUCIA), want=2, code="OUTPUT_NOT_NAMED")


def test_an_existing_file_is_told_with_the_option_that_replaces_it(desk: Desk):
    target = desk.file("a.custody.zip", b"")
    assert "--overwrite" in said(desk, "package", "export", "--case", "C-1", target, want=2)


def test_what_is_left_out_of_a_manifest_is_counted_and_named(desk: Desk):
    folder = desk.file("x/file", b"content").parent
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("file")
    with socket.socket(socket.AF_UNIX) as listening, contextlib.chdir(folder):
        listening.bind("socket")
    desk.text("hash", folder, "--output", desk.folder / "manifest")
    assert all(f"x/{name}" in desk.told for name in ("pipe", "link", "socket"))
    assert "3" in desk.told.splitlines()[-1]
    desk.text(
        "hash", folder, "--format", "json", "--output", desk.folder / "manifest"
    )  # there they are in the manifest
    assert "pipe" not in desk.told


def test_names_do_not_act_on_a_terminal_and_are_exact_in_a_file(desk: Desk):
    path = desk.file("a\x1b[31mred\u202e.txt", b"content")
    status, told = on_a_terminal(["hash", str(path)], "")
    assert status == 0
    assert "\x1b" not in told
    assert "⟨U+001B⟩[31mred⟨U+202E⟩" in told
    manifest = desk.folder / "manifest"
    desk.text("hash", path, "--output", manifest)
    assert "a\x1b[31mred\u202e.txt" in manifest.read_text()


def test_json_on_a_terminal_hides_nothing_and_acts_nowhere(desk: Desk):
    name = os.fsdecode(b"a\xc2\x9b31m\xff.custody.zip")
    told = desk.sign(LUCIA, "package", "export", "--case", "C-1", desk.folder / name)
    assert told["file"].endswith(name)
    target = str(desk.folder / f"b{name}")
    words = ["package", "export", "--case", "C-1", target, *desk.signing(LUCIA), "--station", str(desk.station)]
    status, shown = on_a_terminal([*words, "--json", "--yes"], "")
    assert status == 0
    assert "\x9b" not in shown
    assert "\\u009b31m\\udcff" in shown


@pytest.mark.parametrize("words", [("--help",), ("package", "export", "--help"), ("transfer", "hand-over", "--help")])
@pytest.mark.parametrize(("language", "known"), [("fr", "utilisation"), ("es", "uso"), ("pt", "uso")])
def test_help_speaks_one_language(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], language: str, known: str
):
    assert main([*words, "--language", language]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{known}")
    english = ("usage:", "positional arguments", "show this help", "read the passphrase", "version number")
    assert not [each for each in english if each in told]


@pytest.mark.parametrize(
    ("words", "english"),
    [
        (("exhibit", "list", "--type", "foo"), "invalid choice"),
        (("exhibit", "list", "--nonsense"), "unrecognized"),
        (("exhibit", "verify", "E-1"), "required"),
        (("exhibit", "list", "--type"), "expected"),
        (("exhibit", "seal", "E-1"), "one of the"),
        (("exhibit", "seal", "E-1", "--reseal", "S-1"), "expected"),
        (("demo", "x", "--seed", "y"), "invalid int"),
    ],
)
def test_a_mistyped_command_is_told_in_one_language(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], english: str
):
    assert main([*words, "--language", "fr"]) == 2
    told = capsys.readouterr().err
    assert "La commande" in told
    assert english not in told
    assert main([*words]) == 2
    assert english in capsys.readouterr().err


def test_the_examples_of_the_help_are_commands(capsys: pytest.CaptureFixture[str]):
    assert main(["--help"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    commands = [shlex.split(line)[1:] for line in lines if line.startswith("custody ")]
    assert len(commands) > 8
    for words in commands:
        build_parser(Translator(), words[0]).parse_args(words)


def test_an_unknown_field_is_told_with_those_there_are(desk: Desk):
    words = ("exhibit", "register", "--case", "C-1", "--type", "phone", "--title", "P", "--field", "foo=1")
    assert "--field imei=…" in said(desk, *words, want=2)


def test_what_is_received_as_offered_is_said_in_the_language(desk: Desk):
    words = ("transfer", "hand-over", "E-2", "--to", OKOYE, "--purpose", "p", "--condition", "c")
    receiver = ("--to-passphrase-file", desk.paper(OKOYE), "--language", "fr")
    desk.text(*words, *receiver, *desk.signing(LUCIA))
    assert "Tel que décrit" in desk.run("exhibit", "history", "E-2")["history"][-1]["body"]["lines"][0]["condition"]


def test_findings_and_results_speak_the_language(desk: Desk):
    told = desk.text("station", "check", "--language", "es", want=3)
    assert "asiento" in told
    assert "entry " not in told.replace("asiento", "")
    assert "passed" not in desk.text("self-test", "--language", "es")


NOT_TEXT = os.fsdecode(b"x\xff")


@pytest.mark.parametrize(
    "words",
    [
        ("exhibit", "show", NOT_TEXT),
        ("exhibit", "list", "--case", NOT_TEXT),
        ("exhibit", "list", "--text", NOT_TEXT),
        ("exhibit", "list", "--seal", NOT_TEXT),
        ("case", "list", "--text", NOT_TEXT),
        ("transfer", "show", NOT_TEXT),
    ],
)
def test_words_that_are_no_text_are_told(desk: Desk, words: tuple[str, ...]):
    assert desk.run(*words, want=2)["error"]["code"] in {"TEXT_NOT_UNICODE", "OFFER_UNKNOWN"}


def by_shell(desk: Desk, command: str, **environment: str) -> tuple[int, str]:
    """Run a line of the shell in which `custody` stands for the program; return the exit code and both streams."""
    line = f'custody() {{ {shlex.quote(sys.executable)} -m custody_app.cli.main "$@"; }}; {command}'
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "CUSTODY_STATION": str(desk.station), **environment}
    done = subprocess.run(["sh", "-c", line], env=settings, cwd=desk.folder, check=False, capture_output=True)
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's redirections")
@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("custody case list >&-", 0),
        ("custody case list --json >&-", 0),
        ("custody hash l.ferreira.txt >&-", 0),
        ("custody exhibit show nowhere 2>&-", 2),
        ("custody case note C-1 --text x --person l.ferreira <&-", 2),
        ("custody case list > /dev/full", 6),
        ("custody case list --json > /dev/full", 6),
        ("custody hash l.ferreira.txt --output .", 6),
        ("custody package export --case C-1 --output . --person l.ferreira --passphrase-file l.ferreira.txt", 6),
    ],
)
def test_streams_that_are_closed_or_full_end_in_words(desk: Desk, command: str, code: int):
    desk.paper(LUCIA)
    status, told = by_shell(desk, command)
    assert status == code, told
    assert "PROGRAM_BROKEN" not in told
    assert "Traceback" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="a locale of POSIX")
def test_where_the_terminal_has_no_such_characters_they_are_written_as_code(desk: Desk):
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    status, told = by_shell(desk, "custody exhibit list --language fr", **plain)
    assert status == 0
    assert "Num\\xe9ro" in told


def test_a_seal_on_two_exhibits_is_doubted_in_every_case_and_may_be_confirmed(desk: Desk):
    desk.sign(LUCIA, "case", "open", "--number", "C-2", "--basis-kind", "consent")
    register = ("exhibit", "register", "--case", "C-2", "--type", "object", "--title", "Cable", "--seal", "S-1")
    desk.refused(*register, *desk.signing(LUCIA), want=2, code="SEAL_IN_USE")
    assert "--confirm SEAL_IN_USE" in desk.told
    assert "E-1" in desk.told
    exhibit = desk.sign(LUCIA, *register, "--confirm", "SEAL_IN_USE")["exhibit"]
    assert desk.run("exhibit", "history", exhibit)["history"][0]["body"]["confirmed"] == ["SEAL_IN_USE"]
    seal = ("exhibit", "seal", "E-2", "--apply", "S-1")
    desk.refused(*seal, *desk.signing(LUCIA), want=2, code="SEAL_IN_USE")
    desk.sign(LUCIA, *seal, "--confirm", "SEAL_IN_USE")
    assert desk.run("exhibit", "history", "E-2", "--case", "C-1")["history"][-1]["body"]["confirmed"] == ["SEAL_IN_USE"]
    several = desk.sign(LUCIA, "exhibit", "register", "--case", "C-1", "--type", "object", "--title", "Box")["exhibit"]
    desk.sign(LUCIA, "exhibit", "seal", "E-2", several, "--apply", "S-9")
    desk.sign(LUCIA, "exhibit", "seal", "E-1", "--break", "S-1", "--purpose", "p")
