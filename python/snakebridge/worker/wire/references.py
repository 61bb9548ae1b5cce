"""What the host sends that only `paths.py` can turn into an object: references, paths, named tuples. Data only."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Ref:
    """The ref id of an object that the worker holds for the host."""

    __slots__ = ("id",)

    def __init__(self, ref: int) -> None:
        self.id = ref


class Path:
    """A start and the names to read from it.

    Attributes:
        root: A call id, the name of a module, or a Ref.
        names: The names of the attributes to read, one after another.
    """

    __slots__ = ("names", "root")

    def __init__(self, root: int | str | Ref, names: list[str]) -> None:
        self.root = root
        self.names = names


class NamedTupleValue:
    """A named tuple that Python sent earlier and that comes back.

    Attributes:
        names: The names of its fields.
        items: Its items, which may hold references.
        module: The module of its class.
        qualname: The name of its class in that module.
    """

    __slots__ = ("items", "module", "names", "qualname")

    def __init__(self, names: list[str], items: list[Any], module: str, qualname: str) -> None:
        self.names = names
        self.items = items
        self.module = module
        self.qualname = qualname
