"""Converts variables that an annotation may name: aliases, type variables, and classes that a call makes.

The expansion of an alias is kept by name, once, in `Program.aliases`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir import AliasIR, TypeIR, TypeVarType
from ..source.binder import Class, Module, Variable
from ..source.exports import read_dunder_all
from ..source.resolver import TYPING_MODULES, Symbol, Target, split_union
from .factories import ANY
from .substitution import collect_variables

if TYPE_CHECKING:
    from ..program import Program
    from .annotations import AnnotationConverter

#: Functions of `typing` whose result an annotation may name, with the kind of the result.
_FACTORIES = {
    "TypeVar": "TypeVar",
    "ParamSpec": "ParamSpec",
    "TypeVarTuple": "TypeVarTuple",
    "NewType": "NewType",
    "TypeAliasType": "TypeAliasType",
    "NamedTuple": "class",
    "TypedDict": "class",
}
#: Other functions and classes whose call makes a class.
_CLASS_FACTORIES = ("collections:namedtuple", "enum:Enum", "enum:IntEnum", "enum:StrEnum", "enum:Flag", "enum:IntFlag")


def classify_variable(program: Program, symbol: Symbol) -> str | None:
    """Returns what a call binds to a variable; None if no call does.

    It is `TypeVar`, `NewType`, …; `class` for a named tuple, typed dict or enumeration; `call` for any other call.
    """
    variable = symbol.binding
    if not isinstance(variable, Variable) or not isinstance(variable.value, ast.Call):
        return None
    factory = program.resolver.resolve_dotted_name(variable.value.func, symbol)
    if isinstance(factory, Symbol):
        if factory.module.name in TYPING_MODULES and factory.name in _FACTORIES:
            return _FACTORIES[factory.name]
        if factory.key in _CLASS_FACTORIES:
            return "class"
    return "call"


def is_distinct_class(program: Program, symbol: Symbol) -> bool:
    """Returns whether a variable of a stub is a class of its own at run time (`int64 = signedinteger[_64Bit]`).

    That is so for a name in the stub's `__all__`, which lists what exists at run time, if it is bound to a subscripted
    class of the same stub.
    """
    variable = symbol.binding
    if not symbol.module.is_stub or not isinstance(variable, Variable) or not isinstance(variable.value, ast.Subscript):
        return False
    if symbol.name not in _get_dunder_all_names(program, symbol.module.name):
        return False
    base = program.resolver.resolve_dotted_name(variable.value.value, symbol)
    return isinstance(base, Symbol) and isinstance(base.binding, Class) and base.module is symbol.module


def is_class(program: Program, target: Target | None) -> bool:
    """Returns whether a name means a class: by a class statement, or by a variable that is a class."""
    if not isinstance(target, Symbol):
        return False
    if isinstance(target.binding, Class):
        return True
    return isinstance(target.binding, Variable) and (
        is_distinct_class(program, target) or classify_variable(program, target) == "class"
    )


def is_alias(program: Program, symbol: Symbol, variable: Variable) -> bool:
    """Returns whether a variable names a type: by declaration, or by the one type expression that it is bound to."""
    if variable.alias is not None or program.resolver.is_declared_alias(symbol):
        return True
    return (
        variable.annotation is None
        and variable.binding_count == 1
        and _is_type_expression(program, symbol, variable.value, True)
    )


def _is_type_expression(program: Program, symbol: Symbol, node: ast.expr | None, is_whole: bool) -> bool:
    if isinstance(node, ast.Subscript):
        return _is_type_expression(program, symbol, node.value, False)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        operands = split_union(node)
        return all(_is_none(side) or _is_type_expression(program, symbol, side, False) for side in operands)
    if is_whole or not isinstance(node, (ast.Name, ast.Attribute)):
        return False
    target = program.resolver.follow_alias(program.resolver.resolve_dotted_name(node, symbol))
    if is_class(program, target):
        return True
    if not isinstance(target, Symbol) or not isinstance(target.binding, Variable):
        return False
    if target.module.name in TYPING_MODULES or classify_variable(program, target) in ("NewType", "TypeVar"):
        return True
    return target is not symbol and is_alias(program, target, target.binding)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


class _DunderAllTable:
    """The names in the `__all__` of each module."""

    def __init__(self, _program: Program) -> None:
        self.by_module: dict[str, frozenset[str]] = {}


def _get_dunder_all_names(program: Program, module: str) -> frozenset[str]:
    """Returns the names in a module's `__all__`; none if it has no such list."""
    names_by_module = program.get_state(_DunderAllTable).by_module
    if module not in names_by_module:
        loaded = program.resolver.get_module(module)
        dunder_all = read_dunder_all(program.resolver, loaded) if loaded else None
        names_by_module[module] = frozenset(dunder_all.names if dunder_all else ())
    return names_by_module[module]


