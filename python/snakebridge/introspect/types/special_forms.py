"""Converts the special forms of `typing` to types. The `AnnotationConverter` resolves the names."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..ir import LiteralIR, TypeIR
from ..source.binder import Class
from ..source.resolver import Symbol
from .factories import ANY, MISSING, NEVER, NONE, SELF, make_class_type, make_union, make_unresolved

if TYPE_CHECKING:
    from .annotations import AnnotationConverter

#: The largest integer that every JSON reader keeps exactly.
MAX_SAFE_INTEGER = 2**53 - 1

Arguments = list[ast.expr]
#: Converts one use. Takes the converter, the type arguments if there are any, and the whole expression.
Handler = Callable[["AnnotationConverter", "Arguments | None", ast.expr], TypeIR]


def convert_special_form(converter: AnnotationConverter, form: str, args: Arguments | None, node: ast.expr) -> TypeIR:
    """Converts a use of the special form `form`."""
    return SPECIAL_FORMS[form](converter, args, node)


def convert_tuple(converter: AnnotationConverter, args: Arguments) -> TypeIR:
    """Converts the arguments of `tuple[A, B]`, `tuple[A, ...]` and `tuple[()]`; a starred tuple may be inside."""
    if len(args) == 1 and isinstance(args[0], ast.Tuple) and not args[0].elts:
        return {"t": "tuple", "items": [], "rest": None}
    if len(args) == 2 and isinstance(args[1], ast.Constant) and args[1].value is Ellipsis:
        return {"t": "tuple", "items": [], "rest": converter.convert(args[0])}
    items: list[TypeIR] = []
    rest: list[TypeIR] = []
    for arg in args:
        operand = find_unpacked(converter, arg)
        if operand is None:
            (rest if rest else items).append(converter.convert(arg))
            continue
        inner_type = converter.convert(operand)
        if inner_type["t"] != "tuple":
            rest.append(make_unresolved("*" + inner_type["name"] if inner_type["t"] == "typevar" else "*"))
        elif inner_type["rest"] is None and not rest:
            items += inner_type["items"]
        else:
            rest += [*inner_type["items"], *([inner_type["rest"]] if inner_type["rest"] else [])]
    return {"t": "tuple", "items": items, "rest": make_union(rest) if rest else None}


def find_unpacked(converter: AnnotationConverter, node: ast.expr) -> ast.expr | None:
    """Returns the operand of `*X` or `Unpack[X]`; None for any other expression."""
    if isinstance(node, ast.Starred):
        return node.value
    if isinstance(node, ast.Subscript) and converter.find_special_form(node.value) == "Unpack":
        return node.slice
    return None


def _convert_first_argument(converter: AnnotationConverter, args: Arguments | None, node: ast.expr) -> TypeIR:
    """Converts `Final[X]`, `Annotated[X, …]` and other forms that mean X."""
    return converter.convert(args[0]) if args else MISSING


def _make_constant_handler(value: TypeIR) -> Handler:
    """Returns the handler of a form that always means the same type."""
    return lambda converter, args, node: value


def _convert_optional(converter: AnnotationConverter, args: Arguments | None, node: ast.expr) -> TypeIR:
    return make_union([converter.convert(args[0]), NONE]) if args else converter.report_unresolved(node)


def _convert_union(converter: AnnotationConverter, args: Arguments | None, node: ast.expr) -> TypeIR:
    return make_union([converter.convert(arg) for arg in args]) if args else converter.report_unresolved(node)


def _convert_type(converter: AnnotationConverter, args: Arguments | None, node: ast.expr) -> TypeIR:
    return {"t": "type", "of": converter.convert(args[0])} if args else make_class_type("builtins:type")


def _convert_tuple_form(converter: AnnotationConverter, args: Arguments | None, node: ast.expr) -> TypeIR:
    return make_class_type("builtins:tuple") if args is None else convert_tuple(converter, args)


def _convert_callable(converter: AnnotationConverter, args: Arguments | None, node: ast.expr) -> TypeIR:
    if not args or len(args) != 2:
        return {"t": "callable", "parameters": None, "result": ANY}
    parameters: list[TypeIR] | None = None
    if isinstance(args[0], ast.List) and not any(find_unpacked(converter, arg) for arg in args[0].elts):
        parameters = [converter.convert(arg) for arg in args[0].elts]
    return {"t": "callable", "parameters": parameters, "result": converter.convert(args[1])}


def _convert_literal(converter: AnnotationConverter, args: Arguments | None, node: ast.expr) -> TypeIR:
    values: list[LiteralIR] = []
    other_types: list[TypeIR] = []
    for arg in args or ():
        arg_values = _read_literal_value(converter, arg)
        if not arg_values:
            arg_type = converter.convert(arg)
            arg_values = arg_type["values"] if arg_type["t"] == "literal" else []
            other_types += [] if arg_type["t"] == "literal" else [arg_type]
        # `1` and `True` are equal, but not the same literal.
        values += [value for value in arg_values if not any(type(value) is type(it) and value == it for it in values)]
    literal: TypeIR = {"t": "literal", "values": values}
    if not other_types:
        return literal
    return make_union([literal, *other_types]) if values else make_union(other_types)


def _read_literal_value(converter: AnnotationConverter, node: ast.expr) -> list[LiteralIR]:
    """Returns the one value that an argument of `Literal[…]` means; an empty list for the name of another `Literal`."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        operand = node.operand.value if isinstance(node.operand, ast.Constant) else None
        if isinstance(operand, int) and not isinstance(operand, bool):
            return [_make_integer_literal(-operand if isinstance(node.op, ast.USub) else operand)]
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bytes):
            return [{"bytes": value.decode("latin-1")}]
        if isinstance(value, int) and not isinstance(value, bool):
            return [_make_integer_literal(value)]
        if value is None or isinstance(value, (str, bool)):
            return [value]
    if isinstance(node, ast.Attribute):
        owner = converter.resolve(node.value)
        target = converter.program.resolver.follow_alias(owner) if not isinstance(owner, dict) else None
        if isinstance(target, Symbol) and isinstance(target.binding, Class):
            return [{"enum": converter.program.get_class_id(target), "member": node.attr}]
    return []


