"""MessagePack in pure Python. Converts trees of None, bool, int, float, str, bytes, list, dict and `Extension`.

Does not know what an extension means: decoding passes each to a hook, and encoding receives its payload. A dict is the
map of MessagePack, which only control fields use. MessagePack has no form for integers beyond 64 bits and for strings
with lone surrogates. They are written as the extensions that PROTOCOL.md defines for them.
"""

from __future__ import annotations

from struct import Struct
from struct import error as _StructError

from ..exceptions import MalformedError
from .protocol import EXT_INTEGER, EXT_RAW_STRING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    class Hooks(Protocol):
        """Creates the values that MessagePack does not define. May raise MalformedError, DepthError and Refusal."""

        def read_extension(self, code: int, payload: bytes, /) -> Any:
            """Returns the value of an extension."""

        def read_map(self, entries: dict[Any, Any], /) -> Any:
            """Returns the value of a map."""


#: The name of this codec in the `hello` of the worker.
name = "pure"

# Each of these writes a token and the number that follows it.
_pack_token_u8 = Struct(">BB").pack
_pack_token_u16 = Struct(">BH").pack
_pack_token_u32 = Struct(">BI").pack
_pack_token_u64 = Struct(">BQ").pack
_pack_token_i8 = Struct(">Bb").pack
_pack_token_i16 = Struct(">Bh").pack
_pack_token_i32 = Struct(">Bi").pack
_pack_token_i64 = Struct(">Bq").pack
_pack_token_f64 = Struct(">Bd").pack
pack_f64 = Struct(">d").pack
_read_u16 = Struct(">H").unpack_from
_read_u32 = Struct(">I").unpack_from
_read_u64 = Struct(">Q").unpack_from
_read_i16 = Struct(">h").unpack_from
_read_i32 = Struct(">i").unpack_from
_read_i64 = Struct(">q").unpack_from
_read_f32 = Struct(">f").unpack_from
read_f64 = Struct(">d").unpack_from

_SMALL_INTEGERS = [bytes([number]) for number in range(128)]


class DepthError(Exception):
    """The value has more levels than the caller allows. The bytes may be well-formed."""


class Extension:
    """An extension whose payload is already encoded."""

    __slots__ = ("code", "payload")

    def __init__(self, code: int, payload: bytes) -> None:
        self.code = code
        self.payload = payload


create_extension = Extension


def encode(tree: Any) -> bytes:
    """Returns the bytes of a tree.

    Raises:
        TypeError: The tree holds a value of another type.
    """
    kind = type(tree)
    if kind is int:
        return _encode_integer(tree)
    if kind is str:
        return _encode_string(tree)
    parts: list[bytes] = []
    _encode_tree(tree, parts.append)
    return b"".join(parts)


def decode(body: bytes, hooks: Hooks, depth: int) -> Any:
    """Returns the one value in `body`.

    Args:
        body: The bytes.
        hooks: Creates the values of extensions and maps.
        depth: How many levels of arrays and maps the value may have.

    Raises:
        MalformedError: The bytes are not MessagePack, or hold more than one value.
        DepthError: The value has more levels.
    """
    try:
        tree, end = _decode_tree(body, 0, hooks, depth)
    except RecursionError:
        raise DepthError from None
    except (IndexError, UnicodeDecodeError, _StructError) as error:
        raise MalformedError(f"not MessagePack: {error}") from None
    if end != len(body):
        raise MalformedError(f"not MessagePack: {len(body) - end} bytes after the value")
    return tree


def decode_scalar_at(body: bytes, offset: int) -> tuple[Any, int]:
    """Returns the number or string that begins at an offset, and the offset of its end.

    Raises:
        MalformedError: Something else begins there.
    """
    try:
        return _decode_tree(body, offset, _NO_HOOKS, 0)
    except (DepthError, IndexError, UnicodeDecodeError, _StructError):
        raise MalformedError("not MessagePack: no number or string") from None


class _NoHooks:
    """Hooks that refuse every extension and every map."""

    def read_extension(self, _code: int, _payload: bytes) -> Any:
        raise DepthError

    def read_map(self, _entries: dict[Any, Any]) -> Any:
        raise DepthError


_NO_HOOKS = _NoHooks()


def create_binary_header(length: int) -> bytes:
    """Returns the bytes that precede the content of a bin."""
    if length < 0x100:
        return _pack_token_u8(0xC4, length)
    if length < 0x10000:
        return _pack_token_u16(0xC5, length)
    return _pack_token_u32(0xC6, length)


