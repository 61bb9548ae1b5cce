"""The type of a variable, of a module or of a class: declared, or certain from the one value it is bound to."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir import MISSING, TypeIR, TypeSource, class_type
from ..source.binder import Class, Module, Value
from ..source.resolver import ModuleRef, Symbol
from ..types.annotations import Annotator, annotator_for
from ..types.class_facts import facts_of
from ..types.inference import constant_type, rebound_names
from .constructors import read_constructors

if TYPE_CHECKING:
    from ..program import Program


def declared_variable(
    program: Program, symbol: Symbol, value: Value, annotator: Annotator
) -> tuple[TypeIR, TypeSource, bool, bool]:
    """Type, source, whether it is final, whether it is a class variable."""
    node = value.annotation
    final = classvar = False
    while node is not None:
        base = node.value if isinstance(node, ast.Subscript) else node
        form = annotator.special(base)
        if form not in ("Final", "ClassVar"):
            break
        final, classvar = final or form == "Final", classvar or form == "ClassVar"
        node = node.slice if isinstance(node, ast.Subscript) else None
    if node is not None:
        return annotator.convert(node), "stub" if symbol.module.stub else "annotation", final, classvar
    type_, source = constant_type(value)
    if type_ is MISSING and value.value is not None:
        type_, source = _referenced(program, symbol, value)
    if source == "inference" and symbol.name in _rebound_names(program, symbol.module):
        return MISSING, "none", final, classvar
    return type_, source, final, classvar


class _ReboundNames:
    def __init__(self, _program: Program) -> None:
        self.known: dict[str, frozenset[str]] = {}


def _rebound_names(program: Program, module: Module) -> frozenset[str]:
    """Returns the variables of a module that its functions assign to."""
    known = program.state(_ReboundNames).known
    if module.name not in known:
        known[module.name] = frozenset() if module.stub else rebound_names(module.tree)
    return known[module.name]


def _made(program: Program, symbol: Symbol, call: ast.Call) -> tuple[TypeIR, TypeSource]:
    """`x = Class(…)` is an instance, where construction is known to give one."""
    target = program.names.unalias(program.names.dotted(call.func, symbol))
    if isinstance(target, Symbol) and isinstance(target.binding, Class):
        facts = facts_of(program, target)
        plain = facts.complete and not facts.enum and not facts.mapping
        if plain and all(item["result"]["t"] == "self" for item in read_constructors(program, target)):
            return class_type(program.class_id(target)), "inference"
    return MISSING, "none"


def _referenced(program: Program, symbol: Symbol, value: Value) -> tuple[TypeIR, TypeSource]:
    """`x = Other` where that is a class, a module, a member of an enumeration, or a declared variable."""
    if value.count == 1 and isinstance(value.value, ast.Call):
        return _made(program, symbol, value.value)
    if value.count == 1 and isinstance(value.value, (ast.Name, ast.Attribute)):
        target = program.names.unalias(program.names.dotted(value.value, symbol))
        if isinstance(target, ModuleRef):
            return {"t": "module", "name": target.name}, "inference"
        if isinstance(target, Symbol) and isinstance(target.binding, Class):
            return {"t": "type", "of": class_type(program.class_id(target))}, "inference"
        owner = enum_of(program, target) if isinstance(target, Symbol) else None
        if owner is not None:
            # `A = RegexFlag.A`
            return class_type(program.class_id(owner)), "inference"
        other = target.binding if isinstance(target, Symbol) and target is not symbol else None
        if isinstance(target, Symbol) and isinstance(other, Value) and other.annotation is not None:
            return declared_variable(program, target, other, annotator_for(program, target.module))[:2]
    return MISSING, "none"


def enum_of(program: Program, symbol: Symbol) -> Symbol | None:
    """The enumeration whose body binds the name."""
    owner = program.names.qualified(symbol.module.name, symbol.name.rpartition(".")[0])
    if isinstance(owner, Symbol) and isinstance(owner.binding, Class) and facts_of(program, owner).enum:
        return owner
    return None
