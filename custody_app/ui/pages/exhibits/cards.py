"""The cards of an exhibit's page; each function returns one, or None where there is nothing to say."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from custody_app.domain.vocabulary import FLAGS, RESULTS, SEAL_KINDS, label_of
from custody_app.i18n import N_
from custody_app.storage.list_rows import ExhibitRow
from custody_app.ui.context import AppContext
from custody_app.ui.pages.exhibits.known import Known, field_groups, record_facts
from custody_app.ui.pages.exhibits.leads import ACTS, acts_of, can_be_read, go_to_act, go_to_reading
from custody_app.ui.pages.exhibits.link_row import LinkRow
from custody_app.ui.pages.exhibits.origin import origin_facts
from custody_app.ui.pages.exhibits.photographs import Photographs
from custody_app.ui.pages.exhibits.told import events
from custody_app.ui.pages.exhibits.wording import (
    ALGORITHM_NAMES,
    check_state,
    day_words,
    exhibit_state,
    moment_words,
    type_icon,
    type_label,
)
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import (
    Card,
    Chip,
    DigestBlock,
    FactGrid,
    quiet_button,
    rule,
    secondary_button,
)
from custody_app.ui.widgets.facts import label_width
from custody_app.ui.widgets.recording_button import for_recording

SHOWN_ACTS = 4


def state_card(ctx: AppContext, known: Known) -> Card:
    """Return description, state, holder, place, and the acts at hand."""
    look, row = ctx.look, known.row
    card = Card(look)
    top = QHBoxLayout()
    top.setSpacing(look.px(12))
    drawing = PlainLabel()
    drawing.setPixmap(look.theme.pixmap(type_icon(row.type), "muted", 26))
    top.addWidget(drawing)
    top.addWidget(PlainLabel(row.title or type_label(look, row.type), role="heading", wrap=True), 1)
    card.body.addLayout(top)
    chips = QHBoxLayout()
    chips.setSpacing(look.px(6))
    state = exhibit_state(look, row, known.now.date().isoformat())
    chips.addWidget(Chip(look, state.text, state.role, state.icon))
    check = check_state(look, row)
    if row.baseline:
        chips.addWidget(Chip(look, check.text, check.role, check.icon))
    for flag in row.flags:
        chips.addWidget(Chip(look, ctx._(label_of(FLAGS, flag)), "warn", "eye-off"))
    chips.addStretch(1)
    card.body.addLayout(chips)
    facts = [
        (ctx._(N_("Holder")), known.holder),
        (ctx._(N_("Place")), row.location),
        (ctx._(N_("Seal")), row.seal),
        (ctx._(N_("Due back")), day_words(look, row.due) if row.due else ""),
    ]
    card.add(FactGrid(look, [fact for fact in facts if fact[1] or fact[0] != facts[3][0]]))
    card.add(rule())
    card.add(_acts(ctx, row))
    return card


def _acts(ctx: AppContext, row: ExhibitRow) -> QWidget:
    look = ctx.look
    held = QWidget()
    grid = QGridLayout(held)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(look.px(8))
    for number, act in enumerate(acts_of(row)[:SHOWN_ACTS]):
        words, icon = ACTS[act]
        button = secondary_button(look, ctx._(words), icon, partial(go_to_act, ctx, act, (row.id,)))
        grid.addWidget(for_recording(ctx, button), *divmod(number, 2))
    return held


def identity_card(ctx: AppContext, known: Known) -> Card:
    """Return the fields by group, and what the record says besides."""
    look = ctx.look
    card = Card(look, ctx._(N_("What it is")))
    if known.row.state != "disposed":
        correct = partial(go_to_act, ctx, "correct", (known.row.id,))
        card.add_beside_heading(for_recording(ctx, quiet_button(look, ctx._(N_("Correct")), "pen-line", correct)))
    facts = [(ctx._(N_("Type")), type_label(look, known.row.type)), *record_facts(look, known)]
    groups = field_groups(look, known.state)
    if origin := origin_facts(look, known.history, known.state.corrections, known.names):
        groups = [(ctx._(N_("Where and by whom it was taken")), origin), *groups]
    wide = label_width(look, [label for held in (facts, *(group for _, group in groups)) for label, _ in held])
    card.add(FactGrid(look, facts, label_width=wide))
    for heading, group in groups:
        card.add(rule())
        card.add(PlainLabel(heading, role="eyebrow"))
        card.add(FactGrid(look, group, label_width=wide))
    return card


def photographs_card(ctx: AppContext, known: Known) -> Card | None:
    """Return small pictures, never of a sensitive exhibit."""
    photographs = [each for each in known.attachments if each.kind == "photograph"]
    if not photographs:
        return None
    card = Card(ctx.look, ctx._(N_("Photographs")))
    shown = Photographs(ctx)
    shown.show_photographs(photographs, sensitive=bool(known.row.flags))
    card.add(shown)
    return card


def family_card(ctx: AppContext, known: Known) -> Card | None:
    """Return the root exhibit and all that was derived from it, as a tree."""
    if len(known.family) < 2:
        return None
    look = ctx.look
    card = Card(look, ctx._(N_("Derived exhibits")), margin=14)
    for depth, row in _tree(known.family):
        chosen = row.id == known.row.id
        state = exhibit_state(look, row)
        card.add(
            LinkRow(
                look,
                type_icon(row.type),
                row.number,
                row.title or type_label(look, row.type),
                beside=Chip(look, state.text, state.role, state.icon),
                on_open=None if chosen else partial(ctx.go, "exhibit", exhibit=row.id),
                depth=depth,
                chosen=chosen,
            )
        )
    card.body.setSpacing(look.px(2))
    return card


def _tree(family: list[ExhibitRow]) -> list[tuple[int, ExhibitRow]]:
    """Return the family with each one's depth, children after their first parent."""
    ids = {row.id for row in family}
    children: dict[str, list[ExhibitRow]] = {}
    for row in family:
        parent = next((each for each in row.parents if each in ids), "")
        children.setdefault(parent, []).append(row)
    found: list[tuple[int, ExhibitRow]] = []
    pending = [(0, row) for row in reversed(children.get("", []))]
    seen: set[str] = set()
    while pending:
        depth, row = pending.pop()
        if row.id in seen:
            continue
        seen.add(row.id)
        found.append((depth, row))
        pending += [(depth + 1, child) for child in reversed(children.get(row.id, []))]
    return found


