"""Infers types of code without annotations where they are certain. All other types stay missing."""

from __future__ import annotations

import ast

from ..ir import TypeIR, TypeSource
from ..source.binder import FunctionNode, Variable
from .factories import MISSING, make_class_type
from .special_forms import MAX_SAFE_INTEGER

#: The types of constants that are inferred.
_CONSTANT_TYPES = (bool, int, float, str, bytes, complex)
#: The types of displays. `dict` is not here: a declared `dict` has another form in TypeScript than an undeclared one,
#: and inference must not decide that.
_DISPLAY_TYPES: dict[type[ast.expr], str] = {
    ast.JoinedStr: "str",
    ast.List: "list",
    ast.ListComp: "list",
    ast.Set: "set",
    ast.SetComp: "set",
    ast.Tuple: "tuple",
}


def returns_nothing(node: FunctionNode) -> bool:
    """Returns whether every call that returns gives None.

    The function returns no value, yields nothing, and its body is not a placeholder.
    """
    if isinstance(node, ast.AsyncFunctionDef) or _is_placeholder(node.body):
        return False
    stack: list[ast.AST] = list(node.body)
    while stack:
        child = stack.pop()
        if isinstance(child, (ast.Yield, ast.YieldFrom)):
            return False
        if isinstance(child, ast.Return) and not _is_none(child.value):
            return False
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            stack.extend(ast.iter_child_nodes(child))
    return True


def find_rebound_names(tree: ast.Module) -> frozenset[str]:
    """Returns the variables of a module that its functions assign to (`global x`)."""
    return frozenset(name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names)


def infer_constant(variable: Variable) -> tuple[TypeIR, TypeSource]:
    """Returns the type and source of a variable that is bound once, to a literal; a missing type for any other."""
    if variable.binding_count > 1 or variable.value is None:
        return MISSING, "none"
    node = variable.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        node = node.operand
    name = _DISPLAY_TYPES.get(type(node))
    if isinstance(node, ast.Constant) and isinstance(node.value, _CONSTANT_TYPES):
        # A declared `int` beyond the limit is an error in a call; an undeclared one keeps its value.
        is_exact = not isinstance(node.value, int) or node.value <= MAX_SAFE_INTEGER
        name = type(node.value).__name__ if is_exact else None
    return (MISSING, "none") if name is None else (make_class_type(f"builtins:{name}"), "inference")


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def _is_placeholder(body: list[ast.stmt]) -> bool:
    """Returns whether a body only has a docstring, `pass`, `...` or `raise`, so that subclasses do the work."""
    statements = [item for item in body if not (isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant))]
    return all(isinstance(item, (ast.Pass, ast.Raise)) for item in statements)
