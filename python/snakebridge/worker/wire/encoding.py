"""Python values -> wire values: what crosses by value, what becomes a reference, what is refused.

An `Encoding` is one value on its way. It counts the references it hands out, so that a value that is refused or never
sent gives them all back. Which results are asked for, and what messages look like, is not known here.
"""

from __future__ import annotations

import sys

from .. import class_info
from ..exceptions import Refusal
from . import arrays
from .msgpack_pure import binary_header, extension_header, pack_f64
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
        """The objects that the host holds, as far as encoding needs them."""

        def type_id(self, cls: type, /) -> tuple[int, bool]: ...
        def retain(self, value: Any, /) -> int: ...
        def release(self, ref: int, count: int, /) -> None: ...


_SCALARS = frozenset((type(None), bool, int, float, str, bytes))
_UNCHECKED_SCALARS = _SCALARS - {int}
_LARGE_BYTES = 1 << 16


class Limits:
    __slots__ = ("depth", "frame")

    def __init__(self, frame: int, depth: int) -> None:
        self.frame = frame
        self.depth = depth


class Encoding:
    """`rule`: what the call table says of the result. `by_value`: copy what would be a reference, where it can be."""

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
        # None: nothing may be handed out.
        self._objects = objects
        self._limits = limits
        self._rule = rule
        self._by_value = by_value
        self._plain = _UNCHECKED_SCALARS if rule == "int" else _SCALARS
        self._refs: list[int] = []
        # Containers being written, outermost first, by identity: one that comes again contains itself.
        self._open: set[int] = set()
        self._depth = 0
        self._in_dict = False
        self.new_types: list[tuple[int, type]] = []

    def encode(self, value: Any) -> Body:
        """The bytes of `value`. @raises Refusal: NOT_TRANSFERABLE, INTEGER_RANGE, LIMIT"""
        kind = type(value)
        if kind is bytes and len(value) > _LARGE_BYTES:
            return [binary_header(len(value)), value]
        if self._by_value and arrays.is_array(kind):
            return self._large_array(value)
        return [self._codec.encode(self.to_tree(value))]

    def undo(self) -> None:
        """The value will not be sent: gives back every reference."""
        if self._objects is not None:
            for ref in self._refs:
                self._objects.release(ref, 1)
        self._refs.clear()

    def to_tree(self, value: Any) -> Any:
        """The tree that the codec writes. @raises Refusal:"""
        kind = type(value)
        if type(kind) is not type:
            return self._other_tree(value)  # no built-in class; and one of an odd metaclass may not even be hashable
        if kind in self._plain:
            return value
        convert = _CONTAINERS.get(kind)
        if convert is not None:
            return self._enter(convert, value)
        if kind is int:
            return self._check_int(value)
        if kind is complex:
            return self._complex_tree(value)
        if kind in _BUFFERS:
            return bytes(value)
        return self._other_tree(value)

    def _check_int(self, value: int) -> int:
        if -SAFE_INTEGER <= value <= SAFE_INTEGER:
            return value
        raise Refusal(
            INTEGER_RANGE,
            f"{_format_integer(value)} is beyond ±(2**53-1) where a number is declared; instead of awaiting "
            'this result pass it on, for instance to `str` from "py:builtins", which gives every digit',
            root="result",
        )

    def _enter(self, convert: Callable[[Encoding, Any], Any], value: Any, levels: int = 1) -> Any:
        identity = id(value)
        if identity in self._open:
            raise _create_refusal(
                NOT_TRANSFERABLE, f"a {type(value).__name__} that contains itself has no value form; send its parts"
            )
        self._check_depth(levels)
        self._open.add(identity)
        self._depth += levels
        try:
            return convert(self, value)
        finally:
            self._depth -= levels
            self._open.discard(identity)

    def _check_depth(self, levels: int) -> None:
        if self._depth + levels > self._limits.depth:
            raise _create_refusal(LIMIT, f"nested deeper than the limit of {self._limits.depth} (limits.depth)")

    def _list_tree(self, value: Any) -> Any:
        kinds = _types_of(value)
        if kinds <= self._plain:
            return value if type(value) is list else list(value)
        if kinds == {int} and min(value) >= -SAFE_INTEGER and max(value) <= SAFE_INTEGER:
            return value if type(value) is list else list(value)
        at = 0
        tree = []
        try:
            for at, item in enumerate(value):  # noqa: B007  # for the path of a refusal
                tree.append(self.to_tree(item))
        except Refusal as refusal:
            refusal.within(f"[{at}]")
            raise
        return tree

    def _dict_tree(self, value: dict[Any, Any]) -> Any:
        as_map = self._is_map(value)
        outer, self._in_dict = self._in_dict, True
        key: Any = None
        flat = []
        try:
            for key, item in value.items():
                flat.append(self.to_tree(key))
                flat.append(self.to_tree(item))
        except Refusal as refusal:
            refusal.within(f"[{_format_key(key)}]")
            raise
        finally:
            self._in_dict = outer
        return self._codec.extension(EXT_MAP if as_map else EXT_OBJECT, self._codec.encode(flat))

    def _is_map(self, value: dict[Any, Any]) -> bool:
        # A declared result speaks for the dicts of its own, not for dicts within dicts.
        if self._rule == "map" and not self._in_dict:
            return True
        return not (_types_of(value) <= {str} or all(_is_text(key) for key in value))

    def _set_tree(self, value: Any) -> Any:
        try:
            return self._codec.extension(EXT_SET, self._codec.encode([self.to_tree(item) for item in value]))
        except Refusal as refusal:
            refusal.within("{…}")
            raise

    def _named_tuple_tree(self, value: Any) -> Any:
        kind = type(value)
        names = [base_value(name) for name in kind._fields]
        if len(names) != len(value):
            return self._list_tree(value)
        tree = self._list_tree(tuple(value))
        return self._codec.extension(
            EXT_NAMED_TUPLE, self._codec.encode([names, tree, class_info.module(kind), class_info.qualname(kind)])
        )

    def _complex_tree(self, value: complex) -> Any:
        return self._codec.extension(EXT_COMPLEX, pack_f64(value.real) + pack_f64(value.imag))

    def _other_tree(self, value: Any) -> Any:
        kind = type(value)
        if class_info.is_named_tuple(kind):
            return self._enter(Encoding._named_tuple_tree, value, 2)
        if arrays.is_scalar(kind):
            plain = arrays.scalar(value)
            return self._reference_tree(value) if plain is arrays.REFERENCE else self.to_tree(plain)
        if issubclass(kind, (str, int, float)) and not _is_enum(kind):
            return self.to_tree(base_value(value))
        if _is_pandas_null(value):
            return None
        if not self._by_value:
            return self._reference_tree(value)
        if arrays.is_array(kind):
            return self._array_tree(value)
        return self._enter(Encoding._copy_tree, value, 0)

    def _copy_tree(self, value: Any) -> Any:
        from .by_value import unwrap

        plain = unwrap(value)
        return self._reference_tree(value) if plain is value else self.to_tree(plain)

    def _array_tree(self, value: Any) -> Any:
        self._check_depth(2)
        try:
            dtype, shape, data = arrays.to_wire(value, self._limits.frame)
        except Refusal as refusal:
            if refusal.code == NOT_TRANSFERABLE:
                return self._reference_tree(value)
            raise
        return self._codec.extension(EXT_ARRAY, self._codec.encode([dtype, shape, bytes(data)]))

    def _large_array(self, value: Any) -> Body:
        """An array as a value of its own: its memory goes out as it is."""
        dtype, shape, data = arrays.to_wire(value, self._limits.frame)
        head = b"\x93" + self._codec.encode(dtype) + self._codec.encode(shape) + binary_header(len(data))
        return [extension_header(EXT_ARRAY, len(head) + len(data)) + head, data]

    def _reference_tree(self, value: Any) -> Any:
        if self._objects is None:
            raise _create_refusal(NOT_TRANSFERABLE, "has no value form")
        self._check_depth(1)
        cls = type(value)
        kind, is_new = self._objects.type_id(cls)
        if is_new:
            self.new_types.append((kind, cls))
        ref = self._objects.retain(value)
        self._refs.append(ref)
        return self._codec.extension(EXT_REF, self._codec.encode([ref, kind]))


_CONTAINERS: dict[type, Callable[[Encoding, Any], Any]] = {
    list: Encoding._list_tree,
    tuple: Encoding._list_tree,
    dict: Encoding._dict_tree,
    set: Encoding._set_tree,
    frozenset: Encoding._set_tree,
}
_BUFFERS = frozenset((bytearray, memoryview))


def _types_of(items: Iterable[Any]) -> frozenset[type]:
    try:
        return frozenset(map(type, items))
    except TypeError:
        return _ANYTHING  # a class that cannot be hashed is among them


_ANYTHING: frozenset[type] = frozenset((object,))


def base_value(value: Any) -> Any:
    """The exact str, int or float that a subclass of it holds, whatever it overrides."""
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
    return pandas is not None and any(value is getattr(pandas, name, _SCALARS) for name in ("NaT", "NA"))


def _format_integer(value: int) -> str:
    # Converting a very long integer is quadratic, and refused by Python beyond some length.
    return str(value) if value.bit_length() < 1024 else f"an integer of {value.bit_length()} bits"


def _format_key(key: Any) -> str:
    try:
        return f'"{key}"' if type(key) is str else repr(key)[:100]
    except Exception:
        return "…"
