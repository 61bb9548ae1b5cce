"""MessagePack in pure Python: bytes <-> trees of None, bool, int, float, str, bytes, list, dict and `Extension`.

Knows nothing of what an extension means: decoding hands each to a hook, encoding takes them ready made. A dict is
MessagePack's own map, which only control fields use. Integers beyond 64 bits and strings with lone surrogates have
no MessagePack form; they are written as the extensions that PROTOCOL.md gives them.
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
        """Makes what MessagePack leaves open. May raise MalformedError, TooDeep and Refusal."""

        def extension(self, code: int, payload: bytes, /) -> Any: ...
        def map(self, entries: dict[Any, Any], /) -> Any: ...


name = "pure"

_U8 = Struct(">BB").pack
_U16 = Struct(">BH").pack
_U32 = Struct(">BI").pack
_U64 = Struct(">BQ").pack
_I8 = Struct(">Bb").pack
_I16 = Struct(">Bh").pack
_I32 = Struct(">Bi").pack
_I64 = Struct(">Bq").pack
_F64 = Struct(">Bd").pack
pack_f64 = Struct(">d").pack
_read_u16 = Struct(">H").unpack_from
_read_u32 = Struct(">I").unpack_from
_read_u64 = Struct(">Q").unpack_from
_read_i16 = Struct(">h").unpack_from
_read_i32 = Struct(">i").unpack_from
_read_i64 = Struct(">q").unpack_from
_read_f32 = Struct(">f").unpack_from
read_f64 = Struct(">d").unpack_from

_SMALL = [bytes([number]) for number in range(128)]


class TooDeep(Exception):
    """Nested beyond what the caller allows. The bytes may be well-formed."""


class Extension:
    """An extension value that is encoded already."""

    __slots__ = ("code", "payload")

    def __init__(self, code: int, payload: bytes) -> None:
        self.code = code
        self.payload = payload


extension = Extension


def encode(tree: Any) -> bytes:
    """@raises TypeError: the tree holds something else."""
    kind = type(tree)
    if kind is int:
        return _integer(tree)
    if kind is str:
        return _string(tree)
    parts: list[bytes] = []
    _encode(tree, parts.append)
    return b"".join(parts)


def decode(body: bytes, hooks: Hooks, depth: int) -> Any:
    """The one value in `body`. `depth`: how many arrays and maps may nest.

    @raises MalformedError: not MessagePack, or more than one value.
    @raises TooDeep:
    """
    try:
        tree, end = _decode(body, 0, hooks, depth)
    except RecursionError:
        raise TooDeep from None
    except (IndexError, UnicodeDecodeError, _StructError) as error:
        raise MalformedError(f"not MessagePack: {error}") from None
    if end != len(body):
        raise MalformedError(f"not MessagePack: {len(body) - end} bytes after the value")
    return tree


def scalar_at(body: bytes, at: int) -> tuple[Any, int]:
    """The number or string that begins at `at`, and where it ends. @raises MalformedError: something else is there"""
    try:
        return _decode(body, at, _Scalars, 0)
    except (TooDeep, IndexError, UnicodeDecodeError, _StructError):
        raise MalformedError("not MessagePack: no number or string") from None


class _ScalarsOnly:
    def extension(self, _code: int, _payload: bytes) -> Any:
        raise TooDeep

    def map(self, _entries: dict[Any, Any]) -> Any:
        raise TooDeep


_Scalars = _ScalarsOnly()


def binary_header(length: int) -> bytes:
    """What precedes the bytes of a bin."""
    if length < 0x100:
        return _U8(0xC4, length)
    if length < 0x10000:
        return _U16(0xC5, length)
    return _U32(0xC6, length)


def extension_header(code: int, length: int) -> bytes:
    """What precedes the payload of an extension."""
    if length in _FIXED:
        return bytes((_FIXED[length], code))
    if length < 0x100:
        return bytes((0xC7, length, code))
    if length < 0x10000:
        return _U16(0xC8, length) + bytes((code,))
    return _U32(0xC9, length) + bytes((code,))


_FIXED = {1: 0xD4, 2: 0xD5, 4: 0xD6, 8: 0xD7, 16: 0xD8}


def _encode(tree: Any, out: Callable[[bytes], None]) -> None:
    kind = type(tree)
    if kind is str:
        out(_string(tree))
    elif kind is int:
        out(_integer(tree))
    elif kind is float:
        out(_F64(0xCB, tree))
    elif tree is None:
        out(b"\xc0")
    elif tree is True:
        out(b"\xc3")
    elif tree is False:
        out(b"\xc2")
    elif kind is list:
        length = len(tree)
        out(_SIXTEEN_ITEMS[length] if length < 16 else _U16(0xDC, length) if length < 0x10000 else _U32(0xDD, length))
        for item in tree:
            _encode(item, out)
    elif kind is Extension:
        out(extension_header(tree.code, len(tree.payload)))
        out(tree.payload)
    elif kind is bytes:
        out(binary_header(len(tree)))
        out(tree)
    elif kind is dict:
        length = len(tree)
        out(bytes((0x80 | length,)) if length < 16 else _U16(0xDE, length))
        for key, value in tree.items():
            _encode(key, out)
            _encode(value, out)
    else:
        raise TypeError(f"{kind.__qualname__} is no part of a MessagePack tree")


_SIXTEEN_ITEMS = [bytes((0x90 | length,)) for length in range(16)]


def _integer(value: int) -> bytes:
    if value >= 0:
        if value < 0x80:
            return _SMALL[value]
        if value < 0x100:
            return _U8(0xCC, value)
        if value < 0x10000:
            return _U16(0xCD, value)
        if value < 0x100000000:
            return _U32(0xCE, value)
        if value < 0x10000000000000000:
            return _U64(0xCF, value)
    elif value >= -0x20:
        return bytes((0x100 + value,))
    elif value >= -0x80:
        return _I8(0xD0, value)
    elif value >= -0x8000:
        return _I16(0xD1, value)
    elif value >= -0x80000000:
        return _I32(0xD2, value)
    elif value >= -0x8000000000000000:
        return _I64(0xD3, value)
    return _extended(EXT_INTEGER, big_integer(value))


def big_integer(value: int) -> bytes:
    """Two's complement, big-endian, shortest: the payload of EXT_INTEGER."""
    bits = value.bit_length() if value >= 0 else (value + 1).bit_length()
    return value.to_bytes(bits // 8 + 1, "big", signed=True)


def _string(value: str) -> bytes:
    try:
        data = value.encode()
    except UnicodeEncodeError:
        return _extended(EXT_RAW_STRING, value.encode("utf-8", "surrogatepass"))
    length = len(data)
    if length < 32:
        return _SHORT_STRINGS[length] + data
    if length < 0x100:
        return _U8(0xD9, length) + data
    if length < 0x10000:
        return _U16(0xDA, length) + data
    return _U32(0xDB, length) + data


_SHORT_STRINGS = [bytes((0xA0 | length,)) for length in range(32)]


def _extended(code: int, payload: bytes) -> bytes:
    return extension_header(code, len(payload)) + payload


def _decode(body: bytes, at: int, hooks: Hooks, depth: int) -> tuple[Any, int]:
    token = body[at]
    at += 1
    if token < 0x80:
        return token, at
    if token >= 0xE0:
        return token - 0x100, at
    if 0xA0 <= token < 0xC0:
        return _text(body, at, token - 0xA0)
    if token < 0xA0:
        if token < 0x90:
            return _map(body, at, token - 0x80, hooks, depth)
        return _array(body, at, token - 0x90, hooks, depth)
    if token in _SCALARS:
        return _SCALARS[token], at
    if token in _NUMBERS:
        read, size = _NUMBERS[token]
        return read(body, at)[0], at + size
    if token in _FIXED_EXTENSIONS:
        return _extension(body, at, _FIXED_EXTENSIONS[token], hooks)
    if token not in _LENGTHS:
        raise MalformedError(f"not MessagePack: byte 0x{token:02x} begins no value")
    read, size = _LENGTHS[token]
    length = read(body, at)[0]
    at += size
    if token <= 0xC6:
        return _slice(body, at, length), at + length
    if token <= 0xC9:
        return _extension(body, at, length, hooks)
    if token <= 0xDB:
        return _text(body, at, length)
    if token <= 0xDD:
        return _array(body, at, length, hooks, depth)
    return _map(body, at, length, hooks, depth)


_SCALARS = {0xC0: None, 0xC2: False, 0xC3: True}
_read_u8 = Struct(">B").unpack_from
_NUMBERS = {
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
_FIXED_EXTENSIONS = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}
_ONE, _TWO, _FOUR = (_read_u8, 1), (_read_u16, 2), (_read_u32, 4)
_LENGTHS = {
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


def _slice(body: bytes, at: int, length: int) -> bytes:
    end = at + length
    if end > len(body):
        raise MalformedError(f"not MessagePack: ended {end - len(body)} bytes early")
    return body[at:end]


def _text(body: bytes, at: int, length: int) -> tuple[str, int]:
    return _slice(body, at, length).decode(), at + length


def _extension(body: bytes, at: int, length: int, hooks: Hooks) -> tuple[Any, int]:
    code = body[at]
    return hooks.extension(code - 0x100 if code > 0x7F else code, _slice(body, at + 1, length)), at + 1 + length


def _array(body: bytes, at: int, length: int, hooks: Hooks, depth: int) -> tuple[list[Any], int]:
    if depth <= 0:
        raise TooDeep
    if length > len(body) - at:
        raise MalformedError(f"not MessagePack: an array of {length} items in {len(body) - at} bytes")
    items = []
    for _ in range(length):
        token = body[at]
        if token < 0x80:
            items.append(token)
            at += 1
        elif token == 0xCB:
            items.append(read_f64(body, at + 1)[0])
            at += 9
        else:
            item, at = _decode(body, at, hooks, depth - 1)
            items.append(item)
    return items, at


def _map(body: bytes, at: int, length: int, hooks: Hooks, depth: int) -> tuple[Any, int]:
    if depth <= 0:
        raise TooDeep
    entries: dict[Any, Any] = {}
    for _ in range(length):
        key, at = _decode(body, at, hooks, depth - 1)
        value, at = _decode(body, at, hooks, depth - 1)
        if type(key) is not str:
            raise MalformedError("a map in a control field whose key is not a str")
        entries[key] = value
    return hooks.map(entries), at
