"""What can be said of code without annotations, and is certain: the rest stays missing."""

from __future__ import annotations

import ast

from ..ir import MISSING, TypeIR, TypeSource, class_type
from ..source.binder import FunctionNode, Value
from .special_forms import SAFE_INTEGER

_CERTAIN = (bool, int, float, str, bytes, complex)
#: No `dict`: a declared one arrives in another form than an undeclared one, and a guess may not decide that.
_DISPLAYS: dict[type[ast.expr], str] = {
    ast.JoinedStr: "str",
    ast.List: "list",
    ast.ListComp: "list",
    ast.Set: "set",
    ast.SetComp: "set",
    ast.Tuple: "tuple",
}


def returns_nothing(node: FunctionNode) -> bool:
    """Whether every call that returns gives None: no value is returned, nothing is yielded, the body does something."""
    if isinstance(node, ast.AsyncFunctionDef) or _is_placeholder(node.body):
        return False
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        item = waiting.pop()
        if isinstance(item, (ast.Yield, ast.YieldFrom)):
            return False
        if isinstance(item, ast.Return) and not _is_none(item.value):
            return False
        if not isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(item))
    return True


def rebound_names(tree: ast.Module) -> frozenset[str]:
    """Module variables that functions assign to (`global x`)."""
    return frozenset(name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names)


def constant_type(value: Value) -> tuple[TypeIR, TypeSource]:
    """The type of a variable that is bound once, to a literal."""
    if value.count > 1 or value.value is None:
        return MISSING, "none"
    node = value.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        node = node.operand
    name = _DISPLAYS.get(type(node))
    if isinstance(node, ast.Constant) and isinstance(node.value, _CERTAIN):
        # A declared `int` beyond the limit is refused; an undeclared one arrives exactly.
        exact = not isinstance(node.value, int) or node.value <= SAFE_INTEGER
        name = type(node.value).__name__ if exact else None
    return (MISSING, "none") if name is None else (class_type(f"builtins:{name}"), "inference")


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def _is_placeholder(body: list[ast.stmt]) -> bool:
    """A body of a docstring, `pass`, `...` or a `raise` alone leaves the work to others."""
    rest = [item for item in body if not (isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant))]
    return all(isinstance(item, (ast.Pass, ast.Raise)) for item in rest)
