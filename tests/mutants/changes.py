"""A module's source → its mutants, by changing its syntax tree in one place.

Left out, because no test could tell or none should have to:

* annotations, decorators and docstrings: nothing of a call depends on them
* strings with a space: wording for people, which may change without being wrong
* what only a type checker or a script's start runs, and what a log or a progress bar is told
* lines that end with ``# only speed``: they may be left out, and the outcome is the same
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.USub: ast.UAdd,
}
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_TOLD = ("_log", "logging", "progress")
ONLY_SPEED = "# only speed"
Change = tuple[str, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change."""

    path: Path
    """The module."""
    line: int
    """Where it is changed."""
    lines: range
    """The lines of the statement that is changed: a test that runs one of them may notice."""
    inside: bool
    """Whether the change is inside a function, so that it does nothing when it is imported."""
    change: str
    """What is changed, for people."""
    place: tuple[int, int]
    """The number of the node in the tree, and of the change to it."""

    def compiled(self) -> CodeType:
        """Return the code of the changed module."""
        tree = ast.parse(self.path.read_text("utf-8"))
        number, change = self.place
        node = list(ast.walk(tree))[number]
        list(_changes(node))[change][1]()
        return compile(ast.fix_missing_locations(tree), str(self.path), "exec")


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield the mutants of a module in the order of its lines."""
    source = path.read_text("utf-8")
    tree, lines = ast.parse(source), source.split("\n")
    nodes = list(ast.walk(tree))
    numbers = {node: number for number, node in enumerate(nodes)}
    found: list[Mutant] = []

    def visit(node: ast.AST, statement: ast.stmt | None, inside: bool) -> None:
        if isinstance(node, ast.stmt):
            if _is_left_out(node) or lines[node.lineno - 1].rstrip().endswith(ONLY_SPEED):
                return
            statement = node
        if statement is not None and hasattr(node, "lineno"):
            span = node if hasattr(statement, "body") else statement
            reach = range(span.lineno, (span.end_lineno or span.lineno) + 1)
            for number, (change, _) in enumerate(_changes(node)):
                place = numbers[node], number
                found.append(Mutant(path, node.lineno, reach, inside, change, place))
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list"):
                continue
            within = inside or (isinstance(node, _FUNCTIONS) and name == "body")
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    visit(child, statement, within)

    visit(tree, None, inside=False)
    yield from sorted(found, key=lambda one: (one.line, one.place))


def _is_left_out(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.If):
        return ast.unparse(node.test) in ("TYPE_CHECKING", "__name__ == '__main__'")
    if isinstance(node, ast.Expr):
        told = isinstance(node.value, ast.Call) and ast.unparse(node.value.func)
        return isinstance(node.value, ast.Constant) or (told and told.startswith(_TOLD)) or False
    return False


def _changes(node: Any) -> Iterator[Change]:
    """Yield what can be changed about one node: what it is, and a function that does it."""
    for field in ("op", "ops"):
        held = getattr(node, field, None)
        old = held[0] if isinstance(held, list) else held
        new = _SWAPS.get(type(old))
        if new is not None:
            value: Any = [new(), *held[1:]] if isinstance(held, list) else new()
            change = f"{type(old).__name__} → {new.__name__}: {_short(node)}"
            yield change, lambda field=field, value=value: setattr(node, field, value)
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        test = ast.UnaryOp(ast.Not(), node.test)
        yield f"not {_short(node.test)}", lambda: setattr(node, "test", test)
    if isinstance(node, ast.comprehension) and node.ifs:
        yield f"all, not if {_short(node.ifs[0])}", lambda: setattr(node, "ifs", node.ifs[1:])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        operand = ast.UnaryOp(ast.Not(), node.operand)
        yield f"{_short(node.operand)} without not", lambda: setattr(node, "operand", operand)
    if isinstance(node, ast.Constant):
        yield from _constant(node)
    if isinstance(node, ast.Return) and not isinstance(node.value, ast.Constant | None):
        nothing = ast.Constant(None)
        yield f"return None, not {_short(node.value)}", lambda: setattr(node, "value", nothing)
    if _can_be_removed(node):
        yield f"without {_short(node)}", lambda: _remove(node)


def _constant(node: ast.Constant) -> Iterator[Change]:
    old = node.value
    new: Any = None
    if isinstance(old, bool):
        new = not old
    elif isinstance(old, int | float):
        new = old + 1
    elif isinstance(old, str) and " " not in old:
        new = f"{old}X"
    if new is not None:
        yield f"{old!r} → {new!r}", lambda: setattr(node, "value", new)


def _can_be_removed(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Attribute | ast.Subscript)
    kinds = ast.Expr | ast.AugAssign | ast.Raise | ast.Continue | ast.Break | ast.Delete
    return isinstance(node, kinds)


def _remove(node: ast.AST) -> None:
    """Make a statement one that does nothing, in its place."""
    node.__class__ = ast.Pass


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else f"{text[:57]}…"
