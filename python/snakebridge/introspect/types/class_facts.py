"""Reads the facts about a class without its members: bases, ancestors in order, type parameters, special kinds."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..ir import TypeIR
from ..source.binder import Class, Variable
from ..source.resolver import TYPING_MODULES, Symbol
from .aliases import is_distinct_class, read_type_parameters
from .annotations import get_converter
from .factories import make_class_type
from .substitution import collect_variables

if TYPE_CHECKING:
    from ..program import Program
    from .annotations import AnnotationConverter

_ENUM_KEY = "enum:Enum"
_MAPPING_KEY = "typing:Mapping"


@dataclass(frozen=True)
class ClassFacts:
    """The facts about one class."""

    #: The definition of the class.
    symbol: Symbol
    bases: list[TypeIR] = field(default_factory=list)
    #: The classes among the bases, each with its type arguments.
    parents: list[tuple[Symbol, list[TypeIR]]] = field(default_factory=list)
    #: All ancestors in method resolution order, without the class itself and `object`.
    mro: list[Symbol] = field(default_factory=list)
    #: Whether all ancestors were found.
    is_complete: bool = True
    #: The type parameters.
    parameters: list[TypeIR] = field(default_factory=list)
    is_protocol: bool = False
    #: Whether `NamedTuple` is among its own bases.
    is_named_tuple: bool = False
    #: Whether `TypedDict` is among the bases of the class or of an ancestor.
    is_typed_dict: bool = False

    @property
    def lineage(self) -> list[Symbol]:
        """The class and its ancestors in method resolution order."""
        return [self.symbol, *self.mro]

    def descends_from(self, key: str) -> bool:
        """Returns whether the class is, or inherits from, the class with this key."""
        return any(ancestor.key == key for ancestor in self.lineage)

    @property
    def is_enum(self) -> bool:
        """Whether it is an enumeration."""
        return self.descends_from(_ENUM_KEY)

    @property
    def is_mapping(self) -> bool:
        """Whether its instances are mappings."""
        return self.is_typed_dict or self.descends_from(_MAPPING_KEY)


class _ClassFactsTable:
    """The facts about the classes of one run."""

    def __init__(self, _program: Program) -> None:
        self.by_symbol: dict[Symbol, ClassFacts] = {}


def get_class_facts(program: Program, symbol: Symbol) -> ClassFacts:
    """Returns the facts about a class. Reads each class once."""
    by_symbol = program.get_state(_ClassFactsTable).by_symbol
    if symbol not in by_symbol:
        # This entry serves while the bases are read, because a faulty class may be its own ancestor.
        by_symbol[symbol] = ClassFacts(symbol)
        by_symbol[symbol] = _read_class_facts(program, symbol)
    return by_symbol[symbol]


def _read_class_facts(program: Program, symbol: Symbol) -> ClassFacts:
    binding = symbol.binding
    if isinstance(binding, Class):
        return _read_statement(program, symbol, binding.node)
    if isinstance(binding, Variable) and is_distinct_class(program, symbol) and isinstance(binding.value, ast.expr):
        return _assemble_facts(program, symbol, [binding.value], [])
    if isinstance(binding, Variable) and isinstance(binding.value, ast.Call):
        return _read_call(program, symbol, binding.value)
    return ClassFacts(symbol, is_complete=False)


def _read_statement(program: Program, symbol: Symbol, node: ast.ClassDef) -> ClassFacts:
    return _assemble_facts(program, symbol, node.bases, read_type_parameters(program, symbol))


def _read_call(program: Program, symbol: Symbol, call: ast.Call) -> ClassFacts:
    """Reads a class that a call makes: `namedtuple(…)`, `NamedTuple(…)`, `TypedDict(…)`, `Enum(…)`."""
    factory = program.resolver.resolve_dotted_name(call.func, symbol)
    if isinstance(factory, Symbol) and isinstance(factory.binding, Class) and factory.key != "typing:NamedTuple":
        return _assemble_facts(program, symbol, [call.func], [])
    if isinstance(factory, Symbol) and factory.name == "TypedDict":
        return _add_builtin_facts(program, ClassFacts(symbol, is_typed_dict=True), "dict")
    return _add_builtin_facts(program, ClassFacts(symbol, is_named_tuple=True), "tuple")


def _add_builtin_facts(program: Program, facts: ClassFacts, name: str) -> ClassFacts:
    base = program.resolver.resolve_name("builtins", name)
    if isinstance(base, Symbol):
        facts.bases.append(make_class_type(f"builtins:{name}"))
        facts.parents.append((base, []))
        facts.mro.extend(get_class_facts(program, base).lineage)
    return facts


def _assemble_facts(
    program: Program, symbol: Symbol, nodes: list[ast.expr], declared_parameters: list[TypeIR]
) -> ClassFacts:
    reader = _BaseReader(program, symbol)
    for node in nodes:
        reader.read_base(node)
    parameters = declared_parameters or reader.generic_parameters
    if not parameters:
        variables_by_name: dict[str, TypeIR] = {}
        for base in reader.bases:
            for name, variable in collect_variables(base).items():
                variables_by_name.setdefault(name, variable)
        parameters = list(variables_by_name.values())
    mro, is_consistent = linearise_ancestors(
        [get_class_facts(program, parent).lineage for parent, _ in reader.parents], reader.parents
    )
    is_complete = reader.is_complete and is_consistent
    return ClassFacts(
        symbol,
        reader.bases,
        reader.parents,
        [ancestor for ancestor in mro if ancestor.key != "builtins:object" and ancestor is not symbol],
        is_complete and all(get_class_facts(program, parent).is_complete for parent, _ in reader.parents),
        parameters,
        reader.is_protocol,
        reader.is_named_tuple,
        reader.is_typed_dict or any(get_class_facts(program, parent).is_typed_dict for parent, _ in reader.parents),
    )


class _BaseReader:
    """Reads the bases of a class, one at a time."""

    def __init__(self, program: Program, symbol: Symbol) -> None:
        self._program = program
        self._symbol = symbol
        self.bases: list[TypeIR] = []
        self.parents: list[tuple[Symbol, list[TypeIR]]] = []
        self.generic_parameters: list[TypeIR] = []
        self.is_complete = True
        self.is_protocol = False
        self.is_named_tuple = False
        self.is_typed_dict = False

    def read_base(self, node: ast.expr) -> None:
        converter = self._get_converter()
        name = node.value if isinstance(node, ast.Subscript) else node
        form = converter.find_special_form(name)
        if form in ("Generic", "Protocol"):
            self.is_protocol = self.is_protocol or form == "Protocol"
            if isinstance(node, ast.Subscript):
                args = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
                self.generic_parameters = converter.convert_arguments(args)
            return
        if isinstance(node, ast.Call):
            self._read_call_base(node)
            return
        target = converter.resolve(name) if isinstance(name, (ast.Name, ast.Attribute)) else None
        key = target.key if isinstance(target, Symbol) else ""
        if key.partition(":")[0] in TYPING_MODULES and key.endswith((":NamedTuple", ":TypedDict")):
            self._add_special_base(key.endswith(":NamedTuple"))
            return
        base = self._expand_alias(converter.convert(node))
        if key == "builtins:object":
            return
        self.bases.append(base)
        parent = self._find_parent(base)
        if parent is None:
            self.is_complete = False
        elif all(parent is not known for known, _ in self.parents):
            self.parents.append((parent, base["args"] if base["t"] == "class" else []))

    def _get_converter(self) -> AnnotationConverter:
        """Returns the converter of the bases: the scope around the class, with the class's bracketed parameters."""
        name = self._symbol.name.rpartition(".")[0]
        target = self._program.resolver.resolve_qualname(self._symbol.module.name, name) if name else None
        owner = target if isinstance(target, Symbol) else None
        declared_parameters = read_type_parameters(self._program, self._symbol)
        parameters = {item["name"]: item for item in declared_parameters if item["t"] == "typevar"}
        return get_converter(self._program, self._symbol.module, owner).with_type_parameters(parameters)

    def _add_special_base(self, is_tuple: bool) -> None:
        self.is_named_tuple = self.is_named_tuple or is_tuple
        self.is_typed_dict = self.is_typed_dict or not is_tuple
        self._add_builtin_base("tuple" if is_tuple else "dict")

    def _add_builtin_base(self, name: str) -> None:
        base = self._program.resolver.resolve_name("builtins", name)
        self.bases.append(make_class_type(f"builtins:{name}"))
        if isinstance(base, Symbol):
            self.parents.append((base, []))

    def _read_call_base(self, node: ast.Call) -> None:
        """Reads a base that is a call. Only `namedtuple(…)` and `NamedTuple(…)` are known."""
        factory = self._program.resolver.resolve_dotted_name(node.func, self._symbol)
        if isinstance(factory, Symbol) and factory.key in ("collections:namedtuple", "typing:NamedTuple"):
            self._add_special_base(True)
            return
        self.is_complete = False
        self.bases.append(self._get_converter().report_unresolved(node))

    def _expand_alias(self, base: TypeIR) -> TypeIR:
        """Returns what an alias means that is used as a base."""
        for _ in range(10):
            if base["t"] != "alias":
                break
            base = self._program.aliases[base["name"]]["type"]
        return base

    def _find_parent(self, base: TypeIR) -> Symbol | None:
        if base["t"] == "class":
            return self._program.find_class(base["id"])
        builtin = {"tuple": "builtins:tuple", "type": "builtins:type"}.get(base["t"])
        return self._program.find_class(builtin) if builtin else None


def linearise_ancestors(
    lineages: list[list[Symbol]], parents: list[tuple[Symbol, list[TypeIR]]]
) -> tuple[list[Symbol], bool]:
    """Returns the C3 order of ancestors and True; depth-first order and False if the bases allow no C3 order."""
    queues = [list(lineage) for lineage in lineages] + [[parent for parent, _ in parents]]
    order: list[Symbol] = []
    while any(queues):
        queues = [queue for queue in queues if queue]
        for queue in queues:
            head = queue[0]
            if not any(head in other[1:] for other in queues):
                break
        else:
            ancestors = [item for lineage in lineages for item in lineage]
            return list(dict.fromkeys([*order, *ancestors])), False
        order.append(head)
        queues = [[item for item in queue if item is not head] for queue in queues]
    return order, True
