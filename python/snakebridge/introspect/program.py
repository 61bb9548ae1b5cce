"""Everything known during one introspection: the views of the modules, and what was worked out about them so far.

Owned by one run and grown by it; never read by another.
"""

from __future__ import annotations

from .aliases import listed_names, type_parameters
from .annotations import Annotator
from .docstrings import Docs
from .facts import ClassFacts, read_facts
from .fields import typed_dict_fields
from .ir import AliasIR, FieldIR, ProblemIR, TypeIR
from .known import ABC_HOME, ABCS
from .mapping import MappingRule
from .modules import Module
from .resolve import Names, Symbol
from .search import Finder, Location
from .substitution import substitute
from .unannotated import rebound_names

_PROBLEMS_PER_MODULE = 50


class Program:
    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        #: By the files that declare types.
        self.names = Names(finder.find)
        #: By the files that run: only docstrings and run-time names are taken from it.
        self.runs = Names(self._running)
        #: Where a class is declared in the output, by where it is defined; complete before types are converted.
        self.homes: dict[str, str] = {}
        self.aliases: dict[str, AliasIR] = {}
        self.type_variables: dict[Symbol, TypeIR] = {}
        self.problems: dict[str, dict[str, ProblemIR]] = {}
        self.docs = Docs(self.runs)
        self.mapping = MappingRule(self)
        self._annotators: dict[tuple[str, Symbol | None], Annotator] = {}
        self._facts: dict[Symbol, ClassFacts] = {}
        self._classes: dict[str, Symbol] = {}
        self._rebound: dict[str, frozenset[str]] = {}
        self._listed: dict[str, frozenset[str]] = {}

    def annotator(self, module: Module, owner: Symbol | None = None) -> Annotator:
        key = (module.name, owner)
        known = self._annotators.get(key)
        if known is None:
            known = self._annotators[key] = Annotator(self, module, owner, self._parameters(owner))
        return known

    def facts(self, symbol: Symbol) -> ClassFacts:
        known = self._facts.get(symbol)
        if known is None:
            # Stands while the bases are read: a class may (wrongly) be its own ancestor.
            self._facts[symbol] = ClassFacts(symbol)
            known = self._facts[symbol] = read_facts(self, symbol)
        return known

    def class_id(self, symbol: Symbol) -> str:
        key = symbol.key
        home = self.homes.get(key)
        if home is None:
            module, _, qualname = key.partition(":")
            head, dot, rest = qualname.partition(".")
            if dot:
                home = self.homes.get(f"{module}:{head}", f"{module}:{head}") + dot + rest
            else:
                home = (
                    ABC_HOME + ABCS[qualname] if module in ("typing", "typing_extensions") and qualname in ABCS else key
                )
            self.homes[key] = home
        self._classes.setdefault(home, symbol)
        return home

    def symbol(self, id: str) -> Symbol | None:
        """The definition of a class by its id."""
        known = self._classes.get(id)
        if known is None:
            module, _, qualname = id.partition(":")
            found = self.names.unalias(self.names.qualified(module, qualname))
            known = found if isinstance(found, Symbol) else None
        return known

    def typed_dict_fields(self, type_: TypeIR) -> list[FieldIR] | None:
        """Of a type in use, its type arguments applied; None where it is no typed dict."""
        symbol = self.symbol(type_["id"]) if type_["t"] == "class" else None
        fields = typed_dict_fields(self, symbol) if symbol else None
        if symbol is None or fields is None or type_["t"] != "class":
            return None
        parameters = [item["name"] for item in self.facts(symbol).parameters if item["t"] == "typevar"]
        known = dict(zip(parameters, type_["args"], strict=False))
        return [{**item, "type": substitute(item["type"], known)} for item in fields]

    def listed(self, module: str) -> frozenset[str]:
        """The names of a module's `__all__`, empty where it has none."""
        known = self._listed.get(module)
        if known is None:
            known = self._listed[module] = listed_names(self, module)
        return known

    def take_touched(self) -> set[str]:
        """Names of the modules that were looked at since the last time this was asked."""
        touched = self.names.touched | self.runs.touched
        self.names.touched, self.runs.touched = set(), set()
        return touched

    def rebound(self, module: Module) -> frozenset[str]:
        """Module variables that functions assign to."""
        known = self._rebound.get(module.name)
        if known is None:
            known = self._rebound[module.name] = frozenset() if module.stub else rebound_names(module.tree)
        return known

    def note_unresolved(self, module: Module, text: str, line: int | None) -> None:
        noted = self.problems.setdefault(module.name, {})
        if text not in noted and len(noted) < _PROBLEMS_PER_MODULE:
            message = f"the annotation `{text[:120]}` cannot be resolved"
            noted[text] = {"code": "UNRESOLVED", "message": message, "path": module.path, "line": line}

    def _parameters(self, owner: Symbol | None) -> dict[str, TypeIR]:
        found: dict[str, TypeIR] = {}
        while owner is not None:
            for parameter in type_parameters(self, owner):
                if parameter["t"] == "typevar":
                    found.setdefault(parameter["name"], parameter)
            outer = owner.name.rpartition(".")[0]
            target = self.names.qualified(owner.module.name, outer) if outer else None
            owner = target if isinstance(target, Symbol) else None
        return found

    def _running(self, name: str) -> Location | None:
        location = self.finder.find(name)
        if location is None or location.path is None or not location.stub:
            return location
        if location.source is None or not location.source.endswith(".py"):
            return None
        return Location(name, location.source, False, location.package, None, location.origin, location.folders)
