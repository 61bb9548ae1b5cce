"""What a variable means when it stands in an annotation: an alias, a type variable, a class made by a call.

Aliases are kept by name and expanded once in `Program.aliases`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir import ANY, AliasIR, TypeIR, TypeVarType
from ..source.binder import Class, Module, Value
from ..source.exports import dunder_all
from ..source.resolver import TYPING, Symbol, Target, union_operands
from .substitution import variables

if TYPE_CHECKING:
    from ..program import Program
    from .annotations import Annotator

#: Calls that make something an annotation may name, by the qualified name of what is called.
_MAKERS = {
    "TypeVar": "TypeVar",
    "ParamSpec": "ParamSpec",
    "TypeVarTuple": "TypeVarTuple",
    "NewType": "NewType",
    "TypeAliasType": "TypeAliasType",
    "NamedTuple": "class",
    "TypedDict": "class",
}
_CLASS_MAKERS = ("collections:namedtuple", "enum:Enum", "enum:IntEnum", "enum:StrEnum", "enum:Flag", "enum:IntFlag")


def variable_kind(program: Program, symbol: Symbol) -> str | None:
    """`TypeVar`, `NewType`, …, `class` for a named tuple, typed dict or enum made by a call, `call` for any other."""
    value = symbol.binding
    if not isinstance(value, Value) or not isinstance(value.value, ast.Call):
        return None
    made = program.names.dotted(value.value.func, symbol)
    if isinstance(made, Symbol):
        if made.module.name in TYPING and made.name in _MAKERS:
            return _MAKERS[made.name]
        if made.key in _CLASS_MAKERS:
            return "class"
    return "call"


def distinct_class(program: Program, symbol: Symbol) -> bool:
    """`int64 = signedinteger[_64Bit]` in numpy's stubs: a class of its own when it runs.

    That is so for a name of a stub's `__all__`, which lists what exists at run time, bound to a subscripted class of
    the same stub.
    """
    value = symbol.binding
    if not symbol.module.stub or not isinstance(value, Value) or not isinstance(value.value, ast.Subscript):
        return False
    if symbol.name not in _listed_names(program, symbol.module.name):
        return False
    base = program.names.dotted(value.value.value, symbol)
    return isinstance(base, Symbol) and isinstance(base.binding, Class) and base.module is symbol.module


def is_class(program: Program, target: Target | None) -> bool:
    if not isinstance(target, Symbol):
        return False
    if isinstance(target.binding, Class):
        return True
    return isinstance(target.binding, Value) and (
        distinct_class(program, target) or variable_kind(program, target) == "class"
    )


def is_alias(program: Program, symbol: Symbol, value: Value) -> bool:
    """Whether a variable names a type: declared so, or bound once to an expression that only a type can be."""
    if value.alias is not None or program.names.says_alias(symbol):
        return True
    return value.annotation is None and value.count == 1 and _is_type_expression(program, symbol, value.value, True)


def _is_type_expression(program: Program, symbol: Symbol, node: ast.expr | None, outer: bool) -> bool:
    if isinstance(node, ast.Subscript):
        return _is_type_expression(program, symbol, node.value, False)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        sides = union_operands(node)
        return all(_is_none(side) or _is_type_expression(program, symbol, side, False) for side in sides)
    if outer or not isinstance(node, (ast.Name, ast.Attribute)):
        return False
    target = program.names.unalias(program.names.dotted(node, symbol))
    if is_class(program, target):
        return True
    if not isinstance(target, Symbol) or not isinstance(target.binding, Value):
        return False
    if target.module.name in TYPING or variable_kind(program, target) in ("NewType", "TypeVar"):
        return True
    return target is not symbol and is_alias(program, target, target.binding)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


class _ListedNames:
    def __init__(self, _program: Program) -> None:
        self.known: dict[str, frozenset[str]] = {}


def _listed_names(program: Program, module: str) -> frozenset[str]:
    """Returns the names of a module's `__all__`; none if it has no such list."""
    known = program.state(_ListedNames).known
    if module not in known:
        found = program.names.module(module)
        listed = dunder_all(program.names, found) if found else None
        known[module] = frozenset(listed.names if listed else ())
    return known[module]


