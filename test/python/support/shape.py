"""Checks a value against the shapes that `snakebridge.introspect.ir` declares: a second reading of the schema."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Any, Literal, TypedDict, Union, get_args, get_origin, get_type_hints, is_typeddict

from snakebridge.introspect import ir


def faults(data: ir.Introspection) -> list[str]:
    """Every place where the value is not what the shape says."""
    return list(_Reading().faults(data, ir.Introspection, "$"))


class _Reading:
    """Types are shared between declarations: each object is checked once against each shape."""

    def __init__(self) -> None:
        self._good: set[tuple[int, int]] = set()

    def faults(self, value: Any, shape: Any, place: str) -> Iterator[str]:
        key = (id(value), id(shape))
        if key in self._good:
            return
        found = list(self._faults(value, shape, place))
        if not found and isinstance(value, dict):
            self._good.add(key)
        yield from found

    def _faults(self, value: Any, shape: Any, place: str) -> Iterator[str]:
        origin = get_origin(shape)
        if is_typeddict(shape):
            yield from self._record(value, shape, place)
        elif origin in (Union, UnionType):
            yield from self._one_of(value, get_args(shape), place)
        elif origin is Literal:
            if not any(type(value) is type(allowed) and value == allowed for allowed in get_args(shape)):
                yield f"{place}: {value!r} is none of {get_args(shape)}"
        elif origin is list:
            if not isinstance(value, list):
                yield f"{place}: {value!r} is no list"
                return
            for index, item in enumerate(value):
                yield from self.faults(item, get_args(shape)[0], f"{place}[{index}]")
        elif origin is dict:
            for key, item in value.items():
                yield from self.faults(item, get_args(shape)[1], f"{place}[{key!r}]")
        elif shape is None or shape is type(None):
            if value is not None:
                yield f"{place}: {value!r} is not null"
        elif type(value) is not shape:
            yield f"{place}: {value!r} is no {shape.__name__}"

    def _record(self, value: Any, shape: type[TypedDict], place: str) -> Iterator[str]:  # type: ignore[valid-type]
        hints = _hints(shape)
        if not isinstance(value, dict) or set(value) != set(hints):
            yield f"{place}: {str(value)[:200]} has not the keys of {shape.__name__}"
            return
        for key, inner in hints.items():
            yield from self.faults(value[key], inner, f"{place}.{key}")

    def _one_of(self, value: Any, shapes: tuple[Any, ...], place: str) -> Iterator[str]:
        tag = next((key for key in ("t", "kind") if isinstance(value, dict) and key in value), None)
        if tag is not None:
            shapes = tuple(
                item for item in shapes if is_typeddict(item) and value[tag] in get_args(_hints(item).get(tag))
            )
        found = [list(self.faults(value, item, place)) for item in shapes]
        if not any(not item for item in found):
            yield min(found, key=len)[0] if found else f"{place}: {str(value)[:200]} is none of the shapes"


@cache
def _hints(shape: Any) -> dict[str, Any]:
    return get_type_hints(shape, vars(ir))