def _get_converter(program: Program, module: Module, owner: Symbol | None = None) -> AnnotationConverter:
    # Imported here, because the two modules need each other: an alias is an annotation with a name.
    from .annotations import get_converter

    return get_converter(program, module, owner)


def convert_type_variable(program: Program, symbol: Symbol) -> TypeIR:
    """Converts a `TypeVar`, with its bound, constraints and default."""
    variable = program.type_variables.get(symbol)
    if variable is not None:
        return variable
    binding = symbol.binding
    call = binding.value if isinstance(binding, Variable) else None
    name = symbol.name.rpartition(".")[2]
    # This entry serves while the bound is converted, because a bound may mention the variable.
    program.type_variables[symbol] = make_bare_type_variable(name)
    if isinstance(call, ast.Call):
        options = {keyword.arg: keyword.value for keyword in call.keywords}
        converter = _get_converter(program, symbol.module)
        bound, default = options.get("bound"), options.get("default")
        program.type_variables[symbol] = {
            "t": "typevar",
            "name": name,
            "bound": converter.convert(bound) if bound else None,
            "constraints": [converter.convert(arg) for arg in call.args[1:]],
            "default": converter.convert(default) if default else None,
        }
    return program.type_variables[symbol]


def make_bare_type_variable(name: str) -> TypeVarType:
    """Returns a type variable without bound, constraints and default."""
    return {"t": "typevar", "name": name, "bound": None, "constraints": [], "default": None}


def convert_new_type_base(program: Program, symbol: Symbol) -> TypeIR | None:
    """Converts the base of a `NewType`; returns None if the call has another form."""
    binding = symbol.binding
    call = binding.value if isinstance(binding, Variable) else None
    if isinstance(call, ast.Call) and len(call.args) == 2:
        return _get_converter(program, symbol.module).convert(call.args[1])
    return None


def convert_alias(program: Program, symbol: Symbol, args: list[TypeIR]) -> TypeIR | None:
    """Converts a use of an alias; returns None if the variable is no alias or cannot be understood."""
    binding = symbol.binding
    if not isinstance(binding, Variable) or binding.value is None or not is_alias(program, symbol, binding):
        return None
    expansion = expand_alias(program, symbol, binding.value)
    if expansion["type"]["t"] in ("missing", "unresolved"):
        return None
    if expansion["type"]["t"] in ("any", "none", "never"):
        return expansion["type"]
    return {"t": "alias", "name": symbol.key, "args": args}


def expand_alias(program: Program, symbol: Symbol, value: ast.expr) -> AliasIR:
    """Returns the expansion of an alias. Converts each alias once."""
    known_expansion = program.aliases.get(symbol.key)
    if known_expansion is not None:
        return known_expansion
    # This entry serves while the alias is converted, because an alias may be recursive.
    program.aliases[symbol.key] = {"parameters": [], "type": {"t": "alias", "name": symbol.key, "args": []}}
    declared_parameters = read_type_parameters(program, symbol)
    owner = symbol.name.rpartition(".")[0]
    outer = program.resolver.resolve_qualname(symbol.module.name, owner) if owner else None
    converter = _get_converter(program, symbol.module, outer if isinstance(outer, Symbol) else None)
    converted = converter.with_type_parameters(
        {item["name"]: item for item in declared_parameters if item["t"] == "typevar"}
    ).convert(value)
    parameters = declared_parameters or list(collect_variables(converted).values())
    expansion: AliasIR = {"parameters": parameters, "type": converted}
    program.aliases[symbol.key] = expansion
    return expansion


def read_type_parameters(program: Program, symbol: Symbol) -> list[TypeIR]:
    """Returns the parameters in brackets after a name (`type X[T] = …`, `class X[T]`; since Python 3.12)."""
    binding = symbol.binding
    node = binding.alias if isinstance(binding, Variable) else binding.node if isinstance(binding, Class) else None
    return read_bracket_parameters(program, symbol, node)


def read_bracket_parameters(program: Program, symbol: Symbol, node: ast.AST | None) -> list[TypeIR]:
    """Returns the parameters in brackets of a statement; none if it has no brackets."""
    parameters: list[TypeIR] = []
    scope: dict[str, TypeIR] = {}
    nodes = getattr(node, "type_params", None) or []
    for parameter in nodes:
        scope[parameter.name] = make_bare_type_variable(parameter.name)
    for parameter in nodes:
        if type(parameter).__name__ != "TypeVar":
            parameters.append(ANY)
            continue
        converter = _get_converter(program, symbol.module).with_type_parameters(scope)
        bound, default = parameter.bound, getattr(parameter, "default_value", None)
        constraints = list(bound.elts) if isinstance(bound, ast.Tuple) else []
        parameters.append(
            {
                "t": "typevar",
                "name": parameter.name,
                "bound": converter.convert(bound) if bound is not None and not constraints else None,
                "constraints": [converter.convert(item) for item in constraints],
                "default": converter.convert(default) if default is not None else None,
            }
        )
    return parameters
