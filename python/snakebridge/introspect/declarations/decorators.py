"""What decorators do to a function's declared signature: make a property, an overload, change it beyond knowing.

A decorator that is not known to leave the signature alone makes the result unknown: a wrong type is worse than none.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ..source.binder import Class, Function, FunctionNode
from ..source.resolver import Symbol
from ..types.class_facts import facts_of

if TYPE_CHECKING:
    from ..program import Program

#: By the definition they resolve to. Each calls what it decorates with the same arguments and gives back its result.
_TRANSPARENT = frozenset(
    {
        "abc:abstractmethod",
        "asyncio.coroutines:coroutine",
        "atexit:register",
        "functools:cache",
        "functools:lru_cache",
        "functools:singledispatch",
        "functools:wraps",
        "types:coroutine",
        "typing:final",
        "typing:no_type_check",
        "typing:override",
        "typing:type_check_only",
        "typing_extensions:disjoint_base",
        "typing_extensions:override",
        "typing_extensions:type_check_only",
    }
)
_DEPRECATED = ("warnings:deprecated", "typing_extensions:deprecated")
_PROPERTIES = ("builtins:property", "functools:cached_property", "types:DynamicClassAttribute")

Accessor = Literal["getter", "setter", "deleter"]
_ACCESSORS: dict[str, Accessor] = {"getter": "getter", "setter": "setter", "deleter": "deleter"}

Unknown = Literal["nothing", "result", "everything"]


@dataclass(frozen=True)
class Effects:
    kind: Literal["method", "classmethod", "staticmethod"] = "method"
    overload: bool = False
    #: Which part of a property the function is.
    accessor: Accessor | None = None
    #: The result is an iterator that a context manager is made of.
    context: Literal["sync", "async"] | None = None
    deprecated: str | None = None
    unknown: Unknown = "nothing"


_PLAIN = Effects()
_OVERLOAD = Effects(overload=True)


def effects_of(program: Program, symbol: Symbol, node: FunctionNode) -> Effects:
    effects = _PLAIN
    for decorator in node.decorator_list:
        effects = _apply(program, symbol, decorator, effects)
    return effects


def _apply(program: Program, symbol: Symbol, decorator: ast.expr, effects: Effects) -> Effects:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    if isinstance(called, ast.Attribute) and called.attr in _ACCESSORS and _names_itself(called.value, symbol):
        return replace(effects, accessor=_ACCESSORS[called.attr])
    target = program.names.unalias(program.names.dotted(called, symbol))
    if not isinstance(target, Symbol):
        return effects if symbol.module.stub else _spoil(effects, "everything")
    key = target.key
    if target.module.name in ("typing", "typing_extensions") and target.name == "overload":
        return _OVERLOAD if effects is _PLAIN else replace(effects, overload=True)
    if key in ("builtins:staticmethod", "builtins:classmethod"):
        return replace(effects, kind="staticmethod" if key.endswith("staticmethod") else "classmethod")
    if key in _DEPRECATED:
        return replace(effects, deprecated=_message(decorator))
    if key in ("contextlib:contextmanager", "contextlib:asynccontextmanager"):
        return replace(effects, context="async" if "async" in key else "sync")
    if key in _PROPERTIES or (
        isinstance(target.binding, Class) and facts_of(program, target).descends("builtins:property")
    ):
        return replace(effects, accessor="getter")
    if key in _TRANSPARENT:
        return effects
    return _spoil(effects, _judge(target, isinstance(decorator, ast.Call), symbol.module.stub))


def _names_itself(node: ast.expr, symbol: Symbol) -> bool:
    """Whether `@title.setter` stands on `title`."""
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name == symbol.name.rpartition(".")[2]


def _spoil(effects: Effects, unknown: Unknown) -> Effects:
    if unknown == "nothing":
        return effects
    order: tuple[Unknown, ...] = ("nothing", "result", "everything")
    return replace(effects, unknown=max(effects.unknown, unknown, key=order.index))


def _message(decorator: ast.expr) -> str:
    if isinstance(decorator, ast.Call) and decorator.args:
        text = decorator.args[0]
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            return text.value
        try:
            value = ast.literal_eval(text)
        except ValueError:
            value = None
        if isinstance(value, str):
            return value
    return ""


def _judge(target: Symbol, called: bool, stub: bool) -> Unknown:
    """By the decorator's own definition: its annotations, or that it wraps what it is given."""
    if not isinstance(target.binding, Function):
        return "nothing" if stub else "everything"
    node = target.binding.nodes[0]
    if node.returns is None:
        if stub:
            return "nothing"
        return "result" if _wraps(node) else "everything"
    if called:
        return "nothing" if _gives_identity(node.returns) else "everything"
    first = next(iter([*node.args.posonlyargs, *node.args.args]), None)
    given = first.annotation if first else None
    return "nothing" if given is not None and ast.dump(given) == ast.dump(node.returns) else "everything"


def _gives_identity(returns: ast.expr) -> bool:
    """`Callable[[F], F]`."""
    if not isinstance(returns, ast.Subscript) or not isinstance(returns.slice, ast.Tuple):
        return False
    given, result = [*returns.slice.elts, None, None][:2]
    return (
        isinstance(given, ast.List)
        and len(given.elts) == 1
        and result is not None
        and ast.dump(given.elts[0]) == ast.dump(result)
    )


def _wraps(node: FunctionNode) -> bool:
    """Whether a function inside is decorated `@wraps(…)`: then at least the parameters are those of the original."""
    for inner in ast.walk(node):
        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)) and inner is not node:
            for decorator in inner.decorator_list:
                called = decorator.func if isinstance(decorator, ast.Call) else None
                name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                if name == "wraps":
                    return True
    return False
