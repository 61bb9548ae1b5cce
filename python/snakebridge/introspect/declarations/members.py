"""The members a class itself declares: methods, properties, attributes. Inherited ones are found through the mro."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir import MISSING, AttributeIR, AttributeKind, MemberIR, MethodIR, TypeIR, TypeSource
from ..source.binder import Class, Function, Imported, Value
from ..source.resolver import Symbol
from ..types.annotations import Annotator, annotator_for
from ..types.class_facts import facts_of
from .fields import called_names, dataclass_options, is_pseudo_field, named_tuple_fields
from .functions import read_function
from .instance_attributes import instance_attributes
from .variables import declared_variable

if TYPE_CHECKING:
    from ..program import Program

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
    annotator = annotator_for(program, owner.module, owner)
    facts = facts_of(program, owner)
    frozen = facts.named_tuple or (dataclass_options(program, owner) or {}).get("frozen") is True
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
        elif not facts.typed_dict and not is_pseudo_field(annotator, binding):
            assigned = _assigned(program, owner, member, binding, annotator, facts.enum)
            found.append({**assigned, "write": None} if frozen and assigned["kind"] == "attribute" else assigned)
    own = {item.name: item for item in instance_attributes(owner, annotator) if is_member_name(item.name)}
    for index, declared in enumerate(found):
        overwritten = own.pop(declared["name"], None) is not None
        if overwritten and declared["kind"] in ("attribute", "classvar") and declared["source"] == "inference":
            # A default in the class body that methods overwrite: no single value tells the type.
            found[index] = attribute(declared["name"], MISSING, "none", MISSING, declared["line"], "classvar")
    for given in own.values():
        found.append(attribute(given.name, given.type, given.source, None if frozen else given.type, given.line))
    return found


def made_members(program: Program, owner: Symbol) -> list[MemberIR]:
    """Of a named tuple or an enumeration that a call makes."""
    line = owner.binding.line if isinstance(owner.binding, Value) else None
    source: TypeSource = "stub" if owner.module.stub else "annotation"
    if facts_of(program, owner).enum:
        types: list[tuple[str, TypeIR]] = [
            (name, {"t": "literal", "values": [{"enum": program.class_id(owner), "member": name}]})
            for name in called_names(owner)
        ]
        return [attribute(name, type_, source, None, line, "classvar") for name, type_ in types]
    fields = named_tuple_fields(program, owner) or []
    return [
        attribute(item["name"], item["type"], "none" if item["type"] is MISSING else source, None, line)
        for item in fields
        if is_member_name(item["name"])
    ]


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
            # `__radd__ = __add__`, or a function of another module
            place = annotator if target.module is owner.module else annotator_for(program, target.module)
            return _function(program, owner, target, target.binding, place, name)
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
    return any("__get__" in program.names.body(item).names for item in facts_of(program, symbol).lineage)
