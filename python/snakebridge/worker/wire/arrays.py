"""Converts arrays and NumPy scalars to and from the wire. Imports NumPy only for an array that the host sent.

Independent of frames and references: if a value must become a reference, the caller makes it.
"""

from __future__ import annotations

import sys
from math import prod

from ..exceptions import MalformedError, Refusal
from .protocol import ARGUMENT_TYPE, ENVIRONMENT, LIMIT, NOT_TRANSFERABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: What `convert_scalar` returns for a NumPy scalar that has no value form.
REFERENCE: Any = object()

#: By the kind of a dtype: the sizes of items that cross by value.
_ITEM_SIZES_BYTES = {
    "b": (1,),
    "i": (1, 2, 4, 8),
    "u": (1, 2, 4, 8),
    "f": (2, 4, 8),
    "c": (8, 16),
    "M": (8,),
    "m": (8,),
}
#: By dtype: the type codes of the module `array`.
_TYPECODES = {
    "<f4": "f",
    "<f8": "d",
    "|i1": "b",
    "|u1": "B",
    "<i2": "h",
    "<u2": "H",
    "<i4": "i",
    "<u4": "I",
    "<i8": "q",
    "<u8": "Q",
}


def decode_array(fields: Any) -> Any:
    """Creates a writable `numpy.ndarray`, or an `array.array` if NumPy is not installed.

    Args:
        fields: The payload of the extension: dtype, shape and bytes. They are not checked yet.

    Raises:
        MalformedError: The fields are not dtype, shape and bytes, or do not fit each other.
        Refusal: ARGUMENT_TYPE: no array can have this dtype; ENVIRONMENT: it needs NumPy, which cannot be imported.
    """
    if type(fields) is not list or len(fields) != 3:
        raise MalformedError("an array without dtype, shape and bytes")
    dtype, shape, data = fields
    if type(dtype) is not str or type(data) is not bytes or type(shape) is not list:
        raise MalformedError("an array whose dtype, shape or bytes are something else")
    if any(type(length) is not int or length < 0 for length in shape):
        raise MalformedError(f"an array of shape {shape}")
    if prod(shape) * _parse_item_bytes(dtype) != len(data):
        raise MalformedError(f"an array of dtype {dtype} and shape {shape} in {len(data)} bytes")
    try:
        import numpy
    except ImportError:
        return _create_stdlib_array(dtype, shape, data)
    except Exception as error:
        raise Refusal(ENVIRONMENT, f"an array needs NumPy, whose import fails: {error!r}") from error
    try:
        return numpy.ndarray(tuple(shape), dtype, data).copy()
    except (TypeError, ValueError) as error:
        raise Refusal(ARGUMENT_TYPE, f"an array of dtype {dtype} and shape {shape}: {error}") from None


def _parse_item_bytes(dtype: str) -> int:
    order, kind, size = dtype[:1], dtype[1:2], dtype[2:].partition("[")[0]
    if order in "<|" and kind in _ITEM_SIZES_BYTES and size.isdigit() and int(size) in _ITEM_SIZES_BYTES[kind]:
        return int(size)
    raise Refusal(
        ARGUMENT_TYPE,
        f"an array of dtype {dtype!r} is not taken; bool, int, uint, float, complex, datetime64 and timedelta64 are",
    )


def _create_stdlib_array(dtype: str, shape: list[int], data: bytes) -> Any:
    if len(shape) != 1 or dtype not in _TYPECODES:
        raise Refusal(
            ENVIRONMENT,
            f"an array of dtype {dtype} and shape {shape} needs NumPy, which this Python lacks; "
            "run `snakebridge add numpy`",
        )
    from array import array

    values = array(_TYPECODES[dtype], data)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def is_scalar(kind: type) -> bool:
    """Returns whether a class is the class of a NumPy scalar."""
    generic = _get_numpy_class("generic")
    return generic is not None and issubclass(kind, generic)


def convert_scalar(value: Any) -> Any:
    """Returns the Python value of a NumPy scalar, or `REFERENCE` if it has none."""
    kind = value.dtype.kind
    if kind == "b":
        return bool(value)
    if kind in "iu":
        return int(value)
    if kind == "f" and not isinstance(value, _get_numpy_class("longdouble")):
        return float(value)
    if kind == "c" and not isinstance(value, _get_numpy_class("clongdouble")):
        return complex(value)
    if kind == "U":
        return str.__str__(value)
    if kind == "S":
        return bytes(value)
    return REFERENCE


def is_array(kind: type) -> bool:
    """Returns whether a class is `numpy.ndarray` or one of its subclasses."""
    ndarray = _get_numpy_class("ndarray")
    return ndarray is not None and issubclass(kind, ndarray)


def encode_array(value: Any, limit_bytes: int) -> tuple[str, list[int], memoryview]:
    """Returns dtype, shape and bytes of an array, in C order and little-endian.

    Args:
        value: The array. If its memory already has this form, the result refers to it and is no copy.
        limit_bytes: How long the bytes may be.

    Raises:
        Refusal: NOT_TRANSFERABLE: the array has no value form; LIMIT: it is too long.
    """
    numpy: Any = sys.modules["numpy"]
    if hasattr(value, "filled") and hasattr(value, "mask"):
        raise Refusal(NOT_TRANSFERABLE, "a masked array has no value form; take .filled(…) or .data of it first")
    dtype = value.dtype
    if dtype.kind not in _ITEM_SIZES_BYTES or dtype.itemsize not in _ITEM_SIZES_BYTES[dtype.kind]:
        remedy = _REMEDIES.get(dtype.kind, "convert it with .astype(…) first")
        raise Refusal(NOT_TRANSFERABLE, f"an array of dtype {dtype} has no value form; {remedy}")
    if value.nbytes > limit_bytes:
        raise Refusal(
            LIMIT, f"an array of {value.nbytes} bytes is beyond the frame limit of {limit_bytes} (limits.frame)"
        )
    plain = numpy.asarray(value, dtype=dtype.newbyteorder("<"), order="C")
    return plain.dtype.str, list(plain.shape), memoryview(plain.reshape(-1).view(numpy.uint8))


#: By the kind of a dtype: how a user can get the items of an array that has no value form.
_REMEDIES = {
    "V": "read its fields one by one (`$attr`, or `array.__getitem__(name)`)",
    "O": "convert it with .tolist(), or with .astype(…) to a numeric dtype",
    "U": "convert it with .tolist()",
    "S": "convert it with .tolist()",
    "T": "convert it with .tolist()",
}


def _get_numpy_class(name: str) -> Any:
    """Returns a class of NumPy; None if NumPy is not loaded, or not loaded far enough to have the class."""
    return getattr(sys.modules.get("numpy"), name, None)
