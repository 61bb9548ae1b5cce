"""Reads how a class is called: by its own or an inherited `__init__` or `__new__`, or by its declared fields."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..ir import SignatureIR, TypeIR, TypeSource
from ..source.binder import Class, Function, FunctionNode
from ..source.resolver import Symbol
from ..types.annotations import get_converter
from ..types.class_facts import get_class_facts
from ..types.factories import SELF
from ..types.keyword_rule import allows_mapping
from ..types.substitution import substitute_variables
from .fields import make_dataclass_constructor, make_named_tuple_constructor, read_typed_dict_fields
from .functions import read_function
from .parameters import make_parameter, make_unknown_signature

if TYPE_CHECKING:
    from ..program import Program
    from ..types.class_facts import ClassFacts

#: Class decorators that do not change how a class is called, by the key of their definition.
_TRANSPARENT_DECORATORS = frozenset(
    {
        "dataclasses:dataclass",
        "enum:unique",
        "functools:total_ordering",
        "typing:final",
        "typing:runtime_checkable",
        "typing:type_check_only",
        "typing_extensions:deprecated",
        "typing_extensions:disjoint_base",
        "typing_extensions:final",
        "typing_extensions:runtime_checkable",
        "typing_extensions:type_check_only",
        "warnings:deprecated",
    }
)


def read_constructors(program: Program, symbol: Symbol) -> list[SignatureIR]:
    """Returns the signatures of a class; one that accepts everything if they cannot be known."""
    facts = get_class_facts(program, symbol)
    if facts.is_typed_dict:
        return [_make_typed_dict_constructor(program, symbol)]
    # A call of an enumeration looks up a member. Its own `__init__` takes the values of the members.
    lineage = [item for item in facts.lineage if item.module.name == "enum"] if facts.is_enum else facts.lineage
    for ancestor in lineage:
        if not _has_transparent_decorators(program, ancestor):
            return [make_unknown_signature()]
        signatures = _read_own_constructors(program, ancestor, symbol)
        if signatures is not None:
            type_arguments = find_inherited_arguments(program, facts, ancestor)
            return [_adapt_to_subclass(signature, type_arguments) for signature in signatures]
        if not _has_known_bases(ancestor, program):
            return [make_unknown_signature()]
    return [
        {"parameters": [], "result": SELF, "resultSource": _get_type_source(symbol), "self": None, "deprecated": None}
    ]


def find_inherited_arguments(program: Program, facts: ClassFacts, ancestor: Symbol) -> dict[str, TypeIR]:
    """Returns the types that a class gives to the type parameters of an ancestor."""
    if ancestor is facts.symbol:
        return {}
    for parent, args in facts.parents:
        parent_facts = get_class_facts(program, parent)
        if ancestor is not parent and ancestor not in parent_facts.mro:
            continue
        parent_arguments = _bind_arguments(parent_facts.parameters, args)
        if ancestor is parent:
            return parent_arguments
        ancestor_arguments = find_inherited_arguments(program, parent_facts, ancestor)
        return {name: substitute_variables(type_, parent_arguments) for name, type_ in ancestor_arguments.items()}
    return {}


def _bind_arguments(parameters: list[TypeIR], args: list[TypeIR]) -> dict[str, TypeIR]:
    arguments_by_name: dict[str, TypeIR] = {}
    for index, variable in enumerate(parameters):
        if variable["t"] == "typevar":
            if index < len(args):
                arguments_by_name[variable["name"]] = args[index]
            elif variable["default"] is not None:
                arguments_by_name[variable["name"]] = substitute_variables(variable["default"], arguments_by_name)
            else:
                arguments_by_name[variable["name"]] = {"t": "any"}
    return arguments_by_name


def _read_own_constructors(program: Program, owner: Symbol, receiver: Symbol) -> list[SignatureIR] | None:
    """Returns the constructors that a class itself declares; None if it inherits them."""
    names = program.resolver.get_body(owner).names
    if "__init__" not in names and "__new__" not in names:
        constructor = make_named_tuple_constructor(program, owner) or make_dataclass_constructor(program, owner)
        return None if constructor is None else [constructor]
    if get_class_facts(program, owner).is_named_tuple:
        constructor = make_named_tuple_constructor(program, owner)
        return None if constructor is None else [constructor]
    init = _read_method(program, owner, receiver, "__init__")
    new = _read_method(program, owner, receiver, "__new__")
    if init and (not new or not _accepts_anything(init)):
        return init
    return new or init


def _read_method(program: Program, owner: Symbol, receiver: Symbol, name: str) -> list[SignatureIR]:
    member = program.resolver.get_member(owner, name)
    if member is None or not isinstance(member.binding, Function):
        return []
    converter = get_converter(program, owner.module, owner)
    signatures = read_function(program, member, member.binding, converter, owner).overloads
    if name == "__new__":
        return [_complete_new_result(signature, owner, member.binding) for signature in signatures]
    return [{**signature, "result": SELF, "resultSource": _get_type_source(owner)} for signature in signatures]


def _complete_new_result(signature: SignatureIR, owner: Symbol, new: Function) -> SignatureIR:
    """Completes the result of a `__new__` that declares none.

    It is an instance in a stub; in source, it is an instance if the method returns the value of another `__new__`.
    """
    if signature["result"]["t"] == "missing" and (owner.module.is_stub or all(map(_returns_other_new, new.nodes))):
        return {**signature, "result": SELF, "resultSource": _get_type_source(owner)}
    return signature


def _returns_other_new(node: FunctionNode) -> bool:
    """Returns whether every `return` gives the value of a call of another `__new__`."""

    def is_new(value: ast.expr | None) -> bool:
        return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "__new__"

    instance_names: set[str] = set()
    for item in ast.walk(node):
        if isinstance(item, ast.Assign) and is_new(item.value):
            instance_names |= {target.id for target in item.targets if isinstance(target, ast.Name)}
    returns = [item.value for item in ast.walk(node) if isinstance(item, ast.Return)]
    return bool(returns) and all(
        is_new(item) or (isinstance(item, ast.Name) and item.id in instance_names) for item in returns
    )


def _accepts_anything(signatures: list[SignatureIR]) -> bool:
    kinds = [[item["kind"] for item in signature["parameters"]] for signature in signatures]
    return all(kind == ["var-positional", "var-keyword"] for kind in kinds)


def _adapt_to_subclass(signature: SignatureIR, type_arguments: Mapping[str, TypeIR]) -> SignatureIR:
    if not type_arguments:
        return signature
    return {
        **signature,
        "parameters": [
            {**item, "type": substitute_variables(item["type"], type_arguments)} for item in signature["parameters"]
        ],
        "result": substitute_variables(signature["result"], type_arguments),
        "self": None if signature["self"] is None else substitute_variables(signature["self"], type_arguments),
    }


def _has_transparent_decorators(program: Program, owner: Symbol) -> bool:
    """Returns whether every decorator of the class is known to keep the class and its `__init__`."""
    if not isinstance(owner.binding, Class) or owner.module.is_stub:
        return True
    for decorator in owner.binding.node.decorator_list:
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        target = program.resolver.follow_alias(program.resolver.resolve_dotted_name(function, owner))
        if not isinstance(target, Symbol) or target.key not in _TRANSPARENT_DECORATORS:
            return False
    return True


def _has_known_bases(owner: Symbol, program: Program) -> bool:
    """Returns whether all bases were found. An unknown base may have any constructor."""
    facts = get_class_facts(program, owner)
    return len(facts.bases) <= len(facts.parents)


def _make_typed_dict_constructor(program: Program, symbol: Symbol) -> SignatureIR:
    source = _get_type_source(symbol)
    parameters = [
        make_parameter(
            item["name"],
            "keyword-only",
            item["type"],
            source,
            None if item["required"] else "...",
            allows_mapping(program, item["type"], symbol),
        )
        for item in read_typed_dict_fields(program, symbol) or []
    ]
    return {"parameters": parameters, "result": SELF, "resultSource": source, "self": None, "deprecated": None}


def _get_type_source(symbol: Symbol) -> TypeSource:
    return "stub" if symbol.module.is_stub else "annotation"
