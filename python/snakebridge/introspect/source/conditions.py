"""Decides conditions that are known before a program runs: `sys.version_info`, `sys.platform`, `TYPE_CHECKING`.

They are decided for the interpreter this process runs in. Knows no modules and no types.
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

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}

_ATTRIBUTES: dict[str, Any] = {
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
#: A module that is described is imported: it is not the program.
_NAMES: dict[str, Any] = {"TYPE_CHECKING": True, "MYPY": False, "__debug__": True, "__name__": "(imported)"}


def truth(test: ast.expr) -> bool | None:
    """Whether a condition holds; None where only a run could tell."""
    try:
        value = _value(test)
    except (TypeError, ValueError, IndexError, RecursionError):
        return None
    return None if value is _UNKNOWN else bool(value)


def mentions_type_checking(test: ast.expr) -> bool:
    """Whether the branch exists for type checkers only, so that its names are no run-time values."""
    return isinstance(test, (ast.Name, ast.Attribute)) and _dotted(test).endswith("TYPE_CHECKING")


@dataclass(frozen=True)
class Place:
    """In which kind of branch a statement stands."""

    #: Only type checkers see it: its names are no run-time values.
    type_checking: bool = False
    #: It runs where an earlier branch does not: an `else`, a handler of an exception.
    alternative: bool = False


def taken(body: list[ast.stmt], place: Place = Place()) -> Iterator[tuple[ast.stmt, Place]]:
    """Statements that may run, in order. Of a decided condition one branch, of an open one both."""
    for statement in body:
        if isinstance(statement, ast.If):
            yield from _conditional(statement, place)
        elif isinstance(statement, ast.Try) or type(statement).__name__ == "TryStar":
            yield from taken(getattr(statement, "body", []), place)
            for handler in getattr(statement, "handlers", []):
                yield from taken(handler.body, Place(place.type_checking, True))
            yield from taken(getattr(statement, "orelse", []), place)
            yield from taken(getattr(statement, "finalbody", []), place)
        elif isinstance(statement, (ast.With, ast.For, ast.While)):
            yield statement, place
            yield from taken(statement.body, place)
        else:
            yield statement, place


def _conditional(statement: ast.If, place: Place) -> Iterator[tuple[ast.stmt, Place]]:
    """A chain of `elif` is nested as deep as it is long: it is followed without recursion."""
    current, alternative = statement, place.alternative
    while True:
        decided = truth(current.test)
        if decided is not False:
            hidden = place.type_checking or mentions_type_checking(current.test)
            yield from taken(current.body, Place(hidden, alternative))
        if decided is True:
            return
        alternative = alternative or decided is None
        following = current.orelse
        if len(following) != 1 or not isinstance(following[0], ast.If):
            yield from taken(following, Place(place.type_checking, alternative))
            return
        current = following[0]


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = _dotted(node.value)
        return f"{head}.{node.attr}" if head else ""
    return ""


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return _NAMES.get(node.id, _UNKNOWN)
    if isinstance(node, ast.Attribute):
        return _ATTRIBUTES.get(_dotted(node), _UNKNOWN)
    if isinstance(node, (ast.Tuple, ast.List)):
        return _all([_value(item) for item in node.elts])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        value = _value(node.operand)
        return value if value is _UNKNOWN else not value
    if isinstance(node, ast.BoolOp):
        return _bool(node)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _compare(node)
    if isinstance(node, ast.Subscript):
        return _subscript(node)
    if isinstance(node, ast.Call):
        return _call(node)
    return _UNKNOWN


def _all(values: list[Any]) -> Any:
    return _UNKNOWN if any(value is _UNKNOWN for value in values) else tuple(values)


def _bool(node: ast.BoolOp) -> Any:
    decisive = isinstance(node.op, ast.Or)
    values = [_value(item) for item in node.values]
    if any(value is not _UNKNOWN and bool(value) is decisive for value in values):
        return decisive
    return _UNKNOWN if any(value is _UNKNOWN for value in values) else not decisive


def _compare(node: ast.Compare) -> Any:
    compare = _COMPARE.get(type(node.ops[0]))
    sides = _all([_value(node.left), _value(node.comparators[0])])
    return _UNKNOWN if compare is None or sides is _UNKNOWN else compare(*sides)


def _subscript(node: ast.Subscript) -> Any:
    value = _value(node.value)
    if value is _UNKNOWN:
        return value
    if isinstance(node.slice, ast.Slice):
        bounds = [None if bound is None else _value(bound) for bound in (node.slice.lower, node.slice.upper)]
        return _UNKNOWN if _all(bounds) is _UNKNOWN else value[slice(*bounds)]
    index = _value(node.slice)
    return index if index is _UNKNOWN else value[index]


def _call(node: ast.Call) -> Any:
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr == "startswith" and len(node.args) == 1:
        sides = _all([_value(function.value), _value(node.args[0])])
        if sides is not _UNKNOWN and isinstance(sides[0], str):
            return sides[0].startswith(sides[1])
    return _UNKNOWN
