"""The members a class itself declares: methods, properties, attributes. Inherited ones are found through the mro."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .annotations import Annotator
from .functions import read_function
from .ir import MISSING, AttributeIR, AttributeKind, MemberIR, MethodIR, TypeIR, TypeSource
from .modules import Class, Function, Imported, Value
from .resolve import ModuleRef, Symbol
from .unannotated import constant_type

if TYPE_CHECKING:
    from .program import Program

#: Read by the class machinery, or told by other parts of the declaration.
_LEFT_OUT = frozenset(
    {
        "__annotations__",
        "__class_getitem__",
        "__classcell__",
        "__del__",
        "__dict__",
        "__doc__",
        "__getattribute__",
        "__init__",
        "__init_subclass__",
        "__match_args__",
        "__module__",
        "__new__",
        "__orig_bases__",
        "__post_init__",
        "__prepare__",
        "__qualname__",
        "__set_name__",
        "__slots__",
        "__subclasshook__",
        "__weakref__",
    }
)


def is_member_name(name: str) -> bool:
    if name.startswith("__") and name.endswith("__"):
        return name not in _LEFT_OUT
    return not name.startswith("_")


def read_members(program: Program, owner: Symbol) -> list[MemberIR]:
    annotator = program.annotator(owner.module, owner)
    facts = program.facts(owner)
    found: list[MemberIR] = []
    body = program.names.body(owner)
    for name, binding in body.names.items():
        if not is_member_name(name):
            continue
        member = program.names.member(owner, name)
        if member is None or isinstance(binding, (Imported, Class)):
            continue
        if isinstance(binding, Function):
            found.append(_function(program, owner, member, binding, annotator))
        else:
            found.append(_assigned(program, owner, member, binding, annotator, facts.enum))
    known = {member["name"] for member in found}
    found += [item for item in _instance_attributes(owner, annotator) if item["name"] not in known]
    return found


def attribute(
    name: str,
    type_: TypeIR,
    source: TypeSource,
    write: TypeIR | None,
    line: int | None,
    kind: AttributeKind = "attribute",
    doc: str | None = None,
) -> AttributeIR:
    return {
        "kind": kind,
        "name": name,
        "type": type_,
        "source": source,
        "write": write,
        "doc": doc,
        "line": line,
    }


def _function(
    program: Program, owner: Symbol, member: Symbol, binding: Function, annotator: Annotator, name: str | None = None
) -> MemberIR:
    name = name or member.name.rpartition(".")[2]
    read = read_function(program, member, binding, annotator, owner)
    doc = program.docs.of(member)
    if read.effects.accessor is not None:
        return _property(program, name, member, binding, annotator, owner, doc)
    if read.effects.unknown == "everything":
        return attribute(name, MISSING, "none", None, read.node.lineno, "property", doc)
    method: MethodIR = {
        "kind": read.effects.kind,
        "name": name,
        "async": read.is_async,
        "overloads": read.overloads,
        "doc": doc,
        "line": read.node.lineno,
    }
    if name == "__class_getitem__":
        method["kind"] = "classmethod"
    return method


def _property(
    program: Program,
    name: str,
    member: Symbol,
    binding: Function,
    annotator: Annotator,
    owner: Symbol,
    doc: str | None,
) -> AttributeIR:
    type_: TypeIR = MISSING
    source: TypeSource = "none"
    write: TypeIR | None = None
    for node in binding.nodes:
        read = read_function(program, member, Function([node]), annotator, owner)
        signature = read.overloads[0]
        if read.effects.accessor == "getter":
            type_, source = signature["result"], signature["resultSource"]
        elif read.effects.accessor == "setter" and signature["parameters"]:
            write = signature["parameters"][0]["type"]
    return attribute(name, type_, source, write, binding.nodes[0].lineno, "property", doc)


def _assigned(
    program: Program, owner: Symbol, member: Symbol, value: Value, annotator: Annotator, enum: bool
) -> MemberIR:
    name = member.name.rpartition(".")[2]
    doc = None
    if value.annotation is None and isinstance(value.value, (ast.Name, ast.Attribute)):
        target = program.names.dotted(value.value, member)
        if isinstance(target, Symbol) and isinstance(target.binding, Function) and target is not member:
            # `__radd__ = __add__`
            return _function(program, owner, target, target.binding, annotator, name)
    if enum and _is_enum_member(name, value):
        literal: TypeIR = {"t": "literal", "values": [{"enum": program.class_id(owner), "member": name}]}
        source: TypeSource = "stub" if owner.module.stub else "annotation"
        return attribute(name, literal, source, None, value.line, "classvar", doc)
    type_, source, final, classvar = declared_variable(program, member, value, annotator)
    if _is_descriptor(program, type_):
        # What an access gives is decided by its `__get__`.
        type_, source = MISSING, "none"
    kind: AttributeKind = (
        "classvar" if classvar or (value.annotation is None and not owner.module.stub) else "attribute"
    )
    return attribute(name, type_, source, None if final else type_, value.line, kind, doc)


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
    return type_, source, final, classvar


def _referenced(program: Program, symbol: Symbol, value: Value) -> tuple[TypeIR, TypeSource]:
    """`x = Other` where that is a class or a module."""
    if value.count == 1 and isinstance(value.value, (ast.Name, ast.Attribute)):
        target = program.names.unalias(program.names.dotted(value.value, symbol))
        if isinstance(target, ModuleRef):
            return {"t": "module", "name": target.name}, "inference"
        if isinstance(target, Symbol) and isinstance(target.binding, Class):
            return {"t": "type", "of": {"t": "class", "id": program.class_id(target), "args": []}}, "inference"
        if isinstance(target, Symbol) and isinstance(target.binding, Value) and target is not symbol:
            annotator = program.annotator(target.module)
            if target.binding.annotation is not None:
                return declared_variable(program, target, target.binding, annotator)[:2]
    return MISSING, "none"


def _is_enum_member(name: str, value: Value) -> bool:
    if name.startswith("_") or isinstance(value.value, ast.Lambda):
        return False
    if value.annotation is not None and value.value is None:
        return True
    return value.value is not None


def _is_descriptor(program: Program, type_: TypeIR) -> bool:
    if type_["t"] != "class":
        return False
    symbol = program.symbol(type_["id"])
    if symbol is None or symbol.key.startswith(("typing:", "builtins:")):
        return False
    return any("__get__" in program.names.body(item).names for item in program.facts(symbol).lineage)


def _instance_attributes(owner: Symbol, annotator: Annotator) -> list[AttributeIR]:
    """`self.x: int = …` and `self.x = …` in the methods of a class written in Python."""
    if owner.module.stub or not isinstance(owner.binding, Class):
        return []
    found: dict[str, AttributeIR] = {}
    for method in owner.binding.node.body:
        if not isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        first = next(iter([*method.args.posonlyargs, *method.args.args]), None)
        if first is None or any(getattr(item, "id", "") == "staticmethod" for item in method.decorator_list):
            continue
        for node in ast.walk(method):
            targets = node.targets if isinstance(node, ast.Assign) else []
            annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
            for target in [node.target] if isinstance(node, ast.AnnAssign) else targets:
                if not isinstance(target, ast.Attribute) or not isinstance(target.value, ast.Name):
                    continue
                if target.value.id != first.arg or not is_member_name(target.attr):
                    continue
                if annotation is not None:
                    type_ = annotator.convert(annotation)
                    found[target.attr] = attribute(target.attr, type_, "annotation", type_, target.lineno)
                else:
                    found.setdefault(target.attr, attribute(target.attr, MISSING, "none", MISSING, target.lineno))
    return list(found.values())