def _annotator(program: Program, module: Module, owner: Symbol | None = None) -> Annotator:
    # Imported here, because annotations and aliases need each other: an alias is an annotation with a name.
    from .annotations import annotator_for

    return annotator_for(program, module, owner)


def type_variable(program: Program, symbol: Symbol) -> TypeIR:
    known = program.type_variables.get(symbol)
    if known is not None:
        return known
    value = symbol.binding
    call = value.value if isinstance(value, Value) else None
    name = symbol.name.rpartition(".")[2]
    # Stands while its own bound is converted: a bound may mention the variable.
    program.type_variables[symbol] = bare_type_variable(name)
    if isinstance(call, ast.Call):
        options = {keyword.arg: keyword.value for keyword in call.keywords}
        annotator = _annotator(program, symbol.module)
        bound, default = options.get("bound"), options.get("default")
        program.type_variables[symbol] = {
            "t": "typevar",
            "name": name,
            "bound": annotator.convert(bound) if bound else None,
            "constraints": [annotator.convert(arg) for arg in call.args[1:]],
            "default": annotator.convert(default) if default else None,
        }
    return program.type_variables[symbol]


def bare_type_variable(name: str) -> TypeVarType:
    return {"t": "typevar", "name": name, "bound": None, "constraints": [], "default": None}


def new_type_base(program: Program, symbol: Symbol) -> TypeIR | None:
    value = symbol.binding
    call = value.value if isinstance(value, Value) else None
    if isinstance(call, ast.Call) and len(call.args) == 2:
        return _annotator(program, symbol.module).convert(call.args[1])
    return None


def alias_type(program: Program, symbol: Symbol, args: list[TypeIR]) -> TypeIR | None:
    """None where the variable is no alias, or stands for nothing that can be understood."""
    value = symbol.binding
    if not isinstance(value, Value) or value.value is None or not is_alias(program, symbol, value):
        return None
    expansion = expand(program, symbol, value.value)
    if expansion["type"]["t"] in ("missing", "unresolved"):
        return None
    if expansion["type"]["t"] in ("any", "none", "never"):
        return expansion["type"]
    return {"t": "alias", "name": symbol.key, "args": args}


def expand(program: Program, symbol: Symbol, value: ast.expr) -> AliasIR:
    known = program.aliases.get(symbol.key)
    if known is not None:
        return known
    # Stands while the alias itself is converted: it may be recursive.
    program.aliases[symbol.key] = {"parameters": [], "type": {"t": "alias", "name": symbol.key, "args": []}}
    declared = type_parameters(program, symbol)
    owner = symbol.name.rpartition(".")[0]
    outer = program.names.qualified(symbol.module.name, owner) if owner else None
    annotator = _annotator(program, symbol.module, outer if isinstance(outer, Symbol) else None)
    converted = annotator.within({item["name"]: item for item in declared if item["t"] == "typevar"}).convert(value)
    parameters = declared or list(variables(converted).values())
    expansion: AliasIR = {"parameters": parameters, "type": converted}
    program.aliases[symbol.key] = expansion
    return expansion


def type_parameters(program: Program, symbol: Symbol) -> list[TypeIR]:
    """Those written in brackets after the name (`type X[T] = …`, `class X[T]`, Python 3.12)."""
    binding = symbol.binding
    node = binding.alias if isinstance(binding, Value) else binding.node if isinstance(binding, Class) else None
    return bracket_parameters(program, symbol, node)


def bracket_parameters(program: Program, symbol: Symbol, node: ast.AST | None) -> list[TypeIR]:
    found: list[TypeIR] = []
    inner: dict[str, TypeIR] = {}
    nodes = getattr(node, "type_params", None) or []
    for parameter in nodes:
        inner[parameter.name] = bare_type_variable(parameter.name)
    for parameter in nodes:
        if type(parameter).__name__ != "TypeVar":
            found.append(ANY)
            continue
        annotator = _annotator(program, symbol.module).within(inner)
        bound, default = parameter.bound, getattr(parameter, "default_value", None)
        constraints = list(bound.elts) if isinstance(bound, ast.Tuple) else []
        found.append(
            {
                "t": "typevar",
                "name": parameter.name,
                "bound": annotator.convert(bound) if bound is not None and not constraints else None,
                "constraints": [annotator.convert(item) for item in constraints],
                "default": annotator.convert(default) if default is not None else None,
            }
        )
    return found