def create_extension_header(code: int, length: int) -> bytes:
    """Returns the bytes that precede the payload of an extension."""
    if length in _FIXED_EXTENSION_TOKENS:
        return bytes((_FIXED_EXTENSION_TOKENS[length], code))
    if length < 0x100:
        return bytes((0xC7, length, code))
    if length < 0x10000:
        return _pack_token_u16(0xC8, length) + bytes((code,))
    return _pack_token_u32(0xC9, length) + bytes((code,))


#: By the length of the payload: the tokens of extensions of a fixed length.
_FIXED_EXTENSION_TOKENS = {1: 0xD4, 2: 0xD5, 4: 0xD6, 8: 0xD7, 16: 0xD8}


def _encode_tree(tree: Any, write: Callable[[bytes], None]) -> None:
    kind = type(tree)
    if kind is str:
        write(_encode_string(tree))
    elif kind is int:
        write(_encode_integer(tree))
    elif kind is float:
        write(_pack_token_f64(0xCB, tree))
    elif tree is None:
        write(b"\xc0")
    elif tree is True:
        write(b"\xc3")
    elif tree is False:
        write(b"\xc2")
    elif kind is list:
        length = len(tree)
        write(
            _SHORT_ARRAY_HEADERS[length]
            if length < 16
            else _pack_token_u16(0xDC, length)
            if length < 0x10000
            else _pack_token_u32(0xDD, length)
        )
        for item in tree:
            _encode_tree(item, write)
    elif kind is Extension:
        write(create_extension_header(tree.code, len(tree.payload)))
        write(tree.payload)
    elif kind is bytes:
        write(create_binary_header(len(tree)))
        write(tree)
    elif kind is dict:
        length = len(tree)
        write(bytes((0x80 | length,)) if length < 16 else _pack_token_u16(0xDE, length))
        for key, value in tree.items():
            _encode_tree(key, write)
            _encode_tree(value, write)
    else:
        raise TypeError(f"{kind.__qualname__} is no part of a MessagePack tree")


_SHORT_ARRAY_HEADERS = [bytes((0x90 | length,)) for length in range(16)]


def _encode_integer(value: int) -> bytes:
    if value >= 0:
        if value < 0x80:
            return _SMALL_INTEGERS[value]
        if value < 0x100:
            return _pack_token_u8(0xCC, value)
        if value < 0x10000:
            return _pack_token_u16(0xCD, value)
        if value < 0x100000000:
            return _pack_token_u32(0xCE, value)
        if value < 0x10000000000000000:
            return _pack_token_u64(0xCF, value)
    elif value >= -0x20:
        return bytes((0x100 + value,))
    elif value >= -0x80:
        return _pack_token_i8(0xD0, value)
    elif value >= -0x8000:
        return _pack_token_i16(0xD1, value)
    elif value >= -0x80000000:
        return _pack_token_i32(0xD2, value)
    elif value >= -0x8000000000000000:
        return _pack_token_i64(0xD3, value)
    return _encode_extension(EXT_INTEGER, encode_big_integer(value))


