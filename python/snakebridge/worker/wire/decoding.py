"""Bytes from the host -> a message of Python values. References and paths come out unread, as `Ref` and `Path`.

Knows the extension types and the limits; knows nothing of what messages mean. Every incoming extension passes
`Decoder.extension`, whichever codec found it.
"""

from __future__ import annotations

from ..exceptions import MalformedError, Refusal
from . import arrays, msgpack_pure
from .msgpack_pure import TooDeep
from .protocol import (
    ARGUMENT_TYPE,
    DEPTH_LIMIT,
    EXT_ARRAY,
    EXT_COMPLEX,
    EXT_ELLIPSIS,
    EXT_FLOAT,
    EXT_INTEGER,
    EXT_MAP,
    EXT_NAMED_TUPLE,
    EXT_OBJECT,
    EXT_PATH,
    EXT_RAW_STRING,
    EXT_REF,
    EXT_SET,
    EXT_SLICE,
    EXT_TUPLE,
    LIMIT,
)
from .references import NamedTupleValue, Path, Ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .codec import Codec

_read_f64 = msgpack_pure.read_f64
# The compiled codec takes 48 KiB of stack for each extension within an extension; beyond this ours goes on.
_NATIVE_LEVELS = 8
_CONTAINERS = frozenset((list, tuple, dict, set, slice, NamedTupleValue))


class Decoder:
    def __init__(self, codec: Codec) -> None:
        self.depth = DEPTH_LIMIT
        # How many references and how many maps of control fields the last message held.
        self.references = 0
        self.maps = 0
        self._codec = codec
        self._level = 0

    def message(self, body: bytes) -> Any:
        """The content of a frame. The message and its argument list are no levels of a value's nesting.

        @raises MalformedError:
        @raises Refusal: a value that the host may send and this process cannot take
        """
        return self._decode(body, self.depth + 2)

    def head(self, body: bytes) -> tuple[Any, Any]:
        """Kind and first field of a message that `message` refused. @raises MalformedError"""
        kind, at = msgpack_pure.scalar_at(body, 1)
        return kind, msgpack_pure.scalar_at(body, at)[0]

    def value(self, body: bytes) -> Any:
        """A value that stands alone. Raises as `message` does."""
        return self._decode(body, self.depth)

    def _decode(self, body: bytes, depth: int) -> Any:
        self.references = self.maps = self._level = 0
        try:
            tree = self._codec.decode(body, self, depth)
        except TooDeep:
            raise self._too_deep() from None
        # Nothing can be nested deeper than it is long.
        if len(body) > depth and _nests_beyond(tree, depth):
            raise self._too_deep()
        return tree

    def check_depth(self, value: Any) -> None:
        """For a value that a message holds without an argument list around it. @raises Refusal: LIMIT"""
        if _nests_beyond(value, self.depth):
            raise self._too_deep()

    def _too_deep(self) -> Refusal:
        return Refusal(LIMIT, f"a value nested deeper than the limit of {self.depth} (limits.depth)")

    def map(self, entries: dict[Any, Any]) -> dict[Any, Any]:
        self.maps += 1
        if any(type(key) is not str for key in entries):
            raise MalformedError("a map in a control field with a key that is not a str")
        return entries

    def extension(self, code: int, payload: bytes) -> Any:
        """The value of one extension. @raises MalformedError, TooDeep, Refusal"""
        read = _READERS.get(code)
        if read is None:
            raise MalformedError(f"unknown extension type {code}")
        return read(self, payload)

    def _items(self, payload: bytes) -> list[Any]:
        self._level += 1
        if self._level > self.depth:
            raise TooDeep
        codec = self._codec if self._level < _NATIVE_LEVELS else msgpack_pure
        items = codec.decode(payload, self, self.depth)
        self._level -= 1
        if type(items) is not list:
            raise MalformedError("an extension whose payload is not an array")
        return items

    def _ref(self, payload: bytes) -> Ref:
        items = self._items(payload)
        if len(items) != 1 or type(items[0]) is not int:
            raise MalformedError("a ref that is not one id")
        self.references += 1
        return Ref(items[0])

    def _path(self, payload: bytes) -> Path:
        items = self._items(payload)
        if not items or type(items[0]) not in (int, str, Ref) or any(type(name) is not str for name in items[1:]):
            raise MalformedError("a path that is not a root and names")
        self.references += 1
        return Path(items[0], items[1:])

    def _integer(self, payload: bytes) -> int:
        if not payload:
            raise MalformedError("an integer without bytes")
        return int.from_bytes(payload, "big", signed=True)

    def _float(self, payload: bytes) -> float:
        if len(payload) != 8:
            raise MalformedError(f"a float of {len(payload)} bytes")
        value: float = _read_f64(payload, 0)[0]
        return value

    def _complex(self, payload: bytes) -> complex:
        if len(payload) != 16:
            raise MalformedError(f"a complex of {len(payload)} bytes")
        return complex(_read_f64(payload, 0)[0], _read_f64(payload, 8)[0])

    def _tuple(self, payload: bytes) -> tuple[Any, ...]:
        return tuple(self._items(payload))

    def _object(self, payload: bytes) -> dict[str, Any]:
        items = self._items(payload)
        if len(items) % 2:
            raise MalformedError("an object with a key and no value")
        if any(type(key) is not str for key in items[::2]):
            raise MalformedError("an object with a key that is not a str")
        return dict(zip(items[::2], items[1::2], strict=True))

    def _map(self, payload: bytes) -> dict[Any, Any]:
        items = self._items(payload)
        if len(items) % 2:
            raise MalformedError("a map with a key and no value")
        return to_dict(items[::2], items[1::2])

    def _set(self, payload: bytes) -> set[Any]:
        items = self._items(payload)
        members = to_set(items)
        if len(members) != len(items):
            raise Refusal(ARGUMENT_TYPE, "a Set with two members that are equal in Python (as 1 and true are)")
        return members

    def _array(self, payload: bytes) -> Any:
        return arrays.from_wire(self._items(payload))

    def _named_tuple(self, payload: bytes) -> NamedTupleValue:
        fields = self._items(payload)
        if len(fields) != 4 or type(fields[0]) is not list or type(fields[1]) is not list:
            raise MalformedError("a named tuple that is not names, items, module and qualname")
        names, items, module, qualname = fields
        if any(type(text) is not str for text in (*names, module, qualname)) or len(names) != len(items):
            raise MalformedError("a named tuple whose names do not fit its items")
        # It is resolved together with references, after the whole message has been read.
        self.references += 2
        return NamedTupleValue(names, items, module, qualname)

    def _slice(self, payload: bytes) -> slice:
        items = self._items(payload)
        if len(items) != 3:
            raise MalformedError("a slice that is not start, stop and step")
        return slice(*items)

    def _ellipsis(self, payload: bytes) -> Any:
        if payload:
            raise MalformedError("an ellipsis with a payload")
        return ...

    def _raw_string(self, payload: bytes) -> str:
        try:
            return payload.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise MalformedError("a raw string that is not UTF-8") from None


