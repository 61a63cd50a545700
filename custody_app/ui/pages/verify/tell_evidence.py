"""Words for evidence compared with a digest, and for the audit of a manifest."""

from __future__ import annotations

from typing import Final

from custody_app.hashing.comparison import Difference
from custody_app.hashing.digests import WEAK_ALGORITHMS
from custody_app.hashing.names import shown
from custody_app.i18n import N_, Translator, visible
from custody_app.ui.pages.verify.checks import EvidenceCheck
from custody_app.ui.pages.verify.manifest_check import ManifestCheck
from custody_app.ui.pages.verify.subject import Kind
from custody_app.ui.pages.verify.telling import (
    ALGORITHM_NAMES,
    CANNOT_TELL,
    COMPUTED,
    DIFFERS,
    MATCHES,
    Compared,
    FindingLine,
    Telling,
)
from custody_app.ui.widgets.progress_row import size_words

KEPT_LINES: Final = 2000
_OUTCOMES: Final = {
    "match": ("ok", MATCHES, N_("The content is exactly what the digest was taken of: not one byte differs.")),
    "mismatch": (
        "danger",
        DIFFERS,
        N_("The content is not what the digest was taken of; a digest cannot say what differs, or why."),
    ),
    "unknown": ("warn", CANNOT_TELL, N_("The content could not be read whole and unchanged, so nothing was compared.")),
    "computed": ("info", COMPUTED, N_("The digest was computed; it was compared with nothing.")),
}
_ONLY_WEAK: Final = N_(
    "It matches, but {name} alone proves little: two different files can be made with the same one. Keep the SHA-256."
)
_AUDIT: Final = {
    "pass": ("ok", MATCHES, N_("Every listed file has the content that the manifest says.")),
    "fail": ("danger", DIFFERS, N_("At least one file is not as the manifest says.")),
    "unreadable": ("warn", CANNOT_TELL, N_("Nothing differs, but not everything could be read.")),
    "unproven": ("warn", CANNOT_TELL, N_("Nothing differs, but not everything could be compared.")),
}
_NONE_HERE: Final = N_("None of the listed names was found here: choose the folder that they are in, and verify again.")
_STEPS: Final = N_("Nothing was overwritten. Keep this file as it is, and look for the copy that matches.")
_WORDS: Final = {
    "changed": ("danger", N_("Changed")),
    "missing": ("danger", N_("Missing")),
    "moved": ("warn", N_("Moved")),
    "new": ("warn", N_("Not listed")),
}


def tell_evidence(check: EvidenceCheck, tr: Translator) -> Telling:
    """Return the outcome of one reading, stored and computed values side by side."""
    role, word, sentence = _OUTCOMES[check.verdict]
    told = tr._(sentence)
    if check.verdict == "match" and set(check.expected) <= set(WEAK_ALGORITHMS):
        told = tr._(_ONLY_WEAK).format(name=ALGORITHM_NAMES[next(iter(check.expected))])
    compared = tuple(
        Compared(ALGORITHM_NAMES.get(name, name), check.expected.get(name, ""), check.found.get(name, ""))
        for name in ALGORITHM_NAMES
        if name in check.expected or name in check.found
    )
    findings = [FindingLine("warn", tr._(N_("Not read")), each.sentence(tr), each.code) for each in check.problems]
    # What the reading service keeps is worded as the record keeps it.
    findings += [FindingLine("neutral", tr._(N_("Note")), visible(each)) for each in check.notes]
    findings += [FindingLine("danger", tr._(N_("Differs")), visible(each)) for each in check.differing]
    others = [ALGORITHM_NAMES[name] for name in check.found if name not in check.expected]
    if check.verdict == "mismatch" and others and not check.differing and check.kind is Kind.FILE:
        told_of = tr._(N_("It is not the {names} of this content either.")).format(names=", ".join(others))
        findings.append(FindingLine("neutral", tr._(N_("Note")), told_of))
    more = max((check.differing_count or 0) - len(check.differing), 0)
    facts = [
        (tr._(N_("Size")), tr._(N_("{bytes} bytes ({short})")).format(bytes=check.size, short=size_words(check.size)))
    ]
    if check.kind is Kind.FOLDER:
        facts.append((tr._(N_("Files")), str(check.files)))
        facts.append((tr._(N_("Digest of")), tr._(N_("the folder's canonical manifest"))))
    facts += [(tr._(N_("Started")), check.started), (tr._(N_("Ended")), check.ended)]
    steps = tr._(_STEPS) if check.verdict == "mismatch" else ""
    return Telling(role, tr._(word), told, (), compared, tuple(findings), more, tuple(facts), steps)


def tell_manifest(check: ManifestCheck, tr: Translator) -> Telling:
    """Return the outcome of an audit, each name that is not as it was."""
    audit = check.audit
    role, word, sentence = _AUDIT[audit.outcome]
    counts = audit.comparison.counts
    nothing_here = bool(counts["missing"]) and not counts["matched"] and not counts["changed"]
    findings = [FindingLine("warn", tr._(N_("Line")), each.sentence(tr), each.code) for each in audit.errors]
    findings += [FindingLine("warn", tr._(N_("Not read")), each.sentence(tr), each.code) for each in audit.findings]
    findings += [_difference(each, tr) for each in audit.comparison.differences]
    facts = [
        (tr._(N_("Layout")), check.layout),
        (tr._(N_("Digests")), ", ".join(ALGORITHM_NAMES.get(name, name) for name in audit.algorithms)),
        (tr._(N_("Matched")), str(counts["matched"])),
        (tr._(N_("Changed")), str(counts["changed"])),
        (tr._(N_("Missing")), str(counts["missing"])),
        (tr._(N_("Could not be read")), str(audit.unreadable)),
    ]
    if check.everything:
        facts += [(tr._(N_("Moved")), str(counts["moved"])), (tr._(N_("Not listed")), str(counts["new"]))]
    else:
        facts.append((tr._(N_("Looked at")), tr._(N_("only what is listed"))))
    more = max(len(findings) - KEPT_LINES, 0)
    steps = tr._(_NONE_HERE) if nothing_here else ""
    return Telling(role, tr._(word), tr._(sentence), (), (), tuple(findings[:KEPT_LINES]), more, tuple(facts), steps)


def _difference(found: Difference, tr: Translator) -> FindingLine:
    role, word = _WORDS[found.word]
    name = visible(shown(found.path))
    if found.was is not None:
        name = tr._(N_("{path} (was {was})")).format(path=name, was=visible(shown(found.was)))
    place = tr._(N_("line {number}")).format(number=found.line) if found.line else ""
    common = next((each for each in ALGORITHM_NAMES if each in found.earlier and each in found.now), "")
    expected = found.earlier.get(common, "") if found.word == "changed" else ""
    computed = found.now.get(common, "") if found.word == "changed" else ""
    return FindingLine(
        role, tr._(word), name, ALGORITHM_NAMES.get(common, "") if computed else "", place, expected, computed
    )
