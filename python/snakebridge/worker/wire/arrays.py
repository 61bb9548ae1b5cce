"""Arrays and NumPy's scalars, to and from the wire. NumPy is imported only for an array that the host sent.

Knows nothing of frames or references; `None` and `REFERENCE` answers leave those to the caller.
"""

from __future__ import annotations

import sys
from math import prod

from ..exceptions import MalformedError, Refusal
from .protocol import ARGUMENT_TYPE, ENVIRONMENT, LIMIT, NOT_TRANSFERABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What `scalar` answers for a NumPy scalar that has no value form.
REFERENCE: Any = object()

_SIZES = {"b": (1,), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8), "f": (2, 4, 8), "c": (8, 16), "M": (8,), "m": (8,)}
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


def from_wire(fields: Any) -> Any:
    """A writable `numpy.ndarray`, or an `array.array` where NumPy is absent.

    @raises MalformedError: no dtype, shape and bytes that fit each other.
    @raises Refusal: ARGUMENT_TYPE, ENVIRONMENT
    """
    if type(fields) is not list or len(fields) != 3:
        raise MalformedError("an array without dtype, shape and bytes")
    dtype, shape, data = fields
    if type(dtype) is not str or type(data) is not bytes or type(shape) is not list:
        raise MalformedError("an array whose dtype, shape or bytes are something else")
    if any(type(length) is not int or length < 0 for length in shape):
        raise MalformedError(f"an array of shape {shape}")
    if prod(shape) * _item_size(dtype) != len(data):
        raise MalformedError(f"an array of dtype {dtype} and shape {shape} in {len(data)} bytes")
    try:
        import numpy
    except ImportError:
        return _without_numpy(dtype, shape, data)
    except Exception as error:
        raise Refusal(ENVIRONMENT, f"an array needs NumPy, whose import fails: {error!r}") from error
    try:
        return numpy.ndarray(tuple(shape), dtype, data).copy()
    except (TypeError, ValueError) as error:
        raise Refusal(ARGUMENT_TYPE, f"an array of dtype {dtype} and shape {shape}: {error}") from None


def _item_size(dtype: str) -> int:
    order, kind, size = dtype[:1], dtype[1:2], dtype[2:].partition("[")[0]
    if order in "<|" and kind in _SIZES and size.isdigit() and int(size) in _SIZES[kind]:
        return int(size)
    raise Refusal(
        ARGUMENT_TYPE,
        f"an array of dtype {dtype!r} is not taken; bool, int, uint, float, complex, datetime64 and timedelta64 are",
    )


def _without_numpy(dtype: str, shape: list[int], data: bytes) -> Any:
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
    generic = _numpy("generic")
    return generic is not None and issubclass(kind, generic)


def scalar(value: Any) -> Any:
    """The Python value of a NumPy scalar, by its kind, or `REFERENCE`."""
    kind = value.dtype.kind
    if kind == "b":
        return bool(value)
    if kind in "iu":
        return int(value)
    if kind == "f" and not isinstance(value, _numpy("longdouble")):
        return float(value)
    if kind == "c" and not isinstance(value, _numpy("clongdouble")):
        return complex(value)
    if kind == "U":
        return str.__str__(value)
    if kind == "S":
        return bytes(value)
    return REFERENCE


def is_array(kind: type) -> bool:
    ndarray = _numpy("ndarray")
    return ndarray is not None and issubclass(kind, ndarray)


def to_wire(value: Any, limit: int) -> tuple[str, list[int], memoryview]:
    """Dtype, shape and bytes, in C order and little-endian; without a copy where the array is so already.

    @raises Refusal: NOT_TRANSFERABLE, LIMIT
    """
    numpy: Any = sys.modules["numpy"]
    if hasattr(value, "filled") and hasattr(value, "mask"):
        raise Refusal(NOT_TRANSFERABLE, "a masked array has no value form; take .filled(…) or .data of it first")
    dtype = value.dtype
    if dtype.kind not in _SIZES or dtype.itemsize not in _SIZES[dtype.kind]:
        remedy = _REMEDIES.get(dtype.kind, "convert it with .astype(…) first")
        raise Refusal(NOT_TRANSFERABLE, f"an array of dtype {dtype} has no value form; {remedy}")
    if value.nbytes > limit:
        raise Refusal(LIMIT, f"an array of {value.nbytes} bytes is beyond the frame limit of {limit} (limits.frame)")
    plain = numpy.asarray(value, dtype=dtype.newbyteorder("<"), order="C")
    return plain.dtype.str, list(plain.shape), memoryview(plain.reshape(-1).view(numpy.uint8))


_REMEDIES = {
    "V": "read its fields one by one (`$attr`, or `array.__getitem__(name)`)",
    "O": "convert it with .tolist(), or with .astype(…) to a numeric dtype",
    "U": "convert it with .tolist()",
    "S": "convert it with .tolist()",
    "T": "convert it with .tolist()",
}


def _numpy(name: str) -> Any:
    """A class of NumPy, if it is loaded (a module that is still being imported may lack it)."""
    return getattr(sys.modules.get("numpy"), name, None)
