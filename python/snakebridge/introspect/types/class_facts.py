"""What a class is, apart from its members: bases, ancestors in order, type parameters, and of which special kind."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..ir import TypeIR, class_type
from ..source.binder import Class, Value
from ..source.resolver import TYPING, Symbol
from .aliases import distinct_class, type_parameters
from .annotations import annotator_for
from .substitution import variables

if TYPE_CHECKING:
    from ..program import Program
    from .annotations import Annotator

_ENUM = "enum:Enum"
_MAPPING = "typing:Mapping"


@dataclass(frozen=True)
class ClassFacts:
    symbol: Symbol
    bases: list[TypeIR] = field(default_factory=list)
    #: Classes written as bases, with the type arguments each was given.
    parents: list[tuple[Symbol, list[TypeIR]]] = field(default_factory=list)
    #: All ancestors in method resolution order, without itself and `object`.
    mro: list[Symbol] = field(default_factory=list)
    #: False: some ancestor could not be found.
    complete: bool = True
    parameters: list[TypeIR] = field(default_factory=list)
    protocol: bool = False
    #: Whether `NamedTuple` or `TypedDict` is among its own bases.
    named_tuple: bool = False
    typed_dict: bool = False

    @property
    def lineage(self) -> list[Symbol]:
        return [self.symbol, *self.mro]

    def descends(self, key: str) -> bool:
        return any(ancestor.key == key for ancestor in self.lineage)

    @property
    def enum(self) -> bool:
        return self.descends(_ENUM)

    @property
    def mapping(self) -> bool:
        return self.typed_dict or self.descends(_MAPPING)


class _KnownFacts:
    def __init__(self, _program: Program) -> None:
        self.by_symbol: dict[Symbol, ClassFacts] = {}


def facts_of(program: Program, symbol: Symbol) -> ClassFacts:
    """Returns what a class is. Each class is read once."""
    known = program.state(_KnownFacts).by_symbol
    if symbol not in known:
        # This entry stands while the bases are read: a class may (wrongly) be its own ancestor.
        known[symbol] = ClassFacts(symbol)
        known[symbol] = _read_facts(program, symbol)
    return known[symbol]


def _read_facts(program: Program, symbol: Symbol) -> ClassFacts:
    binding = symbol.binding
    if isinstance(binding, Class):
        return _from_statement(program, symbol, binding.node)
    if isinstance(binding, Value) and distinct_class(program, symbol) and isinstance(binding.value, ast.expr):
        return _assemble(program, symbol, [binding.value], [])
    if isinstance(binding, Value) and isinstance(binding.value, ast.Call):
        return _from_call(program, symbol, binding.value)
    return ClassFacts(symbol, complete=False)


def _from_statement(program: Program, symbol: Symbol, node: ast.ClassDef) -> ClassFacts:
    return _assemble(program, symbol, node.bases, type_parameters(program, symbol))


def _from_call(program: Program, symbol: Symbol, call: ast.Call) -> ClassFacts:
    """`X = namedtuple(…)`, `NamedTuple(…)`, `TypedDict(…)`, `Enum(…)`."""
    made = program.names.dotted(call.func, symbol)
    if isinstance(made, Symbol) and isinstance(made.binding, Class) and made.key != "typing:NamedTuple":
        return _assemble(program, symbol, [call.func], [])
    if isinstance(made, Symbol) and made.name == "TypedDict":
        return _with_builtin(program, ClassFacts(symbol, typed_dict=True), "dict")
    return _with_builtin(program, ClassFacts(symbol, named_tuple=True), "tuple")


def _with_builtin(program: Program, facts: ClassFacts, name: str) -> ClassFacts:
    base = program.names.lookup("builtins", name)
    if isinstance(base, Symbol):
        facts.bases.append(class_type(f"builtins:{name}"))
        facts.parents.append((base, []))
        facts.mro.extend(facts_of(program, base).lineage)
    return facts


def _assemble(program: Program, symbol: Symbol, nodes: list[ast.expr], declared: list[TypeIR]) -> ClassFacts:
    reader = _Bases(program, symbol)
    for node in nodes:
        reader.read(node)
    parameters = declared or reader.generic
    if not parameters:
        seen: dict[str, TypeIR] = {}
        for base in reader.bases:
            for name, variable in variables(base).items():
                seen.setdefault(name, variable)
        parameters = list(seen.values())
    mro, consistent = linearise([facts_of(program, parent).lineage for parent, _ in reader.parents], reader.parents)
    complete = reader.complete and consistent
    return ClassFacts(
        symbol,
        reader.bases,
        reader.parents,
        [ancestor for ancestor in mro if ancestor.key != "builtins:object" and ancestor is not symbol],
        complete and all(facts_of(program, parent).complete for parent, _ in reader.parents),
        parameters,
        reader.protocol,
        reader.named_tuple,
        reader.typed_dict or any(facts_of(program, parent).typed_dict for parent, _ in reader.parents),
    )


class _Bases:
    def __init__(self, program: Program, symbol: Symbol) -> None:
        self._program = program
        self._symbol = symbol
        self.bases: list[TypeIR] = []
        self.parents: list[tuple[Symbol, list[TypeIR]]] = []
        self.generic: list[TypeIR] = []
        self.complete = True
        self.protocol = False
        self.named_tuple = False
        self.typed_dict = False

    def read(self, node: ast.expr) -> None:
        annotator = self._annotator()
        name = node.value if isinstance(node, ast.Subscript) else node
        form = annotator.special(name)
        if form in ("Generic", "Protocol"):
            self.protocol = self.protocol or form == "Protocol"
            if isinstance(node, ast.Subscript):
                args = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
                self.generic = annotator.arguments(args)
            return
        if isinstance(node, ast.Call):
            self._call(node)
            return
        target = annotator.find(name) if isinstance(name, (ast.Name, ast.Attribute)) else None
        key = target.key if isinstance(target, Symbol) else ""
        if key.partition(":")[0] in TYPING and key.endswith((":NamedTuple", ":TypedDict")):
            self._special(key.endswith(":NamedTuple"))
            return
        base = self._follow(annotator.convert(node))
        if key == "builtins:object":
            return
        self.bases.append(base)
        parent = self._parent(base)
        if parent is None:
            self.complete = False
        elif all(parent is not known for known, _ in self.parents):
            self.parents.append((parent, base["args"] if base["t"] == "class" else []))

    def _annotator(self) -> Annotator:
        """Bases are evaluated outside the class body, with its bracketed parameters."""
        name = self._symbol.name.rpartition(".")[0]
        outer = self._program.names.qualified(self._symbol.module.name, name) if name else None
        owner = outer if isinstance(outer, Symbol) else None
        declared = type_parameters(self._program, self._symbol)
        parameters = {item["name"]: item for item in declared if item["t"] == "typevar"}
        return annotator_for(self._program, self._symbol.module, owner).within(parameters)

    def _special(self, tuple_like: bool) -> None:
        self.named_tuple = self.named_tuple or tuple_like
        self.typed_dict = self.typed_dict or not tuple_like
        self._builtin("tuple" if tuple_like else "dict")

    def _builtin(self, name: str) -> None:
        base = self._program.names.lookup("builtins", name)
        self.bases.append(class_type(f"builtins:{name}"))
        if isinstance(base, Symbol):
            self.parents.append((base, []))

    def _call(self, node: ast.Call) -> None:
        """`class P(namedtuple("P", "x y"))`; what any other call makes is unknown."""
        made = self._program.names.dotted(node.func, self._symbol)
        if isinstance(made, Symbol) and made.key in ("collections:namedtuple", "typing:NamedTuple"):
            self._special(True)
            return
        self.complete = False
        self.bases.append(self._annotator().unknown(node))

    def _follow(self, base: TypeIR) -> TypeIR:
        """An alias as a base means the class it stands for."""
        for _ in range(10):
            if base["t"] != "alias":
                break
            base = self._program.aliases[base["name"]]["type"]
        return base

    def _parent(self, base: TypeIR) -> Symbol | None:
        if base["t"] == "class":
            return self._program.symbol(base["id"])
        builtin = {"tuple": "builtins:tuple", "type": "builtins:type"}.get(base["t"])
        return self._program.symbol(builtin) if builtin else None


def linearise(lineages: list[list[Symbol]], parents: list[tuple[Symbol, list[TypeIR]]]) -> tuple[list[Symbol], bool]:
    """Python's C3 order; depth first, and False, where the bases allow none."""
    queues = [list(lineage) for lineage in lineages] + [[parent for parent, _ in parents]]
    order: list[Symbol] = []
    while any(queues):
        queues = [queue for queue in queues if queue]
        for queue in queues:
            head = queue[0]
            if not any(head in other[1:] for other in queues):
                break
        else:
            flat = [item for lineage in lineages for item in lineage]
            return list(dict.fromkeys([*order, *flat])), False
        order.append(head)
        queues = [[item for item in queue if item is not head] for queue in queues]
    return order, True
