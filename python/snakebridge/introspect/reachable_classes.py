"""Collects the classes that the output needs besides those of the bound modules: the classes that bound code returns.

A class of a module that is not bound is reachable if a result or an attribute in a bound module refers to it. From
such a class on, references are followed only inside its own package. Base classes are always followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .ir import ClassDeclaration, Declaration, MemberIR, SignatureIR, TypeIR
from .source.resolver import Symbol
from .types.substitution import list_parts

if TYPE_CHECKING:
    from .program import Program

#: Modules whose classes are not declared: they cross by value or have their own form in TypeScript.
_EXCLUDED_MODULES = frozenset({"builtins", "typing", "typing_extensions", "collections.abc", "_typeshed"})
#: Classes that cross by value.
_VALUE_CLASSES = frozenset(
    {
        "datetime:date",
        "datetime:datetime",
        "datetime:time",
        "datetime:timedelta",
        "decimal:Decimal",
        "fractions:Fraction",
        "uuid:UUID",
    }
)
#: Classes of the excluded modules that are declared nevertheless.
_INCLUDED_CLASSES = frozenset({"typing:IO", "typing:TextIO", "typing:BinaryIO"})


class ReachableClasses:
    """The classes to declare.

    The caller declares each class that `take_next` returns and passes its declaration to `add_references`.
    """

    def __init__(self, program: Program, bound_modules: frozenset[str]) -> None:
        self._program = program
        self._bound_modules = bound_modules
        #: By id, the classes that are declared or wait to be declared.
        self._symbols: dict[str, Symbol] = {}
        self._queue: list[str] = []
        self._visited_aliases: set[tuple[str, str | None]] = set()

    def mark_declared(self, id: str, symbol: Symbol) -> None:
        """Records a class that the caller declares by itself."""
        self._symbols[id] = symbol

    def add_references(self, declaration: Declaration, package: str | None) -> None:
        """Adds the classes that a declaration refers to.

        Args:
            declaration: A declaration of the output.
            package: The only package that references may lead to; None for a declaration of a bound module.
        """
        for type_ in walk_result_types(declaration):
            self._visit_type(type_, package)
        if declaration["kind"] == "class":
            for base in declaration["bases"]:
                if base["t"] == "class":
                    self._add_class(base["id"], None)
                self._visit_type(base, None)
        elif declaration["kind"] == "reexport":
            self._add_class(declaration["class"], None)

    def take_next(self) -> tuple[str, Symbol] | None:
        """Removes and returns the next class to declare; returns None if there is none."""
        while self._queue:
            id = self._queue.pop(0)
            if id in self._symbols:
                return id, self._symbols[id]
        return None

    def _visit_type(self, type_: TypeIR, package: str | None) -> None:
        if type_["t"] == "class" and type_["id"] not in _VALUE_CLASSES:
            self._add_class(type_["id"], package)
        elif type_["t"] == "alias" and (type_["name"], package) not in self._visited_aliases:
            self._visited_aliases.add((type_["name"], package))
            self._visit_type(self._program.aliases[type_["name"]]["type"], package)
        for part in list_parts(type_):
            self._visit_type(part, package)

    def _add_class(self, id: str, package: str | None) -> None:
        if id in self._symbols or not self.may_declare(id):
            return
        symbol = self._program.find_class(id)
        if symbol is None or (package is not None and symbol.module.name.partition(".")[0] != package):
            return
        self._symbols[id] = symbol
        self._queue.append(id)

    def may_declare(self, id: str) -> bool:
        """Returns whether a class with this id can be part of the output."""
        module = id.partition(":")[0]
        return module in self._bound_modules or module not in _EXCLUDED_MODULES or id in _INCLUDED_CLASSES


def walk_result_types(declaration: Declaration) -> Iterator[TypeIR]:
    """Yields the types of the values that a declaration gives out: results and attributes, not parameters."""
    if declaration["kind"] == "function":
        yield from (signature["result"] for signature in declaration["overloads"])
    elif declaration["kind"] == "variable" or declaration["kind"] == "alias":
        yield declaration["type"]
    elif declaration["kind"] == "class":
        yield from _walk_class_results(declaration)


def _walk_class_results(declaration: ClassDeclaration) -> Iterator[TypeIR]:
    for field in [*(declaration["namedTuple"] or ()), *(declaration["typedDict"] or ())]:
        yield field["type"]
    yield from (signature["result"] for signature in declaration["constructors"])
    for member in declaration["members"]:
        yield from _walk_member_results(member)


def _walk_member_results(member: MemberIR) -> Iterator[TypeIR]:
    if member["kind"] == "method" or member["kind"] == "classmethod" or member["kind"] == "staticmethod":
        yield from (signature["result"] for signature in member["overloads"])
    else:
        yield member["type"]


def walk_types(declaration: Declaration) -> Iterator[TypeIR]:
    """Yields all types of a declaration, including those of parameters."""
    yield from walk_result_types(declaration)
    if declaration["kind"] == "function":
        yield from _walk_parameter_types(declaration["overloads"])
    elif declaration["kind"] == "class":
        yield from declaration["bases"]
        yield from declaration["typeParameters"]
        yield from _walk_parameter_types(declaration["constructors"])
        for member in declaration["members"]:
            if member["kind"] == "method" or member["kind"] == "classmethod" or member["kind"] == "staticmethod":
                yield from _walk_parameter_types(member["overloads"])
            elif member["write"] is not None:
                yield member["write"]


def _walk_parameter_types(signatures: list[SignatureIR]) -> Iterator[TypeIR]:
    for signature in signatures:
        if signature["self"] is not None:
            yield signature["self"]
        for parameter in signature["parameters"]:
            yield parameter["type"]
