"""Copies values that are otherwise references: subclasses of containers, enums, dataclasses, paths, arrays.

Imports no library: if a module is not loaded, no value can be an instance of its classes.
"""

from __future__ import annotations

import os
import sys

from .. import class_info
from ..exceptions import Refusal
from . import arrays
from .protocol import NOT_TRANSFERABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: The built-in classes whose subclasses are copied as the built-in class.
_COPIED_BASES = (list, tuple, dict, set, frozenset, bytes, bytearray)


def copy_by_value(value: Any) -> Any:
    """Returns a value that the encoder can send by value: `value` itself, or what stands for it.

    Raises:
        Refusal: NOT_TRANSFERABLE: nothing stands for the value.
    """
    kind = type(value)
    plain = unwrap_value(value)
    if plain is not value or _crosses_by_value(kind, value):
        return plain
    if hasattr(kind, "to_numpy"):
        remedy = "call .to_numpy() and take $value() of that"
    elif hasattr(kind, "__array__"):
        remedy = "make an array of it first, for instance with numpy.asarray(…), and take $value() of that"
    else:
        remedy = "use its attributes and methods, or $repr()"
    raise Refusal(NOT_TRANSFERABLE, f"a {class_info.get_display_name(kind)} has no value form; {remedy}")


_BY_VALUE_TYPES = frozenset(
    (type(None), bool, int, float, complex, str, bytes, bytearray, memoryview, list, tuple, dict, set, frozenset)
)


def _crosses_by_value(kind: type, value: Any) -> bool:
    if (
        class_info.is_one_of(kind, _BY_VALUE_TYPES)
        or issubclass(kind, (str, int, float))
        or class_info.is_named_tuple(kind)
    ):
        return True
    if arrays.is_array(kind):
        return True
    return arrays.is_scalar(kind) and arrays.convert_scalar(value) is not arrays.REFERENCE


def unwrap_value(value: Any) -> Any:
    """Returns what stands for `value`, or `value` itself. Does not look at the values inside it."""
    kind = type(value)
    if class_info.is_one_of(kind, _BY_VALUE_TYPES) or class_info.is_named_tuple(kind):
        return value
    if issubclass(kind, _get_loaded_class("enum", "Enum")):
        return value.value
    if issubclass(kind, complex) and not arrays.is_scalar(kind):
        return complex(value.real, value.imag)
    for base in _COPIED_BASES:
        if issubclass(kind, base):
            return _copy_as_base(base, value)
    if hasattr(kind, "__dataclass_fields__"):
        return {field.name: getattr(value, field.name) for field in sys.modules["dataclasses"].fields(value)}
    if hasattr(kind, "__fspath__"):
        return os.fspath(value)
    return value


def _copy_as_base(base: Any, value: Any) -> Any:
    """Returns the content of `value` as an object of the base, even if the subclass overrides how it is read."""
    if base is dict:
        return {key: dict.__getitem__(value, key) for key in dict.keys(value)}
    if base in (bytes, bytearray):
        return bytes(memoryview(value))
    return base(base.__iter__(value))


def _get_loaded_class(module: str, name: str) -> Any:
    """Returns a class of a module; if the module is not loaded, a class that has no instances."""
    return getattr(sys.modules.get(module), name, _NoInstances)


class _NoInstances:
    pass
