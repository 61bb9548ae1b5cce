"""Call tables: how the callable that a call resolved to treats its arguments and its result.

The tables are data that the host sends (`runtime/wire/call-table.ts`). A search for an entry looks only at modules that
are already loaded. It imports nothing and reads no attribute through user code.
"""

from __future__ import annotations

import sys

from . import class_info
from .exceptions import Refusal
from .wire.protocol import ARGUMENT_TYPE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType
    from typing import Any, TypeAlias

    from .paths import Attribute

    Entry: TypeAlias = str | Mapping[str, Any]

_Module = type(sys)
_Method = type((lambda: None).__get__(object()))
#: The types of methods that are bound to an object: in Python, in C, and special methods in C.
_BOUND_METHOD_TYPES: tuple[type, ...] = (_Method, type([].append), type([].__len__))

#: The types of class members that take no instance as their first argument when they are read from the class.
_TYPES_WITHOUT_INSTANCE = (staticmethod, classmethod, type(dict.__dict__["fromkeys"]), type(len), type)


class CallTables:
    """The call tables that the host sent. Finds the entry of a callable and the result rule of an attribute."""

    def __init__(self) -> None:
        self._tables_by_module: dict[str, Mapping[str, Any]] = {}
        #: The members of each class, by the full name of the class.
        self._members_by_class: dict[str, Mapping[str, Any]] = {}
        #: By identity: the objects that the public names of the tables refer to. `_refresh_index` builds both.
        self._public_callables: dict[int, tuple[Any, Entry]] = {}
        self._public_classes: dict[int, tuple[Any, Mapping[str, Any]]] = {}
        #: How many modules were loaded when the index was built; 0 if it must be built again.
        self._indexed_modules = 0

    def add(self, table: Mapping[str, Any]) -> None:
        """Adds the call table of one module, or replaces it."""
        self._tables_by_module[table["module"]] = table
        self._members_by_class.update(table["classes"])
        self._indexed_modules = 0

    def find_call_entry(self, attribute: Attribute | None, value: Any) -> tuple[Entry | None, int]:
        """Finds the entry of a callable.

        Args:
            attribute: Where the callable was read; None if it was not read from an attribute.
            value: The callable.

        Returns:
            The entry, or None if no table has one, and how many arguments come before the first parameter of the entry.
        """
        if not self._tables_by_module:
            return None, 0
        if attribute is not None:
            if attribute.module is not None:
                entry = self._get_module_part(attribute.module, "callables").get(attribute.name)
                if entry is not None:
                    return entry, 0
            elif not isinstance(attribute.owner, _Module):
                entry = self._find_method_entry(attribute.owner, attribute.name)
                if entry is not None:
                    return entry, _count_instance_arguments(attribute.owner, attribute.name)
        return self._find_object_entry(value), 0

    def find_attribute_rule(self, attribute: Attribute | None) -> str | None:
        """Finds the result rule of an attribute or of a constant of a module; None if it has none."""
        if attribute is None or not self._tables_by_module:
            return None
        if attribute.module is not None:
            rule = self._get_module_part(attribute.module, "values").get(attribute.name)
        else:
            rule = self._find_member_entry(attribute.owner, attribute.name, "attributes")
        return rule if type(rule) is str else None

    def _get_module_part(self, module: str, part: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._tables_by_module.get(module, {}).get(part) or {}
        return found

    def _find_method_entry(self, owner: Any, name: str) -> Entry | None:
        entry: Entry | None = self._find_member_entry(owner, name, "methods")
        return entry

    def _find_member_entry(self, owner: Any, name: str, part: str) -> Any:
        """Returns the entry of the nearest class that has one for `name`.

        The search ends without an entry at a class that declares `name` and is in no table.
        """
        for cls in class_info.get_ancestors(owner if isinstance(owner, type) else type(owner)):
            members = self._find_class_members(cls)
            if members is not None:
                entry = (members.get(part) or {}).get(name)
                if entry is not None:
                    return entry
            elif class_info.declares(cls, name):
                return None
        return None

    def _find_object_entry(self, value: Any) -> Entry | None:
        """Finds the entry of a callable by its identity, not by where it was read."""
        if type(value) in _BOUND_METHOD_TYPES and not isinstance(value.__self__, (_Module, type(None))):
            entry = self._find_method_entry(value.__self__, value.__name__)
            if entry is not None:
                return entry
        self._refresh_index()
        found = self._public_callables.get(id(value))
        if found is not None and found[0] is value:
            return found[1]
        return None if isinstance(value, type) else self._find_method_entry(value, "__call__")

    def _find_class_members(self, cls: type) -> Mapping[str, Any] | None:
        by_name = self._members_by_class.get(class_info.get_full_name(cls))
        if by_name is not None:
            return by_name
        self._refresh_index()
        found = self._public_classes.get(id(cls))
        return found[1] if found is not None and found[0] is cls else None

    def _refresh_index(self) -> None:
        """Builds the index again if a table or a module was added since it was built."""
        if self._indexed_modules == len(sys.modules):
            return
        self._indexed_modules = len(sys.modules)
        self._public_callables.clear()
        self._public_classes.clear()
        for name, table in self._tables_by_module.items():
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


def _count_instance_arguments(owner: Any, name: str) -> int:
    """Returns 1 if the method was read from its class and takes the instance as its first argument, else 0."""
    if not isinstance(owner, type):
        return 0
    declared = class_info.find_member(owner, name)
    return 0 if declared is None or isinstance(declared, _TYPES_WITHOUT_INSTANCE) else 1


def takes_keywords_at(entry: Entry, position: int) -> bool:
    """Returns whether a plain object that is the last argument, at this position, holds keyword arguments."""
    verdicts: str = entry if isinstance(entry, str) else entry["keywords"]
    named, star, rest = verdicts.partition("*")
    if position < len(named):
        return named[position] == "k"
    return rest == "k" if star else True


def refuse_undeclared(entry: Entry, position: int, value: dict[str, Any]) -> None:
    """Refuses a plain object that could be keywords as well as a dict, as the last argument at this position.

    Raises:
        Refusal: ARGUMENT_TYPE: Python declares nothing there, and all keys of the object are names of parameters.
    """
    undeclared = None if isinstance(entry, str) else entry.get("undeclared")
    if undeclared is None or not value or not undeclared["names"]:
        return
    is_rest = undeclared["rest"] and position > max(undeclared["positions"], default=-1)
    if (position in undeclared["positions"] or is_rest) and value.keys() <= set(undeclared["names"]):
        keys = ", ".join(value)
        raise Refusal(
            ARGUMENT_TYPE,
            f"the last argument is a plain object with the keys {keys}, which are all names of parameters, and Python "
            f"does not declare what it takes there. For keywords write `f(…, kw, {{ {keys} }})`, for a dict "
            f"`f(…, dict({{ {keys} }}))`; `kw` and `dict` are exports of snakebridge",
        )


def coerce_arguments(entry: Entry, args: list[Any], kwargs: dict[str, Any], skip: int) -> None:
    """Converts arguments to the floats and tuples that their parameters are declared as.

    Args:
        entry: The entry of the callable.
        args: The positional arguments, changed in place.
        kwargs: The keyword arguments, changed in place.
        skip: How many arguments come before the first parameter of the entry.
    """
    if isinstance(entry, str):
        return
    for kind, convert, parameters in ((int, _to_float, entry.get("floats")), (list, tuple, entry.get("tuples"))):
        for parameter in parameters or ():
            if isinstance(parameter, str):
                if type(kwargs.get(parameter)) is kind:
                    kwargs[parameter] = convert(kwargs[parameter])
            elif parameter + skip < len(args) and type(args[parameter + skip]) is kind:
                args[parameter + skip] = convert(args[parameter + skip])


def _to_float(value: int) -> float | int:
    try:
        return float(value)
    except OverflowError:
        return value  # No float is so large. The function receives the int and raises its own error.


def get_result_rule(entry: Entry | None) -> str | None:
    """Returns the result rule of an entry; None if it has none."""
    return None if entry is None or isinstance(entry, str) else entry.get("result")