_READERS: dict[int, Callable[[Decoder, bytes], Any]] = {
    EXT_REF: Decoder._ref,
    EXT_PATH: Decoder._path,
    EXT_INTEGER: Decoder._integer,
    EXT_FLOAT: Decoder._float,
    EXT_COMPLEX: Decoder._complex,
    EXT_TUPLE: Decoder._tuple,
    EXT_OBJECT: Decoder._object,
    EXT_MAP: Decoder._map,
    EXT_NAMED_TUPLE: Decoder._named_tuple,
    EXT_SET: Decoder._set,
    EXT_ARRAY: Decoder._array,
    EXT_SLICE: Decoder._slice,
    EXT_ELLIPSIS: Decoder._ellipsis,
    EXT_RAW_STRING: Decoder._raw_string,
}


def to_dict(keys: list[Any], values: list[Any]) -> dict[Any, Any]:
    """A Map of the host. @raises Refusal: ARGUMENT_TYPE, when a key cannot be one or would hide another"""
    try:
        entries = dict(zip(keys, values, strict=True))
    except TypeError as error:
        raise Refusal(ARGUMENT_TYPE, f"the keys of a Map must be hashable in Python: {error}") from None
    if len(entries) != len(keys):
        raise Refusal(ARGUMENT_TYPE, "a Map with two keys that are equal in Python (as 1 and true are)")
    return entries


def to_set(members: list[Any]) -> set[Any]:
    """A Set of the host. @raises Refusal: ARGUMENT_TYPE, when a member cannot be one"""
    try:
        return set(members)
    except TypeError as error:
        raise Refusal(ARGUMENT_TYPE, f"the members of a Set must be hashable in Python: {error}") from None


def _nests_beyond(tree: Any, depth: int) -> bool:
    level = [tree] if type(tree) in _CONTAINERS else []
    for _ in range(depth):
        if not level:
            return False
        inner: list[Any] = []
        for container in level:
            inner += _containers_in(container)
        level = inner
    return bool(level)


def _containers_in(container: Any) -> list[Any]:
    if type(container) is dict:
        return _containers_in(list(container)) + _containers_in(list(container.values()))
    if type(container) is NamedTupleValue:
        container = container.items
    if type(container) is slice:
        container = (container.start, container.stop, container.step)
    if _CONTAINERS.isdisjoint(map(type, container)):
        return []
    return [item for item in container if type(item) in _CONTAINERS]