def encode_big_integer(value: int) -> bytes:
    """Returns the payload of EXT_INTEGER: two's complement, big-endian, as short as possible."""
    bits = value.bit_length() if value >= 0 else (value + 1).bit_length()
    return value.to_bytes(bits // 8 + 1, "big", signed=True)


def _encode_string(value: str) -> bytes:
    try:
        data = value.encode()
    except UnicodeEncodeError:
        return _encode_extension(EXT_RAW_STRING, value.encode("utf-8", "surrogatepass"))
    length = len(data)
    if length < 32:
        return _SHORT_STRING_HEADERS[length] + data
    if length < 0x100:
        return _pack_token_u8(0xD9, length) + data
    if length < 0x10000:
        return _pack_token_u16(0xDA, length) + data
    return _pack_token_u32(0xDB, length) + data


_SHORT_STRING_HEADERS = [bytes((0xA0 | length,)) for length in range(32)]


def _encode_extension(code: int, payload: bytes) -> bytes:
    return create_extension_header(code, len(payload)) + payload


def _decode_tree(body: bytes, offset: int, hooks: Hooks, depth: int) -> tuple[Any, int]:
    """Returns the value that begins at an offset, and the offset of its end."""
    token = body[offset]
    offset += 1
    if token < 0x80:
        return token, offset
    if token >= 0xE0:
        return token - 0x100, offset
    if 0xA0 <= token < 0xC0:
        return _decode_text(body, offset, token - 0xA0)
    if token < 0xA0:
        if token < 0x90:
            return _decode_map(body, offset, token - 0x80, hooks, depth)
        return _decode_array(body, offset, token - 0x90, hooks, depth)
    if token in _CONSTANTS:
        return _CONSTANTS[token], offset
    if token in _NUMBER_READERS:
        read, size = _NUMBER_READERS[token]
        return read(body, offset)[0], offset + size
    if token in _FIXED_EXTENSION_LENGTHS:
        return _decode_extension(body, offset, _FIXED_EXTENSION_LENGTHS[token], hooks)
    if token not in _LENGTH_READERS:
        raise MalformedError(f"not MessagePack: byte 0x{token:02x} begins no value")
    read, size = _LENGTH_READERS[token]
    length = read(body, offset)[0]
    offset += size
    if token <= 0xC6:
        return _read_bytes(body, offset, length), offset + length
    if token <= 0xC9:
        return _decode_extension(body, offset, length, hooks)
    if token <= 0xDB:
        return _decode_text(body, offset, length)
    if token <= 0xDD:
        return _decode_array(body, offset, length, hooks, depth)
    return _decode_map(body, offset, length, hooks, depth)


#: By token: the value.
_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}
_read_u8 = Struct(">B").unpack_from
#: By token: how to read the number, and its size in bytes.
_NUMBER_READERS = {
    0xCA: (_read_f32, 4),
    0xCB: (read_f64, 8),
    0xCC: (_read_u8, 1),
    0xCD: (_read_u16, 2),
    0xCE: (_read_u32, 4),
    0xCF: (_read_u64, 8),
    0xD0: (Struct(">b").unpack_from, 1),
    0xD1: (_read_i16, 2),
    0xD2: (_read_i32, 4),
    0xD3: (_read_i64, 8),
}
#: By token: the length of the payload in bytes.
_FIXED_EXTENSION_LENGTHS = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}
_ONE, _TWO, _FOUR = (_read_u8, 1), (_read_u16, 2), (_read_u32, 4)
#: By token: how to read the length that follows the token, and the size of that length in bytes.
_LENGTH_READERS = {
    0xC4: _ONE,
    0xC5: _TWO,
    0xC6: _FOUR,
    0xC7: _ONE,
    0xC8: _TWO,
    0xC9: _FOUR,
    0xD9: _ONE,
    0xDA: _TWO,
    0xDB: _FOUR,
    0xDC: _TWO,
    0xDD: _FOUR,
    0xDE: _TWO,
    0xDF: _FOUR,
}


def _read_bytes(body: bytes, offset: int, length: int) -> bytes:
    """Returns `length` bytes from an offset. Refuses a body that ends before."""
    end = offset + length
    if end > len(body):
        raise MalformedError(f"not MessagePack: ended {end - len(body)} bytes early")
    return body[offset:end]


def _decode_text(body: bytes, offset: int, length: int) -> tuple[str, int]:
    return _read_bytes(body, offset, length).decode(), offset + length


def _decode_extension(body: bytes, offset: int, length: int, hooks: Hooks) -> tuple[Any, int]:
    code = body[offset]
    return hooks.read_extension(
        code - 0x100 if code > 0x7F else code, _read_bytes(body, offset + 1, length)
    ), offset + 1 + length


def _decode_array(body: bytes, offset: int, length: int, hooks: Hooks, depth: int) -> tuple[list[Any], int]:
    if depth <= 0:
        raise DepthError
    if length > len(body) - offset:
        raise MalformedError(f"not MessagePack: an array of {length} items in {len(body) - offset} bytes")
    items = []
    for _ in range(length):
        token = body[offset]
        if token < 0x80:
            items.append(token)
            offset += 1
        elif token == 0xCB:
            items.append(read_f64(body, offset + 1)[0])
            offset += 9
        else:
            item, offset = _decode_tree(body, offset, hooks, depth - 1)
            items.append(item)
    return items, offset


def _decode_map(body: bytes, offset: int, length: int, hooks: Hooks, depth: int) -> tuple[Any, int]:
    if depth <= 0:
        raise DepthError
    entries: dict[Any, Any] = {}
    for _ in range(length):
        key, offset = _decode_tree(body, offset, hooks, depth - 1)
        value, offset = _decode_tree(body, offset, hooks, depth - 1)
        if type(key) is not str:
            raise MalformedError("a map in a control field whose key is not a str")
        entries[key] = value
    return hooks.read_map(entries), offset
