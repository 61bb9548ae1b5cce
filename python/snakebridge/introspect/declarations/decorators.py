"""Reads what decorators do to a function: they make a property or an overload, or make its types unknown.

A decorator that is not known to keep the signature makes the result unknown, because a wrong type is worse than none.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ..source.binder import Class, Function, FunctionNode
from ..source.resolver import Symbol
from ..types.class_facts import get_class_facts

if TYPE_CHECKING:
    from ..program import Program

#: Decorators that pass on the arguments and the result of the function, by the key of their definition.
_TRANSPARENT_DECORATORS = frozenset(
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
_DEPRECATION_DECORATORS = ("warnings:deprecated", "typing_extensions:deprecated")
_PROPERTY_DECORATORS = ("builtins:property", "functools:cached_property", "types:DynamicClassAttribute")

Accessor = Literal["getter", "setter", "deleter"]
_ACCESSORS: dict[str, Accessor] = {"getter": "getter", "setter": "setter", "deleter": "deleter"}

UnknownPart = Literal["nothing", "result", "everything"]


@dataclass(frozen=True)
class DecoratorEffects:
    """What the decorators of one function do."""

    kind: Literal["method", "classmethod", "staticmethod"] = "method"
    #: Whether the function is one of several overloads.
    is_overload: bool = False
    #: Which part of a property the function is; None if it is no property.
    accessor: Accessor | None = None
    #: The kind of context manager that is made of the resulting iterator; None if none is made.
    context_manager: Literal["sync", "async"] | None = None
    #: The message of `@deprecated`; None without it.
    deprecation: str | None = None
    #: Which part of the signature the decorators make unknown.
    unknown_part: UnknownPart = "nothing"


_NO_EFFECTS = DecoratorEffects()
_OVERLOAD_EFFECTS = DecoratorEffects(is_overload=True)


def read_decorators(program: Program, symbol: Symbol, node: FunctionNode) -> DecoratorEffects:
    """Returns what the decorators of a function do."""
    effects = _NO_EFFECTS
    for decorator in node.decorator_list:
        effects = _apply_decorator(program, symbol, decorator, effects)
    return effects


def _apply_decorator(
    program: Program, symbol: Symbol, decorator: ast.expr, effects: DecoratorEffects
) -> DecoratorEffects:
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    if isinstance(function, ast.Attribute) and function.attr in _ACCESSORS and _names_itself(function.value, symbol):
        return replace(effects, accessor=_ACCESSORS[function.attr])
    target = program.resolver.follow_alias(program.resolver.resolve_dotted_name(function, symbol))
    if not isinstance(target, Symbol):
        return effects if symbol.module.is_stub else _mark_unknown(effects, "everything")
    key = target.key
    if target.module.name in ("typing", "typing_extensions") and target.name == "overload":
        return _OVERLOAD_EFFECTS if effects is _NO_EFFECTS else replace(effects, is_overload=True)
    if key in ("builtins:staticmethod", "builtins:classmethod"):
        return replace(effects, kind="staticmethod" if key.endswith("staticmethod") else "classmethod")
    if key in _DEPRECATION_DECORATORS:
        return replace(effects, deprecation=_read_message(decorator))
    if key in ("contextlib:contextmanager", "contextlib:asynccontextmanager"):
        return replace(effects, context_manager="async" if "async" in key else "sync")
    if key in _PROPERTY_DECORATORS or (
        isinstance(target.binding, Class) and get_class_facts(program, target).descends_from("builtins:property")
    ):
        return replace(effects, accessor="getter")
    if key in _TRANSPARENT_DECORATORS:
        return effects
    return _mark_unknown(effects, _judge_decorator(target, isinstance(decorator, ast.Call), symbol.module.is_stub))


def _names_itself(node: ast.expr, symbol: Symbol) -> bool:
    """Returns whether the decorator `@title.setter` is on a function with the name `title`."""
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name == symbol.name.rpartition(".")[2]


def _mark_unknown(effects: DecoratorEffects, unknown_part: UnknownPart) -> DecoratorEffects:
    """Returns the effects with at least this part unknown."""
    if unknown_part == "nothing":
        return effects
    order: tuple[UnknownPart, ...] = ("nothing", "result", "everything")
    return replace(effects, unknown_part=max(effects.unknown_part, unknown_part, key=order.index))


def _read_message(decorator: ast.expr) -> str:
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


def _judge_decorator(target: Symbol, is_called: bool, is_stub: bool) -> UnknownPart:
    """Decides by the decorator's own definition: by its annotations, or by whether it uses `@wraps`."""
    if not isinstance(target.binding, Function):
        return "nothing" if is_stub else "everything"
    node = target.binding.nodes[0]
    if node.returns is None:
        if is_stub:
            return "nothing"
        return "result" if _uses_wraps(node) else "everything"
    if is_called:
        return "nothing" if _returns_argument_type(node.returns) else "everything"
    first = next(iter([*node.args.posonlyargs, *node.args.args]), None)
    argument = first.annotation if first else None
    return "nothing" if argument is not None and ast.dump(argument) == ast.dump(node.returns) else "everything"


def _returns_argument_type(returns: ast.expr) -> bool:
    """Returns whether an annotation is `Callable[[F], F]`."""
    if not isinstance(returns, ast.Subscript) or not isinstance(returns.slice, ast.Tuple):
        return False
    argument, result = [*returns.slice.elts, None, None][:2]
    return (
        isinstance(argument, ast.List)
        and len(argument.elts) == 1
        and result is not None
        and ast.dump(argument.elts[0]) == ast.dump(result)
    )


def _uses_wraps(node: FunctionNode) -> bool:
    """Returns whether a function inside has the decorator `@wraps(…)`, which keeps at least the parameters."""
    for inner in ast.walk(node):
        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)) and inner is not node:
            for decorator in inner.decorator_list:
                function = decorator.func if isinstance(decorator, ast.Call) else None
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                if name == "wraps":
                    return True
    return False
