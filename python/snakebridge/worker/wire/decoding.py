"""Decodes bytes of the host into messages of Python values. Leaves references and paths as `Ref` and `Path`.

Knows the extension types and the limits, but not the meaning of messages. Every extension of the host passes through
`Decoder.read_extension`, with either codec.
"""

from __future__ import annotations

from ..exceptions import MalformedError, Refusal
from . import arrays, msgpack_pure
from .msgpack_pure import DepthError
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
#: The compiled codec takes 48 KiB of stack for each extension inside an extension. `msgpack_pure` reads deeper levels.
_MAX_COMPILED_LEVELS = 8
_CONTAINER_TYPES = frozenset((list, tuple, dict, set, slice, NamedTupleValue))


class Decoder:
    """Decodes one frame after another. It is also the `Hooks` of its codec.

    Attributes:
        depth_limit: How many levels of containers a value may have.
        reference_count: More than 1 if arguments of the last message hold refs, paths or named tuples.
        map_count: How many maps of control fields the last message held.
    """

    def __init__(self, codec: Codec) -> None:
        self.depth_limit = DEPTH_LIMIT
        self.reference_count = 0
        self.map_count = 0
        self._codec = codec
        #: How many extensions are being read, each inside the one before.
        self._level = 0

    def decode_message(self, body: bytes) -> Any:
        """Returns the content of a frame. The message and its list of arguments do not count as levels of a value.

        Raises:
            MalformedError: The bytes are not a message.
            Refusal: The host may send this value, but this process cannot represent it.
        """
        return self._decode(body, self.depth_limit + 2)

    def decode_head(self, body: bytes) -> tuple[Any, Any]:
        """Returns the kind and the first field of a message for which `decode_message` raised a Refusal.

        Raises:
            MalformedError: They are not numbers or strings.
        """
        kind, offset = msgpack_pure.decode_scalar_at(body, 1)
        return kind, msgpack_pure.decode_scalar_at(body, offset)[0]

    def decode_value(self, body: bytes) -> Any:
        """Returns a value that is not inside a message. Raises the errors of `decode_message`."""
        return self._decode(body, self.depth_limit)

    def _decode(self, body: bytes, depth: int) -> Any:
        self.reference_count = self.map_count = self._level = 0
        try:
            tree = self._codec.decode(body, self, depth)
        except DepthError:
            raise self._create_depth_refusal() from None
        # Each level takes at least one byte, so a shorter body cannot be too deep.
        if len(body) > depth and _nests_beyond(tree, depth):
            raise self._create_depth_refusal()
        return tree

    def check_depth(self, value: Any) -> None:
        """Checks the depth of a value that is a field of a message itself, and no item of a list of arguments.

        Raises:
            Refusal: LIMIT
        """
        if _nests_beyond(value, self.depth_limit):
            raise self._create_depth_refusal()

    def _create_depth_refusal(self) -> Refusal:
        return Refusal(LIMIT, f"a value nested deeper than the limit of {self.depth_limit} (limits.depth)")

    def read_map(self, entries: dict[Any, Any]) -> dict[Any, Any]:
        """Returns the entries of a map of MessagePack, which only control fields use.

        Raises:
            MalformedError: A key is not a str.
        """
        self.map_count += 1
        if any(type(key) is not str for key in entries):
            raise MalformedError("a map in a control field with a key that is not a str")
        return entries

    def read_extension(self, code: int, payload: bytes) -> Any:
        """Returns the value of an extension.

        Raises:
            MalformedError: The code is unknown, or the payload does not fit it.
            DepthError: Too many extensions are inside each other.
            Refusal: The host may send this value, but this process cannot represent it.
        """
        read = _READERS.get(code)
        if read is None:
            raise MalformedError(f"unknown extension type {code}")
        return read(self, payload)

    def _read_items(self, payload: bytes) -> list[Any]:
        self._level += 1
        if self._level > self.depth_limit:
            raise DepthError
        codec = self._codec if self._level < _MAX_COMPILED_LEVELS else msgpack_pure
        items = codec.decode(payload, self, self.depth_limit)
        self._level -= 1
        if type(items) is not list:
            raise MalformedError("an extension whose payload is not an array")
        return items

    def _read_ref(self, payload: bytes) -> Ref:
        items = self._read_items(payload)
        if len(items) != 1 or type(items[0]) is not int:
            raise MalformedError("a ref that is not one id")
        self.reference_count += 1
        return Ref(items[0])

    def _read_path(self, payload: bytes) -> Path:
        items = self._read_items(payload)
        if not items or type(items[0]) not in (int, str, Ref) or any(type(name) is not str for name in items[1:]):
            raise MalformedError("a path that is not a root and names")
        self.reference_count += 1
        return Path(items[0], items[1:])

    def _read_integer(self, payload: bytes) -> int:
        if not payload:
            raise MalformedError("an integer without bytes")
        return int.from_bytes(payload, "big", signed=True)

    def _read_float(self, payload: bytes) -> float:
        if len(payload) != 8:
            raise MalformedError(f"a float of {len(payload)} bytes")
        value: float = _read_f64(payload, 0)[0]
        return value

    def _read_complex(self, payload: bytes) -> complex:
        if len(payload) != 16:
            raise MalformedError(f"a complex of {len(payload)} bytes")
        return complex(_read_f64(payload, 0)[0], _read_f64(payload, 8)[0])

    def _read_tuple(self, payload: bytes) -> tuple[Any, ...]:
        return tuple(self._read_items(payload))

    def _read_object(self, payload: bytes) -> dict[str, Any]:
        items = self._read_items(payload)
        if len(items) % 2:
            raise MalformedError("an object with a key and no value")
        if any(type(key) is not str for key in items[::2]):
            raise MalformedError("an object with a key that is not a str")
        return dict(zip(items[::2], items[1::2], strict=True))

    def _read_map(self, payload: bytes) -> dict[Any, Any]:
        items = self._read_items(payload)
        if len(items) % 2:
            raise MalformedError("a map with a key and no value")
        return create_dict(items[::2], items[1::2])

    def _read_set(self, payload: bytes) -> set[Any]:
        items = self._read_items(payload)
        members = create_set(items)
        if len(members) != len(items):
            raise Refusal(ARGUMENT_TYPE, "a Set with two members that are equal in Python (as 1 and true are)")
        return members

    def _read_array(self, payload: bytes) -> Any:
        return arrays.decode_array(self._read_items(payload))

    def _read_named_tuple(self, payload: bytes) -> NamedTupleValue:
        fields = self._read_items(payload)
        if len(fields) != 4 or type(fields[0]) is not list or type(fields[1]) is not list:
            raise MalformedError("a named tuple that is not names, items, module and qualname")
        names, items, module, qualname = fields
        if any(type(text) is not str for text in (*names, module, qualname)) or len(names) != len(items):
            raise MalformedError("a named tuple whose names do not fit its items")
        # It is resolved together with references, after the whole message has been read.
        self.reference_count += 2
        return NamedTupleValue(names, items, module, qualname)

    def _read_slice(self, payload: bytes) -> slice:
        items = self._read_items(payload)
        if len(items) != 3:
            raise MalformedError("a slice that is not start, stop and step")
        return slice(*items)

    def _read_ellipsis(self, payload: bytes) -> Any:
        if payload:
            raise MalformedError("an ellipsis with a payload")
        return ...

    def _read_raw_string(self, payload: bytes) -> str:
        try:
            return payload.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise MalformedError("a raw string that is not UTF-8") from None


