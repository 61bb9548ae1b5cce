"""Reads the type of a variable of a module or a class: declared, or inferred from its only value."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir import TypeIR, TypeSource
from ..source.binder import Class, Module, Variable
from ..source.resolver import ModuleReference, Symbol
from ..types.annotations import AnnotationConverter, get_converter
from ..types.class_facts import get_class_facts
from ..types.factories import MISSING, make_class_type
from ..types.inference import find_rebound_names, infer_constant
from .constructors import read_constructors

if TYPE_CHECKING:
    from ..program import Program


def read_variable_type(
    program: Program, symbol: Symbol, variable: Variable, converter: AnnotationConverter
) -> tuple[TypeIR, TypeSource, bool, bool]:
    """Returns the type, its source, whether the variable is final, and whether it is a class variable."""
    node = variable.annotation
    is_final = is_classvar = False
    while node is not None:
        base = node.value if isinstance(node, ast.Subscript) else node
        form = converter.find_special_form(base)
        if form not in ("Final", "ClassVar"):
            break
        is_final, is_classvar = is_final or form == "Final", is_classvar or form == "ClassVar"
        node = node.slice if isinstance(node, ast.Subscript) else None
    if node is not None:
        return converter.convert(node), "stub" if symbol.module.is_stub else "annotation", is_final, is_classvar
    type_, source = infer_constant(variable)
    if type_ is MISSING and variable.value is not None:
        type_, source = _infer_reference(program, symbol, variable)
    if source == "inference" and symbol.name in _get_rebound_names(program, symbol.module):
        return MISSING, "none", is_final, is_classvar
    return type_, source, is_final, is_classvar


class _ReboundNamesTable:
    """The rebound names of each module."""

    def __init__(self, _program: Program) -> None:
        self.by_module: dict[str, frozenset[str]] = {}


def _get_rebound_names(program: Program, module: Module) -> frozenset[str]:
    """Returns the variables of a module that its functions assign to."""
    names_by_module = program.get_state(_ReboundNamesTable).by_module
    if module.name not in names_by_module:
        names_by_module[module.name] = frozenset() if module.is_stub else find_rebound_names(module.tree)
    return names_by_module[module.name]


def _infer_instance(program: Program, symbol: Symbol, call: ast.Call) -> tuple[TypeIR, TypeSource]:
    """Infers `x = Class(…)`: it is an instance if the constructor is known to return one."""
    target = program.resolver.follow_alias(program.resolver.resolve_dotted_name(call.func, symbol))
    if isinstance(target, Symbol) and isinstance(target.binding, Class):
        facts = get_class_facts(program, target)
        is_plain = facts.is_complete and not facts.is_enum and not facts.is_mapping
        if is_plain and all(item["result"]["t"] == "self" for item in read_constructors(program, target)):
            return make_class_type(program.get_class_id(target)), "inference"
    return MISSING, "none"


def _infer_reference(program: Program, symbol: Symbol, variable: Variable) -> tuple[TypeIR, TypeSource]:
    """Infers `x = other`, where `other` is a class, a module, a member of an enumeration, or a declared variable."""
    if variable.binding_count == 1 and isinstance(variable.value, ast.Call):
        return _infer_instance(program, symbol, variable.value)
    if variable.binding_count == 1 and isinstance(variable.value, (ast.Name, ast.Attribute)):
        target = program.resolver.follow_alias(program.resolver.resolve_dotted_name(variable.value, symbol))
        if isinstance(target, ModuleReference):
            return {"t": "module", "name": target.name}, "inference"
        if isinstance(target, Symbol) and isinstance(target.binding, Class):
            return {"t": "type", "of": make_class_type(program.get_class_id(target))}, "inference"
        owner = find_enum(program, target) if isinstance(target, Symbol) else None
        if owner is not None:
            # `A = RegexFlag.A`
            return make_class_type(program.get_class_id(owner)), "inference"
        other_binding = target.binding if isinstance(target, Symbol) and target is not symbol else None
        if isinstance(target, Symbol) and isinstance(other_binding, Variable) and other_binding.annotation is not None:
            return read_variable_type(program, target, other_binding, get_converter(program, target.module))[:2]
    return MISSING, "none"


def find_enum(program: Program, symbol: Symbol) -> Symbol | None:
    """Returns the enumeration whose body binds the name; None if there is none."""
    owner = program.resolver.resolve_qualname(symbol.module.name, symbol.name.rpartition(".")[0])
    if isinstance(owner, Symbol) and isinstance(owner.binding, Class) and get_class_facts(program, owner).is_enum:
        return owner
    return None
