"""Answers the question of the keyword rule: can a mapping be passed where this type is declared?

Only declarations decide. An undeclared or unresolved type can be anything, so it can be a mapping.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ir import AliasIR, TypeIR
from ..library_tables import DISCOURAGED_MAPPINGS
from ..source.resolver import Symbol
from .class_facts import get_class_facts
from .factories import ANY

if TYPE_CHECKING:
    from ..program import Program


def allows_mapping(program: Program, type_: TypeIR, receiver: Symbol | None = None) -> bool:
    """Returns whether a mapping can be passed where `type_` is declared.

    Args:
        program: The state of this run.
        type_: The declared type.
        receiver: The class that `Self` stands for.
    """
    return program.get_state(_KeywordRule).allows_mapping(type_, receiver)


class _KeywordRule:
    """Decides the question for the types of one run."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._classes: dict[str, bool] = {}
        self._aliases: dict[str, bool] = {}

    def allows_mapping(self, type_: TypeIR, receiver: Symbol | None = None) -> bool:
        """Returns whether a mapping can be passed where `type_` is declared."""
        kind = type_["t"]
        if kind in ("any", "missing", "unresolved"):
            return True
        if type_["t"] == "class":
            return self._class_allows_mapping(type_["id"])
        if type_["t"] == "union":
            return any(self.allows_mapping(item, receiver) for item in type_["items"])
        if type_["t"] == "alias":
            return self._alias_allows_mapping(type_["name"], type_["args"], receiver)
        if type_["t"] == "typevar":
            if type_["constraints"]:
                return any(self.allows_mapping(item, receiver) for item in type_["constraints"])
            return type_["bound"] is None or self.allows_mapping(type_["bound"], receiver)
        if type_["t"] == "self":
            return receiver is None or self._symbol_allows_mapping(receiver)
        return False

    def _alias_allows_mapping(self, name: str, args: list[TypeIR], receiver: Symbol | None) -> bool:
        verdict = self._aliases.get(name)
        if verdict is None:
            # This entry serves while the alias is decided, because a recursive use adds nothing.
            self._aliases[name] = False
            verdict = self._aliases[name] = self._expansion_allows_mapping(name)
        return verdict or any(self.allows_mapping(arg, receiver) for arg in self._select_arguments(name, args))

    def _expansion_allows_mapping(self, name: str) -> bool:
        """Decides for an alias without its own type variables; the arguments of each use decide for those."""
        alias = self._program.aliases[name]
        own_variables = _collect_variable_names(alias["parameters"])
        return any(
            not (part["t"] == "typevar" and part["name"] in own_variables) and self.allows_mapping(part)
            for part in _list_members(alias)
        )

    def _select_arguments(self, name: str, args: list[TypeIR]) -> list[TypeIR]:
        """Returns the arguments for the type variables that are the alias itself or members of its union."""
        alias = self._program.aliases[name]
        own_variables = _collect_variable_names(_list_members(alias))
        arguments: list[TypeIR] = []
        for index, parameter in enumerate(alias["parameters"]):
            if parameter["t"] == "typevar" and parameter["name"] in own_variables:
                arguments.append(args[index] if index < len(args) else parameter["default"] or ANY)
        return arguments

    def _class_allows_mapping(self, id: str) -> bool:
        verdict = self._classes.get(id)
        if verdict is None:
            symbol = self._program.find_class(id)
            verdict = self._classes[id] = symbol is None or self._symbol_allows_mapping(symbol)
        return verdict

    def _symbol_allows_mapping(self, symbol: Symbol) -> bool:
        if symbol.key == "builtins:object":
            return True
        if symbol.key in DISCOURAGED_MAPPINGS:
            return False
        facts = get_class_facts(self._program, symbol)
        return facts.is_mapping or not facts.is_complete


def _list_members(alias: AliasIR) -> list[TypeIR]:
    return alias["type"]["items"] if alias["type"]["t"] == "union" else [alias["type"]]


def _collect_variable_names(types: list[TypeIR]) -> set[str]:
    return {item["name"] for item in types if item["t"] == "typevar"}
