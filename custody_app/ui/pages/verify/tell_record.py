"""Words for the verification of a package or a station."""

from __future__ import annotations

from typing import Final

from custody_app.i18n import N_, Translator, visible
from custody_app.log.canonical import b64
from custody_app.log.verification import Finding, Outcome
from custody_app.ui.pages.verify.checks import RecordCheck
from custody_app.ui.pages.verify.telling import CANNOT_TELL, DIFFERS, MATCHES, Answer, FindingLine, Telling

_EVIDENCE: Final = {
    "match": ("ok", "circle-check", "", N_("The evidence files match their recorded digests.")),
    "mismatch": ("danger", "octagon-x", "", N_("An evidence file differs from its recorded digest.")),
    "not_compared": ("neutral", "circle-dashed", "", N_("No evidence file was compared here.")),
}
_TRANSFERS: Final = {
    "all_signed": ("ok", "handshake", N_("All signed"), N_("Every transfer is signed by giver and receiver.")),
    "not_all_signed": (
        "warn",
        "triangle-alert",
        N_("Not all signed"),
        N_("A transfer lacks the signature of giver or receiver."),
    ),
    "none": ("neutral", "circle-dashed", "", N_("There is no transfer.")),
}
_RECORD: Final = {
    "consistent": ("ok", "circle-check", N_("Consistent"), N_("The record is consistent; no alteration found.")),
    "inconsistent": ("danger", "octagon-x", N_("Not consistent"), N_("The record does not hold together.")),
}
_PROOFS: Final = {
    "cosignature": N_("a witness cosigned the log"),
    "held": N_("somebody outside kept a head of the log"),
    "tsa": N_("a time-stamping authority confirmed the log"),
}
_SENTENCES: Final = {
    "pass": N_("Everything was checked, and nothing speaks against this record."),
    "pass match": N_("The evidence is unchanged, and nothing speaks against the record of who held it."),
    "mismatch": N_("An evidence file is not what it was when its digest was first recorded."),
    "fail": N_("The record does not hold together: do not rely on it until each finding below is explained."),
    "unproven": N_("Nothing was found to be altered, but something that would prove it from outside is missing."),
    "unproven match": N_("The evidence files are unchanged, but not everything around them is proven from outside."),
    "unreadable": N_("This cannot be read as a package or a station, so nothing can be said about it."),
}
_STEPS: Final = {
    "no trust": N_("Give the agency's roster as trust, received by another way than the package, and verify again."),
    "fail": N_("Keep the package as it is, ask the sender for a new one, and compare the two."),
    "unreadable": N_("Ask the sender for the package again, and compare its size and digest by telephone."),
}


def tell_record(check: RecordCheck, tr: Translator) -> Telling:
    """Return the four answers apart, every finding, and one sentence."""
    outcome = check.outcome
    role, word = {
        "pass": ("ok", MATCHES),
        "fail": ("danger", DIFFERS),
        "unproven": ("warn", CANNOT_TELL),
        "unreadable": ("warn", CANNOT_TELL),
    }[outcome.outcome]
    if outcome.outcome == "unreadable":
        return _unreadable(check, tr)
    if outcome.evidence == "mismatch":
        # Also where a statement records it, so that it is no failure of the record: a mismatch always headlines.
        role, word = "danger", DIFFERS
    steps = _STEPS["fail"] if outcome.outcome == "fail" else "" if check.trusted else _STEPS["no trust"]
    return Telling(
        role,
        tr._(word),
        tr._(_sentence(outcome)),
        _answers(outcome, tr),
        (),
        tuple(sorted((_finding(finding, tr) for finding in outcome.findings), key=_milder)),
        0,
        _facts(check, tr),
        tr._(steps),
    )


def _sentence(outcome: Outcome) -> str:
    if outcome.evidence == "mismatch":
        return _SENTENCES["mismatch"]
    matched = f"{outcome.outcome} match"
    if outcome.evidence == "match" and matched in _SENTENCES:
        return _SENTENCES[matched]
    return _SENTENCES[outcome.outcome]


