"""The keyword rule's question: can a mapping be passed where this type is declared?

Decided by declarations alone. What is undeclared or unresolved can be anything, so it can be a mapping.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ir import ANY, AliasIR, TypeIR
from ..library_tables import NARROWED
from ..source.resolver import Symbol
from .class_facts import facts_of

if TYPE_CHECKING:
    from ..program import Program


def allows_mapping(program: Program, type_: TypeIR, receiver: Symbol | None = None) -> bool:
    """Returns whether a mapping can be passed where `type_` is declared.

    Args:
        program: The state of this run.
        type_: The declared type.
        receiver: The class that `Self` stands for.
    """
    return program.state(_KeywordRule).allows(type_, receiver)


class _KeywordRule:
    def __init__(self, program: Program) -> None:
        self._program = program
        self._classes: dict[str, bool] = {}
        self._aliases: dict[str, bool] = {}

    def allows(self, type_: TypeIR, receiver: Symbol | None = None) -> bool:
        kind = type_["t"]
        if kind in ("any", "missing", "unresolved"):
            return True
        if type_["t"] == "class":
            return self._class(type_["id"])
        if type_["t"] == "union":
            return any(self.allows(item, receiver) for item in type_["items"])
        if type_["t"] == "alias":
            return self._alias(type_["name"], type_["args"], receiver)
        if type_["t"] == "typevar":
            if type_["constraints"]:
                return any(self.allows(item, receiver) for item in type_["constraints"])
            return type_["bound"] is None or self.allows(type_["bound"], receiver)
        if type_["t"] == "self":
            return receiver is None or self._symbol(receiver)
        return False

    def _alias(self, name: str, args: list[TypeIR], receiver: Symbol | None) -> bool:
        known = self._aliases.get(name)
        if known is None:
            # A recursive alias adds nothing to itself.
            self._aliases[name] = False
            known = self._aliases[name] = self._expansion(name)
        return known or any(self.allows(arg, receiver) for arg in self._own_arguments(name, args))

    def _expansion(self, name: str) -> bool:
        """Of the alias without its own type variables: those are judged by what is given for them."""
        alias = self._program.aliases[name]
        own = _variables(alias["parameters"])
        return any(not (part["t"] == "typevar" and part["name"] in own) and self.allows(part) for part in _parts(alias))

    def _own_arguments(self, name: str, args: list[TypeIR]) -> list[TypeIR]:
        """What stands for those type variables that are the alias itself or a member of its union."""
        alias = self._program.aliases[name]
        own = _variables(_parts(alias))
        found: list[TypeIR] = []
        for index, parameter in enumerate(alias["parameters"]):
            if parameter["t"] == "typevar" and parameter["name"] in own:
                found.append(args[index] if index < len(args) else parameter["default"] or ANY)
        return found

    def _class(self, id: str) -> bool:
        known = self._classes.get(id)
        if known is None:
            symbol = self._program.symbol(id)
            known = self._classes[id] = symbol is None or self._symbol(symbol)
        return known

    def _symbol(self, symbol: Symbol) -> bool:
        if symbol.key == "builtins:object":
            return True
        if symbol.key in NARROWED:
            return False
        facts = facts_of(self._program, symbol)
        return facts.mapping or not facts.complete


def _parts(alias: AliasIR) -> list[TypeIR]:
    return alias["type"]["items"] if alias["type"]["t"] == "union" else [alias["type"]]


def _variables(types: list[TypeIR]) -> set[str]:
    return {item["name"] for item in types if item["t"] == "typevar"}
