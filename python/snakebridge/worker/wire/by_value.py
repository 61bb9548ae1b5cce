"""The by-value form of what is otherwise a reference: containers' subclasses, enums, dataclasses, paths.

Imports nothing on its own account: what has not been loaded cannot be the class of a value.
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

_BASES = (list, tuple, dict, set, frozenset, bytes, bytearray)


def copy_value(value: Any) -> Any:
    """`value` in a form that crosses by value: itself, where it does so already.

    @raises Refusal: NOT_TRANSFERABLE
    """
    kind = type(value)
    plain = unwrap(value)
    if plain is not value or _crosses_by_value(kind, value):
        return plain
    if hasattr(kind, "to_numpy"):
        remedy = "call .to_numpy() and take $value() of that"
    elif hasattr(kind, "__array__"):
        remedy = "make an array of it first, for instance with numpy.asarray(…), and take $value() of that"
    else:
        remedy = "use its attributes and methods, or $repr()"
    raise Refusal(NOT_TRANSFERABLE, f"a {class_info.display_name(kind)} has no value form; {remedy}")


_BY_VALUE = frozenset(
    (type(None), bool, int, float, complex, str, bytes, bytearray, memoryview, list, tuple, dict, set, frozenset)
)


def _crosses_by_value(kind: type, value: Any) -> bool:
    if class_info.is_one_of(kind, _BY_VALUE) or issubclass(kind, (str, int, float)) or class_info.is_named_tuple(kind):
        return True
    if arrays.is_array(kind):
        return True
    return arrays.is_scalar(kind) and arrays.scalar(value) is not arrays.REFERENCE


def unwrap(value: Any) -> Any:
    """One level: what stands for `value`, or `value` itself."""
    kind = type(value)
    if class_info.is_one_of(kind, _BY_VALUE) or class_info.is_named_tuple(kind):
        return value
    if issubclass(kind, _loaded_class("enum", "Enum")):
        return value.value
    if issubclass(kind, complex) and not arrays.is_scalar(kind):
        return complex(value.real, value.imag)
    for base in _BASES:
        if issubclass(kind, base):
            return _base_copy(base, value)
    if hasattr(kind, "__dataclass_fields__"):
        return {field.name: getattr(value, field.name) for field in sys.modules["dataclasses"].fields(value)}
    if hasattr(kind, "__fspath__"):
        return os.fspath(value)
    return value


def _base_copy(base: Any, value: Any) -> Any:
    if base is dict:
        # The base's own view of it, whatever the class overrides.
        return {key: dict.__getitem__(value, key) for key in dict.keys(value)}
    if base in (bytes, bytearray):
        return bytes(memoryview(value))
    return base(base.__iter__(value))


def _loaded_class(module: str, name: str) -> Any:
    """A class of a module, if that is loaded; else a class of nothing."""
    return getattr(sys.modules.get(module), name, _Nothing)


class _Nothing:
    pass
