"""How a class is called: from `__init__` and `__new__`, its own or inherited, or from the fields it declares."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..ir import SELF, SignatureIR, TypeIR, TypeSource
from ..source.binder import Class, Function, FunctionNode
from ..source.resolver import Symbol
from ..types.annotations import annotator_for
from ..types.class_facts import facts_of
from ..types.keyword_rule import allows_mapping
from ..types.substitution import substitute
from .fields import dataclass_constructor, named_tuple_constructor, typed_dict_fields
from .functions import read_function
from .parameters import parameter, unknown_signature

if TYPE_CHECKING:
    from ..program import Program
    from ..types.class_facts import ClassFacts

#: Class decorators that leave construction alone, by the definition they resolve to.
_TRANSPARENT = frozenset(
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
    facts = facts_of(program, symbol)
    if facts.typed_dict:
        return [_typed_dict(program, symbol)]
    # A call of an enumeration looks a member up; what its own `__init__` takes are the members' values.
    lineage = [item for item in facts.lineage if item.module.name == "enum"] if facts.enum else facts.lineage
    for ancestor in lineage:
        if not _is_plain(program, ancestor):
            return [unknown_signature()]
        found = _own(program, ancestor, symbol)
        if found is not None:
            known = inherited_arguments(program, facts, ancestor)
            return [_for_subclass(signature, known) for signature in found]
        if not _known_bases(ancestor, program):
            return [unknown_signature()]
    return [{"parameters": [], "result": SELF, "resultSource": _source(symbol), "self": None, "deprecated": None}]


def inherited_arguments(program: Program, facts: ClassFacts, ancestor: Symbol) -> dict[str, TypeIR]:
    """The ancestor's type parameters as the class gives them."""
    if ancestor is facts.symbol:
        return {}
    for parent, args in facts.parents:
        above = facts_of(program, parent)
        if ancestor is not parent and ancestor not in above.mro:
            continue
        given = _bind(above.parameters, args)
        if ancestor is parent:
            return given
        passed = inherited_arguments(program, above, ancestor)
        return {name: substitute(type_, given) for name, type_ in passed.items()}
    return {}


def _bind(parameters: list[TypeIR], args: list[TypeIR]) -> dict[str, TypeIR]:
    bound: dict[str, TypeIR] = {}
    for index, variable in enumerate(parameters):
        if variable["t"] == "typevar":
            if index < len(args):
                bound[variable["name"]] = args[index]
            elif variable["default"] is not None:
                bound[variable["name"]] = substitute(variable["default"], bound)
            else:
                bound[variable["name"]] = {"t": "any"}
    return bound


def _own(program: Program, owner: Symbol, receiver: Symbol) -> list[SignatureIR] | None:
    """Constructors that a class itself declares; None where it leaves them to its ancestors."""
    names = program.names.body(owner).names
    if "__init__" not in names and "__new__" not in names:
        made = named_tuple_constructor(program, owner) or dataclass_constructor(program, owner)
        return None if made is None else [made]
    if facts_of(program, owner).named_tuple:
        made = named_tuple_constructor(program, owner)
        return None if made is None else [made]
    init = _read(program, owner, receiver, "__init__")
    new = _read(program, owner, receiver, "__new__")
    if init and (not new or not _takes_anything(init)):
        return init
    return new or init


def _read(program: Program, owner: Symbol, receiver: Symbol, name: str) -> list[SignatureIR]:
    member = program.names.member(owner, name)
    if member is None or not isinstance(member.binding, Function):
        return []
    annotator = annotator_for(program, owner.module, owner)
    found = read_function(program, member, member.binding, annotator, owner).overloads
    if name == "__new__":
        return [_made(signature, owner, member.binding) for signature in found]
    return [{**signature, "result": SELF, "resultSource": _source(owner)} for signature in found]


def _made(signature: SignatureIR, owner: Symbol, new: Function) -> SignatureIR:
    """`__new__` without a declared result makes an instance in stubs; in source, if it returns what `__new__` gives."""
    if signature["result"]["t"] == "missing" and (owner.module.stub or all(map(_passes_on, new.nodes))):
        return {**signature, "result": SELF, "resultSource": _source(owner)}
    return signature


def _passes_on(node: FunctionNode) -> bool:
    """Whether every `return` gives the value of a call of another `__new__`."""

    def is_new(value: ast.expr | None) -> bool:
        return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "__new__"

    made: set[str] = set()
    for item in ast.walk(node):
        if isinstance(item, ast.Assign) and is_new(item.value):
            made |= {target.id for target in item.targets if isinstance(target, ast.Name)}
    returns = [item.value for item in ast.walk(node) if isinstance(item, ast.Return)]
    return bool(returns) and all(is_new(item) or (isinstance(item, ast.Name) and item.id in made) for item in returns)


def _takes_anything(signatures: list[SignatureIR]) -> bool:
    kinds = [[item["kind"] for item in signature["parameters"]] for signature in signatures]
    return all(kind == ["var-positional", "var-keyword"] for kind in kinds)


def _for_subclass(signature: SignatureIR, known: Mapping[str, TypeIR]) -> SignatureIR:
    if not known:
        return signature
    return {
        **signature,
        "parameters": [{**item, "type": substitute(item["type"], known)} for item in signature["parameters"]],
        "result": substitute(signature["result"], known),
        "self": None if signature["self"] is None else substitute(signature["self"], known),
    }


def _is_plain(program: Program, owner: Symbol) -> bool:
    """Whether no decorator may have replaced the class, or given it an `__init__` of its own."""
    if not isinstance(owner.binding, Class) or owner.module.stub:
        return True
    for decorator in owner.binding.node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        target = program.names.unalias(program.names.dotted(called, owner))
        if not isinstance(target, Symbol) or target.key not in _TRANSPARENT:
            return False
    return True


def _known_bases(owner: Symbol, program: Program) -> bool:
    """Whether the class names only bases that were found: an unknown one may bring any constructor."""
    facts = facts_of(program, owner)
    return len(facts.bases) <= len(facts.parents)


def _typed_dict(program: Program, symbol: Symbol) -> SignatureIR:
    source = _source(symbol)
    parameters = [
        parameter(
            item["name"],
            "keyword-only",
            item["type"],
            source,
            None if item["required"] else "...",
            allows_mapping(program, item["type"], symbol),
        )
        for item in typed_dict_fields(program, symbol) or []
    ]
    return {"parameters": parameters, "result": SELF, "resultSource": source, "self": None, "deprecated": None}


def _source(symbol: Symbol) -> TypeSource:
    return "stub" if symbol.module.stub else "annotation"
