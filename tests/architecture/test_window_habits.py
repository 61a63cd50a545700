"""What the window's and the reports' code never does: paint foreign text as markup, block in a modal, hold `self`."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source_tree import name_of, sources, tree

PLAIN_WINDOW = "custody_app/ui/plain_text.py"
PLAIN_REPORT = "custody_app/reports/plain_text.py"

# What reads its text as markup, and the one module that may call or derive from it (it makes the text plain).
WRAPPER_OF = {
    "QLabel": PLAIN_WINDOW,
    "QMessageBox": PLAIN_WINDOW,
    "QErrorMessage": PLAIN_WINDOW,
    "QToolTip": PLAIN_WINDOW,
    "setToolTip": PLAIN_WINDOW,
    "setWhatsThis": PLAIN_WINDOW,
    "setHtml": PLAIN_WINDOW,
    "insertHtml": PLAIN_WINDOW,
    "appendHtml": PLAIN_WINDOW,
    "setMarkdown": PLAIN_WINDOW,
    "platypus": PLAIN_REPORT,  # its Paragraph reads markup; reports.engine has a Paragraph of its own that reads none
}
EVENT_LOOP = {"QApplication.exec()", "app.exec()", "application.exec()"}
WAITING_DIALOGS = {"QFileDialog", "QInputDialog", "QColorDialog", "QFontDialog"}


def names(node: ast.expr) -> set[str]:
    """Return the names of a dotted expression: `QMessageBox.warning` gives both."""
    if isinstance(node, ast.Attribute):
        return {node.attr} | names(node.value)
    return {node.id} if isinstance(node, ast.Name) else set()


def raw_markup(module: ast.Module, file: str) -> list[str]:
    """Return the calls, subclasses and imports of what reads markup, outside its wrapper."""
    found = []
    for node in ast.walk(module):
        used: set[str] = set()
        if isinstance(node, ast.Call):
            used = names(node.func)
        elif isinstance(node, ast.ClassDef):
            used = set().union(*(names(base) for base in node.bases))
        elif isinstance(node, ast.ImportFrom):
            used = set((node.module or "").split(".")) | {name.name for name in node.names if name.name == "platypus"}
        elif isinstance(node, ast.Import):
            used = {part for name in node.names for part in name.name.split(".")}
        found += [f"line {node.lineno}: {name}" for name in used if WRAPPER_OF.get(name, file) != file]
    return sorted(found)


def waits(module: ast.Module) -> list[str]:
    """Return the modal calls: `exec()` of anything but the application, and the static file and input dialogs."""
    found = []
    for node in ast.walk(module):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        modal = node.func.attr in {"exec", "exec_"} and ast.unparse(node) not in EVENT_LOOP
        static = node.func.attr.startswith("get") and names(node.func.value) & WAITING_DIALOGS
        if modal or static:
            found.append(f"line {node.lineno}: {ast.unparse(node.func)}")
    return found


def lambdas_with_self(module: ast.Module) -> list[str]:
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(module)
        if isinstance(node, ast.Lambda)
        and any(isinstance(part, ast.Name) and part.id == "self" for part in ast.walk(node))
    ]


@pytest.mark.parametrize("path", sources("custody_app"), ids=name_of)
def test_text_goes_through_the_wrapper(path):
    assert not raw_markup(tree(path), name_of(path))


@pytest.mark.parametrize("path", sources("custody_app/ui"), ids=name_of)
def test_nothing_waits_in_a_modal_call(path):
    assert not waits(tree(path))


@pytest.mark.parametrize("path", sources("custody_app/ui"), ids=name_of)
def test_no_lambda_holds_self(path):
    assert not lambdas_with_self(tree(path))


@pytest.mark.parametrize(
    "source",
    [
        "QLabel('<b>x</b>')",
        "QtWidgets.QLabel(text)",
        "class Title(QLabel): ...",
        "QMessageBox.warning(self, a, b)",
        "widget.setToolTip(name)",
        "platypus.Paragraph(name, style)",
        "from reportlab.platypus import Paragraph",
        "from reportlab import platypus",
        "import reportlab.platypus.paragraph",
    ],
)
def test_raw_markup_is_seen(source):
    assert len(raw_markup(ast.parse(source), "custody_app/ui/other.py")) == 1


def test_the_wrapper_itself_and_mere_mentions_are_left_alone():
    assert not raw_markup(ast.parse("QLabel(text)"), PLAIN_WINDOW)
    assert not raw_markup(ast.parse("def f(label: QLabel) -> None:\n    isinstance(x, QLabel)"), "custody_app/ui/a.py")


def test_waiting_is_seen():
    assert len(waits(ast.parse("dialog.exec()\nQMenu(self).exec(here)\nQFileDialog.getOpenFileName(self)"))) == 3
    assert not waits(ast.parse("app.exec()\ndialog.open()\nmodel.getRows()"))


def test_a_lambda_with_self_is_seen():
    assert lambdas_with_self(ast.parse("button.clicked.connect(lambda: self.close())"))
    assert not lambdas_with_self(ast.parse("sorted(rows, key=lambda row: row.date)"))
