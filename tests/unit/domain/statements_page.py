"""Writes docs/statements.md from the tables of the domain: run it after changing a body."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from custody_app import domain
from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.domain.bodies import BODIES
from custody_app.domain.body_member import Member
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.roles import PERMITTED, ROLES

PAGE = Path(__file__).parents[3] / "docs" / "statements.md"

INTRODUCTION = """# Statements: what each body says

Every member of every statement body that this program writes. `log-format.md` fixes the statement around the body,
and the bodies of `transfer.*`, `genesis`, `key.enrol`, `body.erase`; this page decides the rest. A reader keeps and
shows members and types that it does not know.

This page is written from `custody_app/domain/bodies*.py` and `exhibit_types.py` by
`tests/unit/domain/statements_page.py`; a test compares them.

- Absent members are omitted: no null, no empty text, no empty array, except where this page says so.
- *redactable*: concealed when signing, as RFC 9901 says, and disclosed with the package unless withheld. Where an
  object or array is redactable, it is concealed as a whole.
- `*` is each item of an array. *required* within an object means: wherever that object stands.
- Times are `YYYY-MM-DDTHH:MM:SS.mmmZ`, dates `YYYY-MM-DD`. A body is at most 5 deep, itself being 1.
- Exhibit ids, case ids and ids of legal bases are made where they are registered, and never change. In
  `exhibit.register` and for `child` in `exhibit.derive`, the exhibit's line has no `prev`. The parents of a derivation
  are listed first, the new child last.
- SHA-256 of an exhibit's content stands in its line, other algorithms in `digests`. In `exhibit.verify` with the result
  `unreadable` the line has none.
- The folded state takes over: every `fields.<key>` of `exhibit.update`, a `correction` of a `fields.<key>`, and `flags`
  of an update as all that hold. All else that was stated stays as it was stated.
"""


def page() -> str:
    parts = [INTRODUCTION, "## Bodies\n"]
    for kind, body in BODIES.items():
        parts.append(f"### `{kind}`\n")
        if kind in PERMITTED:
            roles = ", ".join(role for role in ROLES if role in PERMITTED[kind])
            parts.append(f"Roles: {roles}.\n")
        parts.append("| member | holds | required | redactable | |\n|---|---|---|---|---|")
        parts.append("\n".join(_row(member) for member in body) + "\n")
    parts.append(
        "## Fields of each exhibit type\n\n`body.fields` of `exhibit.register`, `exhibit.derive`, `exhibit.update`.\n"
    )
    for kind in EXHIBIT_TYPES.values():
        nature = " and ".join(word for word, true in (("physical", kind.physical), ("digital", kind.digital)) if true)
        parts.append(f"### `{kind.id}`: {kind.label} ({nature})\n")
        parts.append("| field | label | holds | required | redactable |\n|---|---|---|---|---|")
        rows = []
        for spec in kind.fields:
            holds = spec.kind.value.replace("_", " ") + (", array" if spec.many else "")
            if spec.choices:
                holds += ": " + ", ".join(f"`{choice.code}`" for choice in spec.choices)
            marks = f"{'yes' if spec.required else ''} | {'yes' if spec.redactable else ''}"
            rows.append(f"| `{spec.key}` | {spec.label} | {holds} | {marks} |")
        parts.append("\n".join(rows) + "\n")
    parts.append("## Refusals\n\nCodes by which the rules refuse a command; nothing is recorded then.\n")
    parts.append("| code | exit | says |\n|---|---|---|")
    parts.append("\n".join(f"| `{code}` | {status} | {text} |" for code, (status, text) in sorted(refusals().items())))
    return "\n".join(parts) + "\n"


def refusals() -> dict[str, tuple[int, str]]:
    """Return each code with its exit code and what it says, read from the source."""
    found: dict[str, tuple[int, str]] = {}
    for path in sorted(Path(inspect.getfile(domain)).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name == "Doubt":
                found |= {code: (InputWrong.exit_code, text) for code, text in _said(node)}
            elif name in {"RuleRefused", "InputWrong"}:
                status = (RuleRefused if name == "RuleRefused" else InputWrong).exit_code
                found |= {code: (status, text) for code, text in _said(node)}
    return found


def _said(call: ast.Call) -> list[tuple[str, str]]:
    codes = [part.value for part in _constants(call.args[0])]
    texts = [part.value for part in _constants(call.args[1])]
    return list(zip(codes, texts if len(texts) == len(codes) else texts * len(codes), strict=True))


def _constants(node: ast.expr) -> list[ast.Constant]:
    if isinstance(node, ast.IfExp):
        return _constants(node.body) + _constants(node.orelse)
    if isinstance(node, ast.Call):
        return _constants(node.args[0])
    return [node] if isinstance(node, ast.Constant) else []


def _row(member: Member) -> str:
    holds = member.kind.value
    if member.choices and len(member.choices) < 18:
        holds += ": " + ", ".join(f"`{choice.code}`" for choice in member.choices)
    marks = f"{'yes' if member.required else ''} | {'yes' if member.redactable else ''}"
    return f"| `{member.path}` | {holds} | {marks} | {member.note} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
