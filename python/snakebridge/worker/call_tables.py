"""Call tables: how the callable that was really resolved treats its arguments and its result.

The tables are data that the host sent (`runtime/tables.ts`). Only what is loaded already is looked at: finding an
entry imports nothing and reads no attribute through user code.
"""

from __future__ import annotations

import sys

from . import class_info

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType
    from typing import Any, TypeAlias

    from .paths import Attribute

    Entry: TypeAlias = str | Mapping[str, Any]

_Module = type(sys)
_Method = type((lambda: None).__get__(object()))
_BOUND: tuple[type, ...] = (_Method, type([].append), type([].__len__))

# What a class holds under a name that, read from it, does not take an instance first.
_NOT_INSTANCE_FIRST = (staticmethod, classmethod, type(dict.__dict__["fromkeys"]), type(len), type)


class CallTables:
    def __init__(self) -> None:
        self._by_module: dict[str, Mapping[str, Any]] = {}
        self._by_home: dict[str, Mapping[str, Any]] = {}
        # What the public names of the tables stand for, by identity; built again when a table or a module came.
        self._public_callables: dict[int, tuple[Any, Entry]] = {}
        self._public_classes: dict[int, tuple[Any, Mapping[str, Any]]] = {}
        self._indexed = 0

    def add(self, table: Mapping[str, Any]) -> None:
        self._by_module[table["module"]] = table
        self._by_home.update(table["classes"])
        self._indexed = 0

    def for_call(self, place: Attribute | None, value: Any) -> tuple[Entry | None, int]:
        """The entry of a resolved callable, and how many leading arguments come before the parameters it counts."""
        if not self._by_module:
            return None, 0
        if place is not None:
            if place.module is not None:
                entry = self._of_module(place.module, "callables").get(place.name)
                if entry is not None:
                    return entry, 0
            elif not isinstance(place.owner, _Module):
                entry = self._of_method(place.owner, place.name)
                if entry is not None:
                    return entry, _is_unbound(place.owner, place.name)
        return self._of_object(value), 0

    def for_attribute(self, place: Attribute | None) -> str | None:
        """The result rule of an attribute or module constant."""
        if place is None or not self._by_module:
            return None
        if place.module is not None:
            rule = self._of_module(place.module, "values").get(place.name)
        else:
            rule = self._of_member(place.owner, place.name, "attributes")
        return rule if type(rule) is str else None

    def _of_module(self, module: str, part: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._by_module.get(module, {}).get(part) or {}
        return found

    def _of_method(self, owner: Any, name: str) -> Entry | None:
        entry: Entry | None = self._of_member(owner, name, "methods")
        return entry

    def _of_member(self, owner: Any, name: str, part: str) -> Any:
        """From the nearest class that has it in a table, unless a class nearer than that declares its own."""
        for cls in class_info.ancestors(owner if isinstance(owner, type) else type(owner)):
            members = self._class(cls)
            if members is not None:
                entry = (members.get(part) or {}).get(name)
                if entry is not None:
                    return entry
            elif class_info.declares(cls, name):
                return None
        return None

    def _of_object(self, value: Any) -> Entry | None:
        if type(value) in _BOUND and not isinstance(value.__self__, (_Module, type(None))):
            entry = self._of_method(value.__self__, value.__name__)
            if entry is not None:
                return entry
        self._index()
        found = self._public_callables.get(id(value))
        if found is not None and found[0] is value:
            return found[1]
        return None if isinstance(value, type) else self._of_method(value, "__call__")

    def _class(self, cls: type) -> Mapping[str, Any] | None:
        by_home = self._by_home.get(class_info.full_name(cls))
        if by_home is not None:
            return by_home
        self._index()
        found = self._public_classes.get(id(cls))
        return found[1] if found is not None and found[0] is cls else None

    def _index(self) -> None:
        if self._indexed == len(sys.modules):
            return
        self._indexed = len(sys.modules)
        self._public_callables.clear()
        self._public_classes.clear()
        for name, table in self._by_module.items():
            module = sys.modules.get(name)
            if module is not None:
                self._index_module(module, table)

    def _index_module(self, module: ModuleType, table: Mapping[str, Any]) -> None:
        names = vars(module)
        for name, entry in table["callables"].items():
            if name in names:
                self._public_callables[id(names[name])] = (names[name], entry)
        for members in table["classes"].values():
            value = names.get(members["name"])
            if isinstance(value, type):
                self._public_classes[id(value)] = (value, members)


def _is_unbound(owner: Any, name: str) -> int:
    """1 where a method read from its class takes the instance first, else 0."""
    if not isinstance(owner, type):
        return 0
    declared = class_info.find_member(owner, name)
    return 0 if declared is None or isinstance(declared, _NOT_INSTANCE_FIRST) else 1


def takes_keywords_at(entry: Entry, position: int) -> bool:
    """Whether a trailing plain object at this position is keywords."""
    verdicts: str = entry if isinstance(entry, str) else entry["keywords"]
    named, star, rest = verdicts.partition("*")
    if position < len(named):
        return named[position] == "k"
    return rest == "k" if star else True


def coerce_arguments(entry: Entry, args: list[Any], kwargs: dict[str, Any], skip: int) -> None:
    """Makes the floats and tuples that parameters are declared as, in place. `skip`: arguments before the first."""
    if isinstance(entry, str):
        return
    for kind, make, parameters in ((int, _to_float, entry.get("floats")), (list, tuple, entry.get("tuples"))):
        for parameter in parameters or ():
            if isinstance(parameter, str):
                if type(kwargs.get(parameter)) is kind:
                    kwargs[parameter] = make(kwargs[parameter])
            elif parameter + skip < len(args) and type(args[parameter + skip]) is kind:
                args[parameter + skip] = make(args[parameter + skip])


def _to_float(value: int) -> float | int:
    try:
        return float(value)
    except OverflowError:
        return value  # beyond every float: the function itself says so


def result_rule_of(entry: Entry | None) -> str | None:
    return None if entry is None or isinstance(entry, str) else entry.get("result")