def _agreeing(tr: Translator) -> dict[str, str]:
    """Return the words that in some languages agree with what they are said of."""
    return {
        "match": tr.pgettext("evidence", "Unchanged"),
        "mismatch": tr.pgettext("evidence", "Changed"),
        "not_compared": tr.pgettext("evidence", "Not compared"),
        "none": tr.pgettext("transfers", "None"),
    }


def _answers(outcome: Outcome, tr: Translator) -> tuple[Answer, ...]:
    evidence, transfers = outcome.evidence or "not_compared", outcome.transfers or "none"
    record = outcome.record or "consistent"
    told = (
        (tr._(N_("Evidence")), evidence, _EVIDENCE[evidence]),
        (tr._(N_("Transfers")), transfers, _TRANSFERS[transfers]),
        (tr.pgettext("what was recorded", "Record"), record, _RECORD[record]),
    )
    agreeing = _agreeing(tr)
    answers = [
        Answer(label, agreeing.get(answer, "") or tr._(word), role, icon, tr._(sentence))
        for label, answer, (role, icon, word, sentence) in told
    ]
    proofs = [tr._(_PROOFS[proof]) for proof in outcome.outside_proof]
    sentence = "; ".join(proofs)
    sentence = f"{sentence[:1].upper()}{sentence[1:]}." if sentence else tr._(N_("Nobody outside has confirmed it."))
    word, role, icon = tr.pgettext("proof", "None"), "warn", "circle-dashed"
    if proofs:
        word, role, icon = tr.pgettext("proof", "Given"), "ok", "stamp"
    return (*answers, Answer(tr._(N_("Proof from outside")), word, role, icon, sentence))


def _milder(finding: FindingLine) -> bool:
    return finding.role != "danger"


def _finding(finding: Finding, tr: Translator) -> FindingLine:
    failed = finding.verdict == "FAIL"
    changed = finding.code == "EVIDENCE_HASH"
    place = [tr._(N_("entry {number}")).format(number=finding.entry)] if finding.entry is not None else []
    place += [visible(finding.file)] if finding.file is not None else []
    place += [visible(finding.log)] if finding.log is not None else []
    return FindingLine(
        "danger" if failed or changed else "warn",
        _agreeing(tr)["mismatch"] if changed else tr._(N_("Failed") if failed else N_("Not proven")),
        finding.text(tr),
        finding.code,
        " · ".join(place),
        finding.expected or "",
        finding.found or "",
    )


def _facts(check: RecordCheck, tr: Translator) -> tuple[tuple[str, str], ...]:
    outcome, counts = check.outcome, check.outcome.counts
    facts = [(tr._(N_("Log")), visible(outcome.origin or "–"))]
    if outcome.head is not None:
        facts.append((tr._(N_("Entries under the signed head")), str(outcome.head.size)))
        facts.append((tr._(N_("Root")), b64(outcome.head.root)))
    facts += [
        (tr._(N_("Signatures that hold")), str(counts.signatures)),
        (tr._(N_("Exhibits")), str(counts.exhibits)),
        (tr._(N_("Transfers")), str(counts.transfers)),
        (tr._(N_("Evidence files")), str(counts.files)),
    ]
    facts += [
        (tr._(N_("Existed by")), tr._(N_("{time}: {size} entries")).format(time=time, size=size))
        for size, time in outcome.proven_times
    ]
    trusted = N_("From outside, as given") if check.trusted else N_("None: only checked against itself")
    return (*facts, (tr._(N_("Trust")), tr._(trusted)))


def _unreadable(check: RecordCheck, tr: Translator) -> Telling:
    findings: tuple[FindingLine, ...] = ()
    if check.unreadable_because is not None:
        what, _, _ = check.unreadable_because.sentences(tr)
        findings = (FindingLine("warn", tr._(N_("Not read")), what, check.unreadable_because.code),)
    sentence, steps = tr._(_SENTENCES["unreadable"]), tr._(_STEPS["unreadable"])
    return Telling("warn", tr._(CANNOT_TELL), sentence, findings=findings, steps=steps)
