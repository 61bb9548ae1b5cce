"""The special forms of `typing`: what each means as a type. Names are resolved by the `Annotator` that asks."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..ir import ANY, MISSING, NEVER, NONE, SELF, LiteralIR, TypeIR, class_type, union, unresolved
from ..source.binder import Class
from ..source.resolver import Symbol

if TYPE_CHECKING:
    from .annotations import Annotator

#: The largest integer that JSON readers keep exactly.
SAFE_INTEGER = 2**53 - 1

Args = list[ast.expr]
Handler = Callable[["Annotator", "Args | None", ast.expr], TypeIR]


def convert(annotator: Annotator, form: str, args: Args | None, node: ast.expr) -> TypeIR:
    return FORMS[form](annotator, args, node)


def tuple_form(annotator: Annotator, args: Args) -> TypeIR:
    """`tuple[A, B]`, `tuple[A, ...]`, `tuple[()]`, and a starred tuple inside."""
    if len(args) == 1 and isinstance(args[0], ast.Tuple) and not args[0].elts:
        return {"t": "tuple", "items": [], "rest": None}
    if len(args) == 2 and isinstance(args[1], ast.Constant) and args[1].value is Ellipsis:
        return {"t": "tuple", "items": [], "rest": annotator.convert(args[0])}
    items: list[TypeIR] = []
    rest: list[TypeIR] = []
    for arg in args:
        inner = unpacked(annotator, arg)
        if inner is None:
            (rest if rest else items).append(annotator.convert(arg))
            continue
        found = annotator.convert(inner)
        if found["t"] != "tuple":
            rest.append(unresolved("*" + found["name"] if found["t"] == "typevar" else "*"))
        elif found["rest"] is None and not rest:
            items += found["items"]
        else:
            rest += [*found["items"], *([found["rest"]] if found["rest"] else [])]
    return {"t": "tuple", "items": items, "rest": union(rest) if rest else None}


def unpacked(annotator: Annotator, node: ast.expr) -> ast.expr | None:
    """The operand of `*X` or `Unpack[X]`."""
    if isinstance(node, ast.Starred):
        return node.value
    if isinstance(node, ast.Subscript) and annotator.special(node.value) == "Unpack":
        return node.slice
    return None


def _first(annotator: Annotator, args: Args | None, node: ast.expr) -> TypeIR:
    """`Final[X]`, `Annotated[X, …]` and their like mean X."""
    return annotator.convert(args[0]) if args else MISSING


def _constant(value: TypeIR) -> Handler:
    return lambda annotator, args, node: value


def _optional(annotator: Annotator, args: Args | None, node: ast.expr) -> TypeIR:
    return union([annotator.convert(args[0]), NONE]) if args else annotator.unknown(node)


def _union(annotator: Annotator, args: Args | None, node: ast.expr) -> TypeIR:
    return union([annotator.convert(arg) for arg in args]) if args else annotator.unknown(node)


def _type(annotator: Annotator, args: Args | None, node: ast.expr) -> TypeIR:
    return {"t": "type", "of": annotator.convert(args[0])} if args else class_type("builtins:type")


def _tuple(annotator: Annotator, args: Args | None, node: ast.expr) -> TypeIR:
    return class_type("builtins:tuple") if args is None else tuple_form(annotator, args)


def _callable(annotator: Annotator, args: Args | None, node: ast.expr) -> TypeIR:
    if not args or len(args) != 2:
        return {"t": "callable", "parameters": None, "result": ANY}
    parameters: list[TypeIR] | None = None
    if isinstance(args[0], ast.List) and not any(unpacked(annotator, arg) for arg in args[0].elts):
        parameters = [annotator.convert(arg) for arg in args[0].elts]
    return {"t": "callable", "parameters": parameters, "result": annotator.convert(args[1])}


def _literal(annotator: Annotator, args: Args | None, node: ast.expr) -> TypeIR:
    values: list[LiteralIR] = []
    others: list[TypeIR] = []
    for arg in args or ():
        found = _literal_values(annotator, arg)
        if not found:
            inner = annotator.convert(arg)
            found = inner["values"] if inner["t"] == "literal" else []
            others += [] if inner["t"] == "literal" else [inner]
        # `1` and `True` are equal, and not the same.
        values += [value for value in found if not any(type(value) is type(it) and value == it for it in values)]
    literal: TypeIR = {"t": "literal", "values": values}
    if not others:
        return literal
    return union([literal, *others]) if values else union(others)


def _literal_values(annotator: Annotator, node: ast.expr) -> list[LiteralIR]:
    """The one value that an argument of `Literal[…]` writes; none for the name of another `Literal`."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        inner = node.operand.value if isinstance(node.operand, ast.Constant) else None
        if isinstance(inner, int) and not isinstance(inner, bool):
            return [_integer(-inner if isinstance(node.op, ast.USub) else inner)]
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bytes):
            return [{"bytes": value.decode("latin-1")}]
        if isinstance(value, int) and not isinstance(value, bool):
            return [_integer(value)]
        if value is None or isinstance(value, (str, bool)):
            return [value]
    if isinstance(node, ast.Attribute):
        owner = annotator.find(node.value)
        found = annotator.program.names.unalias(owner) if not isinstance(owner, dict) else None
        if isinstance(found, Symbol) and isinstance(found.binding, Class):
            return [{"enum": annotator.program.class_id(found), "member": node.attr}]
    return []


def _integer(value: int) -> LiteralIR:
    return value if abs(value) <= SAFE_INTEGER else {"int": str(value)}


def _unknown(annotator: Annotator, args: Args | None, node: ast.expr) -> TypeIR:
    return annotator.unknown(node)


def _generic(id: str) -> Handler:
    """`List[X]`, an older name of `list[X]`."""
    return lambda annotator, args, node: class_type(id, annotator.arguments(args) if args else [])


#: Names of `typing` that typeshed gives no definition.
ALIASED_CLASSES = {
    "ChainMap": "collections:ChainMap",
    "Counter": "collections:Counter",
    "DefaultDict": "collections:defaultdict",
    "Deque": "collections:deque",
    "Dict": "builtins:dict",
    "FrozenSet": "builtins:frozenset",
    "List": "builtins:list",
    "OrderedDict": "collections:OrderedDict",
    "Set": "builtins:set",
}

_BOOL = class_type("builtins:bool")

FORMS: dict[str, Handler] = {
    "Annotated": _first,
    "Any": _constant(ANY),
    "Callable": _callable,
    "ClassVar": _first,
    "Concatenate": _unknown,
    "Final": _first,
    "Generic": _unknown,
    "Literal": _literal,
    "LiteralString": _constant(class_type("builtins:str")),
    "Never": _constant(NEVER),
    "NoReturn": _constant(NEVER),
    "NotRequired": _first,
    "Optional": _optional,
    "Protocol": _unknown,
    "ReadOnly": _first,
    "Required": _first,
    "Self": _constant(SELF),
    "Tuple": _tuple,
    "Type": _type,
    "TypeAlias": _unknown,
    "TypeGuard": _constant(_BOOL),
    "TypeIs": _constant(_BOOL),
    "Union": _union,
    "Unpack": _unknown,
    **{name: _generic(id) for name, id in ALIASED_CLASSES.items()},
}
