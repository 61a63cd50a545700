"""Mutation of the small modules that all rests on: each operator, constant and condition changed, one at a time."""

import ast
import copy
import types
from collections.abc import Iterator

COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr,
}  # fmt: skip


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in a node's place."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            other = copy.deepcopy(node)
            other.ops[place] = COMPARE[type(operator)]()
            yield "comparison", other
    elif isinstance(node, ast.BoolOp):
        other = copy.deepcopy(node)
        other.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and, or", other
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        other = copy.deepcopy(node)
        other.op = ARITHMETIC[type(node.op)]()
        yield "operator", other
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not", node.operand
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield "number", ast.copy_location(ast.Constant(node.value + 1), node)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield "truth", ast.copy_location(ast.Constant(not node.value), node)
    elif isinstance(node, ast.Constant) and type(node.value) is bytes and node.value:
        yield "bytes", ast.copy_location(ast.Constant(node.value + b"!"), node)
    elif isinstance(node, ast.Return) and ast.unparse(node) not in ("return", "return None"):
        yield "return", ast.copy_location(ast.Return(ast.Constant(None)), node)
    elif isinstance(node, ast.Raise):
        yield "raise", ast.copy_location(ast.Pass(), node)


class Replace(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, number: int, new: ast.AST) -> None:
        self.number, self.new = number, new

    def visit(self, node: ast.AST) -> ast.AST:
        if getattr(node, "number", None) == self.number:
            return self.new
        return super().generic_visit(node)


def numbered(source: str) -> ast.Module:
    tree = ast.parse(source)
    for number, node in enumerate(ast.walk(tree)):
        node.number = number  # type: ignore[attr-defined]
    return tree


def annotations(node: ast.AST) -> Iterator[ast.AST]:
    """What is never evaluated: types, and the fixed words of decorators."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield from node.decorator_list
    for name in ("annotation", "returns"):
        if (note := getattr(node, name, None)) is not None:
            yield note


def mutants(source: str) -> Iterator[tuple[int, str, ast.Module]]:
    """(line, kind of change, changed module) for each change."""
    tree = numbered(source)
    notes = {id(part) for node in ast.walk(tree) for note in annotations(node) for part in ast.walk(note)}
    for node in ast.walk(tree):
        if id(node) in notes:
            continue
        for kind, new in changes(node):
            changed = Replace(node.number, new).visit(copy.deepcopy(tree))  # type: ignore[attr-defined]
            yield getattr(node, "lineno", 0), kind, ast.fix_missing_locations(changed)


def put_in(module: types.ModuleType, tree: ast.Module) -> None:
    """Run the changed source in the module's place: functions and constants are exchanged, classes kept whole."""
    scope: dict[str, object] = {"__name__": module.__name__, "__file__": module.__file__}
    exec(compile(tree, module.__file__ or "", "exec"), scope)  # noqa: S102 - our own source, changed
    for name, value in scope.items():
        if not name.startswith("__"):
            setattr(module, name, value)
