"""Encodes Python values: decides what is sent by value, what becomes a reference, and what is refused.

A `ValueEncoder` encodes one value. It counts the references that it creates, so that it can release all of them if the
value is refused or not sent. It knows neither messages nor which results the host wants.
"""

from __future__ import annotations

import sys

from .. import class_info
from ..exceptions import Refusal
from . import arrays
from .msgpack_pure import create_binary_header, create_extension_header, pack_f64
from .protocol import (
    EXT_ARRAY,
    EXT_COMPLEX,
    EXT_MAP,
    EXT_NAMED_TUPLE,
    EXT_OBJECT,
    EXT_REF,
    EXT_SET,
    INTEGER_RANGE,
    LIMIT,
    NOT_TRANSFERABLE,
    SAFE_INTEGER,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Protocol

    from .codec import Codec
    from .protocol import Body

    class ReferenceTable(Protocol):
        """The objects that the host holds. An encoder needs only these methods."""

        def register_type(self, cls: type, /) -> tuple[int, bool]:
            """Returns the type id of a class, and whether the class is new to the host."""

        def retain(self, value: Any, /) -> int:
            """Returns the ref id of a value, and counts it once more."""

        def release(self, ref: int, count: int, /) -> None:
            """Subtracts `count` from the count of a ref id."""


_SCALAR_TYPES = frozenset((type(None), bool, int, float, str, bytes))
_UNCHECKED_SCALAR_TYPES = _SCALAR_TYPES - {int}
#: Bytes longer than this are sent from their own memory, without a copy.
_MAX_COPIED_BYTES = 1 << 16


class Limits:
    """The limits of the connection.

    Attributes:
        frame_bytes: How long the body of a frame may be.
        depth: How many levels of containers a value may have.
    """

    __slots__ = ("depth", "frame_bytes")

    def __init__(self, frame_bytes: int, depth: int) -> None:
        self.frame_bytes = frame_bytes
        self.depth = depth


class ValueEncoder:
    """Encodes one value.

    Args:
        codec: Writes the tree of the value.
        objects: The table that creates references; None if the value may hold none.
        limits: The limits of the connection.
        rule: The result rule of the call table.
        by_value: Whether to copy what would be a reference, if it can be copied.

    Attributes:
        new_types: The type ids and classes that the host must learn before it receives the value.
    """

    def __init__(
        self,
        codec: Codec,
        objects: ReferenceTable | None,
        limits: Limits,
        rule: str | None = None,
        *,
        by_value: bool = False,
    ) -> None:
        self._codec = codec
        self._objects = objects
        self._limits = limits
        self._rule = rule
        self._by_value = by_value
        #: The types whose values the codec writes as they are.
        self._plain_types = _UNCHECKED_SCALAR_TYPES if rule == "int" else _SCALAR_TYPES
        self._refs: list[int] = []
        #: The identities of the containers around the current value. A container that is met again contains itself.
        self._open_containers: set[int] = set()
        self._depth = 0
        self._in_dict = False
        self.new_types: list[tuple[int, type]] = []

    def encode(self, value: Any) -> Body:
        """Returns the bytes of `value`.

        Raises:
            Refusal: NOT_TRANSFERABLE, INTEGER_RANGE or LIMIT. The caller must call `undo`.
        """
        kind = type(value)
        if kind is bytes and len(value) > _MAX_COPIED_BYTES:
            return [create_binary_header(len(value)), value]
        if self._by_value and arrays.is_array(kind):
            return self._encode_large_array(value)
        return [self._codec.encode(self.build_tree(value))]

    def undo(self) -> None:
        """Releases every reference that this encoder created. For a value that will not be sent."""
        if self._objects is not None:
            for ref in self._refs:
                self._objects.release(ref, 1)
        self._refs.clear()

    def build_tree(self, value: Any) -> Any:
        """Returns the tree of `value` for the codec.

        Raises:
            Refusal: NOT_TRANSFERABLE, INTEGER_RANGE or LIMIT.
        """
        kind = type(value)
        if type(kind) is not type:
            return self._build_other(value)  # No built-in class. Its metaclass may even make it unhashable.
        if kind in self._plain_types:
            return value
        build = _CONTAINER_BUILDERS.get(kind)
        if build is not None:
            return self._build_nested(build, value)
        if kind is int:
            return self._check_integer_range(value)
        if kind is complex:
            return self._build_complex(value)
        if kind in _BUFFER_TYPES:
            return bytes(value)
        return self._build_other(value)

    def _check_integer_range(self, value: int) -> int:
        if -SAFE_INTEGER <= value <= SAFE_INTEGER:
            return value
        raise Refusal(
            INTEGER_RANGE,
            f"{_format_integer(value)} is beyond ±(2**53-1) where a number is declared; instead of awaiting "
            'this result pass it on, for instance to `str` from "py:builtins", which gives every digit',
            root="result",
        )

    def _build_nested(self, build: Callable[[ValueEncoder, Any], Any], value: Any, levels: int = 1) -> Any:
        """Builds the tree of a container that takes `levels` levels. Refuses a container that contains itself."""
        identity = id(value)
        if identity in self._open_containers:
            raise _create_refusal(
                NOT_TRANSFERABLE, f"a {type(value).__name__} that contains itself has no value form; send its parts"
            )
        self._check_depth(levels)
        self._open_containers.add(identity)
        self._depth += levels
        try:
            return build(self, value)
        finally:
            self._depth -= levels
            self._open_containers.discard(identity)

    def _check_depth(self, levels: int) -> None:
        if self._depth + levels > self._limits.depth:
            raise _create_refusal(LIMIT, f"nested deeper than the limit of {self._limits.depth} (limits.depth)")

    def _build_list(self, value: Any) -> Any:
        kinds = _collect_types(value)
        if kinds <= self._plain_types:
            return value if type(value) is list else list(value)
        if kinds == {int} and min(value) >= -SAFE_INTEGER and max(value) <= SAFE_INTEGER:
            return value if type(value) is list else list(value)
        index = 0
        tree = []
        try:
            for index, item in enumerate(value):  # noqa: B007  # a refusal needs the last index
                tree.append(self.build_tree(item))
        except Refusal as refusal:
            refusal.add_outer_step(f"[{index}]")
            raise
        return tree

    def _build_dict(self, value: dict[Any, Any]) -> Any:
        as_map = self._is_map(value)
        outer, self._in_dict = self._in_dict, True
        key: Any = None
        flat = []
        try:
            for key, item in value.items():
                flat.append(self.build_tree(key))
                flat.append(self.build_tree(item))
        except Refusal as refusal:
            refusal.add_outer_step(f"[{_format_key(key)}]")
            raise
        finally:
            self._in_dict = outer
        return self._codec.create_extension(EXT_MAP if as_map else EXT_OBJECT, self._codec.encode(flat))

    def _is_map(self, value: dict[Any, Any]) -> bool:
        # The result rule says nothing about a dict inside a dict.
        if self._rule == "map" and not self._in_dict:
            return True
        return not (_collect_types(value) <= {str} or all(_is_text(key) for key in value))

    def _build_set(self, value: Any) -> Any:
        try:
            items = self._codec.encode([self.build_tree(item) for item in value])
            return self._codec.create_extension(EXT_SET, items)
        except Refusal as refusal:
            refusal.add_outer_step("{…}")
            raise

    def _build_named_tuple(self, value: Any) -> Any:
        kind = type(value)
        names = [to_base_value(name) for name in kind._fields]
        if len(names) != len(value):
            return self._build_list(value)
        tree = self._build_list(tuple(value))
        return self._codec.create_extension(
            EXT_NAMED_TUPLE,
            self._codec.encode([names, tree, class_info.get_module(kind), class_info.get_qualname(kind)]),
        )

    def _build_complex(self, value: complex) -> Any:
        return self._codec.create_extension(EXT_COMPLEX, pack_f64(value.real) + pack_f64(value.imag))

    def _build_other(self, value: Any) -> Any:
        kind = type(value)
        if class_info.is_named_tuple(kind):
            return self._build_nested(ValueEncoder._build_named_tuple, value, 2)
        if arrays.is_scalar(kind):
            plain = arrays.convert_scalar(value)
            return self._build_reference(value) if plain is arrays.REFERENCE else self.build_tree(plain)
        if issubclass(kind, (str, int, float)) and not _is_enum(kind):
            return self.build_tree(to_base_value(value))
        if _is_pandas_null(value):
            return None
        if not self._by_value:
            return self._build_reference(value)
        if arrays.is_array(kind):
            return self._build_array(value)
        return self._build_nested(ValueEncoder._build_copy, value, 0)

    def _build_copy(self, value: Any) -> Any:
        from .by_value import unwrap_value

        plain = unwrap_value(value)
        return self._build_reference(value) if plain is value else self.build_tree(plain)

    def _build_array(self, value: Any) -> Any:
        """Builds the tree of an array inside another value."""
        self._check_depth(2)
        try:
            dtype, shape, data = arrays.encode_array(value, self._limits.frame_bytes)
        except Refusal as refusal:
            if refusal.code == NOT_TRANSFERABLE:
                return self._build_reference(value)
            raise
        return self._codec.create_extension(EXT_ARRAY, self._codec.encode([dtype, shape, bytes(data)]))

    def _encode_large_array(self, value: Any) -> Body:
        """Encodes an array that is the whole value. Its memory is sent without a copy."""
        dtype, shape, data = arrays.encode_array(value, self._limits.frame_bytes)
        head = b"\x93" + self._codec.encode(dtype) + self._codec.encode(shape) + create_binary_header(len(data))
        return [create_extension_header(EXT_ARRAY, len(head) + len(data)) + head, data]

    def _build_reference(self, value: Any) -> Any:
        if self._objects is None:
            raise _create_refusal(NOT_TRANSFERABLE, "has no value form")
        self._check_depth(1)
        cls = type(value)
        type_id, is_new = self._objects.register_type(cls)
        if is_new:
            self.new_types.append((type_id, cls))
        ref = self._objects.retain(value)
        self._refs.append(ref)
        return self._codec.create_extension(EXT_REF, self._codec.encode([ref, type_id]))


_CONTAINER_BUILDERS: dict[type, Callable[[ValueEncoder, Any], Any]] = {
    list: ValueEncoder._build_list,
    tuple: ValueEncoder._build_list,
    dict: ValueEncoder._build_dict,
    set: ValueEncoder._build_set,
    frozenset: ValueEncoder._build_set,
}
_BUFFER_TYPES = frozenset((bytearray, memoryview))


def _collect_types(items: Iterable[Any]) -> frozenset[type]:
    try:
        return frozenset(map(type, items))
    except TypeError:
        return _UNKNOWN_TYPES  # At least one class cannot be hashed.


#: Stands for types that could not be collected. It is a subset of no set of plain types.
_UNKNOWN_TYPES: frozenset[type] = frozenset((object,))


def to_base_value(value: Any) -> Any:
    """Returns the exact str, int or float that an object of a subclass holds, even if the subclass overrides it."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__int__(value)
    return float.__float__(value)


def _create_refusal(code: str, message: str) -> Refusal:
    return Refusal(code, message, root="result")


def _is_text(key: Any) -> bool:
    return issubclass(type(key), str) and not _is_enum(type(key))


def _is_enum(kind: type) -> bool:
    enum = getattr(sys.modules.get("enum"), "Enum", None)
    return enum is not None and issubclass(kind, enum)


def _is_pandas_null(value: Any) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and any(value is getattr(pandas, name, _SCALAR_TYPES) for name in ("NaT", "NA"))


def _format_integer(value: int) -> str:
    # The conversion of a very long integer takes quadratic time, and Python refuses it beyond a limit.
    return str(value) if value.bit_length() < 1024 else f"an integer of {value.bit_length()} bits"


def _format_key(key: Any) -> str:
    try:
        return f'"{key}"' if type(key) is str else repr(key)[:100]
    except Exception:
        return "…"