def _make_integer_literal(value: int) -> LiteralIR:
    return value if abs(value) <= MAX_SAFE_INTEGER else {"int": str(value)}


def _report_unresolved(converter: AnnotationConverter, args: Arguments | None, node: ast.expr) -> TypeIR:
    return converter.report_unresolved(node)


def _make_class_handler(id: str) -> Handler:
    """Returns the handler of an old name for a class: `List[X]` means `list[X]`."""
    return lambda converter, args, node: make_class_type(id, converter.convert_arguments(args) if args else [])


#: Names of `typing` that typeshed does not define as classes, with the class that each means.
TYPING_ALIASES = {
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

_BOOL_TYPE = make_class_type("builtins:bool")

#: The handler of each special form.
SPECIAL_FORMS: dict[str, Handler] = {
    "Annotated": _convert_first_argument,
    "Any": _make_constant_handler(ANY),
    "Callable": _convert_callable,
    "ClassVar": _convert_first_argument,
    "Concatenate": _report_unresolved,
    "Final": _convert_first_argument,
    "Generic": _report_unresolved,
    "Literal": _convert_literal,
    "LiteralString": _make_constant_handler(make_class_type("builtins:str")),
    "Never": _make_constant_handler(NEVER),
    "NoReturn": _make_constant_handler(NEVER),
    "NotRequired": _convert_first_argument,
    "Optional": _convert_optional,
    "Protocol": _report_unresolved,
    "ReadOnly": _convert_first_argument,
    "Required": _convert_first_argument,
    "Self": _make_constant_handler(SELF),
    "Tuple": _convert_tuple_form,
    "Type": _convert_type,
    "TypeAlias": _report_unresolved,
    "TypeGuard": _make_constant_handler(_BOOL_TYPE),
    "TypeIs": _make_constant_handler(_BOOL_TYPE),
    "Union": _convert_union,
    "Unpack": _report_unresolved,
    **{name: _make_class_handler(id) for name, id in TYPING_ALIASES.items()},
}