_READERS: dict[int, Callable[[Decoder, bytes], Any]] = {
    EXT_REF: Decoder._read_ref,
    EXT_PATH: Decoder._read_path,
    EXT_INTEGER: Decoder._read_integer,
    EXT_FLOAT: Decoder._read_float,
    EXT_COMPLEX: Decoder._read_complex,
    EXT_TUPLE: Decoder._read_tuple,
    EXT_OBJECT: Decoder._read_object,
    EXT_MAP: Decoder._read_map,
    EXT_NAMED_TUPLE: Decoder._read_named_tuple,
    EXT_SET: Decoder._read_set,
    EXT_ARRAY: Decoder._read_array,
    EXT_SLICE: Decoder._read_slice,
    EXT_ELLIPSIS: Decoder._read_ellipsis,
    EXT_RAW_STRING: Decoder._read_raw_string,
}


def create_dict(keys: list[Any], values: list[Any]) -> dict[Any, Any]:
    """Returns the dict for a Map of the host.

    Raises:
        Refusal: ARGUMENT_TYPE: a key cannot be hashed, or two keys are equal in Python.
    """
    try:
        entries = dict(zip(keys, values, strict=True))
    except TypeError as error:
        raise Refusal(ARGUMENT_TYPE, f"the keys of a Map must be hashable in Python: {error}") from None
    if len(entries) != len(keys):
        raise Refusal(ARGUMENT_TYPE, "a Map with two keys that are equal in Python (as 1 and true are)")
    return entries


def create_set(members: list[Any]) -> set[Any]:
    """Returns the set for a Set of the host.

    Raises:
        Refusal: ARGUMENT_TYPE: a member cannot be hashed.
    """
    try:
        return set(members)
    except TypeError as error:
        raise Refusal(ARGUMENT_TYPE, f"the members of a Set must be hashable in Python: {error}") from None


def _nests_beyond(tree: Any, depth: int) -> bool:
    """Returns whether the tree has more than `depth` levels of containers. Does not recurse."""
    level = [tree] if type(tree) in _CONTAINER_TYPES else []
    for _ in range(depth):
        if not level:
            return False
        inner: list[Any] = []
        for container in level:
            inner += _find_containers(container)
        level = inner
    return bool(level)


def _find_containers(container: Any) -> list[Any]:
    """Returns the items of a container that are containers."""
    if type(container) is dict:
        return _find_containers(list(container)) + _find_containers(list(container.values()))
    if type(container) is NamedTupleValue:
        container = container.items
    if type(container) is slice:
        container = (container.start, container.stop, container.step)
    if _CONTAINER_TYPES.isdisjoint(map(type, container)):
        return []
    return [item for item in container if type(item) in _CONTAINER_TYPES]
