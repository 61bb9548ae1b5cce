"""Makes the declaration of one public name. Other files of this folder read the parts of classes and functions."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir import ClassDeclaration, Declaration, SignatureIR, TypeIR, TypeSource
from ..library_tables import MODULE_DECORATORS, RUNTIME_HOMES
from ..plan import is_stub_only
from ..source.binder import Class, Function, Variable
from ..source.resolver import ModuleReference, Symbol, Target
from ..types.aliases import classify_variable, convert_alias, convert_new_type_base
from ..types.annotations import get_converter
from ..types.class_facts import get_class_facts
from ..types.factories import MISSING, make_class_type
from ..types.keyword_rule import allows_mapping
from .constructors import read_constructors
from .fields import read_named_tuple_fields, read_typed_dict_fields
from .functions import FunctionFacts, read_function
from .members import read_functional_members, read_members
from .parameters import make_parameter
from .variables import find_enum, read_variable_type

if TYPE_CHECKING:
    from ..program import Program


def declare_name(program: Program, name: str, target: Target | None) -> Declaration:
    """Returns the declaration of a public name that is no class."""
    if isinstance(target, ModuleReference):
        return _make_variable(name, {"t": "module", "name": target.name}, "inference", None, None)
    if target is None:
        return _make_variable(name, MISSING, "none", None, None)
    definition = program.resolver.follow_alias(target)
    symbol = definition if isinstance(definition, Symbol) else target
    if isinstance(symbol.binding, Function):
        return _declare_function(program, name, symbol, symbol.binding)
    if isinstance(symbol.binding, Variable):
        method = _find_bound_method(program, symbol, symbol.binding)
        return (
            _declare_variable(program, name, symbol, symbol.binding)
            if method is None
            else _declare_callable(program, name, *method)
        )
    return _make_variable(name, MISSING, "none", None, None)


def declare_class(program: Program, symbol: Symbol, value: bool) -> ClassDeclaration:
    """Returns the declaration of a class.

    Args:
        program: The state of this run.
        symbol: The definition of the class.
        value: Whether its module has the class under a public name at run time.
    """
    facts = get_class_facts(program, symbol)
    id = program.get_class_id(symbol)
    node = symbol.binding.node if isinstance(symbol.binding, Class) else None
    line = node.lineno if node else symbol.binding.line if isinstance(symbol.binding, Variable) else None
    fields = read_named_tuple_fields(program, symbol)
    return {
        "kind": "class",
        "name": id.partition(":")[2],
        "id": id,
        "home": find_runtime_home(program, symbol),
        "value": value and not is_stub_only(program, symbol),
        "bases": facts.bases,
        "mro": [program.get_class_id(ancestor) for ancestor in facts.mro],
        "typeParameters": facts.parameters,
        "enum": facts.is_enum,
        "protocol": facts.is_protocol,
        "namedTuple": fields,
        "typedDict": read_typed_dict_fields(program, symbol),
        "constructors": read_constructors(program, symbol),
        "members": read_members(program, symbol) if node else read_functional_members(program, symbol),
        "doc": program.docstrings.find_docstring(symbol),
        "line": line,
    }


def find_runtime_home(program: Program, symbol: Symbol) -> str:
    """Returns `module.qualname` of the class at run time, if the files tell it.

    A class may change its module by a `__module__` in its body, or by a decorator that sets it.
    """
    tabled_home = RUNTIME_HOMES.get(symbol.key)
    if tabled_home is not None:
        return tabled_home
    key = program.get_class_id(symbol) if symbol.module.name in ("typing", "typing_extensions") else symbol.key
    runtime_symbol = program.runtime_resolver.resolve_qualname(symbol.module.name, symbol.name)
    if isinstance(runtime_symbol, Symbol) and isinstance(runtime_symbol.binding, Class):
        for decorator in runtime_symbol.binding.node.decorator_list:
            if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") in MODULE_DECORATORS:
                argument = decorator.args[0] if decorator.args else None
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    return f"{argument.value}.{symbol.name}"
        module_binding = program.runtime_resolver.get_body(runtime_symbol).names.get("__module__")
        text = module_binding.value if isinstance(module_binding, Variable) else None
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            return f"{text.value}.{symbol.name}"
    return key.replace(":", ".")


def _declare_function(program: Program, name: str, symbol: Symbol, binding: Function) -> Declaration:
    return _declare_callable(
        program, name, symbol, read_function(program, symbol, binding, get_converter(program, symbol.module))
    )


def _find_bound_method(program: Program, symbol: Symbol, variable: Variable) -> tuple[Symbol, FunctionFacts] | None:
    """Returns the method that a variable of a module is, without its receiver; None for any other variable.

    The form is `seed = _inst.seed`, where `_inst` is declared as an instance of a class.
    """
    if variable.annotation is not None or variable.binding_count > 1 or not isinstance(variable.value, ast.Attribute):
        return None
    instance = program.resolver.follow_alias(program.resolver.resolve_dotted_name(variable.value.value, symbol))
    if not isinstance(instance, Symbol) or not isinstance(instance.binding, Variable):
        return None
    annotation = instance.binding.annotation
    type_ = get_converter(program, instance.module).convert(annotation) if annotation is not None else MISSING
    owner = program.find_class(type_["id"]) if type_["t"] == "class" else None
    for ancestor in get_class_facts(program, owner).lineage if owner else ():
        member = program.resolver.get_member(ancestor, variable.value.attr)
        if member is not None:
            if not isinstance(member.binding, Function):
                return None
            converter = get_converter(program, ancestor.module, ancestor)
            return member, read_function(program, member, member.binding, converter, ancestor)
    return None


def _declare_callable(program: Program, name: str, symbol: Symbol, function: FunctionFacts) -> Declaration:
    doc = program.docstrings.find_docstring(symbol)
    if function.effects.unknown_part == "everything" or function.effects.accessor is not None:
        return _make_variable(name, MISSING, "none", doc, function.node.lineno)
    return {
        "kind": "function",
        "name": name,
        "home": symbol.key.replace(":", "."),
        "async": function.is_async,
        "overloads": function.overloads,
        "doc": doc,
        "line": function.node.lineno,
    }


def _declare_variable(program: Program, name: str, symbol: Symbol, variable: Variable) -> Declaration:
    kind = classify_variable(program, symbol)
    if kind == "NewType":
        return _declare_new_type(program, name, symbol, variable)
    if kind in ("TypeVar", "ParamSpec", "TypeVarTuple"):
        return _make_variable(
            name, {"t": "class", "id": f"typing:{kind}", "args": []}, "inference", None, variable.line
        )
    alias = convert_alias(program, symbol, [])
    if alias is not None:
        return {"kind": "alias", "name": name, "type": alias, "doc": None}
    enum = find_enum(program, symbol)
    if enum is not None:
        # `DEFAULT = Color.RED`
        return _make_variable(name, make_class_type(program.get_class_id(enum)), "inference", None, variable.line)
    type_, source, _, _ = read_variable_type(program, symbol, variable, get_converter(program, symbol.module))
    return _make_variable(name, type_, source, program.docstrings.find_docstring(symbol), variable.line)


def _declare_new_type(program: Program, name: str, symbol: Symbol, variable: Variable) -> Declaration:
    """Declares `UserId = NewType("UserId", int)`: a function from the base to itself."""
    base = convert_new_type_base(program, symbol) or MISSING
    source: TypeSource = "stub" if symbol.module.is_stub else "annotation"
    is_mapping = allows_mapping(program, base)
    signature: SignatureIR = {
        "parameters": [make_parameter("item", "positional-only", base, source, None, is_mapping)],
        "result": base,
        "resultSource": source,
        "self": None,
        "deprecated": None,
    }
    return {
        "kind": "function",
        "name": name,
        "home": symbol.key.replace(":", "."),
        "async": False,
        "overloads": [signature],
        "doc": None,
        "line": variable.line,
    }


def _make_variable(name: str, type_: TypeIR, source: TypeSource, doc: str | None, line: int | None) -> Declaration:
    return {"kind": "variable", "name": name, "type": type_, "source": source, "doc": doc, "line": line}
