"""What the tests of the worker call."""

from __future__ import annotations

import collections
import dataclasses
import enum
import os
import pathlib
import sys
import threading
from typing import Any, NamedTuple

log: list[Any] = []
answer = 42


def echo(*args: Any, **kwargs: Any) -> Any:
    return kwargs or (args[0] if len(args) == 1 else list(args))


def kinds(*args: Any, **kwargs: Any) -> list[str]:
    """The types that arrived, each positional one and then `name: type` for each keyword."""
    return [_kind(arg) for arg in args] + [f"{name}: {_kind(value)}" for name, value in kwargs.items()]


def _kind(value: Any) -> str:
    inner = f"[{', '.join(map(_kind, value))}]" if isinstance(value, (list, tuple)) else ""
    return type(value).__name__ + inner


def make(expression: str) -> Any:
    """Any Python value, by its expression."""
    return eval(expression, globals())


def note(value: Any) -> None:
    log.append(value)


def fail(name: str = "ValueError", *args: Any) -> None:
    raise make(name)(*args)


def same(one: Any, other: Any) -> bool:
    return one is other


def imported(name: str) -> bool:
    return name in sys.modules


def wait_for_ever() -> None:
    threading.Event().wait()


class Point(NamedTuple):
    x: int
    y: str


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1


class Word(str):
    __slots__ = ()


class Count(int):
    pass


class Ratio(float):
    pass


@dataclasses.dataclass
class Inner:
    path: pathlib.PurePath
    colour: Colour


@dataclasses.dataclass
class Outer:
    inner: Inner
    tags: collections.OrderedDict[str, int]
    other: object = None


class Thing:
    label = "a thing"
    _private = "private"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.args = list(args)
        self.kwargs = kwargs

    def method(self, *args: Any, **kwargs: Any) -> list[str]:
        return kinds(*args, **kwargs)

    @classmethod
    def make(cls, *args: Any, **kwargs: Any) -> list[str]:
        return kinds(*args, **kwargs)

    @staticmethod
    def plain(*args: Any, **kwargs: Any) -> list[str]:
        return kinds(*args, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> list[str]:
        return kinds(*args, **kwargs)

    @property
    def broken(self) -> None:
        raise AttributeError("raised inside the property")


class Child(Thing):
    pass


class Overriding(Thing):
    def method(self, *args: Any, **kwargs: Any) -> list[str]:
        return ["overridden", *kinds(*args, **kwargs)]


class Guarded:
    """Answers unknown names itself, as lazy packages do."""

    def __getattr__(self, name: str) -> Any:
        if name == "faulty":
            return self.helper()
        raise AttributeError(f"nothing called {name}")

    def helper(self) -> None:
        raise AttributeError("a fault of its own")


class Context:
    __iter__ = None

    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...
    async def __aenter__(self) -> None: ...
    async def __aexit__(self, *_: object) -> None: ...
    def __await__(self) -> Any: ...
    def __aiter__(self) -> Any: ...


class Hostile(type):
    """Answers every question about its classes with an exception."""

    def __getattribute__(cls, name: str) -> Any:
        raise RuntimeError(f"no {name} for you")

    def __eq__(cls, other: object) -> bool:
        raise RuntimeError("not equal either")


class Host(metaclass=Hostile):
    pass


class Unprintable(Exception):
    def __str__(self) -> str:
        raise SystemExit("from __str__")

    __repr__ = __str__


def cycle() -> list[Any]:
    inner: dict[str, Any] = {}
    inner["a"] = [inner]
    return [1, inner]


def nested(depth: int) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


def chain() -> None:
    try:
        raise KeyError("first")
    except KeyError:
        raise ValueError("second") from OSError("cause")


def circle() -> None:
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    raise one


def recurse(depth: int = 0) -> Any:
    return recurse(depth + 1)


def group() -> None:
    raise make("ExceptionGroup")("several", [ValueError("a"), TypeError("b")])


def noted() -> None:
    error = ValueError("noted")
    error.__notes__ = ["look here", 5]  # type: ignore[attr-defined]
    raise error


def os_module() -> Any:
    return os
