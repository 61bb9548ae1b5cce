"""One public name becomes one declaration. What a class or function holds is told by their own files."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir import MISSING, ClassDeclaration, Declaration, SignatureIR, TypeIR, TypeSource, class_type
from ..library_tables import RUN_TIME_HOMES
from ..plan import is_stub_only
from ..source.binder import Class, Function, Value
from ..source.resolver import ModuleRef, Symbol, Target
from ..types.aliases import alias_type, new_type_base, variable_kind
from ..types.annotations import annotator_for
from ..types.class_facts import facts_of
from ..types.keyword_rule import allows_mapping
from .constructors import read_constructors
from .fields import named_tuple_fields, typed_dict_fields
from .functions import Callable_, read_function
from .members import made_members, read_members
from .parameters import parameter
from .variables import declared_variable, enum_of

if TYPE_CHECKING:
    from ..program import Program


def declare(program: Program, name: str, target: Target | None) -> Declaration:
    """Of anything but a class."""
    if isinstance(target, ModuleRef):
        return _variable(name, {"t": "module", "name": target.name}, "inference", None, None)
    if target is None:
        return _variable(name, MISSING, "none", None, None)
    followed = program.names.unalias(target)
    symbol = followed if isinstance(followed, Symbol) else target
    if isinstance(symbol.binding, Function):
        return _function(program, name, symbol, symbol.binding)
    if isinstance(symbol.binding, Value):
        method = _bound_method(program, symbol, symbol.binding)
        return _value(program, name, symbol, symbol.binding) if method is None else _callable(program, name, *method)
    return _variable(name, MISSING, "none", None, None)


def declare_class(program: Program, symbol: Symbol, value: bool) -> ClassDeclaration:
    """`value`: whether its module offers the class under a public name when it runs."""
    facts = facts_of(program, symbol)
    id = program.class_id(symbol)
    node = symbol.binding.node if isinstance(symbol.binding, Class) else None
    line = node.lineno if node else symbol.binding.line if isinstance(symbol.binding, Value) else None
    fields = named_tuple_fields(program, symbol)
    return {
        "kind": "class",
        "name": id.partition(":")[2],
        "id": id,
        "home": run_time_home(program, symbol),
        "value": value and not is_stub_only(program, symbol),
        "bases": facts.bases,
        "mro": [program.class_id(ancestor) for ancestor in facts.mro],
        "typeParameters": facts.parameters,
        "enum": facts.enum,
        "protocol": facts.protocol,
        "namedTuple": fields,
        "typedDict": typed_dict_fields(program, symbol),
        "constructors": read_constructors(program, symbol),
        "members": read_members(program, symbol) if node else made_members(program, symbol),
        "doc": program.docs.of(symbol),
        "line": line,
    }


def run_time_home(program: Program, symbol: Symbol) -> str:
    """`module.qualname` as the running class says it, as far as files tell: `@set_module("numpy")` is honoured."""
    known = RUN_TIME_HOMES.get(symbol.key)
    if known is not None:
        return known
    canonical = program.class_id(symbol) if symbol.module.name in ("typing", "typing_extensions") else symbol.key
    runs = program.runs.qualified(symbol.module.name, symbol.name)
    if isinstance(runs, Symbol) and isinstance(runs.binding, Class):
        for decorator in runs.binding.node.decorator_list:
            if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "set_module":
                argument = decorator.args[0] if decorator.args else None
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    return f"{argument.value}.{symbol.name}"
        stated = program.runs.body(runs).names.get("__module__")
        text = stated.value if isinstance(stated, Value) else None
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            return f"{text.value}.{symbol.name}"
    return canonical.replace(":", ".")


def _function(program: Program, name: str, symbol: Symbol, binding: Function) -> Declaration:
    return _callable(
        program, name, symbol, read_function(program, symbol, binding, annotator_for(program, symbol.module))
    )


def _bound_method(program: Program, symbol: Symbol, value: Value) -> tuple[Symbol, Callable_] | None:
    """`seed = _inst.seed`, where `_inst` is declared as an instance of a class: the method without its receiver."""
    if value.annotation is not None or value.count > 1 or not isinstance(value.value, ast.Attribute):
        return None
    instance = program.names.unalias(program.names.dotted(value.value.value, symbol))
    if not isinstance(instance, Symbol) or not isinstance(instance.binding, Value):
        return None
    declared = instance.binding.annotation
    type_ = annotator_for(program, instance.module).convert(declared) if declared is not None else MISSING
    owner = program.symbol(type_["id"]) if type_["t"] == "class" else None
    for ancestor in facts_of(program, owner).lineage if owner else ():
        member = program.names.member(ancestor, value.value.attr)
        if member is not None:
            if not isinstance(member.binding, Function):
                return None
            annotator = annotator_for(program, ancestor.module, ancestor)
            return member, read_function(program, member, member.binding, annotator, ancestor)
    return None


def _callable(program: Program, name: str, symbol: Symbol, read: Callable_) -> Declaration:
    doc = program.docs.of(symbol)
    if read.effects.unknown == "everything" or read.effects.accessor is not None:
        return _variable(name, MISSING, "none", doc, read.node.lineno)
    return {
        "kind": "function",
        "name": name,
        "home": symbol.key.replace(":", "."),
        "async": read.is_async,
        "overloads": read.overloads,
        "doc": doc,
        "line": read.node.lineno,
    }


def _value(program: Program, name: str, symbol: Symbol, value: Value) -> Declaration:
    kind = variable_kind(program, symbol)
    if kind == "NewType":
        return _new_type(program, name, symbol, value)
    if kind in ("TypeVar", "ParamSpec", "TypeVarTuple"):
        return _variable(name, {"t": "class", "id": f"typing:{kind}", "args": []}, "inference", None, value.line)
    alias = alias_type(program, symbol, [])
    if alias is not None:
        return {"kind": "alias", "name": name, "type": alias, "doc": None}
    enum = enum_of(program, symbol)
    if enum is not None:
        # `DEFAULT = Color.RED`
        return _variable(name, class_type(program.class_id(enum)), "inference", None, value.line)
    type_, source, _, _ = declared_variable(program, symbol, value, annotator_for(program, symbol.module))
    return _variable(name, type_, source, program.docs.of(symbol), value.line)


def _new_type(program: Program, name: str, symbol: Symbol, value: Value) -> Declaration:
    """`UserId = NewType("UserId", int)` is a function from the base to itself."""
    base = new_type_base(program, symbol) or MISSING
    source: TypeSource = "stub" if symbol.module.stub else "annotation"
    allowed = allows_mapping(program, base)
    signature: SignatureIR = {
        "parameters": [parameter("item", "positional-only", base, source, None, allowed)],
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
        "line": value.line,
    }


def _variable(name: str, type_: TypeIR, source: TypeSource, doc: str | None, line: int | None) -> Declaration:
    return {"kind": "variable", "name": name, "type": type_, "source": source, "doc": doc, "line": line}
