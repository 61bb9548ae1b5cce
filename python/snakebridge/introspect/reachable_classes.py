"""Which classes of modules that are not bound belong to the output: those that bound code hands out.

A reference is followed out of a bound module, and then only within the package it led to; bases are followed always.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .ir import ClassDeclaration, Declaration, MemberIR, SignatureIR, TypeIR
from .source.resolver import Symbol
from .types.substitution import parts

if TYPE_CHECKING:
    from .program import Program

#: Types that cross by value or have a form of their own on the other side.
_NEVER = frozenset({"builtins", "typing", "typing_extensions", "collections.abc", "_typeshed"})
_VALUES = frozenset(
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
_EXCEPT = frozenset({"typing:IO", "typing:TextIO", "typing:BinaryIO"})


class Closure:
    """Collects class ids to declare; the caller declares them and hands the declarations back."""

    def __init__(self, program: Program, bound: frozenset[str]) -> None:
        self._program = program
        self._bound = bound
        self._taken: dict[str, Symbol] = {}
        self._waiting: list[str] = []
        self._aliases: set[tuple[str, str | None]] = set()

    def declared(self, id: str, symbol: Symbol) -> None:
        """A class that is declared for another reason."""
        self._taken[id] = symbol

    def follow(self, declaration: Declaration, package: str | None) -> None:
        """`package`: the only one that references may lead to; None for what a bound module declares."""
        for type_ in handed_out(declaration):
            self._visit(type_, package)
        if declaration["kind"] == "class":
            for base in declaration["bases"]:
                if base["t"] == "class":
                    self._want(base["id"], None)
                self._visit(base, None)
        elif declaration["kind"] == "reexport":
            self._want(declaration["class"], None)

    def next(self) -> tuple[str, Symbol] | None:
        while self._waiting:
            id = self._waiting.pop(0)
            if id in self._taken:
                return id, self._taken[id]
        return None

    def _visit(self, type_: TypeIR, package: str | None) -> None:
        if type_["t"] == "class" and type_["id"] not in _VALUES:
            self._want(type_["id"], package)
        elif type_["t"] == "alias" and (type_["name"], package) not in self._aliases:
            self._aliases.add((type_["name"], package))
            self._visit(self._program.aliases[type_["name"]]["type"], package)
        for part in parts(type_):
            self._visit(part, package)

    def _want(self, id: str, package: str | None) -> None:
        if id in self._taken or not self.may_declare(id):
            return
        symbol = self._program.symbol(id)
        if symbol is None or (package is not None and symbol.module.name.partition(".")[0] != package):
            return
        self._taken[id] = symbol
        self._waiting.append(id)

    def may_declare(self, id: str) -> bool:
        module = id.partition(":")[0]
        return module in self._bound or module not in _NEVER or id in _EXCEPT


def handed_out(declaration: Declaration) -> Iterator[TypeIR]:
    """Types of values that come out of a declaration: results and attributes, not parameters."""
    if declaration["kind"] == "function":
        yield from (signature["result"] for signature in declaration["overloads"])
    elif declaration["kind"] == "variable" or declaration["kind"] == "alias":
        yield declaration["type"]
    elif declaration["kind"] == "class":
        yield from _class(declaration)


def _class(declaration: ClassDeclaration) -> Iterator[TypeIR]:
    for field in [*(declaration["namedTuple"] or ()), *(declaration["typedDict"] or ())]:
        yield field["type"]
    yield from (signature["result"] for signature in declaration["constructors"])
    for member in declaration["members"]:
        yield from _member(member)


def _member(member: MemberIR) -> Iterator[TypeIR]:
    if member["kind"] == "method" or member["kind"] == "classmethod" or member["kind"] == "staticmethod":
        yield from (signature["result"] for signature in member["overloads"])
    else:
        yield member["type"]


def every_type(declaration: Declaration) -> Iterator[TypeIR]:
    """All types of a declaration, parameters included."""
    yield from handed_out(declaration)
    if declaration["kind"] == "function":
        yield from _parameters(declaration["overloads"])
    elif declaration["kind"] == "class":
        yield from declaration["bases"]
        yield from declaration["typeParameters"]
        yield from _parameters(declaration["constructors"])
        for member in declaration["members"]:
            if member["kind"] == "method" or member["kind"] == "classmethod" or member["kind"] == "staticmethod":
                yield from _parameters(member["overloads"])
            elif member["write"] is not None:
                yield member["write"]


def _parameters(signatures: list[SignatureIR]) -> Iterator[TypeIR]:
    for signature in signatures:
        if signature["self"] is not None:
            yield signature["self"]
        for parameter in signature["parameters"]:
            yield parameter["type"]