def digest_card(ctx: AppContext, known: Known) -> Card | None:
    """Return each digest on record, SHA-256 first."""
    if not known.row.baseline and not can_be_read(known.row):
        return None
    look = ctx.look
    card = Card(look, ctx._(N_("Digest")))
    baseline = known.state.baseline
    if known.row.state != "disposed":
        words = ctx._(N_("Verify now")) if baseline else ctx._(N_("Hash"))
        icon = "shield-check" if baseline else "fingerprint"
        read = quiet_button(look, words, icon, partial(go_to_reading, ctx, known.row))
        card.add_beside_heading(for_recording(ctx, read))
    names = sorted(baseline, key=list(ALGORITHM_NAMES).index)
    for name in names or ["sha256"]:
        card.add(DigestBlock(look, ALGORITHM_NAMES[name], baseline.get(name, "")))
    return card


def seals_card(ctx: AppContext, known: Known) -> Card | None:
    """Return every seal it has or had, the newest first."""
    if not known.state.seals:
        return None
    look = ctx.look
    words = {
        "intact": (ctx._(N_("In force")), "ok", "lock"),
        "broken": (ctx._(N_("Broken")), "neutral", "lock-open"),
        "doubtful": (ctx._(N_("In doubt")), "danger", "triangle-alert"),
    }
    card = Card(look, ctx._(N_("Seals")), margin=14)
    card.body.setSpacing(look.px(2))
    for seal in reversed(known.state.seals):
        text, role, icon = words.get(seal.status, (seal.status, "neutral", ""))
        applied = moment_words(look, seal.applied_at, known.now)
        parts = [ctx._(label_of(SEAL_KINDS, seal.kind)), applied]
        if seal.kept:
            parts.append(ctx._(N_("kept: {place}")).format(place=seal.kept))
        act = "seal_check" if seal.status != "broken" and known.row.state != "disposed" else ""
        on_open = partial(ctx.go, "act", act=act, exhibits=(known.row.id,), old=seal.number) if act else None
        detail = " · ".join(part for part in parts if part)
        chip = Chip(look, text, role, icon)
        card.add(LinkRow(look, icon, seal.number, detail, role=role, beside=chip, on_open=on_open))
    return card


def checks_card(ctx: AppContext, known: Known) -> Card | None:
    """Return the comparisons with the digest, the newest first; each leads to its entry."""
    if not known.state.baseline:
        return None
    look = ctx.look
    card = Card(look, ctx._(N_("Comparisons")), margin=14)
    card.body.setSpacing(look.px(2))
    if not known.checks:
        words = ctx._(N_("Its content was never compared since its digest was taken."))
        card.add(PlainLabel(words, role="muted", wrap=True))
    for recorded, item in zip(reversed(known.checks), events(look, known.checks, known.names, known.now), strict=True):
        result = str(recorded.body.get("result", ""))
        text = ctx._(label_of(RESULTS, result))
        detail = " · ".join(part for part in (item.time, known.names.person(recorded.statement.actor)) if part)
        go = partial(ctx.go, "log", log=recorded.log, entry=recorded.seq)
        card.add(LinkRow(look, item.icon, text, detail, role=item.role, on_open=go))
    return card
