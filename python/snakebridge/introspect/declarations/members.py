"""Reads the members that a class itself declares: methods, properties, attributes. Excludes inherited members."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir import AttributeIR, AttributeKind, MemberIR, MethodIR, TypeIR, TypeSource
from ..source.binder import Class, Function, Import, Variable
from ..source.resolver import Symbol
from ..types.annotations import AnnotationConverter, get_converter
from ..types.class_facts import get_class_facts
from ..types.factories import MISSING
from .fields import is_pseudo_field, read_dataclass_options, read_functional_enum_names, read_named_tuple_fields
from .functions import read_function
from .instance_attributes import read_instance_attributes
from .variables import read_variable_type

if TYPE_CHECKING:
    from ..program import Program

#: Names that only Python itself reads, or that other parts of the declaration cover.
_EXCLUDED_NAMES = frozenset(
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
    """Returns whether a name of a class body is part of the output."""
    if name.startswith("__") and name.endswith("__"):
        return name not in _EXCLUDED_NAMES
    return not name.startswith("_")


def read_members(program: Program, owner: Symbol) -> list[MemberIR]:
    """Returns the members that the body and the methods of a class declare."""
    converter = get_converter(program, owner.module, owner)
    facts = get_class_facts(program, owner)
    is_frozen = facts.is_named_tuple or (read_dataclass_options(program, owner) or {}).get("frozen") is True
    members: list[MemberIR] = []
    body = program.resolver.get_body(owner)
    for name, binding in body.names.items():
        if not is_member_name(name):
            continue
        member = program.resolver.get_member(owner, name)
        if member is None or isinstance(binding, (Import, Class)):
            continue
        if isinstance(binding, Function):
            members.append(_read_function_member(program, owner, member, binding, converter))
        elif not facts.is_typed_dict and not is_pseudo_field(converter, binding):
            assignment = _read_assignment(program, owner, member, binding, converter, facts.is_enum)
            members.append(
                {**assignment, "write": None} if is_frozen and assignment["kind"] == "attribute" else assignment
            )
    instance_attributes = {
        item.name: item for item in read_instance_attributes(owner, converter) if is_member_name(item.name)
    }
    for index, member_ir in enumerate(members):
        is_overwritten = instance_attributes.pop(member_ir["name"], None) is not None
        if is_overwritten and member_ir["kind"] in ("attribute", "classvar") and member_ir["source"] == "inference":
            # Methods overwrite the default in the class body, so the default does not tell the type.
            members[index] = make_attribute(member_ir["name"], MISSING, "none", MISSING, member_ir["line"], "classvar")
    for instance_attribute in instance_attributes.values():
        members.append(
            make_attribute(
                instance_attribute.name,
                instance_attribute.type,
                instance_attribute.source,
                None if is_frozen else instance_attribute.type,
                instance_attribute.line,
            )
        )
    return members


def read_functional_members(program: Program, owner: Symbol) -> list[MemberIR]:
    """Returns the members of a named tuple or an enumeration that a call makes."""
    line = owner.binding.line if isinstance(owner.binding, Variable) else None
    source: TypeSource = "stub" if owner.module.is_stub else "annotation"
    if get_class_facts(program, owner).is_enum:
        types: list[tuple[str, TypeIR]] = [
            (name, {"t": "literal", "values": [{"enum": program.get_class_id(owner), "member": name}]})
            for name in read_functional_enum_names(owner)
        ]
        return [make_attribute(name, type_, source, None, line, "classvar") for name, type_ in types]
    fields = read_named_tuple_fields(program, owner) or []
    return [
        make_attribute(item["name"], item["type"], "none" if item["type"] is MISSING else source, None, line)
        for item in fields
        if is_member_name(item["name"])
    ]


def make_attribute(
    name: str,
    type_: TypeIR,
    source: TypeSource,
    write: TypeIR | None,
    line: int | None,
    kind: AttributeKind = "attribute",
    doc: str | None = None,
) -> AttributeIR:
    """Returns an attribute; `write` is None for one that is read-only."""
    return {
        "kind": kind,
        "name": name,
        "type": type_,
        "source": source,
        "write": write,
        "doc": doc,
        "line": line,
    }


def _read_function_member(
    program: Program,
    owner: Symbol,
    member: Symbol,
    binding: Function,
    converter: AnnotationConverter,
    name: str | None = None,
) -> MemberIR:
    name = name or member.name.rpartition(".")[2]
    function = read_function(program, member, binding, converter, owner)
    doc = program.docstrings.find_docstring(member)
    if function.effects.accessor is not None:
        return _read_property(program, name, member, binding, converter, owner, doc)
    if function.effects.unknown_part == "everything":
        return make_attribute(name, MISSING, "none", None, function.node.lineno, "property", doc)
    method: MethodIR = {
        "kind": function.effects.kind,
        "name": name,
        "async": function.is_async,
        "overloads": function.overloads,
        "doc": doc,
        "line": function.node.lineno,
    }
    if name == "__class_getitem__":
        method["kind"] = "classmethod"
    return method


def _read_property(
    program: Program,
    name: str,
    member: Symbol,
    binding: Function,
    converter: AnnotationConverter,
    owner: Symbol,
    doc: str | None,
) -> AttributeIR:
    type_: TypeIR = MISSING
    source: TypeSource = "none"
    write: TypeIR | None = None
    for node in binding.nodes:
        function = read_function(program, member, Function([node]), converter, owner)
        signature = function.overloads[0]
        if function.effects.accessor == "getter":
            type_, source = signature["result"], signature["resultSource"]
        elif function.effects.accessor == "setter" and signature["parameters"]:
            write = signature["parameters"][0]["type"]
    return make_attribute(name, type_, source, write, binding.nodes[0].lineno, "property", doc)


def _read_assignment(
    program: Program, owner: Symbol, member: Symbol, variable: Variable, converter: AnnotationConverter, is_enum: bool
) -> MemberIR:
    name = member.name.rpartition(".")[2]
    doc = None
    if variable.annotation is None and isinstance(variable.value, (ast.Name, ast.Attribute)):
        target = program.resolver.resolve_dotted_name(variable.value, member)
        if isinstance(target, Symbol) and isinstance(target.binding, Function) and target is not member:
            # The name is another name of a function: `__radd__ = __add__`.
            target_converter = converter if target.module is owner.module else get_converter(program, target.module)
            return _read_function_member(program, owner, target, target.binding, target_converter, name)
    if is_enum and _is_enum_member(name, variable):
        literal: TypeIR = {"t": "literal", "values": [{"enum": program.get_class_id(owner), "member": name}]}
        source: TypeSource = "stub" if owner.module.is_stub else "annotation"
        return make_attribute(name, literal, source, None, variable.line, "classvar", doc)
    type_, source, is_final, is_classvar = read_variable_type(program, member, variable, converter)
    if _is_descriptor(program, type_):
        # The `__get__` of a descriptor decides what an access returns.
        type_, source = MISSING, "none"
    kind: AttributeKind = (
        "classvar" if is_classvar or (variable.annotation is None and not owner.module.is_stub) else "attribute"
    )
    return make_attribute(name, type_, source, None if is_final else type_, variable.line, kind, doc)


def _is_enum_member(name: str, variable: Variable) -> bool:
    if name.startswith("_") or isinstance(variable.value, ast.Lambda):
        return False
    if variable.annotation is not None and variable.value is None:
        return True
    return variable.value is not None


def _is_descriptor(program: Program, type_: TypeIR) -> bool:
    if type_["t"] != "class":
        return False
    symbol = program.find_class(type_["id"])
    if symbol is None or symbol.key.startswith(("typing:", "builtins:")):
        return False
    return any("__get__" in program.resolver.get_body(item).names for item in get_class_facts(program, symbol).lineage)
