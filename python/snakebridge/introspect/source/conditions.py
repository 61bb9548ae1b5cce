"""Evaluates conditions that are known before a program runs: `sys.version_info`, `sys.platform`, `TYPE_CHECKING`.

They are evaluated for the interpreter of this process. Knows no modules and no types.
"""

from __future__ import annotations

import ast
import operator
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_UNKNOWN = object()

_OPERATORS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}

#: Attributes with a known value.
_KNOWN_ATTRIBUTES: dict[str, Any] = {
    "sys.version_info": tuple(sys.version_info),
    "sys.version_info.major": sys.version_info.major,
    "sys.version_info.minor": sys.version_info.minor,
    "sys.platform": sys.platform,
    "sys.maxsize": sys.maxsize,
    "sys.byteorder": sys.byteorder,
    "sys.implementation.name": sys.implementation.name,
    "os.name": os.name,
    "typing.TYPE_CHECKING": True,
    "t.TYPE_CHECKING": True,
}
#: `__name__` is not `__main__`, because an introspected module is imported.
_KNOWN_NAMES: dict[str, Any] = {"TYPE_CHECKING": True, "MYPY": False, "__debug__": True, "__name__": "(imported)"}


def evaluate_condition(test: ast.expr) -> bool | None:
    """Returns whether a condition holds; None if only a run can tell."""
    try:
        value = _evaluate(test)
    except (TypeError, ValueError, IndexError, RecursionError):
        return None
    return None if value is _UNKNOWN else bool(value)


def mentions_type_checking(test: ast.expr) -> bool:
    """Returns whether a condition is `TYPE_CHECKING`, so that only type checkers see its branch."""
    return isinstance(test, (ast.Name, ast.Attribute)) and _format_dotted_name(test).endswith("TYPE_CHECKING")


@dataclass(frozen=True)
class Branch:
    """The kind of branch that a statement is in."""

    #: Whether only type checkers see it: its names do not exist at run time.
    type_checking_only: bool = False
    #: Whether it runs instead of an earlier branch: an `else`, or a handler of an exception.
    is_alternative: bool = False


def walk_statements(body: list[ast.stmt], branch: Branch = Branch()) -> Iterator[tuple[ast.stmt, Branch]]:
    """Yields the statements that may run, in order, each with its branch.

    Of a condition that can be evaluated it yields one branch, of any other condition both.
    """
    for statement in body:
        if isinstance(statement, ast.If):
            yield from _walk_conditional(statement, branch)
        elif isinstance(statement, ast.Try) or type(statement).__name__ == "TryStar":
            yield from walk_statements(getattr(statement, "body", []), branch)
            for handler in getattr(statement, "handlers", []):
                yield from walk_statements(handler.body, Branch(branch.type_checking_only, True))
            yield from walk_statements(getattr(statement, "orelse", []), branch)
            yield from walk_statements(getattr(statement, "finalbody", []), branch)
        elif isinstance(statement, (ast.With, ast.For, ast.While)):
            yield statement, branch
            yield from walk_statements(statement.body, branch)
        else:
            yield statement, branch


def _walk_conditional(statement: ast.If, branch: Branch) -> Iterator[tuple[ast.stmt, Branch]]:
    """Yields the statements of an `if`. Uses no recursion, because a long chain of `elif` is deeply nested."""
    current, is_alternative = statement, branch.is_alternative
    while True:
        outcome = evaluate_condition(current.test)
        if outcome is not False:
            type_checking_only = branch.type_checking_only or mentions_type_checking(current.test)
            yield from walk_statements(current.body, Branch(type_checking_only, is_alternative))
        if outcome is True:
            return
        is_alternative = is_alternative or outcome is None
        otherwise = current.orelse
        if len(otherwise) != 1 or not isinstance(otherwise[0], ast.If):
            yield from walk_statements(otherwise, Branch(branch.type_checking_only, is_alternative))
            return
        current = otherwise[0]


def _format_dotted_name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = _format_dotted_name(node.value)
        return f"{head}.{node.attr}" if head else ""
    return ""


def _evaluate(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return _KNOWN_NAMES.get(node.id, _UNKNOWN)
    if isinstance(node, ast.Attribute):
        return _KNOWN_ATTRIBUTES.get(_format_dotted_name(node), _UNKNOWN)
    if isinstance(node, (ast.Tuple, ast.List)):
        return _combine_values([_evaluate(item) for item in node.elts])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        value = _evaluate(node.operand)
        return value if value is _UNKNOWN else not value
    if isinstance(node, ast.BoolOp):
        return _evaluate_boolean(node)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _evaluate_comparison(node)
    if isinstance(node, ast.Subscript):
        return _evaluate_subscript(node)
    if isinstance(node, ast.Call):
        return _evaluate_call(node)
    return _UNKNOWN


def _combine_values(values: list[Any]) -> Any:
    return _UNKNOWN if any(value is _UNKNOWN for value in values) else tuple(values)


def _evaluate_boolean(node: ast.BoolOp) -> Any:
    decisive_value = isinstance(node.op, ast.Or)
    values = [_evaluate(item) for item in node.values]
    if any(value is not _UNKNOWN and bool(value) is decisive_value for value in values):
        return decisive_value
    return _UNKNOWN if any(value is _UNKNOWN for value in values) else not decisive_value


def _evaluate_comparison(node: ast.Compare) -> Any:
    compare = _OPERATORS.get(type(node.ops[0]))
    sides = _combine_values([_evaluate(node.left), _evaluate(node.comparators[0])])
    return _UNKNOWN if compare is None or sides is _UNKNOWN else compare(*sides)


def _evaluate_subscript(node: ast.Subscript) -> Any:
    value = _evaluate(node.value)
    if value is _UNKNOWN:
        return value
    if isinstance(node.slice, ast.Slice):
        bounds = [None if bound is None else _evaluate(bound) for bound in (node.slice.lower, node.slice.upper)]
        return _UNKNOWN if _combine_values(bounds) is _UNKNOWN else value[slice(*bounds)]
    index = _evaluate(node.slice)
    return index if index is _UNKNOWN else value[index]


def _evaluate_call(node: ast.Call) -> Any:
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr == "startswith" and len(node.args) == 1:
        sides = _combine_values([_evaluate(function.value), _evaluate(node.args[0])])
        if sides is not _UNKNOWN and isinstance(sides[0], str):
            return sides[0].startswith(sides[1])
    return _UNKNOWN
